// Actions that this process wrote lately, so that one that is sent again is known at once.
// In: actions. Out: whether one was seen. Depends on: nothing.

internal import Synchronization

/// The last few thousand; the journal and scoring know the others: attempts by `source` and `id`, the rest by content.
final class RecentKeys: Sendable {
    private struct Key: Hashable {
        var id: String
        var task: String
        var actor: String
    }
    private struct State {
        var known: Set<Key> = []
        var order: [Key] = []
        var oldest = 0
    }
    private let state = Mutex(State())
    private static let limit = 8_192

    func add(_ action: WorkerAction) {
        let key = Key(id: action.id, task: action.task, actor: action.actor)
        state.withLock { state in
            guard state.known.insert(key).inserted else { return }
            if state.order.count < Self.limit {
                state.order.append(key)
            } else {
                state.known.remove(state.order[state.oldest])
                state.order[state.oldest] = key
                state.oldest = (state.oldest + 1) % Self.limit
            }
        }
    }

    func contains(_ action: WorkerAction) -> Bool {
        let key = Key(id: action.id, task: action.task, actor: action.actor)
        return state.withLock { $0.known.contains(key) }
    }
}
