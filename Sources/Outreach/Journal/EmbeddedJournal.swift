// The embedded journal as the outreach side sees it: writes go through the loop's queue, reads go beside it.
// In: entries. Out: places in the log. Depends on: DeliveryQueue, SQLiteReader, CommitBell.

package import Runtime

/// The loop stays the only writer of the file.
package struct EmbeddedJournal: OutreachJournal {
    private let deliveries: DeliveryQueue
    private let reader: SQLiteReader
    private let bell: CommitBell
    /// The pipeline's.
    private let source: String

    package init(deliveries: DeliveryQueue, reader: SQLiteReader, bell: CommitBell, source: String) {
        self.deliveries = deliveries
        self.reader = reader
        self.bell = bell
        self.source = source
    }

    package func append(_ entry: OutreachEntry) async throws(JournalError) -> ActionPlace? {
        let account = DeliveryAccount(
            notes: entry.note.flatMap { note in entry.action.map { [($0.household, note)] } } ?? [],
            audit: entry.audit, forgetUpTo: entry.forgetUpTo)
        let records = entry.action.map { action in
            [
                Delivery(
                    bytes: action.event(source: source), identity: identity(action),
                    origin: "outreach/" + action.id)
            ]
        }
        let result = await deliveries.deliver(records ?? [], account: account)
        guard case .kept(_, let logEnd) = result else {
            throw .unavailable("the journal cannot be written now")
        }
        return entry.action == nil ? nil : ActionPlace(partition: 0, next: logEnd)
    }

    package func isKnown(_ action: WorkerAction) async throws(JournalError) -> Bool {
        try await reader.isKnown(identity(action))
    }

    package func waitUntilScored(
        past place: ActionPlace, within limit: Duration
    ) async throws(JournalError) -> InputPosition {
        guard await bell.waitUntilScored(to: place.next, within: limit) else {
            throw .unavailable("scoring is not there yet")
        }
        return InputPosition(stream: .tasks, partition: 0, next: try await reader.currentEnd(.tasks))
    }

    /// One key may be used once for each task: scoring goes by the task, too.
    private func identity(_ action: WorkerAction) -> [UInt8] {
        Delivery.identity(source: (source + ":outreach").utf8, id: (action.id + "\u{0}" + action.task).utf8)
    }
}
