// A stream of a journal as lines: the log to replay it, the outputs to compare them.
// In: a journal, a stream, a partition. Out: lines. Depends on: Kafka, SQLiteFile, BinaryEvent.

internal import GRDB
package import Kafka

/// Reads what a journal holds, beside a running daemon; changes nothing.
package enum JournalExport {
    /// Lends every committed record of a partition in order, up to the end as it is now: its key, and its value as one
    /// structured event (or the bytes of a stream without events); nil for a tombstone.
    ///
    /// - Throws: ``JournalError``, or what `line` throws.
    package static func read(
        _ stream: RecordStream, of partition: Int32, in topics: KafkaTopics, _ properties: ClientProperties,
        line: (_ key: UnsafeRawBufferPointer?, _ value: UnsafeRawBufferPointer?) throws -> Void
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
                        guard message.payload != nil else { return try line(message.key, nil) }
                        event.removeAll(keepingCapacity: true)
                        message.appendEvent(to: &event)
                        try event.withUnsafeBytes { try line(message.key, $0) }
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
        line: (_ key: UnsafeRawBufferPointer?, _ value: UnsafeRawBufferPointer?) throws -> Void
    ) throws {
        let queue = try SQLiteFile.open(path)
        let sql =
            switch stream {
            case .log: "SELECT key, value FROM log ORDER BY position"
            case .tasks: "SELECT key, value FROM tasks ORDER BY position"
            case .statuses: "SELECT key, value FROM statuses ORDER BY position"
            case .deadLetters: "SELECT NULL, value FROM dead_letters ORDER BY position"
            case .contact: "SELECT key, value FROM contact ORDER BY position"
            case .changelog: "SELECT key, value FROM changelog ORDER BY key"
            case .audit: "SELECT key, value FROM audit ORDER BY position"
            case .delivered: "SELECT NULL, NULL WHERE FALSE"
            }
        try queue.read { database in
            let rows = try database.makeStatement(sql: sql)
            try rows.forEachRow { try line(rows.bytes(0), rows.bytes(1)) }
        }
    }
}
