// Reads partitions outside any group: to restore state, to export a log, to fill a view.
// In: partitions and offsets. Out: batches of records, events. Depends on: ClientHandle, MessageBatch.

internal import CRdKafka

/// Reads partitions that its owner chooses, in no group; owned by one thread, which is blocked by its calls.
///
/// Apart from ``Consumer``, so that a restore needs no right on a group and cannot disturb the fetching of others.
/// It tells when a partition's end is reached (``PartitionNotice/reachedEnd(_:_:)``).
package struct PartitionReader: ~Copyable {
    private var client: ClientHandle
    private let events: OpaquePointer
    private let records: OpaquePointer
    /// Partitions that are read.
    package private(set) var started: Set<TopicPartition> = []

    package enum Isolation: String, Sendable {
        /// Records of committed transactions, up to the oldest open one.
        case committed = "read_committed"
        /// Every record; for tests and for looking into a stuck partition.
        case uncommitted = "read_uncommitted"
    }

    package init(_ properties: ClientProperties, isolation: Isolation = .committed) throws(KafkaError) {
        var ours = Consumer.settings
        ours["isolation.level"] = isolation.rawValue
        ours["enable.partition.eof"] = "true"
        let configuration = try ConfigurationHandle(properties, ours: ours)
        rd_kafka_conf_set_events(configuration.pointer, Consumer.eventKinds)
        var client = try ClientHandle(RD_KAFKA_CONSUMER, configuration)
        let events = client.keep(queue: rd_kafka_queue_get_main(client.pointer))
        let records = client.keep(queue: rd_kafka_queue_new(client.pointer))
        try KafkaError.check("set_log_queue", rd_kafka_set_log_queue(client.pointer, nil))
        self.events = events
        self.records = records
        self.client = client
    }

    deinit {
        for partition in started { _ = consumeStop(partition) }
    }

    /// Topics in the order in which they were first started; ``Message/topic`` is a place in it.
    package var topics: [String] { client.topicNames }

    /// Reads a partition from an offset on.
    ///
    /// Asks for the topic's leaders first, and blocks for at most `timeoutMilliseconds`: a start that does not know
    /// them looks again after half a second only.
    ///
    /// - Throws: retriable when no broker answers; ``KafkaErrorCode/unknownTopicOrPartition``; fatal when it is read
    ///   already.
    package mutating func start(
        _ partition: TopicPartition, at offset: Offset, timeoutMilliseconds: Int32
    ) throws(KafkaError) {
        let topic = client.topics[try client.topic(partition.topic)]
        guard let layout = try client.layout(of: topic, timeoutMilliseconds: timeoutMilliseconds),
            layout.partitions > partition.partition
        else { throw KafkaError("metadata", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) }
        let code = rd_kafka_consume_start_queue(topic, partition.partition, offset.logical, records)
        guard code == 0 else { throw KafkaError("consume_start_queue", rd_kafka_last_error()) }
        started.insert(partition)
    }

    /// Reads a partition no more; what was fetched is dropped. Blocks until the fetcher has stopped.
    package mutating func stop(_ partition: TopicPartition) throws(KafkaError) {
        guard started.remove(partition) != nil else { return }
        guard consumeStop(partition) == 0 else { throw KafkaError("consume_stop", rd_kafka_last_error()) }
    }

    private func consumeStop(_ partition: TopicPartition) -> Int32 {
        guard let place = client.topicNames.firstIndex(of: partition.topic) else { return 0 }
        return rd_kafka_consume_stop(client.topics[place], partition.partition)
    }

    /// Lends the next records and notices, possibly none. Blocks as `size` says.
    package func withBatch<Result, Failure: Error>(
        _ size: BatchSize, _ body: (borrowing MessageBatch) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try MessageBatch.lend(from: records, topics: client.topics, size, body)
    }

    /// The next event; `nil` when none came in time. Blocks for at most `waitMilliseconds`.
    package func nextEvent(waitMilliseconds: Int32 = 0) -> ClientEvent? {
        client.nextEvent(of: events, waitMilliseconds: waitMilliseconds)
    }
}
