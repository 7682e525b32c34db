// Rings after each commit of the embedded journal, for whoever reads it beside the loop.
// In: commits. Out: what scoring has passed; wake-ups. Depends on: Milestones, WakeSignal.

/// Where the loop is.
package final class CommitBell: Sendable {
    private let scored = Milestones<Int32>()
    private let signal = WakeSignal()

    package init() {}

    /// A step is committed, and scoring goes on at `next`.
    func ring(next: Int64) {
        scored.reach(0, next)
        signal.set()
    }

    /// The loop has ended.
    func end() { scored.end() }

    /// Whether scoring has committed so far, at most so long from now.
    package func waitUntilScored(to next: Int64, within limit: Duration) async -> Bool {
        await scored.wait(for: 0, next, within: limit)
    }

    /// Waits for a commit since the last call, at most so long. Blocks: one thread may wait.
    func wait(_ limit: Duration) { signal.wait(limit) }
}
