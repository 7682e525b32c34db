// The door: what every request passes before a route, and who it is afterwards.
// In: requests. Out: requests with a visitor, or refusals that are on record. Depends on: TokenCheck, Sessions.

internal import CoreMetrics
package import Hummingbird
package import Runtime

/// Writes entries of the audit to the journal; returns when they are on disk.
package typealias AuditLog = @Sendable ([AuditEntry]) async throws -> Void

/// Lets requests through to the routes, in this order: the path is one of ours; the address has not asked too often;
/// a token or cookie says who it is; that account has not asked too often; a body is there, in time and not too
/// large; what changes something comes from a page of ours. Refusals are counted, audited and thrown.
package struct Gate: RouterMiddleware {
    package typealias Context = OutreachContext

    private let tokens: TokenCheck?
    private let sessions: Sessions
    private let limits: GateLimits
    private let proxies: Set<String>
    private let audit: AuditLog
    private let clock: @Sendable () -> Moment
    private let bodyWait: Duration

    /// - Parameters:
    ///   - tokens: nil when no provider is configured: no bearer token is good.
    ///   - proxies: whose `X-Forwarded-For` counts.
    ///   - bodyWait: how long a body may take.
    package init(
        tokens: TokenCheck?, sessions: Sessions, limits: GateLimits, proxies: Set<String>,
        audit: @escaping AuditLog, clock: @escaping @Sendable () -> Moment = { .now },
        bodyWait: Duration = .seconds(GateLimits.bodySeconds)
    ) {
        self.tokens = tokens
        self.sessions = sessions
        self.limits = limits
        self.proxies = proxies
        self.audit = audit
        self.clock = clock
        self.bodyWait = bodyWait
    }

    package func handle(
        _ request: Request, context: OutreachContext,
        next: (Request, OutreachContext) async throws -> Response
    ) async throws -> Response {
        var passage = Passage(request: request, context: context)
        passage.context.origin = RequestOrigin.address(
            peer: context.origin, forwarded: request.headers[values: .forwardedFor], proxies: proxies)
        passage.context.trace = TraceContext(following: request.headers[.traceparent])
        do {
            try await admit(&passage)
            var response = try await next(passage.request, passage.context)
            if case .token = passage.context.visitor { return response }
            sessions.renew(passage.session, after: request, on: &response)
            return response
        } catch let refusal as Refusal {
            await record(refusal, passage)
            if refusal.status == .contentTooLarge || refusal.status == .requestTimeout {
                passage.context.closeSoon()
            }
            throw refusal
        }
    }

    /// One request on its way in.
    private struct Passage {
        var request: Request
        var context: OutreachContext
        /// Found refused before, by the same limit: on record already.
        var isRepeated = false

        var session: Session? {
            if case .session(let session) = context.visitor { session } else { nil }
        }
    }

    private func admit(_ passage: inout Passage) async throws {
        guard Self.isOwnPath(passage.request) else { throw Refusal.notFound }
        let network = RequestOrigin.network(passage.context.origin)
        try count(network, limits.strangers, &passage)
        passage.context.visitor = try await visitor(passage.request)
        if let actor = passage.context.visitor.actor {
            limits.strangers.giveBack(network)
            try count(actor.id, limits.actors, &passage)
        }
        guard ![.get, .head, .options].contains(passage.request.method) else { return }
        let body = try await body(of: passage.request)
        passage.request.body = .init(buffer: body)
        guard let session = passage.session else { return }
        guard FormToken.isSameOrigin(passage.request),
            FormToken.isCarried(session.formToken, by: passage.request, body: body)
        else { throw Refusal.forgedForm }
    }

    private static func isOwnPath(_ request: Request) -> Bool {
        guard let target = request.head.path, target.utf8.count <= PathCheck.longestBytes else {
            return false
        }
        return PathCheck.isSound(target.prefix { $0 != "?" })
    }

    private func count(_ name: String, _ limiter: RateLimiter, _ passage: inout Passage) throws(Refusal) {
        guard case .refused(let seconds, let isFirst) = limiter.admit(name) else { return }
        passage.isRepeated = !isFirst
        throw .tooMany(retryAfterSeconds: seconds)
    }

    /// A token that is there counts, and not the cookie beside it.
    private func visitor(_ request: Request) async throws(Refusal) -> Visitor {
        guard let field = request.headers[.authorization] else {
            return sessions.session(of: request).map { .session($0) } ?? .nobody
        }
        let parts = field.split(separator: " ", maxSplits: 1)
        guard let tokens, parts.count == 2, parts[0].lowercased() == "bearer" else { throw .unauthenticated }
        return .token(try await tokens.actor(String(parts[1])))
    }

    private func body(of request: Request) async throws -> ByteBuffer {
        let limit = GateLimits.bodyBytes
        let announced = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        guard (0...limit).contains(announced) else { throw Refusal.tooLarge(limitBytes: limit) }
        let deadline = ContinuousClock.now + bodyWait
        var body = ByteBuffer()
        // Each piece is looked at for the time; for one that never comes the connection is closed as idle.
        for try await piece in request.body {
            guard body.readableBytes + piece.readableBytes <= limit else {
                throw Refusal.tooLarge(limitBytes: limit)
            }
            guard ContinuousClock.now < deadline else { throw Refusal.tooSlow }
            body.writeImmutableBuffer(piece)
        }
        return body
    }

    /// Who merely was not logged in is no event; who came with something that is not good is.
    private func record(_ refusal: Refusal, _ passage: Passage) async {
        Counter(label: "seinpost_outreach_refused_total", dimensions: [("reason", refusal.name)]).increment()
        let isHarmless = refusal == .unauthenticated && passage.request.headers[.authorization] == nil
        guard !isHarmless, !passage.isRepeated else { return }
        let context = passage.context
        let entry = AuditedAction(
            time: clock(), actor: context.visitor.actor?.id, action: refusal.name,
            object: context.endpointPath,
            outcome: .refused, origin: context.origin, trace: context.trace)
        // It is refused whether or not the journal can be written now.
        try? await audit([.action(entry)])
    }
}
