// Logging in with a password and by a one-time address, logging out, and trying passwords out.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Runtime
import TestSupport
import Testing

@testable import Outreach

@Suite struct LogInTests {
    private let scratch: Scratch
    private let clock = SharedClock()
    private let rig: AccessRig
    private static let password = "vier losse woorden hier"
    /// Made once: it takes its time, as it should.
    private static let hash = PasswordHash(of: password, exponent: 14, parallelism: 1)?.description ?? ""

    init() throws {
        scratch = try Scratch()
        try scratch.write("users.yaml", Self.users(["a.jansen", "b.devries"]))
        let time = clock
        rig = AccessRig(users: try UserDirectory(path: scratch.path("users.yaml")) { time.now }, time: time)
    }

    private static func users(_ ids: [String], roles: String = "[medewerker]") -> String {
        "users:\n"
            + ids.map { id in
                "  - {id: \(id), name: Iemand, roles: \(roles), teams: [escamp], password: \"\(hash)\"}\n"
            }.joined()
    }

    /// Fills in the form of a page, of a new one when none is given.
    private func logIn(
        _ client: any TestClientProtocol, as name: String, password: String = password,
        from page: TestResponse? = nil, token: String? = nil
    ) async throws -> TestResponse {
        var page = page
        if page == nil { page = try await client.get("/inloggen?naar=/ik") }
        let sent = token ?? page?.words.first ?? ""
        let form = "naam=\(name)&wachtwoord=\(password.replacing(" ", with: "+"))&_token=\(sent)"
        return try await client.post("/inloggen", form, [.cookie: page?.headers.cookies ?? ""])
    }

