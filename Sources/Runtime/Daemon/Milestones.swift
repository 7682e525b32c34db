// Waiting for something that only grows to be so far, without holding a thread.
// In: how far each thing is. Out: whether it came there in time. Depends on: nothing.

internal import Synchronization

/// How far each of several things is; whoever waits for one of them is told once.
package final class Milestones<Key: Hashable & Sendable>: Sendable {
    private struct Waiting {
        var key: Key
        var place: Int64
        var continuation: CheckedContinuation<Bool, Never>
    }
    private struct State {
        var reached: [Key: Int64] = [:]
        var waiting: [UInt64: Waiting] = [:]
        var next: UInt64 = 0
        var isOver = false
    }
    private let state = Mutex(State())

    package init() {}

    /// Where everything is now.
    package var reached: [Key: Int64] { state.withLock(\.reached) }

    /// Begins anew: what was further before is here now.
    package func start(_ key: Key, at place: Int64) { move(key, place) { _ in place } }

    /// Something has come so far.
    package func reach(_ key: Key, _ place: Int64) { move(key, place) { max(place, $0 ?? .min) } }

    /// Who began to wait before the start is told as well.
    private func move(_ key: Key, _ place: Int64, to reached: (Int64?) -> Int64) {
        let there = state.withLock { state in
            state.reached[key] = reached(state.reached[key])
            let there = state.waiting.filter { $0.value.key == key && $0.value.place <= place }
            for number in there.keys { state.waiting[number] = nil }
            return there
        }
        for waiting in there.values { waiting.continuation.resume(returning: true) }
    }

    /// Nothing goes further: whoever waits, waits in vain.
    package func end() {
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waiting = [:] }
            return state.waiting
        }
        for one in waiting.values { one.continuation.resume(returning: false) }
    }

    /// Whether something is so far, at most so long from now.
    package func wait(for key: Key, _ place: Int64, within limit: Duration) async -> Bool {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        let timer = Task { [weak self] in
            try? await Task.sleep(for: limit)
            self?.giveUp(number)
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { continuation in
            let isThere: Bool? = state.withLock { state in
                if state.reached[key] ?? .min >= place { return true }
                if state.isOver { return false }
                state.waiting[number] = Waiting(key: key, place: place, continuation: continuation)
                return nil
            }
            if let isThere { continuation.resume(returning: isThere) }
        }
    }

    private func giveUp(_ number: UInt64) {
        let waiting = state.withLock { $0.waiting.removeValue(forKey: number) }
        waiting?.continuation.resume(returning: false)
    }
}
