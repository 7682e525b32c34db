// Appends records, each once and in order; what a transactional producer stands on.
// In: topics, keys, payloads. Out: records in the log. Depends on: ClientHandle, ClientInbox.

internal import CRdKafka

/// A topic that a producer writes to; of use with the producer that gave it only.
package struct ProducerTopic: Hashable, Sendable {
    let index: Int
}

/// An idempotent producer: retries neither double nor reorder records. Owned by one thread.
///
/// Keys choose partitions as Java clients do (`murmur2_random`); see ``Partitioner``.
package struct Producer: ~Copyable {
    private(set) var client: ClientHandle
    let inbox: ClientInbox
    private let logs: OpaquePointer

    package init(_ properties: ClientProperties) throws(KafkaError) {
        try self.init(properties, extra: [:])
    }

    /// - Throws: what is wrong with the configuration. A broker that is away is no error here.
    init(_ properties: ClientProperties, extra: [String: String]) throws(KafkaError) {
        let settings = [
            "enable.idempotence": "true", "partitioner": "murmur2_random", "log.queue": "true",
            "delivery.report.only.error": "true", "allow.auto.create.topics": "false",
        ]
        let ours = settings.merging(extra) { _, extra in extra }
        let configuration = try ConfigurationHandle(properties, ours: ours)
        rd_kafka_conf_set_events(configuration.pointer, RD_KAFKA_EVENT_LOG)
        let inbox = ClientInbox()
        var client = try ClientHandle(RD_KAFKA_PRODUCER, configuration, inbox: inbox)
        let logs = client.keep(queue: rd_kafka_queue_new(client.pointer))
        try KafkaError.check("set_log_queue", rd_kafka_set_log_queue(client.pointer, logs))
        self.inbox = inbox
        self.logs = logs
        self.client = client
    }

    /// A topic to write to. Does not ask whether it exists.
    package mutating func topic(_ name: String) throws(KafkaError) -> ProducerTopic {
        ProducerTopic(index: try client.topic(name))
    }

    /// Hands one record to librdkafka, which copies it. Allocates nothing of its own without headers.
    ///
    /// When the queue is full (`queue.buffering.max.*`) it serves deliveries and tries again: blocks until there
    /// is room, at most until records time out (`message.timeout.ms`).
    ///
    /// - Parameters:
    ///   - partition: `nil`: by the key; without a key any.
    ///   - key: `nil` is no key, which is not an empty one.
    ///   - payload: `nil` is a tombstone, which is not an empty record.
    ///   - timestampMilliseconds: since 1970 in UTC; `nil`: now.
    /// - Throws: ``KafkaErrorCode/messageTooLarge`` for this record alone; else what the producer is in.
    package func produce(
        to topic: ProducerTopic, partition: Int32? = nil, key: UnsafeRawBufferPointer?,
        payload: UnsafeRawBufferPointer?, headers: [MessageHeader] = [],
        timestampMilliseconds: Int64? = nil
    ) throws(KafkaError) {
        var record = OutgoingRecord(topic: client.topics[topic.index], key: key, payload: payload)
        record.partition = partition
        record.timestampMilliseconds = timestampMilliseconds
        try record.add(headers)
        while let error = record.enqueue(client.pointer) {
            guard rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR__QUEUE_FULL else {
                return try KafkaError.check("produce", error, unflagged: .byCode)
            }
            rd_kafka_error_destroy(error)
            rd_kafka_poll(client.pointer, 10)
        }
    }

    /// Waits until every record is delivered. Blocks for at most `timeoutMilliseconds`.
    ///
    /// - Throws: the first of the records that failed since the last call, or that time is up.
    package func flush(timeoutMilliseconds: Int32) throws(KafkaError) {
        let code = rd_kafka_flush(client.pointer, timeoutMilliseconds)
        if let failure = inbox.takeFailures() { throw failure }
        try KafkaError.check("flush", code)
    }

    /// Records handed over that are not delivered yet.
    package var queued: Int { Int(rd_kafka_outq_len(client.pointer)) }

    /// The next error, statistics or log line; `nil` when there is none. Serves deliveries; does not block.
    package func nextEvent() -> ClientEvent? {
        rd_kafka_poll(client.pointer, 0)
        return inbox.takeEvent() ?? client.nextEvent(of: logs, waitMilliseconds: 0)
    }
}
