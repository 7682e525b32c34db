// What the outreach side needs of a journal: to write a worker's action with its account, and to know it was scored.
// In: records. Out: places in the journal. Depends on: Runtime.

package import Runtime
package import Signals

/// What is written in one transaction, all of it or nothing.
package struct OutreachEntry: Sendable {
    /// What a worker did; nil when only somebody's look is put on record.
    package var action: WorkerAction?
    /// A sealed note, as a record of the contact stream.
    package var note: [UInt8]?
    /// The account of it; whoever writes it chains it.
    package var audit: [AuditEntry]

    /// Contact details and notes dated on this day or before are taken out of a journal that does not do so by itself.
    package var forgetUpTo: CivilDate?

    package init(
        action: WorkerAction? = nil, note: [UInt8]? = nil, audit: [AuditEntry] = [],
        forgetUpTo: CivilDate? = nil
    ) {
        self.action = action
        self.note = note
        self.audit = audit
        self.forgetUpTo = forgetUpTo
    }
}

/// Where an action stands in the log.
package struct ActionPlace: Hashable, Sendable {
    package var partition: Int32
    /// Scoring is past the action when it has committed this position, or a later one.
    package var next: Int64

    package init(partition: Int32, next: Int64) {
        self.partition = partition
        self.next = next
    }
}

/// A journal as the outreach side writes it. Its calls wait without holding a thread of Swift's pool.
///
/// ``JournalError/unavailable(_:)`` from ``append(_:)`` means that nothing is known to be lost: the same entry with the
/// same id may be sent again, and is not done twice.
package protocol OutreachJournal: Sendable {
    /// Makes an entry durable; the place is nil when it has no action.
    func append(_ entry: OutreachEntry) async throws(JournalError) -> ActionPlace?

    /// Whether the same action was written before, as far as the journal can tell: the next ``append(_:)`` of it would
    /// change nothing.
    func isKnown(_ action: WorkerAction) async throws(JournalError) -> Bool

    /// Waits until scoring has committed past an action; where the view must be to show what came of it.
    func waitUntilScored(past place: ActionPlace, within limit: Duration) async throws(JournalError)
        -> InputPosition
}
