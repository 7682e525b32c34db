// The admin port for a synchronous program: open when `start` returns.
// In: an admin server. Out: a running one, or why its address cannot be had. Depends on: BackgroundServices.

internal import Dispatch
internal import NIOCore
package import ServiceLifecycle
internal import Synchronization

/// The admin port cannot be opened.
package struct AdminError: Error, Hashable, Sendable {
    package var message: String
}

/// An admin port that is open.
package struct RunningAdminServer: Sendable {
    /// With the port in use.
    package let address: NetworkAddress
    private let services: BackgroundServices

    fileprivate init(_ address: NetworkAddress, _ services: BackgroundServices) {
        self.address = address
        self.services = services
    }

    /// Closes the port; blocks for a moment, at most some seconds.
    package func stop() { services.stop() }
}

extension RunningAdminServer {
    /// Opens the port and returns when it answers. Blocks: call it from a thread of your own.
    ///
    /// - Parameter others: services that run as long, such as ``SystemdWatchdog``.
    package static func start(
        address: NetworkAddress, registry: PrometheusRegistry, board: HealthBoard,
        stalled: @escaping @Sendable () -> StallReport, others: [any Service] = []
    ) throws(AdminError) -> RunningAdminServer {
        let bound = Bound()
        let server = AdminServer(
            address: address, registry: registry, board: board, stalled: stalled,
            onBound: { bound.set($0) })
        let services = BackgroundServices([Ending(server) { bound.set(nil) }] + others)
        guard let address = bound.wait() else {
            let reason =
                switch services.stop() {
                case let error as IOError: systemMessage(error.errnoCode)
                case let error?: "\(error)"
                case nil: "it ended at once"
                }
            throw AdminError(message: "the admin port \(address) cannot be opened: \(reason)")
        }
        return RunningAdminServer(address, services)
    }
}

/// The first address that is set, or that there is none.
private final class Bound: Sendable {
    private let first = Mutex<NetworkAddress??>(nil)
    private let isSet = DispatchSemaphore(value: 0)

    func set(_ address: NetworkAddress?) {
        first.withLock { if $0 == nil { $0 = .some(address) } }
        isSet.signal()
    }

    func wait() -> NetworkAddress? {
        isSet.wait()
        return first.withLock { $0 ?? nil }
    }
}

/// A service that tells when it has ended.
private struct Ending: Service {
    let service: AdminServer
    let onEnd: @Sendable () -> Void

    init(_ service: AdminServer, _ onEnd: @escaping @Sendable () -> Void) {
        self.service = service
        self.onEnd = onEnd
    }

    func run() async throws {
        defer { onEnd() }
        try await service.run()
    }
}
