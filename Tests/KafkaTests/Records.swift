// Records as tests write and read them: whole and copied.

import Kafka

/// A record with everything in it, copied out of a batch.
struct Record: Hashable {
    var topic = 0
    var partition: Int32 = 0
    var offset: Int64 = 0
    var timestamp: Int64?
    var key: [UInt8]?
    var payload: [UInt8]?
    var headers: [MessageHeader] = []

    var text: String? { payload.map { String(decoding: $0, as: UTF8.self) } }

    init(_ message: borrowing Message) {
        topic = message.topic
        partition = message.partition
        offset = message.offset
        timestamp = message.timestampMilliseconds
        key = message.key.map { [UInt8]($0) }
        payload = message.payload.map { [UInt8]($0) }
        headers = message.allHeaders()
    }
}

extension MessageBatch {
    func copies() -> [Record] {
        var records: [Record] = []
        lendEach { records.append(Record($0)) }
        return records
    }
}

/// Lends both as the raw bytes that producers take.
func withBytes<Result>(
    _ key: [UInt8]?, _ payload: [UInt8]?,
    _ body: (UnsafeRawBufferPointer?, UnsafeRawBufferPointer?) throws -> Result
) rethrows -> Result {
    try (key ?? []).withUnsafeBytes { keyBytes in
        try (payload ?? []).withUnsafeBytes { payloadBytes in
            try body(key == nil ? nil : keyBytes, payload == nil ? nil : payloadBytes)
        }
    }
}

extension Producer {
    func send(_ text: String, to topic: ProducerTopic, partition: Int32? = nil, key: String? = nil) throws {
        try withBytes(key.map { Array($0.utf8) }, Array(text.utf8)) { key, payload in
            try produce(to: topic, partition: partition, key: key, payload: payload)
        }
    }
}

extension TransactionalProducer {
    func send(_ text: String, to topic: ProducerTopic, partition: Int32? = nil) throws {
        try withBytes(nil, Array(text.utf8)) { key, payload in
            try produce(to: topic, partition: partition, key: key, payload: payload)
        }
    }
}

extension MockCluster {
    /// Appends `count` records "0", "1" … to one partition.
    func fill(_ topic: String, partition: Int32 = 0, count: Int, from first: Int = 0) throws {
        var producer = try Producer(properties())
        let output = try producer.topic(topic)
        for index in first..<(first + count) {
            try producer.send("\(index)", to: output, partition: partition)
        }
        try producer.flush(timeoutMilliseconds: 10_000)
    }

    /// Every record of a partition, read until its end.
    func readAll(_ partition: TopicPartition) throws -> [Record] {
        var reader = try PartitionReader(properties())
        try reader.start(partition, at: .beginning, timeoutMilliseconds: 10_000)
        var records: [Record] = []
        // Each turn brings something or waits; the bound is for a cluster that never answers.
        for _ in 0..<200 {
            let isDone = reader.withBatch(BatchSize(maxRecords: 1_000, waitMilliseconds: 100)) { batch in
                records += batch.copies()
                return batch.notices.contains { if case .reachedEnd = $0 { true } else { false } }
            }
            if isDone { return records }
        }
        throw Failure(what: "no end of \(partition)")
    }
}
