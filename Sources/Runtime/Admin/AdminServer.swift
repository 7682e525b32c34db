// The admin port: metrics, health and what is held up, for people and machines that watch over the daemon.
// In: registry, board, a closure. Out: HTTP. Depends on: Hummingbird.

internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import ServiceLifecycle

/// Serves `/metrics`, `/livez`, `/readyz` and `/stalled` on its own address, apart from what the public may reach.
///
/// Runs on Swift's cooperative pool: nothing here blocks, and the loops of the daemon have threads of their own.
package struct AdminServer: Service {
    private let address: NetworkAddress
    private let registry: PrometheusRegistry
    private let board: HealthBoard
    private let stalled: @Sendable () -> StallReport
    private let onBound: @Sendable (NetworkAddress) -> Void

    /// - Parameters:
    ///   - address: port 0 takes one that is free.
    ///   - stalled: called for each `/stalled`, from any thread; must not block.
    ///   - onBound: called once with the address in use.
    package init(
        address: NetworkAddress, registry: PrometheusRegistry, board: HealthBoard,
        stalled: @escaping @Sendable () -> StallReport,
        onBound: @escaping @Sendable (NetworkAddress) -> Void = { _ in }
    ) {
        self.address = address
        self.registry = registry
        self.board = board
        self.stalled = stalled
        self.onBound = onBound
    }

    /// Serves until graceful shutdown or cancellation; throws when the address cannot be bound.
    package func run() async throws {
        let (host, onBound) = (address.host, onBound)
        // What the library logs quotes addresses and requests.
        var logger = Logger(label: "seinpost.admin")
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: .init(address: .hostname(host, port: address.port), serverName: nil),
            onServerRunning: { channel in
                onBound(NetworkAddress(host: host, port: channel.localAddress?.port ?? 0))
            }, logger: logger)
        try await application.run()
    }

    private var router: Router<BasicRequestContext> {
        let router = Router()
        let (registry, board, stalled) = (registry, board, stalled)
        router.get("metrics") { _, _ in
            Self.answer(.ok, PrometheusText.contentType, registry.text)
        }
        router.get("livez") { request, _ in Self.answer(board.liveness(), request) }
        router.get("readyz") { request, _ in Self.answer(board.readiness(), request) }
        router.get("stalled") { _, _ in
            Self.answer(.ok, "application/json; charset=utf-8", try stalled().json)
        }
        return router
    }

    private static func answer(_ report: HealthReport, _ request: Request) -> Response {
        let parameters = request.uri.queryParameters
        let answer = report.answer(
            excluding: parameters.getAll("exclude"), isVerbose: parameters["verbose"] != nil)
        return self.answer(
            answer.isOK ? .ok : .serviceUnavailable, "text/plain; charset=utf-8", answer.text)
    }

    private static func answer(_ status: HTTPResponse.Status, _ type: String, _ text: String) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
