// The admin port for a synchronous program: open when `start` returns.
// In: an admin server. Out: a running one, or why its address cannot be had. Depends on: BackgroundServices.

internal import NIOCore
package import ServiceLifecycle

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
        let bound = BoundAddress()
        let server = AdminServer(
            address: address, registry: registry, board: board, stalled: stalled,
            onBound: { bound.set($0) })
        let services = BackgroundServices([EndingService(server) { bound.set(nil) }] + others)
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
