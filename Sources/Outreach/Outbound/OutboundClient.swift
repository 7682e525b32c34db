// Requests to other systems, one at a time, with small answers and an end to waiting.
// In: an address, headers, a body. Out: status, headers, at most 64 KiB. Depends on: async-http-client.

internal import AsyncHTTPClient
internal import NIOCore

/// What was answered.
struct OutboundAnswer: Sendable {
    var status: Int
    var body: [UInt8]
    /// Those of ``OutboundClient/wanted`` that are there.
    var headers: [String: String]

    var isDone: Bool { (200..<300).contains(status) }

    /// As long as `Retry-After` asks for, at most a day; in the form of seconds only.
    var retryAfter: Duration? {
        headers["Retry-After"].flatMap { Int($0) }.flatMap { $0 >= 0 ? .seconds(min($0, 86_400)) : nil }
    }
}

/// Why something could not be handed over now. It is tried again.
struct OutboundFault: Error {
    /// For the log: statuses and constants, never what was sent or answered.
    var reason: String
    /// The other system asked not to be asked before.
    var after: Duration?
    /// The other system wants no more of it, until a restart.
    var isFinal = false

    init(_ reason: String, after: Duration? = nil, isFinal: Bool = false) {
        self.reason = reason
        self.after = after
        self.isFinal = isFinal
    }

    init(_ what: String, _ answer: OutboundAnswer) {
        self.init("\(what) answers \(answer.status)", after: answer.retryAfter)
    }
}

/// Follows no redirects: what is signed for one place goes to no other.
final class OutboundClient: Sendable {
    private let client: HTTPClient
    private static let answerBytes = 65_536
    private static let seconds: Int64 = 10
    private static let wanted = ["Retry-After", "WebHook-Allowed-Origin", "WebHook-Allowed-Rate"]

    init() {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 2
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func send(
        _ method: String, _ address: String, _ headers: [(String, String)], _ body: [UInt8]? = nil
    ) async throws(OutboundFault) -> OutboundAnswer {
        var request = HTTPClientRequest(url: address)
        request.method = .init(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        do {
            let response = try await client.execute(request, timeout: .seconds(Self.seconds))
            let bytes = try await response.body.collect(upTo: Self.answerBytes).readableBytesView
            var headers: [String: String] = [:]
            for name in Self.wanted { headers[name] = response.headers.first(name: name) }
            return OutboundAnswer(
                status: Int(response.status.code), body: Array(bytes), headers: headers)
        } catch {
            // The library's errors name no address and hold no content.
            throw OutboundFault("no answer: \(type(of: error))")
        }
    }

    func close() async { try? await client.shutdown() }
}
