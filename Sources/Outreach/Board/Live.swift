// Tells whoever looks on what has changed, as it happens.
// In: changes of the board. Out: a bounded stream for each listener. Depends on: TaskBoard.

internal import Synchronization

/// One change as it goes to listeners: ids only.
package struct LiveEvent: Sendable, Equatable {
    /// Where a listener is after it: the `id` that comes back as `Last-Event-ID`.
    package var id: String
    package var change: BoardChange
}

/// The listeners. A listener that does not keep up is cut off, and comes back with the last id that it had.
package final class Live: Sendable {
    private struct State {
        var next: UInt64 = 0
        var listeners: [UInt64: AsyncStream<LiveEvent>.Continuation] = [:]
        var isClosed = false
    }
    private let state = Mutex(State())
    /// Events that may wait for one listener.
    package static let bufferLimit = 256

    package init() {}

    package var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// Everything that changes from now on; the stream ends when its buffer is full, and with the program.
    package func listen() -> AsyncStream<LiveEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: LiveEvent.self, bufferingPolicy: .bufferingOldest(Self.bufferLimit))
        let number: UInt64? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.next += 1
            state.listeners[state.next] = continuation
            return state.next
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.listeners.removeValue(forKey: number) }
        }
        return stream
    }

    func tell(_ events: [LiveEvent]) {
        guard !events.isEmpty else { return }
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners {
            for event in events {
                guard case .dropped = listener.yield(event) else { continue }
                listener.finish()
                break
            }
        }
    }

    func close() {
        let listeners = state.withLock { state in
            state.isClosed = true
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }
}

/// A place in every partition of the task stream, as text: `3-0-17`.
package struct LivePlace: Sendable, Equatable {
    package private(set) var next: [Int32: Int64]

    package init(_ next: [Int32: Int64]) { self.next = next }

    /// Reads ``text``; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
        guard parts.count <= 10_000, !parts.isEmpty, parts.allSatisfy({ $0 ?? -1 >= 0 }) else { return nil }
        next = Dictionary(
            uniqueKeysWithValues: parts.enumerated().map { (Int32($0.offset), $0.element ?? 0) })
    }

    /// Of the partitions 0 to the highest that is known.
    package var text: String {
        (0...(next.keys.max() ?? 0)).map { String(next[$0] ?? 0) }.joined(separator: "-")
    }

    mutating func move(_ partition: Int32, to place: Int64) {
        next[partition] = max(next[partition] ?? 0, place)
    }
}
