// Log-in at an invented provider on this machine: code, PKCE, state and nonce, and what goes wrong on the way.

import Crypto
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Outreach
import Runtime
import Synchronization
import Testing

/// A provider with one user, that remembers what it was asked.
private final class Provider: Sendable {
    struct State: Sendable {
        /// Of the last authorization request.
        var asked: [String: String] = [:]
        var isAway = false
        var claims: @Sendable ([String: Any]) -> [String: Any] = { $0 }
    }
    let state = Mutex(State())
    let issuer = Mutex("")

    var router: Router<BasicRequestContext> {
        let router = Router()
        router.get(".well-known/openid-configuration") { [self] _, _ in
            guard !state.withLock(\.isAway) else { throw HTTPError(.badGateway) }
            let base = issuer.withLock { $0 }
            return """
                {"issuer":"\(base)","authorization_endpoint":"\(base)/authorize","token_endpoint":"\(base)/token",
                 "jwks_uri":"\(base)/jwks"}
                """
        }
        router.get("jwks") { _, _ in String(decoding: try TokenForge.shared.keySet(), as: UTF8.self) }
        router.post("token") { [self] request, context in
            let form = try await URLEncodedFormDecoder().decode(
                [String: String].self, from: request, context: context)
            let asked = state.withLock(\.asked)
            let challenge = Base64URL.text(of: SHA256.hash(data: Array((form["code_verifier"] ?? "").utf8)))
            guard form["code"] == "code-1", form["grant_type"] == "authorization_code",
                challenge == asked["code_challenge"],
                form["redirect_uri"] == asked["redirect_uri"], form["client_id"] == asked["client_id"]
            else { throw HTTPError(.badRequest) }
            let claims = state.withLock(\.claims)
            let changes: [String: Any?] = [
                "iss": issuer.withLock { $0 }, "aud": "seinpost-web", "nonce": asked["nonce"] ?? "",
            ]
            let token = try TokenForge.shared.token(claims(TokenForge.claims(changes)))
            return #"{"access_token":"x","token_type":"Bearer","id_token":"\#(token)"}"#
        }
        return router
    }

    /// Follows the redirect of a log-in as a browser and a user would; the answer of our service to the return.
    func visit(_ start: TestResponse, _ client: some TestClientProtocol, query: String? = nil) async throws
        -> TestResponse
    {
        let location = try #require(start.headers[.location])
        let asked = location.split(separator: "?", maxSplits: 1)[1].split(separator: "&").map {
            $0.split(separator: "=", maxSplits: 1).map { $0.removingPercentEncoding ?? "" }
        }
        let values = Dictionary(uniqueKeysWithValues: asked.map { ($0[0], $0[1]) })
        state.withLock { $0.asked = values }
        return try await client.get(
            "/inloggen/terug?" + (query ?? "code=code-1&state=\(values["state"] ?? "")"),
            [.cookie: start.headers.cookies])
    }
}

@Suite struct ProviderLogInTests {
    private let rig = AccessRig()

    /// Runs both services.
    private func run(
        _ test: @Sendable @escaping (any TestClientProtocol, Provider) async throws -> Void
    ) async throws {
        let (rig, provider) = (rig, Provider())
        let application = Application(
            router: provider.router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await application.test(.live) { stub in
            let issuer = "http://127.0.0.1:\(try #require(stub.port))"
            provider.issuer.withLock { $0 = issuer }
            let settings = OpenIDSettings(issuer: issuer, audience: "seinpost", client: "seinpost-web")
            let client = OpenIDProvider(settings, clock: rig.clock)
            let identity = TokenCheck(
                issuer: issuer, audience: "seinpost-web", keys: client.keys, claims: ClaimNames(settings),
                clock: rig.clock)
            let table = rig.table(ways: LogIn.Ways(provider: client, identity: identity))
            try await Application(router: table.router).test(.router) { try await test($0, provider) }
        }
    }

    @Test func `who logs in at the provider is in, and asks with PKCE`() async throws {
        try await run { client, provider in
            let start = try await client.get("/inloggen/start?naar=/ik")
            let answer = try await provider.visit(start, client)
            #expect(answer.status == .seeOther && answer.headers[.location] == "/ik")
            #expect(try await client.get("/ik", [.cookie: answer.headers.cookies]).words.first == "f3b2")
            let asked = provider.state.withLock(\.asked)
            #expect(asked["code_challenge_method"] == "S256" && asked["response_type"] == "code")
            #expect(asked["redirect_uri"] == "http://localhost/inloggen/terug")
        }
        #expect(rig.audited.map(\.outcome) == [.done])
    }

    @Test func `an answer to another try, without a try or without a code lets nobody in`() async throws {
        try await run { [rig] client, provider in
            let start = try await client.get("/inloggen/start")
            for (query, problem) in [("code=code-1&state=x", "expired"), ("code=code-1", "expired")] {
                let answer = try await provider.visit(start, client, query: query)
                #expect(answer.words.last == problem && rig.sessionCookies(answer).isEmpty)
            }
            let state = provider.state.withLock { $0.asked["state"] ?? "" }
            let denied = try await provider.visit(start, client, query: "error=access_denied&state=\(state)")
            #expect(denied.words.last == "wrong" && rig.sessionCookies(denied).isEmpty)
            let wrong = try await provider.visit(start, client, query: "code=code-2&state=\(state)")
            #expect(wrong.status == .unauthorized && rig.sessionCookies(wrong).isEmpty)
            let foreign = try await client.get("/inloggen/terug?code=code-1&state=\(state)")
            #expect(foreign.words.last == "expired", "another browser began it")
        }
    }

    @Test("An ID token that is not for this try lets nobody in", arguments: ["nonce", "aud", "iss", "exp"])
    func identity(_ claim: String) async throws {
        try await run { [rig] client, provider in
            provider.state.withLock { state in
                state.claims = { claims in
                    var claims = claims
                    claims[claim] = claim == "exp" ? TokenForge.now - 120 : "x"
                    return claims
                }
            }
            let answer = try await provider.visit(try await client.get("/inloggen/start"), client)
            #expect(answer.status == .unauthorized && rig.sessionCookies(answer).isEmpty)
        }
        #expect(rig.audited.map(\.outcome) == [.refused])
    }

    @Test func `who has no role here is told so`() async throws {
        try await run { [rig] client, provider in
            provider.state.withLock { state in
                state.claims = { claims in
                    var claims = claims
                    claims["roles"] = ["bode"]
                    return claims
                }
            }
            let answer = try await provider.visit(try await client.get("/inloggen/start"), client)
            #expect(answer.status == .forbidden && answer.words.last == "noRole")
            #expect(rig.sessionCookies(answer).isEmpty)
        }
    }

    @Test func `a provider that is away is told, and one of another name is not asked`() async throws {
        try await run { client, provider in
            provider.state.withLock { $0.isAway = true }
            let away = try await client.get("/inloggen/start")
            #expect(away.words.last == "unavailable")
            provider.state.withLock { $0.isAway = false }
            provider.issuer.withLock { $0 = "https://ander.example.nl" }
            let other = try await client.get("/inloggen/start")
            #expect(other.words.last == "unavailable")
        }
    }
}
