// Wakes one thread that waits for something to happen on others.
// In: signals. Out: the end of a wait. Depends on: Dispatch.

internal import Dispatch
internal import Synchronization

/// Set by any thread, waited for by one; a wait takes the signal away.
final class WakeSignal: Sendable {
    private let isSet = Mutex(false)
    private let changed = DispatchSemaphore(value: 0)

    func set() {
        isSet.withLock { $0 = true }
        changed.signal()
    }

    /// Waits for a signal since the last wait, at most so long. Blocks.
    func wait(_ limit: Duration) {
        let end = DispatchTime.now() + limit.seconds
        // A semaphore that was signalled more often than waited for makes it look once more.
        while !take() {
            if changed.wait(timeout: end) == .timedOut { return }
        }
    }

    private func take() -> Bool {
        isSet.withLock { isSet in
            defer { isSet = false }
            return isSet
        }
    }
}
