// The admin port over real connections: what it serves, and that it comes and goes quickly.

import Foundation
import Runtime
import Testing

@Suite("Admin port", .serialized)
struct AdminServerTests {
    static let report = StallReport(
        time: Moment(milliseconds: 0), instance: "seinpost-1",
        partitions: [
            .init(stage: .scoring, partition: 0, cause: .quiet, since: Moment(milliseconds: 0), lag: 0)
        ])

    /// Runs on a thread of its own, as the calls block.
    func withServer<Result: Sendable>(
        _ board: HealthBoard = HealthBoard([.journal, .broker]),
        _ body: @escaping @Sendable (RunningAdminServer) throws -> Result
    ) async throws -> Result {
        let registry = PrometheusRegistry()
        registry.counter("x_total", help: "X.").increment(by: 2)
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Swift.Result {
                        let server = try RunningAdminServer.start(
                            address: NetworkAddress(host: "127.0.0.1", port: 0), registry: registry,
                            board: board,
                            stalled: { AdminServerTests.report })
                        defer { server.stop() }
                        return try body(server)
                    })
            }
        }
    }

    @Test("/metrics has the type that a scrape needs") func metrics() async throws {
        let answer = try await withServer { try AdminClient.get("/metrics", from: $0.address) }
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(answer.body == "# HELP x_total X.\n# TYPE x_total counter\nx_total 2\n")
    }

    @Test("/livez is well while the broker is away, /readyz is not and says why") func health() async throws {
        let board = HealthBoard([.journal, .broker], now: { Moment(milliseconds: 0) })
        board.set(.journal, .ok)
        board.set(.broker, .away)
        let paths = [
            "/livez", "/livez?verbose", "/readyz", "/readyz?exclude=broker", "/readyz?verbose&exclude=broker",
            "/readyz?exclude=brokr",
        ]
        let answers = try await withServer(board) { server in
            try paths.map { try AdminClient.get($0, from: server.address) }
        }
        #expect(answers.map(\.status) == [200, 200, 503, 200, 200, 503])
        #expect(answers[0].body == "ok\n")
        #expect(answers[1].body == "[+]process ok\nlivez check passed\n")
        #expect(
            answers[2].body
                == "[+]journal ok\n[-]broker not reachable since 1970-01-01T00:00:00.000Z\nreadyz check failed\n"
        )
        #expect(answers[4].body == "[+]journal ok\n[+]broker excluded: ok\nreadyz check passed\n")
        #expect(answers[5].body.contains("warn: "))
        #expect(answers[2].headers["content-type"] == "text/plain; charset=utf-8")
    }

    @Test("/stalled is JSON that reads back") func stalled() async throws {
        let answer = try await withServer { try AdminClient.get("/stalled", from: $0.address) }
        #expect(answer.headers["content-type"] == "application/json; charset=utf-8")
        #expect(try StallReport(json: answer.body) == Self.report)
        #expect(
            answer.body == #"{"instance":"seinpost-1","partitions":[{"cause":"quiet","lag":0,"partition":0,"#
                + #""since":"1970-01-01T00:00:00.000Z","stage":"scoring"}],"time":"1970-01-01T00:00:00.000Z"}"#
                + "\n")
    }

    @Test("Anything else is not found", arguments: ["/", "/metrics/x", "/favicon.ico"])
    func notFound(_ path: String) async throws {
        #expect(try await withServer { try AdminClient.get(path, from: $0.address) }.status == 404)
    }

    @Test("A port that is taken is told, and one that was stopped is free again") func ports() async throws {
        let started = ContinuousClock.now
        let first = try await withServer { server in
            let error = #expect(throws: AdminError.self) {
                try RunningAdminServer.start(
                    address: server.address, registry: PrometheusRegistry(), board: HealthBoard([]),
                    stalled: { AdminServerTests.report })
            }
            #expect(
                error?.message
                    == "the admin port \(server.address) cannot be opened: Address already in use")
            return server.address
        }
        #expect(throws: AdminClientError.self) { try AdminClient.get("/livez", from: first) }
        #expect(ContinuousClock.now - started < .seconds(20))
    }

    @Test("An open connection that asks nothing does not hold up the end") func openConnection() async throws
    {
        let took = try await withServer { server in
            let idle = try IdleConnection(port: server.address.port)
            _ = try AdminClient.get("/livez", from: server.address)
            let started = ContinuousClock.now
            server.stop()
            _ = idle
            return ContinuousClock.now - started
        }
        #expect(took < .seconds(5), "\(took)")
    }
}
