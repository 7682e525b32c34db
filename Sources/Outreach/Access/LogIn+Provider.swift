// Log-in by the organisation's provider: authorization code with PKCE, state and nonce.
// In: the browser's two visits. Out: a session. Depends on: OpenIDProvider, TokenCheck.

internal import Hummingbird

extension LogIn {
    private var redirectAddress: String { address() + Self.returnPath }

    /// Sends the browser to the provider.
    func start(_ request: Request, _ context: OutreachContext) async throws -> Response {
        guard let provider = ways.provider else { throw Refusal.notFound }
        // Of the page that was shown, so that the place to go afterwards is kept; its secrets are used once.
        let destination =
            request.uri.queryParameters["naar"].map(String.init) ?? self.attempt(of: request)?.destination
        let attempt = LogInAttempt(to: destination, at: clock())
        let address: String
        do throws(Refusal) {
            address = try await provider.authorizationAddress(attempt, redirect: redirectAddress)
        } catch {
            return try await again(.unavailable, request, context)
        }
        var response = Self.redirect(to: address)
        cookies.set(attempt, .logIn, on: &response)
        return response
    }

    /// The browser comes back with a code, or with why there is none.
    func finish(_ request: Request, _ context: OutreachContext) async throws -> Response {
        guard let provider = ways.provider, let identity = ways.identity else { throw Refusal.notFound }
        let query = request.uri.queryParameters
        guard let attempt = attempt(of: request), let state = query["state"],
            RandomToken.isSame(state, attempt.state)
        else { return try await again(.expired, request, context) }
        guard let code = query["code"] else { return try await again(.wrong, request, context) }
        let actor: Actor
        do throws(Refusal) {
            let token = try await provider.idToken(
                code: String(code), attempt, redirect: redirectAddress)
            actor = try await identity.actor(idToken: token, nonce: attempt.nonce)
        } catch {
            guard error == .unauthenticated else { return try await again(.unavailable, request, context) }
            try await record("inloggen", nil, .refused, context)
            return try await again(.wrong, request, context)
        }
        return try await enter(actor, attempt, isLocal: false, request, context)
    }
}
