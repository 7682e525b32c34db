// Where signals come in beside the embedded journal: HTTP and the inbox folder.
// In: settings. Out: deliveries in the queue. Depends on: DeliveryQueue, DeliveryServer, Inbox.

internal import Logging
internal import Rules
internal import Signals
internal import Synchronization

/// The ways in of an embedded daemon, open until ``stop()``.
struct EmbeddedIntake: Sendable {
    private let deliveries: DeliveryQueue
    private let server: RunningDeliveryServer?
    private let inbox: RunningInbox?

    static func start(
        _ settings: SQLiteSettings, _ plan: DaemonPlan, _ deliveries: DeliveryQueue, _ logger: Logger
    ) throws(DaemonFailure) -> EmbeddedIntake {
        guard let zone = CivilZone(name: plan.pipeline.zone) else {
            preconditionFailure("a checked pipeline has a known zone")
        }
        let folder = try settings.inbox.map { path throws(DaemonFailure) in try open(path) }
        var server: RunningDeliveryServer?
        if let address = settings.listen {
            do throws(AdminError) {
                server = try .start(
                    address: address, desk: DeliveryDesk(queue: deliveries, zone: zone, logger: logger))
            } catch {
                throw DaemonFailure(error.message, .configuration)
            }
            logger.notice(
                "takes deliveries over HTTP", metadata: ["address": "\(server?.address ?? address)"])
        }
        let inbox = folder.map { folder in
            RunningInbox { stopping in
                Inbox(
                    folder: folder, pipeline: plan.pipeline, key: plan.keys.pseudonyms.bytes,
                    queue: deliveries,
                    logger: logger, stopping: stopping)
            }
        }
        return EmbeddedIntake(deliveries: deliveries, server: server, inbox: inbox)
    }

    private static func open(_ path: String) throws(DaemonFailure) -> InboxFolder {
        do throws(SystemError) {
            return try InboxFolder(path)
        } catch {
            throw DaemonFailure(
                "the inbox \(path) cannot be used: \(systemMessage(error.code))", .configuration)
        }
    }

    /// Takes nothing more in; blocks until what is under way has been answered.
    func stop() {
        inbox?.beginStop()
        // The loop has ended: whoever still waits would wait for nothing.
        deliveries.close()
        server?.stop()
        inbox?.join()
    }
}

/// An inbox that is looked into every second, on a thread of its own.
private final class RunningInbox: Sendable {
    private let stopping = StopFlag()
    private let thread: Mutex<LoopThread?>

    init(_ make: @escaping @Sendable (StopFlag) -> Inbox) {
        let stopping = stopping
        thread = Mutex(
            LoopThread {
                var inbox = make(stopping)
                while !stopping.isSet {
                    inbox.look()
                    stopping.wait(.seconds(1))
                }
            })
    }

    func beginStop() { stopping.set() }

    func join() {
        let thread = thread.withLock { $0.take() }
        thread?.join()
    }
}
