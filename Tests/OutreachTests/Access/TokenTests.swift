// Bearer tokens: those that are good let in, all others get one and the same answer.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Outreach
import Runtime
import Synchronization
import Testing

@Suite struct TokenTests {
    private let rig = AccessRig()
    private let forge = TokenForge.shared

    private func check(_ keys: SigningKeys? = nil) throws -> TokenCheck {
        let published = try forge.keySet()
        return TokenCheck(
            issuer: TokenForge.issuer, audience: TokenForge.audience,
            keys: keys ?? SigningKeys(clock: rig.clock) { published },
            claims: ClaimNames(
                OpenIDSettings(issuer: TokenForge.issuer, audience: TokenForge.audience, client: "seinpost")),
            clock: rig.clock)
    }

    @Test(
        "A token lets in whatever allowed algorithm it is signed with",
        arguments: [TokenForge.Signature.rs256, .ps256, .es256])
    func good(_ signature: TokenForge.Signature) async throws {
        let actor = try await check().actor(try forge.token(signature: signature))
        #expect(actor == Actor(id: "f3b2", name: "A. Jansen", roles: [.worker], teams: ["escamp"]))
    }

    /// What is wrong with each, and how it is made.
    static let wrong: [(String, @Sendable (TokenForge) throws -> String)] = [
        ("no signature at all", { try $0.token(signature: .nothing) }),
        ("none in other letters", { try $0.token(header: ["alg": "nOnE"], signature: .nothing) }),
        ("signed with the public key as a secret", { try $0.token(signature: .publicKeyAsSecret) }),
        (
            "the same that calls itself RS256",
            { try $0.token(header: ["alg": "RS256"], signature: .publicKeyAsSecret) }
        ),
        ("RS256 that calls itself PS256", { try $0.token(header: ["alg": "PS256"]) }),
        ("RS256 that calls itself RS512", { try $0.token(header: ["alg": "RS512"]) }),
        ("no algorithm", { try $0.token(header: ["alg": nil]) }),
        ("a key that nobody has", { try $0.token(header: ["kid": "rsa-9"]) }),
        ("the key of another algorithm", { try $0.token(header: ["kid": "ec-1"]) }),
        ("the key for encryption", { try $0.token(header: ["kid": "enc-1"]) }),
        ("no key id", { try $0.token(header: ["kid": nil]) }),
        ("a critical extension", { try $0.token(header: ["crit": ["b64"], "b64": false]) }),
        ("expired", { try $0.token(TokenForge.claims(["exp": TokenForge.now - 61])) }),
        ("without an end", { try $0.token(TokenForge.claims(["exp": nil])) }),
        ("an end that is a text", { try $0.token(TokenForge.claims(["exp": "9999999999"])) }),
        ("not valid yet", { try $0.token(TokenForge.claims(["nbf": TokenForge.now + 61])) }),
        ("made in the future", { try $0.token(TokenForge.claims(["iat": TokenForge.now + 61])) }),
        ("another audience", { try $0.token(TokenForge.claims(["aud": "other"])) }),
        ("no audience", { try $0.token(TokenForge.claims(["aud": nil])) }),
        ("no audience in the list", { try $0.token(TokenForge.claims(["aud": [String]()])) }),
        ("another issuer", { try $0.token(TokenForge.claims(["iss": TokenForge.issuer + "/"])) }),
        ("of nobody", { try $0.token(TokenForge.claims(["sub": nil])) }),
        ("of an empty name", { try $0.token(TokenForge.claims(["sub": ""])) }),
        ("of a name over two lines", { try $0.token(TokenForge.claims(["sub": "a\nb"])) }),
        (
            "of an endless name",
            { try $0.token(TokenForge.claims(["sub": String(repeating: "a", count: 200)])) }
        ),
        (
            "longer than any token",
            { try $0.token(TokenForge.claims(["x": String(repeating: "a", count: 20_000)])) }
        ),
        ("a changed letter in the signature", { String(try $0.token().dropLast(2)) + "AA" }),
        ("padding", { try $0.token() + "=" }),
        ("two parts", { try $0.token().split(separator: ".").prefix(2).joined(separator: ".") }),
        ("four parts", { try $0.token() + ".AAAA" }),
        ("other claims under the signature", { try TokenTests.swapped($0) }),
        ("not a token", { _ in "geheim" }),
    ]

