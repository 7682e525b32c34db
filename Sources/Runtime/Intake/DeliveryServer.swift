// The port on which partners deliver signals: HTTP/1.1, `POST /v1/signalen` and nothing else.
// In: requests. Out: answers with the header fields that every answer has. Depends on: Hummingbird, DeliveryDesk.

internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import ServiceLifecycle

/// Serves the desk on its address. Runs on Swift's cooperative pool; what blocks is on the loop's side of the queue.
///
/// A slow client holds a connection and no more: headers must be there within the idle time, bodies within theirs, and
/// the bodies under way are limited together. Who they are is not asked here: a proxy with mutual TLS stands before it.
struct DeliveryServer: Service {
    /// Of the interface, not of the program.
    static let version = "1.0.0"

    private let address: NetworkAddress
    private let desk: DeliveryDesk
    private let onBound: @Sendable (NetworkAddress) -> Void

    init(
        address: NetworkAddress, desk: DeliveryDesk,
        onBound: @escaping @Sendable (NetworkAddress) -> Void
    ) {
        self.address = address
        self.desk = desk
        self.onBound = onBound
    }

    /// Serves until graceful shutdown or cancellation; throws when the address cannot be bound.
    func run() async throws {
        let (host, onBound, desk) = (address.host, onBound, desk)
        // What the library logs quotes addresses and requests.
        var logger = Logger(label: "seinpost.http")
        logger.logLevel = .critical
        let responder = CallbackResponder { (request: Request, context: DeliveryContext) in
            var body = RequestBodyReader(request, wait: desk.bodyWait)
            var answer = try await desk.answer(request.head, &body)
            if !body.hasEnded {
                // The rest is read and forgotten for so long that its sender gets to read the answer.
                answer.fields[.connection] = "close"
                let channel = context.channel
                channel.eventLoop.scheduleTask(in: .seconds(desk.lingerSeconds)) {
                    channel.close(promise: nil)
                }
            }
            return Self.response(answer, isHead: request.method == .head)
        }
        let application = Application(
            responder: responder,
            server: .http1(configuration: .init(idleTimeout: .seconds(DeliveryLimits.idleSeconds))),
            configuration: .init(
                address: .hostname(host, port: address.port), serverName: nil,
                availableConnectionsDelegate: .maximum(DeliveryLimits.connections, logger: logger)),
            onServerRunning: { channel in
                onBound(NetworkAddress(host: host, port: channel.localAddress?.port ?? 0))
            }, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    try await Task.sleep(for: .seconds(1))
                    desk.answers.expire()
                }
            }
            group.addTask { try await application.run() }
            // The other one runs until it is cancelled.
            try await group.next()
            group.cancelAll()
        }
    }

    private static func response(_ answer: DeliveryAnswer, isHead: Bool) -> Response {
        var fields = answer.fields
        fields[.contentType] = answer.type
        fields[.cacheControl] = "no-store"
        fields[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        fields[.strictTransportSecurity] = "max-age=31536000"
        fields[.xContentTypeOptions] = "nosniff"
        for (name, value) in Self.fixed { fields[name] = value }
        let body: ResponseBody = isHead ? .init() : .init(byteBuffer: ByteBuffer(bytes: answer.body))
        return Response(status: answer.status, headers: fields, body: body)
    }

    private static let fixed: [(HTTPField.Name, String)] = [
        ("API-Version", version), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
    ].compactMap { name, value in HTTPField.Name(name).map { ($0, value) } }
}

/// What a request comes with: the channel, to be closed when its body is of no use.
private struct DeliveryContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}

/// A port for deliveries that is open.
struct RunningDeliveryServer: Sendable {
    /// With the port in use.
    let address: NetworkAddress
    private let services: BackgroundServices

    /// Opens the port and returns when it answers. Blocks: call it from a thread of your own.
    static func start(address: NetworkAddress, desk: DeliveryDesk) throws(AdminError) -> RunningDeliveryServer
    {
        let bound = BoundAddress()
        let server = DeliveryServer(address: address, desk: desk, onBound: { bound.set($0) })
        let services = BackgroundServices([EndingService(server) { bound.set(nil) }])
        guard let address = bound.wait() else {
            let reason = services.stop().map { "\($0)" } ?? "it ended at once"
            throw AdminError(message: "the port for deliveries \(address) cannot be opened: \(reason)")
        }
        return RunningDeliveryServer(address: address, services: services)
    }

    /// Closes the port; blocks for a moment, at most some seconds.
    func stop() { services.stop() }
}
