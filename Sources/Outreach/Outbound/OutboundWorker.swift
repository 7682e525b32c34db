// Follows the board for those who are told of its tasks: a page of revisions at a time, each until it was taken.
// In: receivers, the board. Out: what they were told is on record. Depends on: TaskBoard, Live.

internal import Logging
internal import Runtime

/// One loop for each receiver, so that one who does not answer holds up nobody else.
struct OutboundWorker: Sendable {
    /// Waits so long; a test does not.
    typealias Pause = @Sendable (Duration) async throws -> Void

    let desk: OutreachDesk
    let receivers: [any Receiver]
    private let pause: Pause
    private let onTold: @Sendable (BoardTask) -> Void
    private let client: OutboundClient
    private let logger = Logger(label: "seinpost.outbound")

    /// Revisions that are held in memory for one receiver.
    private static let page = 50

    /// - Parameter onTold: hears of each revision that was taken, once that is on record.
    init(
        _ plan: OutboundPlan, _ desk: OutreachDesk,
        pause: @escaping Pause = { try await Task.sleep(for: $0) },
        onTold: @escaping @Sendable (BoardTask) -> Void = { _ in }
    ) {
        self.desk = desk
        self.pause = pause
        self.onTold = onTold
        let client = OutboundClient()
        self.client = client
        var receivers: [any Receiver] = plan.webhooks.map {
            Webhook($0, plan, desk, client, pause: pause)
        }
        if let openKlant = plan.openKlant { receivers.append(OpenKlant(openKlant, plan, desk, client)) }
        self.receivers = receivers
    }

    /// Until it is cancelled.
    func run() async {
        await withTaskGroup { group in
            for receiver in receivers { group.addTask { await follow(receiver) } }
        }
        await client.close()
    }

    private func follow(_ receiver: any Receiver) async {
        while !Task.isCancelled {
            // First listen, then look: nothing falls in between.
            let listener = desk.follower.live.listen()
            defer { listener.leave() }
            var messages = listener.messages.makeAsyncIterator()
            do {
                repeat { try await tellAll(receiver) } while await messages.next() != nil
            } catch let fault as OutboundFault {
                let facts: Logger.Metadata = ["receiver": "\(receiver.id)", "reason": "\(fault.reason)"]
                return logger.error("a receiver is told of no more tasks until a restart", metadata: facts)
            } catch  where !Task.isCancelled {
                logger.warning("the task board cannot be used", metadata: ["receiver": "\(receiver.id)"])
            } catch {
                return
            }
            // It did not keep up with the listening, or the board is away.
            try? await pause(.seconds(1))
        }
    }

    /// Everything that there is to tell now.
    private func tellAll(_ receiver: any Receiver) async throws {
        while true {
            try Task.checkCancellation()
            let page = try await desk.board.revisions(after: receiver.id, limit: Self.page)
            guard !page.isEmpty else { return }
            for revision in page {
                try await tell(receiver, revision)
                try await desk.board.told(receiver.id, of: revision.task)
                onTold(revision.task)
            }
        }
    }

    /// Tries until it was taken, with growing pauses.
    private func tell(_ receiver: any Receiver, _ revision: OutboundRevision) async throws {
        var pauses = RetryPauses()
        while true {
            do {
                return try await receiver.take(revision)
            } catch let fault as OutboundFault where !fault.isFinal {
                try Task.checkCancellation()
                let wait = pauses.next(after: fault.after)
                logger.warning(
                    "a receiver does not take what it is told; it is told again",
                    metadata: [
                        "receiver": "\(receiver.id)", "reason": "\(fault.reason)",
                        "seconds": "\(wait.components.seconds)",
                    ])
                try await pause(wait)
            }
        }
    }
}

/// How long to wait before the next try: twice as long each time, and never before the other side wants it.
struct RetryPauses: Sendable {
    private var pause = Duration.seconds(1)
    private static let longest = Duration.seconds(600)

    mutating func next(after wanted: Duration?) -> Duration {
        defer { pause = min(pause * 2, Self.longest) }
        return max(pause, wanted ?? .zero)
    }
}
