// The embedded journal as the outreach side sees it: writes go through the loop's queue, reads go beside it.
// In: entries, positions. Out: places, batches of the feed. Depends on: DeliveryQueue, SQLiteReader, CommitBell.

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
            audit: entry.audit)
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

/// Reads tasks and contact records of the embedded journal in turn.
package struct EmbeddedFeed: OutreachFeed, ~Copyable {
    private let reader: SQLiteReader
    private let bell: CommitBell
    private var next: [RecordStream: Int64] = [.tasks: 0, .contact: 0]

    package init(reader: SQLiteReader, bell: CommitBell) {
        self.reader = reader
        self.bell = bell
    }

    package var inputs: [InputPosition] { Self.inputs(at: [:]) }

    package mutating func start(at positions: [InputPosition]) throws(JournalError) {
        for position in positions { next[position.stream] = position.next }
    }

    package mutating func read(limit: Int, wait: Duration) throws(JournalError) -> FeedBatch {
        let batch = try readNow(limit)
        guard batch.positions.isEmpty else { return batch }
        bell.wait(wait)
        return try readNow(limit)
    }

    package func ends() throws(JournalError) -> [InputPosition] {
        Self.inputs(at: [.tasks: try reader.end(.tasks), .contact: try reader.end(.contact)])
    }

    private mutating func readNow(_ limit: Int) throws(JournalError) -> FeedBatch {
        var batch = FeedBatch()
        // Contact details first: a task should not be shown before there is anybody to visit.
        for stream in [RecordStream.contact, .tasks] {
            let rows = try reader.rows(stream, from: next[stream] ?? 0, limit: limit)
            batch.records += rows.map {
                FeedRecord(
                    stream: stream, partition: 0, position: $0.position, household: $0.key, value: $0.value)
            }
            guard let last = rows.last else { continue }
            next[stream] = last.position + 1
            batch.positions.append(InputPosition(stream: stream, partition: 0, next: last.position + 1))
        }
        return batch
    }

    private static func inputs(at places: [RecordStream: Int64]) -> [InputPosition] {
        [RecordStream.contact, .tasks].map {
            InputPosition(stream: $0, partition: 0, next: places[$0] ?? 0)
        }
    }
}