    private static func swapped(_ forge: TokenForge) throws -> String {
        var parts = try forge.token().split(separator: ".")
        let other = try forge.token(TokenForge.claims(["roles": ["beheer"]])).split(separator: ".")
        parts[1] = other[1]
        return parts.joined(separator: ".")
    }

    @Test("A token that is not good gets the answer of no token", arguments: wrong.indices)
    func refused(_ index: Int) async throws {
        let token = try Self.wrong[index].1(forge)
        let table = rig.table(tokens: try check())
        try await Application(router: table.router).test(.router) { client in
            let answer = try await client.get("/ik", [.authorization: "Bearer \(token)"])
            let none = try await client.get("/ik")
            #expect(answer.status == .unauthorized, "\(Self.wrong[index].0)")
            #expect(answer.text == none.text && answer.headers == none.headers)
        }
        #expect(rig.audited.map(\.action) == ["niet-ingelogd"], "the token is on record, its absence is not")
        #expect(rig.reachedCount == 0)
    }

    @Test func `clocks may differ by a minute`() async throws {
        let check = try check()
        for changes in [
            ["exp": TokenForge.now - 59], ["nbf": TokenForge.now + 59], ["iat": TokenForge.now + 59],
        ] {
            _ = try await check.actor(try forge.token(TokenForge.claims(changes)))
        }
    }

    @Test func `roles and teams come from the claims that the configuration names`() async throws {
        let settings = OpenIDSettings(
            issuer: TokenForge.issuer, audience: TokenForge.audience, client: "seinpost",
            rolesClaim: "realm_access.roles", teamsClaim: "wijkteam",
            roleNames: ["teamleider": ["sp-leiding", "sp-plv"], "medewerker": []])
        let published = try forge.keySet()
        let check = TokenCheck(
            issuer: TokenForge.issuer, audience: TokenForge.audience, keys: SigningKeys { published },
            claims: ClaimNames(settings), clock: rig.clock)
        let claims = TokenForge.claims([
            "realm_access": ["roles": ["sp-plv", "medewerker", 3]], "wijkteam": "centrum",
        ])
        let actor = try await check.actor(try forge.token(claims))
        #expect(actor.roles == [.lead] && actor.teams == ["centrum"])
    }

    @Test func `a key that was changed is fetched when a token names it, at most every half minute`()
        async throws
    {
        let (old, new) = (try forge.keySet(), try forge.keySet(rsaID: "rsa-2"))
        let asked = Mutex(0)
        let published = Mutex(old)
        let keys = SigningKeys(clock: rig.clock) {
            asked.withLock { $0 += 1 }
            return published.withLock { $0 }
        }
        let check = try check(keys)
        let later = try forge.token(header: ["kid": "rsa-2"])
        _ = try await check.actor(try forge.token())
        published.withLock { $0 = new }
        for _ in 0..<50 {
            await #expect(throws: Refusal.unauthenticated) { try await check.actor(later) }
        }
        #expect(asked.withLock { $0 } == 1)
        rig.advance(seconds: 30)
        _ = try await check.actor(later)
        #expect(asked.withLock { $0 } == 2)
        await #expect(throws: Refusal.unauthenticated) { try await check.actor(try forge.token()) }
    }

    @Test
    func `keys at hand go on when the provider is away, and without any nobody is told that a token is bad`()
        async throws
    {
        struct Away: Error {}
        let published = try forge.keySet()
        let isAway = Mutex(true)
        let keys = SigningKeys(clock: rig.clock) {
            if isAway.withLock({ $0 }) { throw Away() }
            return published
        }
        let check = try check(keys)
        let token = try forge.token(TokenForge.claims(["exp": TokenForge.now + 100_000]))
        await #expect(throws: Refusal.unavailable(retryAfterSeconds: 30)) { try await check.actor(token) }
        isAway.withLock { $0 = false }
        rig.advance(seconds: 31)
        _ = try await check.actor(token)
        isAway.withLock { $0 = true }
        rig.advance(seconds: 7_200)
        _ = try await check.actor(token)
    }
}
