// Liveness asks the loops only; readiness is what the parts say.

import Runtime
import Synchronization
import Testing

@Suite("Health board")
struct HealthBoardTests {
    /// A clock that the test moves.
    final class Clock: Sendable {
        let milliseconds = Mutex<Int64>(0)
        func move(_ amount: Int64) { milliseconds.withLock { $0 += amount } }
        var value: Int64 { milliseconds.withLock { $0 } }
    }

    let clock = Clock()

    func board(_ components: [HealthBoard.Component]) -> HealthBoard {
        HealthBoard(
            components, now: { [clock] in Moment(milliseconds: clock.value) },
            uptime: { [clock] in clock.value })
    }

    @Test("A loop that is silent for too long makes the process not alive, until it beats or ends")
    func liveness() {
        let board = board([.broker])
        let loop = board.loop("scoring-0", limitMilliseconds: 30_000)
        clock.move(30_000)
        #expect(board.liveness().isOK)
        clock.move(1)
        #expect(!board.liveness().isOK)
        #expect(board.liveness().checks.map(\.text) == ["ok", "silent for 30 s"])
        loop.beat()
        #expect(board.liveness().isOK)
        clock.move(60_000)
        loop.end()
        #expect(board.liveness().isOK)
    }

    @Test("Ready is when every part is well; a state keeps since when it holds") func readiness() {
        let board = board([.broker, .journal, .restore])
        #expect(board.readiness().checks.map(\.name) == ["journal", "broker", "restore"])
        #expect(!board.readiness().isOK)
        board.set(.journal, .ok)
        board.set(.restore, .restoring(done: 3, of: 12))
        clock.move(1_000)
        board.set(.broker, .away)
        clock.move(1_000)
        board.set(.broker, .away)
        #expect(
            board.readiness().checks.map(\.text) == [
                "ok", "not reachable since 1970-01-01T00:00:01.000Z", "3 of 12 partitions are restored",
            ])
        board.set(.broker, .ok)
        board.set(.restore, .ok)
        #expect(board.readiness().isOK)
        board.stop()
        #expect(!board.readiness().isOK)
    }
}
