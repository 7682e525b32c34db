// Requests that wait for their records to be on disk, each with a time by which it gets an answer anyway.
// In: submissions. Out: what became of them, or nothing in time. Depends on: DeliveryQueue.

internal import Synchronization

/// Waits without holding a thread. ``expire()`` must be called now and then.
final class PendingAnswers: Sendable {
    private struct Waiting {
        var deadline: ContinuousClock.Instant
        var continuation: CheckedContinuation<DeliveryResult?, Never>
    }
    private struct State {
        var next: UInt64 = 0
        var waiting: [UInt64: Waiting] = [:]
    }
    private let state = Mutex(State())

    /// Hands records over and waits; nil when nothing was heard in time. They may be written all the same then, and are
    /// no news when they come again.
    func deliver(
        _ deliveries: [Delivery], to queue: DeliveryQueue, within limit: Duration
    ) async -> DeliveryResult? {
        await withCheckedContinuation { continuation in
            let number = state.withLock { state in
                state.next += 1
                state.waiting[state.next] = Waiting(deadline: .now + limit, continuation: continuation)
                return state.next
            }
            queue.submit(deliveries) { [self] result in
                state.withLock { $0.waiting.removeValue(forKey: number) }?.continuation.resume(
                    returning: result)
            }
        }
    }

    /// Answers those who have waited long enough.
    func expire() {
        let now = ContinuousClock.now
        let late = state.withLock { state in
            let late = state.waiting.filter { $0.value.deadline <= now }
            for number in late.keys { state.waiting[number] = nil }
            return late
        }
        for waiting in late.values { waiting.continuation.resume(returning: nil) }
    }
}
