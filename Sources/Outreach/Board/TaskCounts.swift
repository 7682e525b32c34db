// How many tasks a filter chose, as long as nothing has changed.
// In: counts. Out: the same. Depends on: TaskFilter.

internal import Synchronization

/// Many ask for the first page, and the board changes some times a second.
final class TaskCounts: Sendable {
    private struct State {
        var version: UInt64 = 0
        var counts: [TaskFilter: Int] = [:]
    }
    private let state = Mutex(State())
    /// Filters that are kept between two changes.
    private static let limit = 256

    /// To be read before a count is made.
    var version: UInt64 { state.withLock(\.version) }

    func change() {
        state.withLock { state in
            state.version += 1
            state.counts.removeAll(keepingCapacity: true)
        }
    }

    subscript(_ filter: TaskFilter, _ version: UInt64) -> Int? {
        state.withLock { $0.version == version ? $0.counts[filter] : nil }
    }

    /// Nothing when the board has changed since.
    func keep(_ count: Int, for filter: TaskFilter, _ version: UInt64) {
        state.withLock { state in
            guard state.version == version, state.counts.count < Self.limit else { return }
            state.counts[filter] = count
        }
    }
}
