// Logging in and out in a browser: by the organisation's provider, by password, by a one-time address.
// In: requests. Out: sessions. Depends on: Sessions, OpenIDProvider, UserDirectory.

internal import Hummingbird
package import Runtime

/// The routes of log-in.
///
/// Every try has a cookie of its own whose token comes back with the form or the provider's answer, so that nobody can
/// be logged in as somebody else by another site. A session is always a new one.
package struct LogIn: Sendable {
    package static let path = "/inloggen"
    package static let startPath = "/inloggen/start"
    package static let returnPath = "/inloggen/terug"
    package static let oneTimePath = "/inloggen/eenmalig/"
    package static let logOutPath = "/uitloggen"

    /// What log-in goes by; each way that is nil is not there.
    package struct Ways: Sendable {
        package var users: UserDirectory?
        package var provider: OpenIDProvider?
        /// Checks the provider's ID tokens.
        package var identity: TokenCheck?
        package var oneTime: OneTimeAddress?

        package init(
            users: UserDirectory? = nil, provider: OpenIDProvider? = nil, identity: TokenCheck? = nil,
            oneTime: OneTimeAddress? = nil
        ) {
            self.users = users
            self.provider = provider
            self.identity = identity
            self.oneTime = oneTime
        }
    }

    let ways: Ways
    let sessions: Sessions
    let cookies: BrowserCookies
    private let limits: GateLimits
    private let audit: AuditLog
    let clock: @Sendable () -> Moment
    /// Where browsers reach us, such as `https://seinpost.example.nl`; asked when it is needed.
    let address: @Sendable () -> String
    private let page: LogInPage.Renderer

    package init(
        ways: Ways, sessions: Sessions, cookies: BrowserCookies, limits: GateLimits,
        audit: @escaping AuditLog,
        clock: @escaping @Sendable () -> Moment = { .now }, address: @escaping @Sendable () -> String,
        page: @escaping LogInPage.Renderer
    ) {
        self.ways = ways
        self.sessions = sessions
        self.cookies = cookies
        self.limits = limits
        self.audit = audit
        self.clock = clock
        self.address = address
        self.page = page
    }

    package func add(to table: inout RouteTable) {
        table.add(.get, Self.path, .anyone) { try await show($0, $1) }
        table.add(.post, Self.path, .anyone) { try await password($0, $1) }
        table.add(.get, Self.startPath, .anyone) { try await start($0, $1) }
        table.add(.get, Self.returnPath, .anyone) { try await finish($0, $1) }
        table.add(.get, Self.oneTimePath + "{code}", .secretAddress) { try await oneTime($0, $1) }
        table.add(.post, Self.logOutPath, .loggedIn) { try await logOut($0, $1) }
    }

    /// The page of a new try; `?naar=` says where to go afterwards.
    private func show(_ request: Request, _ context: OutreachContext) async throws -> Response {
        let attempt = LogInAttempt(to: request.uri.queryParameters["naar"].map(String.init), at: clock())
        if context.visitor.actor != nil { return Self.redirect(to: attempt.destination) }
        return try await show(attempt, nil, request, context)
    }

    func show(
        _ attempt: LogInAttempt, _ problem: LogInPage.Problem?, _ request: Request, _ context: OutreachContext
    ) async throws -> Response {
        let content = LogInPage(
            hasPasswords: ways.users != nil, hasProvider: ways.provider != nil, token: attempt.state,
            problem: problem)
        var response = try await page(content, request, context)
        switch problem {
        case nil: response.status = .ok
        case .wrong: response.status = .unauthorized
        case .tooMany(let seconds):
            response.status = .tooManyRequests
            response.headers[.retryAfter] = String(seconds)
        case .expired: response.status = .badRequest
        case .noRole: response.status = .forbidden
        case .unavailable: response.status = .serviceUnavailable
        }
        cookies.set(attempt, .logIn, on: &response)
        return response
    }

    private struct Form: Decodable {
        var naam: String
        var wachtwoord: String
    }

    private func password(_ request: Request, _ context: OutreachContext) async throws -> Response {
        guard let users = ways.users else { throw Refusal.notFound }
        let body = try await request.body.collect(upTo: GateLimits.bodyBytes)
        guard let attempt = attempt(of: request), FormToken.isSameOrigin(request),
            FormToken.isCarried(attempt.state, by: request, body: body)
        else { return try await again(.expired, request, context) }
        guard let form = try? URLEncodedFormDecoder().decode(Form.self, from: String(buffer: body)) else {
            return try await again(.wrong, request, context)
        }
        // Names are as long as whoever tries likes.
        let name = String(form.naam.prefix(128))
        let network = RequestOrigin.network(context.origin)
        for (limiter, key) in [(limits.logIns, network), (limits.names, name)] {
            guard case .refused(let seconds, let isFirst) = limiter.admit(key) else { continue }
            if isFirst { try await record("inloggen", nil, .refused, context) }
            return try await again(.tooMany(retryAfterSeconds: seconds), request, context)
        }
        guard let actor = await users.actor(name, password: form.wachtwoord) else {
            // A name that nobody has is not put on record: it may be a password.
            try await record("inloggen", users.actor(name)?.id, .refused, context)
            return try await again(.wrong, request, context)
        }
        limits.logIns.giveBack(network)
        limits.names.giveBack(name)
        return try await enter(actor, attempt, isLocal: true, request, context)
    }

    private func oneTime(_ request: Request, _ context: OutreachContext) async throws -> Response {
        guard let actor = context.parameters.get("code").flatMap({ ways.oneTime?.take($0) }) else {
            throw Refusal.notFound
        }
        return try await enter(actor, LogInAttempt(to: nil, at: clock()), isLocal: false, request, context)
    }

    private func logOut(_ request: Request, _ context: OutreachContext) async throws -> Response {
        guard case .session(let session) = context.visitor else { throw Refusal.notFound }
        try await record("uitloggen", session.actor.id, .done, context)
        var response = Self.redirect(to: Self.path)
        sessions.end(session, on: &response)
        return response
    }

    // MARK: Steps

    /// The try that this browser began; nil when it began none, or too long ago.
    func attempt(of request: Request) -> LogInAttempt? {
        cookies.read(LogInAttempt.self, .logIn, from: request).flatMap { $0.isAlive(at: clock()) ? $0 : nil }
    }

    /// The page again with what went wrong, for a new try to the same place.
    func again(
        _ problem: LogInPage.Problem, _ request: Request, _ context: OutreachContext
    ) async throws -> Response {
        let destination = attempt(of: request)?.destination
        return try await show(LogInAttempt(to: destination, at: clock()), problem, request, context)
    }

    /// Begins a session, once it is on record.
    func enter(
        _ actor: Actor, _ attempt: LogInAttempt, isLocal: Bool, _ request: Request, _ context: OutreachContext
    ) async throws -> Response {
        guard !actor.roles.isEmpty else {
            try await record("inloggen", actor.id, .refused, context)
            return try await again(.noRole, request, context)
        }
        try await record("inloggen", actor.id, .done, context)
        var response = Self.redirect(to: attempt.destination)
        sessions.begin(actor, isLocal: isLocal, on: &response)
        return response
    }

    func record(
        _ action: String, _ actor: String?, _ outcome: AuditedAction.Outcome, _ context: OutreachContext
    ) async throws {
        do {
            try await audit([
                .action(
                    AuditedAction(
                        time: clock(), actor: actor, action: action, object: nil, outcome: outcome,
                        origin: context.origin, trace: context.trace))
            ])
        } catch {
            throw Refusal.unavailable(retryAfterSeconds: 30)
        }
    }

    static func redirect(to address: String) -> Response {
        Response(status: .seeOther, headers: [.location: address])
    }
}
