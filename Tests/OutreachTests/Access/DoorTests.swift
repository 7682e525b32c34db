// What does not get as far as a route: tricks with paths, too much, too large, too slow.

import Foundation
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
        }
        try await GateLimits.application(
            rig.table().router, at: NetworkAddress(host: "127.0.0.1", port: 0), onBound: { _ in }
        ).test(.live) { client in
            let stream = try SlowConnection(port: try #require(client.port))
            stream.send("POST /ik HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<20 { stream.send("1000\r\n" + String(repeating: "a", count: 4_096) + "\r\n") }
            #expect(await stream.textUntilClosed()?.hasPrefix("HTTP/1.1 413 ") == true)
        }
        #expect(rig.reachedCount == 0)
    }

    @Test func `a body that takes too long is refused`() async throws {
        let cookie = rig.cookie()
        try await Application(router: rig.table(bodyWait: .zero).router).test(.router) { client in
            let answer = try await client.post("/ik", "a=b", cookie)
            #expect(answer.status == .requestTimeout && answer.headers[.connection] == "close")
        }
        #expect(rig.reachedCount == 0 && rig.audited.map(\.action) == ["te-langzaam"])
    }

    @Test func `a connection on which nothing comes is closed, and a header without end is not kept`()
        async throws
    {
        let application = GateLimits.application(
            rig.table().router, at: NetworkAddress(host: "127.0.0.1", port: 0), idleSeconds: 1
        ) { _ in }
        try await application.test(.live) { client in
            let port = try #require(client.port)
            for start in ["", "GET /open HTTP/1.1\r\nHost: localhost\r\n"] {
                let slow = try SlowConnection(port: port)
                slow.send(start)
                #expect(await slow.textUntilClosed() != nil, "after: \(start)")
            }
            let endless = try SlowConnection(port: port)
            endless.send("GET /open HTTP/1.1\r\nHost: localhost\r\n")
            for number in 0..<200 {
                endless.send("X-\(number): " + String(repeating: "a", count: 1_000) + "\r\n")
            }
            #expect(await endless.textUntilClosed() != nil)
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

/// A connection of somebody who takes the time.
private final class SlowConnection: Sendable {
    private let raw: Int32

    init(port: Int) throws {
        raw = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(raw, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(raw, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(code == 0)
    }

    deinit { close(raw) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { Glibc.send(raw, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    /// What the other side says until it closes; nil when it does not. Waits on a thread of its own, with a limit.
    func textUntilClosed() async -> String? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                var bytes = [UInt8](repeating: 0, count: 4_096)
                var text = ""
                var count = 1
                while count > 0 {
                    count = recv(raw, &bytes, bytes.count, 0)
                    text += String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
                }
                continuation.resume(returning: count == 0 || errno == ECONNRESET ? text : nil)
            }
        }
    }
}
