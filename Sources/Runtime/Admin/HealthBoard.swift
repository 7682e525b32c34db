// How the daemon is: written by its loops, read by the admin port, the watchdog and the metrics.
// In: states and heartbeats. Out: reports of liveness and readiness. Depends on: Moment.

internal import Glibc
internal import Synchronization

/// The state of everything that the daemon needs to be of use.
///
/// A lock and not an actor: loops are plain threads that must not suspend, and each hold is a few words.
package final class HealthBoard: Sendable {
    /// What must be well before the daemon is ready.
    package enum Component: String, CaseIterable, Sendable {
        case pipeline, journal, broker, group, restore, intake, scoring, outreach
    }

    package enum State: Hashable, Sendable {
        case starting
        /// Partitions whose state has been read back, of all that are ours.
        case restoring(done: Int, of: Int)
        case ok
        /// Not reachable; the board keeps since when.
        case away
        /// A constant sentence about what is wrong, such as "does not check".
        case failed(String)
        case stopping
    }

    private struct Known {
        var state: State
        var since: Moment
    }
    private struct Board {
        var components: [Component: Known] = [:]
        var isStopping = false
        var loops: [ObjectIdentifier: Heartbeat] = [:]
    }

    private let board: Mutex<Board>
    private let now: @Sendable () -> Moment
    fileprivate let uptime: @Sendable () -> Int64

    /// - Parameters:
    ///   - components: those that count; each is `starting` until a loop says otherwise.
    ///   - uptime: milliseconds of a clock that nobody sets.
    package init(
        _ components: [Component], now: @escaping @Sendable () -> Moment = { .now },
        uptime: @escaping @Sendable () -> Int64 = HealthBoard.monotonicMilliseconds
    ) {
        self.now = now
        self.uptime = uptime
        let time = now()
        let known = components.map { ($0, Known(state: .starting, since: time)) }
        board = Mutex(Board(components: Dictionary(known) { first, _ in first }))
    }

    /// Writes a state; the same state again keeps since when.
    package func set(_ component: Component, _ state: State) {
        let time = now()
        board.withLock { board in
            guard board.components[component]?.state != state else { return }
            board.components[component] = Known(state: state, since: time)
        }
    }

    /// The daemon ends: from now on it is not ready, whatever its parts say.
    package func stop() { board.withLock { $0.isStopping = true } }

    /// A loop that must show itself at least every `limitMilliseconds` from now on.
    package func loop(_ name: String, limitMilliseconds: Int64) -> Heartbeat {
        let heartbeat = Heartbeat(name, limitMilliseconds, self)
        board.withLock { $0.loops[ObjectIdentifier(heartbeat)] = heartbeat }
        return heartbeat
    }

    fileprivate func end(_ heartbeat: Heartbeat) {
        board.withLock { $0.loops[ObjectIdentifier(heartbeat)] = nil }
    }

    /// Whether the process should go on: each loop has shown itself in time. Asks nothing outside the process.
    package func liveness() -> HealthReport {
        let time = uptime()
        let loops = board.withLock { Array($0.loops.values) }.sorted { $0.name < $1.name }
        var report = HealthReport(name: "livez", checks: [.init(name: "process", isOK: true, text: "ok")])
        for loop in loops {
            let silent = loop.silence(at: time)
            let isOK = silent <= loop.limitMilliseconds
            report.checks.append(
                .init(name: loop.name, isOK: isOK, text: isOK ? "ok" : "silent for \(silent / 1_000) s"))
        }
        return report
    }

    /// Whether the daemon does its work now.
    package func readiness() -> HealthReport {
        let (components, isStopping) = board.withLock { ($0.components, $0.isStopping) }
        var report = HealthReport(name: "readyz", checks: [])
        for component in Component.allCases {
            guard let known = components[component] else { continue }
            report.checks.append(
                .init(name: component.rawValue, isOK: known.state == .ok, text: Self.text(known)))
        }
        if isStopping { report.checks.append(.init(name: "process", isOK: false, text: "stopping")) }
        return report
    }

    private static func text(_ known: Known) -> String {
        switch known.state {
        case .starting: "starting since \(known.since)"
        case .restoring(let done, let total): "\(done) of \(total) partitions are restored"
        case .ok: "ok"
        case .away: "not reachable since \(known.since)"
        case .failed(let text): "\(text) since \(known.since)"
        case .stopping: "stopping since \(known.since)"
        }
    }

    /// Milliseconds since the machine started.
    package static func monotonicMilliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// How one loop shows that it goes round.
package final class Heartbeat: Sendable {
    let name: String
    let limitMilliseconds: Int64
    private let board: HealthBoard
    private let last: Atomic<Int64>

    fileprivate init(_ name: String, _ limitMilliseconds: Int64, _ board: HealthBoard) {
        self.name = name
        self.limitMilliseconds = limitMilliseconds
        self.board = board
        last = Atomic(board.uptime())
    }

    /// The loop goes round. One atomic store.
    package func beat() { last.store(board.uptime(), ordering: .relaxed) }

    /// The loop has ended, and well.
    package func end() { board.end(self) }

    fileprivate func silence(at time: Int64) -> Int64 { time - last.load(ordering: .relaxed) }
}
