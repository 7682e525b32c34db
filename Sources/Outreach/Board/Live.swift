// Tells whoever looks on what has changed, as it happens.
// In: changes of the board. Out: a bounded stream for each listener. Depends on: TaskBoard.

internal import Synchronization

/// One change as it goes to listeners: ids only.
package struct LiveEvent: Sendable, Equatable {
    /// Where a listener is after it: the `id` that comes back as `Last-Event-ID`.
    package var id: String
    package var change: BoardChange
}

/// What goes to a listener.
package enum LiveMessage: Sendable, Equatable {
    case change(LiveEvent)
    /// Nothing happened for a while; the connection is alive.
    case beat
}

/// One who listens.
package struct LiveListener: Sendable {
    /// Ends when the listener does not keep up, and with the program.
    package let messages: AsyncStream<LiveMessage>
    /// Not to be told any more.
    package let leave: @Sendable () -> Void
}

/// The listeners. A listener that does not keep up is cut off, and comes back with the last id that it had.
package final class Live: Sendable {
    private struct State {
        var next: UInt64 = 0
        var listeners: [UInt64: AsyncStream<LiveMessage>.Continuation] = [:]
        var isClosed = false
    }
    private let state = Mutex(State())
    /// Messages that may wait for one listener.
    package static let bufferLimit = 256

    package init() {}

    package var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// Everything that changes from now on.
    package func listen() -> LiveListener {
        let (stream, continuation) = AsyncStream.makeStream(
            of: LiveMessage.self, bufferingPolicy: .bufferingOldest(Self.bufferLimit))
        let number: UInt64? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.next += 1
            state.listeners[state.next] = continuation
            return state.next
        }
        guard let number else {
            continuation.finish()
            return LiveListener(messages: stream, leave: {})
        }
        return LiveListener(messages: stream) { [weak self] in
            _ = self?.state.withLock { $0.listeners.removeValue(forKey: number) }
            continuation.finish()
        }
    }

    func tell(_ events: [LiveEvent]) { send(events.map { .change($0) }) }

    /// To be called every 15 seconds: proxies and browsers end what is silent.
    package func beat() { send([.beat]) }

    private func send(_ messages: [LiveMessage]) {
        guard !messages.isEmpty else { return }
        let listeners = state.withLock(\.listeners)
        for (number, listener) in listeners {
            for message in messages {
                guard case .dropped = listener.yield(message) else { continue }
                listener.finish()
                _ = state.withLock { $0.listeners.removeValue(forKey: number) }
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