    @Test func `a password lets its user in, to the page that was asked for`() async throws {
        try await Application(router: rig.table().router).test(.router) { client in
            let answer = try await logIn(client, as: "a.jansen")
            #expect(answer.status == .seeOther && answer.headers[.location] == "/ik")
            let inside = try await client.get("/ik", [.cookie: answer.headers.cookies])
            #expect(inside.words.first == "a.jansen")
        }
        #expect(
            rig.audited.map { "\($0.actor ?? "-") \($0.action) \($0.outcome.rawValue)" } == [
                "a.jansen inloggen gelukt"
            ])
    }

    @Test("A wrong name and a wrong password get the same answer", arguments: ["a.jansen", "niemand"])
    func wrong(_ name: String) async throws {
        try await Application(router: rig.table().router).test(.router) { client in
            let answer = try await logIn(client, as: name, password: "een ander wachtwoord")
            #expect(answer.status == .unauthorized && answer.words.last == "wrong")
            #expect(rig.sessionCookies(answer).isEmpty)
        }
        #expect(rig.audited.map(\.outcome) == [.refused])
        #expect(
            rig.audited.map(\.actor) == [name == "a.jansen" ? name : nil],
            "a name that nobody has may be a password")
    }

    @Test func `trying passwords out is stopped, for that name alone, and goes on after a while`()
        async throws
    {
        try await Application(router: rig.table().router).test(.router) { client in
            for _ in 0..<8 {
                #expect(try await logIn(client, as: "a.jansen", password: "fout").status == .unauthorized)
            }
            let stopped = try await logIn(client, as: "a.jansen")
            #expect(stopped.status == .tooManyRequests, "the right password comes too late")
            #expect(stopped.headers[.retryAfter] == "60")
            #expect(try await logIn(client, as: "b.devries").status == .seeOther)
            clock.advance(seconds: 60)
            #expect(try await logIn(client, as: "a.jansen").status == .seeOther)
        }
        #expect(rig.audited.filter { $0.outcome == .refused }.count == 9)
    }

    @Test func `trying names out from one address is stopped`() async throws {
        try await Application(router: rig.table().router).test(.router) { client in
            var statuses: [HTTPResponse.Status] = []
            // Too long to be computed, so that the test does not take as long as it should.
            let password = String(repeating: "a", count: PasswordHash.longestBytes + 1)
            for name in 0..<41 {
                statuses.append(try await logIn(client, as: "naam\(name)", password: password).status)
            }
            #expect(
                statuses.prefix(40).allSatisfy { $0 == .unauthorized } && statuses.last == .tooManyRequests)
        }
    }

    @Test func `a form of another window, of nobody or too old begins anew`() async throws {
        try await Application(router: rig.table().router).test(.router) { client in
            let page = try await client.get("/inloggen")
            let mine = try await client.get("/inloggen")
            #expect(
                try await logIn(client, as: "a.jansen", from: page, token: mine.words[0]).words.last
                    == "expired")
            #expect(try await client.post("/inloggen", "naam=a.jansen&wachtwoord=x").status == .badRequest)
            clock.advance(seconds: 16 * 60)
            #expect(try await logIn(client, as: "a.jansen", from: mine).words.last == "expired")
        }
    }

    @Test func `a session is always a new one, whatever the browser had before`() async throws {
        try await Application(router: rig.table().router).test(.router) { client in
            let planted =
                rig.cookie(for: Actor(id: "b.devries", name: "B", roles: [.worker], teams: []))[.cookie] ?? ""
            let page = try await client.get("/inloggen")
            let form =
                "naam=a.jansen&wachtwoord=\(Self.password.replacing(" ", with: "+"))&_token=\(page.words[0])"
            let answer = try await client.post(
                "/inloggen", form, [.cookie: page.headers.cookies + "; seinpost-sessie=geplant"])
            #expect(answer.status == .seeOther)
            #expect(
                rig.sessionCookies(answer).count == 1 && !rig.sessionCookies(answer)[0].contains("geplant"))
            // With a session that counts the form of another one is no form.
            let taken = try await client.post(
                "/inloggen", form, [.cookie: page.headers.cookies + "; " + planted])
            #expect(taken.status == .forbidden)
        }
    }

    @Test func `logged out is logged out, also for who kept the cookie`() async throws {
        try await Application(router: rig.table().router).test(.router) { client in
            let cookie = rig.cookie()
            let token = try await client.get("/ik", cookie).words[2]
            #expect(
                try await client.get("/uitloggen", cookie).status == .notFound, "a picture logs nobody out")
            let answer = try await client.post("/uitloggen", "_token=\(token)", cookie)
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.setCookie]?.hasPrefix("seinpost-sessie=;") == true)
            #expect(try await client.get("/ik", cookie).status == .unauthorized)
        }
    }

    @Test func `who is taken out of the file is out, and who gets another role has it`() async throws {
        let cookie = rig.cookie(isLocal: true)
        try await Application(router: rig.table().router).test(.router) { client in
            #expect(try await client.get("/acties/taak-oppakken", cookie).status == .ok)
            try scratch.write("users.yaml", Self.users(["a.jansen"], roles: "[beleid]"))
            clock.advance(seconds: 1)
            #expect(try await client.get("/acties/taak-oppakken", cookie).status == .forbidden)
            try scratch.write("users.yaml", "users: [")
            clock.advance(seconds: 1)
            #expect(try await client.get("/ik", cookie).status == .ok, "a slip of the pen locks nobody out")
            try scratch.write("users.yaml", Self.users(["b.devries"]))
            clock.advance(seconds: 1)
            #expect(try await client.get("/ik", cookie).status == .unauthorized)
        }
    }

    @Test func `a one-time address lets in once`() async throws {
        let oneTime = OneTimeAddress(for: .invented)
        let table = rig.table(ways: LogIn.Ways(oneTime: oneTime))
        try await Application(router: table.router).test(.router) { client in
            #expect(try await client.get("/inloggen/eenmalig/geraden").status == .notFound)
            let answer = try await client.get(oneTime.path)
            #expect(answer.status == .seeOther && answer.headers[.location] == "/")
            #expect(try await client.get("/ik", [.cookie: answer.headers.cookies]).words.first == "a.jansen")
            #expect(try await client.get(oneTime.path).status == .notFound)
        }
    }

    @Test(
        "After log-in a browser stays on our pages",
        arguments: [
            ("/taken?team=escamp", "/taken?team=escamp"), ("//kwaad.example.nl", "/"),
            ("/%5Ckwaad.example.nl", "/"),
            ("https://kwaad.example.nl", "/"), ("/a%0d%0aSet-Cookie:x=y", "/"), ("/..", "/"), ("", "/"),
        ])
    func destinations(_ wanted: String, _ destination: String) async throws {
        try await Application(router: rig.table().router).test(.router) { client in
            let page = try await client.get(
                "/inloggen?naar=\(wanted.replacing("&", with: "%26").replacing("?", with: "%3F"))")
            let answer = try await logIn(client, as: "a.jansen", from: page)
            #expect(answer.headers[.location] == destination)
        }
    }
}

extension AccessRig {
    /// The session cookies that an answer sets, and not those that it takes away.
    func sessionCookies(_ answer: TestResponse) -> [String] {
        answer.headers[values: .setCookie].filter {
            $0.hasPrefix("seinpost-sessie=") && !$0.hasPrefix("seinpost-sessie=;")
        }
    }
}
