// The port of the outreach side: open when `start` returns, closed by `stop`.
// In: an address, a site. Out: HTTP. Depends on: Hummingbird, BackgroundServices.

package import Runtime
internal import ServiceLifecycle
internal import Synchronization

/// Runs the application of a site, beats for those who listen, keeps retention and tells other systems.
private struct OutreachServer: Service {
    let application: any Service
    let desk: OutreachDesk
    let outbound: OutboundPlan

    /// Without anything said, proxies and browsers end a connection after so long.
    private static let beat = Duration.seconds(15)

    func run() async throws {
        let (application, desk, outbound) = (application, desk, outbound)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    try await Task.sleep(for: Self.beat)
                    desk.follower.live.beat()
                    await desk.keepRetention()
                }
            }
            group.addTask { try await application.run() }
            if !outbound.isEmpty { group.addTask { try await Self.tell(outbound, desk) } }
            // The others run until they are cancelled.
            try await group.next()
            group.cancelAll()
        }
    }

    /// Receivers that want no more end their part of it, and never the server.
    private static func tell(_ outbound: OutboundPlan, _ desk: OutreachDesk) async throws {
        await OutboundWorker(outbound, desk).run()
        while true { try await Task.sleep(for: beat) }
    }
}

/// A port of the outreach side that is open.
package struct RunningOutreachServer: Sendable {
    /// With the port in use.
    package let address: NetworkAddress
    private let services: BackgroundServices

    /// Opens the port and returns when it answers. Blocks: call it from a thread of your own.
    package static func start(
        _ address: NetworkAddress, _ site: OutreachSite, _ outbound: OutboundPlan,
        onBound: @escaping @Sendable (NetworkAddress) -> Void = { _ in }
    ) throws(DaemonFailure) -> RunningOutreachServer {
        let bound = BoundAddress()
        let application = GateLimits.application(site.table.router, at: address) {
            onBound($0)
            bound.set($0)
        }
        let server = OutreachServer(application: application, desk: site.desk, outbound: outbound)
        let services = BackgroundServices([EndingService(server) { bound.set(nil) }], graceSeconds: 2)
        guard let found = bound.wait() else {
            let reason = services.stop().map { "\($0)" } ?? "it ended at once"
            throw DaemonFailure("the outreach port \(address) cannot be opened: \(reason)", .configuration)
        }
        return RunningOutreachServer(address: found, services: services)
    }

    /// Closes the port; blocks for a moment, at most some seconds.
    package func stop() { services.stop() }
}

/// Where the server can be reached, once it is bound.
final class ServedAddress: Sendable {
    private let text: Mutex<String>

    init(_ configured: String?) { text = Mutex(configured ?? "") }

    var current: String { text.withLock { $0 } }

    /// The address in use; one that was configured stays.
    func bound(_ address: NetworkAddress) {
        text.withLock { if $0.isEmpty { $0 = "http://\(address)" } }
    }
}
