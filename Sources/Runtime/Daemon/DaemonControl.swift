// What the operating system and the clock tell the loops: stop, a new pipeline, a new day.
// In: signals, the clock. Out: LoopControl. Depends on: Worker. The only clock of the daemon.

internal import Glibc
package import Rules
package import Signals
internal import Synchronization

/// The side of the loops that the rest of the daemon writes. One for each loop.
package final class DaemonControl: LoopControl, Sendable {
    private struct State {
        var shouldStop = false
        var pipeline: (pipeline: Pipeline, seal: ContactSeal)?
        var zone: CivilZone
        var knownDay: (second: Int64, day: CivilDate, time: String)?
    }
    private let state: Mutex<State>
    private let fixedDay: CivilDate?

    /// - Parameter fixedDay: taken for today, for rehearsals with old deliveries; nil for the clock's day.
    package init(zone: CivilZone, fixedDay: CivilDate?) {
        state = Mutex(State(zone: zone))
        self.fixedDay = fixedDay
    }

    package var shouldStop: Bool { state.withLock(\.shouldStop) }
    package func stop() { state.withLock { $0.shouldStop = true } }

    package func use(_ pipeline: Pipeline, _ seal: ContactSeal) {
        state.withLock { $0.pipeline = (pipeline, seal) }
    }

    package func takePipeline() -> (pipeline: Pipeline, seal: ContactSeal)? {
        state.withLock { state in
            defer { state.pipeline = nil }
            return state.pipeline
        }
    }

    /// The clock is asked once a second at most.
    package func today() -> (day: CivilDate, time: String)? {
        let second = Int64(time(nil))
        return state.withLock { state in
            if let known = state.knownDay, known.second == second { return (known.day, known.time) }
            let day = fixedDay ?? state.zone.civilDate(atUnixSeconds: second)
            let text = state.zone.startOfDay(day)
            state.knownDay = (second, day, text)
            return (day, text)
        }
    }
}

/// Signals of the operating system, taken by one thread.
package enum ProcessSignals {
    package enum Signal: Sendable { case stop, reload }

    /// Leaves SIGTERM, SIGINT and SIGHUP to ``next(wait:)``; before any other thread starts. A closed connection is
    /// an error of its write and no signal.
    package static func takeOver() {
        var set = Self.set
        pthread_sigmask(SIG_BLOCK, &set, nil)
        _ = signal(SIGPIPE, SIG_IGN)
        _ = signal(SIGXFSZ, SIG_IGN)
    }

    /// The next signal; nil when none came in time.
    package static func next(wait: Duration) -> Signal? {
        var set = Self.set
        var information = siginfo_t()
        let (seconds, attoseconds) = wait.components
        var limit = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        switch sigtimedwait(&set, &information, &limit) {
        case SIGTERM, SIGINT: return .stop
        case SIGHUP: return .reload
        default: return nil
        }
    }

    private static var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, number) }
        return set
    }
}
