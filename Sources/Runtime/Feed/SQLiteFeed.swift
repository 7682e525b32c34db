// The streams of the embedded journal that views are made of.
// In: a reader, a bell. Out: batches. Depends on: SQLiteReader, CommitBell.

/// Reads tasks and contact records of the embedded journal in turn.
package struct SQLiteFeed: StreamFeed, ~Copyable {
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
