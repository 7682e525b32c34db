// Changes that a browser is made to send by another site are refused, and so are sessions that are not ours.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Outreach
import Runtime
import Testing

@Suite struct FormTests {
    private let rig = AccessRig()
    private static let site = HTTPField.Name("Sec-Fetch-Site") ?? .userAgent

    private func formToken(_ client: some TestClientProtocol, _ cookie: HTTPFields) async throws -> String {
        try await client.get("/ik", cookie).words[2]
    }

    @Test func `a form of ours is let through, and a script of ours with the token in a field`() async throws
    {
        let cookie = rig.cookie()
        try await Application(router: rig.table().router).test(.router) { client in
            let token = try await formToken(client, cookie)
            #expect(try await client.post("/ik", "a=b&_token=\(token)", cookie).status == .ok)
            var fields = cookie
            fields[.contentType] = "application/json"
            fields[try #require(FormToken.header)] = token
            fields[Self.site] = "same-origin"
            #expect(try await client.post("/ik", "{}", fields).status == .ok)
        }
    }

    @Test(
        "A form that another site could send is refused before its route",
        arguments: [
            ["origin": "https://kwaad.example.nl"], ["origin": "null"],
            ["origin": "http://localhost.kwaad.example.nl"],
            ["site": "cross-site"], ["site": "same-site"], ["token": ""],
            ["token": "00000000000000000000000000000000"],
            ["token": "own"], ["type": "text/plain"], ["type": "multipart/form-data; boundary=x"],
        ])
    func forged(_ change: [String: String]) async throws {
        let cookie = rig.cookie()
        let other = rig.cookie(for: Actor(id: "b", name: "B", roles: [.worker], teams: []))
        let table = rig.table()
        try await Application(router: table.router).test(.router) { client in
            let token = try await formToken(client, change["token"] == "own" ? other : cookie)
            let before = rig.reachedCount
            var fields = cookie
            if let origin = change["origin"] { fields[.origin] = origin }
            if let site = change["site"] { fields[Self.site] = site }
            if let type = change["type"] { fields[.contentType] = type }
            let sent = change["token"].flatMap { $0 == "own" ? nil : $0 } ?? token
            let answer = try await client.post("/ik", "_token=\(sent)", fields)
            #expect(answer.status == .forbidden)
            #expect(rig.reachedCount == before)
        }
        #expect(rig.audited.map(\.action) == ["formulier-ongeldig"])
        #expect(rig.audited.first?.actor == "a.jansen")
    }

    @Test func `a program with a token needs no form`() async throws {
        let published = try TokenForge.shared.keySet()
        let check = TokenCheck(
            issuer: TokenForge.issuer, audience: TokenForge.audience, keys: SigningKeys { published },
            claims: ClaimNames(
                OpenIDSettings(issuer: TokenForge.issuer, audience: "seinpost", client: "seinpost")),
            clock: rig.clock)
        let token = try TokenForge.shared.token()
        try await Application(router: rig.table(tokens: check).router).test(.router) { client in
            let fields: HTTPFields = [.authorization: "Bearer \(token)", .contentType: "application/json"]
            let answer = try await client.execute(
                uri: "/ik", method: .post, headers: fields, body: ByteBuffer(string: "{}"))
            #expect(answer.status == .ok && answer.words.first == "f3b2")
        }
    }

    @Test
    func `a session ends after half an hour without a request, and after a working day whatever happens`()
        async throws
    {
        try await Application(router: rig.table().router).test(.router) { client in
            var cookie = rig.cookie()
            rig.advance(seconds: 29 * 60)
            let busy = try await client.get("/ik", cookie)
            #expect(busy.status == .ok)
            rig.advance(seconds: 2 * 60)
            #expect(
                try await client.get("/ik", cookie).status == .unauthorized, "the old cookie is idle too long"
            )
            cookie = [.cookie: busy.headers.cookies]
            for _ in 0..<25 {
                let answer = try await client.get("/ik", cookie)
                #expect(answer.status == .ok)
                if !answer.headers.cookies.isEmpty { cookie = [.cookie: answer.headers.cookies] }
                rig.advance(seconds: 20 * 60)
            }
            #expect(rig.clock().milliseconds > Int64(TokenForge.now) * 1_000 + 8 * 3_600_000)
            rig.advance(seconds: 3 * 3_600)
            #expect(try await client.get("/ik", cookie).status == .unauthorized)
        }
    }

    @Test func `a cookie that was changed, made elsewhere or meant for something else is no session`()
        async throws
    {
        let good = rig.cookie()[.cookie] ?? ""
        let elsewhere = AccessRig(secrets: [[UInt8](repeating: 9, count: 32)]).cookie()[.cookie] ?? ""
        try await Application(router: rig.table().router).test(.router) { client in
            let attempt = try await client.get("/inloggen").headers.cookies
            let value = attempt.drop { $0 != "=" }
            for cookie in [
                elsewhere, String(good.dropLast(1)) + (good.hasSuffix("A") ? "B" : "A"), "seinpost-sessie",
                "seinpost-sessie=", "seinpost-sessie" + value,
                "seinpost-sessie=" + String(repeating: "A", count: 9_000),
            ] {
                #expect(try await client.get("/ik", [.cookie: cookie]).status == .unauthorized)
            }
            #expect(try await client.get("/ik", [.cookie: good]).status == .ok)
        }
    }

    @Test func `a cookie opens while the key that sealed it is still in the ring`() async throws {
        let (old, new) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32))
        let cookie = AccessRig(secrets: [old]).cookie()
        for (ring, status) in [([new, old], HTTPResponse.Status.ok), ([new], .unauthorized)] {
            let rig = AccessRig(secrets: ring)
            try await Application(router: rig.table().router).test(.router) { client in
                let answer = try await client.get("/ik", cookie)
                #expect(answer.status == status)
            }
        }
    }

    @Test func `over https cookies are bound to the host and to https`() throws {
        let cookies = BrowserCookies(seal: CookieSeal(secrets: [Secret(AccessRig.secret)]), isSecure: true)
        var response = Response(status: .ok)
        cookies.set("x", .session, on: &response)
        let field = try #require(response.headers[.setCookie])
        #expect(field.hasPrefix("__Host-seinpost-sessie="))
        for word in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] { #expect(field.contains("; \(word)")) }
        #expect(!field.contains("Domain"))
    }
}
