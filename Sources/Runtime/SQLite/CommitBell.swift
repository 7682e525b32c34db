// Rings after each commit of the embedded journal, for whoever reads it beside the loop.
// In: commits. Out: what scoring has passed; wake-ups. Depends on: Milestones.

internal import Dispatch
internal import Synchronization

/// Where the loop is.
package final class CommitBell: Sendable {
    private let scored = Milestones<Int32>()
    private let isRung = Mutex(false)
    private let changed = DispatchSemaphore(value: 0)

    package init() {}

    /// A step is committed, and scoring goes on at `next`.
    func ring(next: Int64) {
        scored.reach(0, next)
        isRung.withLock { $0 = true }
        changed.signal()
    }

    /// The loop has ended.
    func end() { scored.end() }

    /// Whether scoring has committed so far, at most so long from now.
    package func waitUntilScored(to next: Int64, within limit: Duration) async -> Bool {
        await scored.wait(for: 0, next, within: limit)
    }

    /// Waits for a commit since the last call, at most so long. Blocks: one thread may wait.
    package func wait(_ limit: Duration) {
        let end = DispatchTime.now() + limit.seconds
        while !takeRing() {
            if changed.wait(timeout: end) == .timedOut { return }
        }
    }

    private func takeRing() -> Bool {
        isRung.withLock { isRung in
            defer { isRung = false }
            return isRung
        }
    }
}
