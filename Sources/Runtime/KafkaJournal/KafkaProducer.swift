// A transactional producer with the topics of one pipeline: sends an outbox.
// In: an outbox. Out: records in an open transaction. Depends on: Kafka, BinaryEvent.

internal import Kafka

/// The producer of one loop.
struct KafkaProducer: ~Copyable {
    private var producer: TransactionalProducer
    private let topics: [RecordStream: ProducerTopic]

    /// Makes the producer and ends what a predecessor of this slot left open.
    init(
        _ membership: KafkaMembership, milliseconds: Int32, learnsOffsets: Bool = false
    ) throws(KafkaError) {
        var producer = try TransactionalProducer(
            membership.properties, id: membership.transactionalID, transactionTimeoutMilliseconds: 60_000,
            learnsOffsets: learnsOffsets)
        var topics: [RecordStream: ProducerTopic] = [:]
        for stream in RecordStream.allCases where stream != .delivered {
            topics[stream] = try producer.topic(membership.topics[stream])
        }
        try producer.initialize(timeoutMilliseconds: milliseconds)
        self.producer = producer
        self.topics = topics
    }

    func begin() throws(KafkaError) { try producer.begin() }

    func nextEvent() -> ClientEvent? { producer.nextEvent() }

    var lastOffsets: [TopicPartition: Int64] { producer.lastOffsets }

    /// Hands over every record; events go in binary form.
    func send(_ outbox: borrowing Outbox) throws(KafkaError) {
        for entry in outbox.entries {
            guard let topic = topics[entry.stream] else {
                preconditionFailure("nothing is sent to where deliveries come from")
            }
            try outbox.withBytes(entry.key) { key throws(KafkaError) in
                try outbox.withBytes(entry.value) { value throws(KafkaError) in
                    try send(entry, key, value, to: topic)
                }
            }
        }
    }

    private func send(
        _ entry: Outbox.Entry, _ key: UnsafeRawBufferPointer?, _ value: UnsafeRawBufferPointer?,
        to topic: ProducerTopic
    ) throws(KafkaError) {
        guard let value, KafkaTopics.holdsEvents(entry.stream) else {
            return try producer.produce(to: topic, partition: entry.partition, key: key, payload: value)
        }
        let event = BinaryEvent(structured: value)
        try producer.produce(
            to: topic, partition: entry.partition, key: key,
            payload: UnsafeRawBufferPointer(rebasing: value[event.data]), headers: event.headers)
    }

    func sendOffsets(
        _ offsets: [TopicPartition: Int64], of member: borrowing GroupMetadata, milliseconds: Int32
    ) throws(KafkaError) {
        try producer.sendOffsets(offsets, of: member, timeoutMilliseconds: milliseconds)
    }

    func commit(milliseconds: Int32) throws(KafkaError) {
        try producer.commit(timeoutMilliseconds: milliseconds)
    }

    /// Drops the open transaction; false when the producer cannot go on.
    func abort(_ hooks: KafkaJournal.Hooks) -> Bool {
        do throws(KafkaError) {
            try KafkaJournal.patiently(hooks) { () throws(KafkaError) in
                try producer.abort(timeoutMilliseconds: KafkaJournal.requestMilliseconds)
            }
            return true
        } catch {
            return false
        }
    }
}
