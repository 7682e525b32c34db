// What HTTP and the inbox have handed over and the loop has not committed yet.
// In: deliveries from any thread. Out: deliveries to the loop, answers to those who wait. Depends on: nothing.

internal import Crypto
internal import Dispatch
package import Signals
internal import Synchronization

/// One record handed over to the embedded journal.
package struct Delivery: Sendable {
    /// A structured CloudEvent; anything when it is refused.
    package var bytes: [UInt8]
    /// What makes it the same record when it comes again; see ``identity(source:id:)``.
    package var identity: [UInt8]
    /// Its place of first reading.
    package var origin: String
    /// Why its way in could not use it: it leaves a dead letter with this reason, and its bytes are not looked at.
    package var refusal: DeadLetterReason?

    package init(bytes: [UInt8], identity: [UInt8], origin: String, refusal: DeadLetterReason? = nil) {
        self.bytes = bytes
        self.identity = identity
        self.origin = origin
        self.refusal = refusal
    }

    /// 16 bytes that stand for an event's `source` and `id`.
    package static func identity(source: some Sequence<UInt8>, id: some Sequence<UInt8>) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: Array(source))
        hash.update(data: [0])
        hash.update(data: Array(id))
        return Array(hash.finalize().prefix(16))
    }
}

/// What goes with the records of one submission: in their transaction, or in one of its own when there are none; not at
/// all when they are no news, as it went with them then.
package struct DeliveryAccount: Sendable {
    /// Sealed notes by household, for the contact stream.
    package var notes: [(household: String, value: [UInt8])]
    package var audit: [AuditEntry]
    /// Contact details and notes dated on this day or before are taken out.
    package var forgetUpTo: CivilDate?

    package init(
        notes: [(household: String, value: [UInt8])] = [], audit: [AuditEntry] = [],
        forgetUpTo: CivilDate? = nil
    ) {
        self.notes = notes
        self.audit = audit
        self.forgetUpTo = forgetUpTo
    }

    var isEmpty: Bool { notes.isEmpty && audit.isEmpty && forgetUpTo == nil }
}

/// What became of the deliveries of one submission.
package enum DeliveryResult: Hashable, Sendable {
    /// All are on disk; so many of them were there before, or came twice, those that were refused not counted. In the
    /// log they stand before `logEnd`.
    case kept(known: Int, logEnd: Int64)
    /// They were not taken, or not written: try again later.
    case unavailable
}

/// Deliveries on their way to the loop: at most so many wait at a time.
package final class DeliveryQueue: Sendable {
    private struct Waiting {
        var deliveries: [Delivery]
        var account: DeliveryAccount
        var answer: @Sendable (DeliveryResult) -> Void
    }
    private struct State {
        var waiting: [Waiting] = []
        var count = 0
        var isClosed = false
        var isWoken = false
    }
    private let state = Mutex(State())
    /// Signalled after each change; a signal too many makes the loop look once more.
    private let changed = DispatchSemaphore(value: 0)
    private let limit: Int

    /// - Parameter limit: records that may wait; more are turned away.
    package init(limit: Int) { self.limit = limit }

    /// Hands records over; `answer` is called once, on the loop's thread or at once.
    package func submit(
        _ deliveries: [Delivery], account: DeliveryAccount = DeliveryAccount(),
        answer: @escaping @Sendable (DeliveryResult) -> Void
    ) {
        let isTaken = state.withLock { state in
            guard !state.isClosed, state.count < limit else { return false }
            state.waiting.append(Waiting(deliveries: deliveries, account: account, answer: answer))
            state.count += deliveries.count
            return true
        }
        guard isTaken else { return answer(.unavailable) }
        changed.signal()
    }

    /// Hands records over and waits until they are on disk.
    package func deliver(
        _ deliveries: [Delivery], account: DeliveryAccount = DeliveryAccount()
    ) async -> DeliveryResult {
        await withCheckedContinuation { continuation in
            submit(deliveries, account: account) { continuation.resume(returning: $0) }
        }
    }

    /// Wakes the loop although nothing was delivered.
    package func wake() {
        state.withLock { $0.isWoken = true }
        changed.signal()
    }

    /// Nothing more is taken; what waits is answered as not taken.
    package func close() {
        let left = state.withLock { state in
            state.isClosed = true
            defer {
                state.waiting = []
                state.count = 0
            }
            return state.waiting
        }
        for waiting in left { waiting.answer(.unavailable) }
        changed.signal()
    }

    /// Waits until something was delivered, ``wake()`` was called or the time is over.
    func wait(_ duration: Duration) {
        let end = DispatchTime.now() + duration.seconds
        while !hasNews() {
            if changed.wait(timeout: end) == .timedOut { return }
        }
    }

    private func hasNews() -> Bool {
        state.withLock { state in
            guard !state.waiting.isEmpty || state.isWoken || state.isClosed else { return false }
            state.isWoken = false
            return true
        }
    }

    /// Takes out whole submissions until about `limit` records.
    func take(limit: Int) -> [TakenDelivery] {
        state.withLock { state in
            var taken: [TakenDelivery] = []
            var count = 0
            var used = 0
            while used < state.waiting.count, count < limit {
                let next = state.waiting[used]
                taken.append(
                    TakenDelivery(deliveries: next.deliveries, account: next.account, answer: next.answer))
                count += next.deliveries.count
                used += 1
            }
            state.waiting.removeFirst(used)
            state.count -= count
            return taken
        }
    }
}

/// One submission in the loop's hands.
struct TakenDelivery {
    var deliveries: [Delivery]
    var account: DeliveryAccount
    var answer: @Sendable (DeliveryResult) -> Void
    /// How many of them are no news.
    var known = 0
    /// Whether any is, or there are none.
    var isNews = true
}
