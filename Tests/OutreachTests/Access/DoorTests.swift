// What does not get as far as a route: tricks with paths, too much, too large, too slow.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Runtime
import Testing

@testable import Outreach

@Suite struct DoorTests {
    private let rig = AccessRig()

    @Test(
        "A path that none of our routes has is refused before anything reads it",
        arguments: [
            "/ik/", "//ik", "/./ik", "/../ik", "/ik/..", "/open/../ik", "/%69k", "/ik%2f", "/ik%00",
            "/open%2f..%2fik",
            "/ik;jsessionid=1", "/ik\\..", "/%2e%2e/ik", "/ik/%2e", "http://kwaad.example.nl/ik", "*", "ik",
            "/" + String(repeating: "a", count: 3_000), "/ik?" + String(repeating: "a", count: 3_000),
        ])
    func tricks(_ path: String) async throws {
        let cookie = rig.cookie()
        try await Application(router: rig.table().router).test(.router) { client in
            let answer = try await client.get(path, cookie)
            #expect(answer.status == .notFound)
            #expect(!answer.text.contains("ik"), "what was asked is not repeated")
        }
        #expect(rig.reachedCount == 0)
        #expect(rig.audited.map(\.action) == ["niet-gevonden"])
    }

    @Test func `every answer has the fields that keep browsers careful, errors too`() async throws {
        try await Application(router: rig.table().router).test(.router) { client in
            for path in ["/open", "/ik", "/nergens", "/../"] {
                let fields = try await client.get(path).headers
                #expect(fields[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
                #expect(fields[.xContentTypeOptions] == "nosniff")
                #expect(fields[.cacheControl] == "no-store")
                #expect(fields[try #require(HTTPField.Name("X-Frame-Options"))] == "DENY")
            }
        }
    }

    @Test func `a body that is too large is refused, announced or not`() async throws {
        let cookie = rig.cookie()
        try await Application(router: rig.table().router).test(.router) { client in
            let body = String(repeating: "a", count: GateLimits.bodyBytes + 1)
            let announced = try await client.post("/ik", body, cookie)
            #expect(announced.status == .contentTooLarge && announced.headers[.connection] == "close")
            var lying = cookie
            lying[.contentLength] = "10"
            #expect(try await client.post("/ik", body, lying).status == .contentTooLarge)
            lying[.contentLength] = "-1"
            #expect(try await client.post("/ik", "a", lying).status == .contentTooLarge)
        }
        #expect(rig.reachedCount == 0)
    }

    @Test func `whoever knocks too often waits, is put on record once, and others do not notice`()
        async throws
    {
        let table = rig.table(proxies: ["onbekend"])
        let name = try #require(HTTPField.Name("X-Forwarded-For"))
        try await Application(router: table.router).test(.router) { client in
            var statuses: [HTTPResponse.Status: Int] = [:]
            for _ in 0..<700 {
                let answer = try await client.get("/open", [name: "203.0.113.9"])
                statuses[answer.status, default: 0] += 1
                if answer.status == .tooManyRequests { #expect(answer.headers[.retryAfter] == "1") }
            }
            #expect(statuses == [.ok: 600, .tooManyRequests: 100])
            #expect(try await client.get("/open", [name: "203.0.113.10"]).status == .ok)
            var cookie = rig.cookie()
            cookie[name] = "203.0.113.10"
            for _ in 0..<700 { #expect(try await client.get("/ik", cookie).status == .ok) }
        }
        #expect(rig.audited.map(\.action) == ["te-veel-verzoeken"])
        #expect(rig.audited.first?.origin == "203.0.113.9")
    }

    @Test func `who does not come through a proxy of ours cannot say where it comes from`() async throws {
        let name = try #require(HTTPField.Name("X-Forwarded-For"))
        for (proxies, origin) in [(Set<String>(), "onbekend"), (["onbekend"], "198.51.100.7")] {
            try await Application(router: rig.table(proxies: proxies).router).test(.router) { client in
                let answer = try await client.get("/open", [name: "10.9.9.9, 198.51.100.7"])
                #expect(answer.words[1] == origin)
            }
        }
    }

    @Test func `a bucket gives its burst, refills with time, and room is bounded`() {
        let time = SharedClock()
        let limiter = RateLimiter(.init(burst: 3, perSecond: 0.5), capacity: 4) { time.now }
        #expect((0..<3).allSatisfy { _ in limiter.admit("a") == .admitted })
        #expect(limiter.admit("a") == .refused(retryAfterSeconds: 2, isFirst: true))
        #expect(limiter.admit("a") == .refused(retryAfterSeconds: 2, isFirst: false))
        time.advance(seconds: 2)
        #expect(limiter.admit("a") == .admitted)
        #expect(limiter.admit("a") == .refused(retryAfterSeconds: 2, isFirst: true))
        for name in 0..<1_000 { _ = limiter.admit("name \(name)") }
        #expect(limiter.count <= 5, "those that find no room share a bucket")
        #expect(limiter.admit("another") != .admitted)
        time.advance(seconds: 3_600)
        #expect(limiter.admit("another") == .admitted)
        limiter.giveBack("another")
        #expect((0..<3).allSatisfy { _ in limiter.admit("another") == .admitted })
    }

    @Test(
        "Limits count an IPv6 customer as one",
        arguments: [
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("2001:db8:1:2::9", "2001:db8:1:2::"),
            ("2001:db8::1", "2001:db8:0:0::"),
            ("::1", "0:0:0:0::"), ("fe80::1%eth0", "fe80:0:0:0::"), ("203.0.113.9", "203.0.113.9"),
        ])
    func networks(_ address: String, _ network: String) {
        #expect(RequestOrigin.network(address) == network)
    }
}
