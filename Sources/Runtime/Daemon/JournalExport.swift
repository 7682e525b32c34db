// A stream of a journal as lines: the log to replay it, the outputs to compare them.
// In: a journal, a stream, a partition. Out: lines. Depends on: Kafka, SQLiteFile, BinaryEvent.

internal import GRDB
package import Kafka

/// Reads what a journal holds, beside a running daemon; changes nothing.
package enum JournalExport {
    package typealias Line = (
        _ position: Int64, _ key: UnsafeRawBufferPointer?, _ value: UnsafeRawBufferPointer?
    ) throws -> Void

    /// Lends every committed record of a partition in order, up to the end as it is now: its position, its key, and its
    /// value as one structured event (or the bytes of a stream without events); nil for a tombstone.
    ///
    /// - Throws: ``JournalError``, or what `line` throws.
    package static func read(
        _ stream: RecordStream, of partition: Int32, in topics: KafkaTopics, _ properties: ClientProperties,
        line: Line
    ) throws {
        let place = TopicPartition(topics[stream], partition)
        do {
            var reader = try PartitionReader(properties)
            let end = try Admin(properties).watermarks(place, timeoutMilliseconds: 10_000)
            guard end.high > end.low else { return }
            try reader.start(place, at: .beginning, timeoutMilliseconds: 10_000)
            var isAtEnd = false
            var event: [UInt8] = []
            while !isAtEnd {
                isAtEnd = try reader.withBatch(BatchSize(maxRecords: 10_000, waitMilliseconds: 100)) {
                    batch throws in
                    try batch.lendEach { message throws in
                        guard message.payload != nil else {
                            return try line(message.offset, message.key, nil)
                        }
                        event.removeAll(keepingCapacity: true)
                        message.appendEvent(to: &event)
                        try event.withUnsafeBytes { try line(message.offset, message.key, $0) }
                    }
                    return batch.notices.contains { if case .reachedEnd = $0 { true } else { false } }
                }
            }
        } catch let error as KafkaError {
            throw JournalError.unavailable("Kafka does not answer: \(error.failure.message)")
        }
    }

    /// The same of an embedded journal.
    package static func read(
        _ stream: RecordStream, inFile path: String,
        line: Line
    ) throws {
        let queue = try SQLiteFile.open(path)
        let sql =
            switch stream {
            case .log: "SELECT position, key, value FROM log ORDER BY position"
            case .tasks: "SELECT position, key, value FROM tasks ORDER BY position"
            case .statuses: "SELECT position, key, value FROM statuses ORDER BY position"
            case .deadLetters: "SELECT position, NULL, value FROM dead_letters ORDER BY position"
            case .contact: "SELECT position, key, value FROM contact ORDER BY position"
            case .changelog: "SELECT 0, key, value FROM changelog ORDER BY key"
            case .audit: "SELECT position, key, value FROM audit ORDER BY position"
            case .delivered: "SELECT 0, NULL, NULL WHERE FALSE"
            }
        try queue.read { database in
            let rows = try database.makeStatement(sql: sql)
            try rows.forEachRow { try line(rows.integer(0), rows.bytes(1), rows.bytes(2)) }
        }
    }
}
