// A member of a consumer group that starts each partition when its state is there.
// In: the group's partitions. Out: batches of records, events. Depends on: ClientHandle, MessageBatch.

internal import CRdKafka

/// A member of a consumer group: owned by one thread, which is blocked by most of its calls.
///
/// **How a partition comes and goes.** librdkafka keeps what the group assigned apart from what is fetched. An
/// ``ClientEvent/assigned(_:)`` is answered at once with an empty assignment, so that the group is not held up;
/// the partition is then ours, heartbeats and rebalances go on, and nothing of it is fetched. When the caller has
/// restored its state it calls ``start(_:)`` with the offset to read from. At ``ClientEvent/revoked(_:isLost:)``
/// the group waits: finish or abort the transaction, then ``release(_:)``. So nothing is ever paused, which
/// librdkafka 2.0.2 does not do well together with batches.
///
/// **Two queues.** Records of started partitions go to a queue of our own, events stay on the group's: a batch
/// call on the group's queue would answer rebalances by itself, by dropping the whole assignment. Take events
/// between batches: either call is a sign of life (`max.poll.interval.ms`).
package struct Consumer: ~Copyable {
    var client: ClientHandle
    /// Rebalances, errors, statistics, logs.
    let events: OpaquePointer
    /// Fetched records.
    private let records: OpaquePointer
    /// Partitions that are fetched.
    package private(set) var started: Set<TopicPartition> = []

    /// Which group, and as whom.
    package struct Membership: Hashable, Sendable {
        package var group: String
        /// Static membership: a restart within the session time-out takes its partitions back without a rebalance.
        package var instance: String?
        package var topics: [String]

        package init(group: String, instance: String? = nil, topics: [String]) {
            self.group = group
            self.instance = instance
            self.topics = topics
        }
    }

    /// Joins the group in the background; the first event tells what it got.
    ///
    /// - Throws: what is wrong with the configuration. A broker that is away is no error here.
    package init(_ properties: ClientProperties, _ membership: Membership) throws(KafkaError) {
        var ours = Self.settings
        ours["group.id"] = membership.group
        ours["group.instance.id"] = membership.instance
        ours["partition.assignment.strategy"] = "cooperative-sticky"
        let configuration = try ConfigurationHandle(properties, ours: ours)
        rd_kafka_conf_set_events(configuration.pointer, Self.eventKinds | RD_KAFKA_EVENT_REBALANCE)
        var client = try ClientHandle(RD_KAFKA_CONSUMER, configuration)
        rd_kafka_poll_set_consumer(client.pointer)
        guard let events = rd_kafka_queue_get_consumer(client.pointer) else {
            throw KafkaError("queue_get_consumer", RD_KAFKA_RESP_ERR__UNKNOWN_GROUP)
        }
        _ = client.keep(queue: events)
        let records = client.keep(queue: rd_kafka_queue_new(client.pointer))
        try KafkaError.check("set_log_queue", rd_kafka_set_log_queue(client.pointer, nil))
        for topic in membership.topics { _ = try client.topic(topic) }
        let list = PartitionList(membership.topics.map { TopicPartition($0, -1) })
        try KafkaError.check("subscribe", rd_kafka_subscribe(client.pointer, list.pointer))
        self.events = events
        self.records = records
        self.client = client
    }

    /// What consumers rest on, in a group or not. An offset that is gone is an error and never a jump.
    static let settings = [
        "enable.auto.commit": "false", "enable.auto.offset.store": "false", "auto.offset.reset": "error",
        "isolation.level": "read_committed", "allow.auto.create.topics": "false", "log.queue": "true",
    ]

    static let eventKinds = RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_STATS | RD_KAFKA_EVENT_LOG

    /// The next event; `nil` when none came in time. Blocks for at most `waitMilliseconds`.
    package func nextEvent(waitMilliseconds: Int32 = 0) throws(KafkaError) -> ClientEvent? {
        let event = client.nextEvent(of: events, waitMilliseconds: waitMilliseconds)
        if case .assigned = event {
            let nothing = PartitionList([TopicPartition]())
            let error = rd_kafka_incremental_assign(client.pointer, nothing.pointer)
            try KafkaError.check("incremental_assign", error, unflagged: .byCode)
        }
        return event
    }

    /// Lends the next records of started partitions, possibly none. Blocks as `size` says.
    package func withBatch<Result, Failure: Error>(
        _ size: BatchSize, _ body: (borrowing MessageBatch) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try MessageBatch.lend(from: records, topics: client.topics, size, body)
    }

    /// Fetches these assigned partitions from now on, each from its offset.
    ///
    /// - Throws: fatal when one is fetched already, or the group took all away in the meantime.
    package mutating func start(_ partitions: [TopicPartition: Offset]) throws(KafkaError) {
        for partition in partitions.keys { try forward(partition) }
        let list = PartitionList(partitions)
        let error = rd_kafka_incremental_assign(client.pointer, list.pointer)
        try KafkaError.check("incremental_assign", error, unflagged: .byCode)
        started.formUnion(partitions.keys)
    }

    /// Lets revoked partitions go, started or not, and the group go on. Their records in later batches are gone.
    package mutating func release(_ partitions: [TopicPartition]) throws(KafkaError) {
        let fetched = started.intersection(partitions)
        started.subtract(fetched)
        let list = PartitionList(fetched)
        let error = rd_kafka_incremental_unassign(client.pointer, list.pointer)
        try KafkaError.check("incremental_unassign", error, unflagged: .byCode)
    }

    /// Records of this partition go to our queue. librdkafka keeps a queue's forwarding that an application set
    /// before it starts to fetch.
    private func forward(_ partition: TopicPartition) throws(KafkaError) {
        let queue = rd_kafka_queue_get_partition(client.pointer, partition.topic, partition.partition)
        guard let queue else {
            throw KafkaError("queue_get_partition", RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
        }
        rd_kafka_queue_forward(queue, records)
        rd_kafka_queue_destroy(queue)
    }

    /// Leaves the group and frees everything. Blocks for at most `timeoutMilliseconds`, then goes without leaving:
    /// the group finds out when the session times out.
    ///
    /// - Parameter onEvent: gets what still comes. Before it returns from ``ClientEvent/revoked(_:isLost:)`` the
    ///   caller commits or aborts; releasing is done here.
    package consuming func close(
        timeoutMilliseconds: Int32, _ onEvent: (ClientEvent) -> Void = { _ in }
    ) throws(KafkaError) {
        let queue = client.keep(queue: rd_kafka_queue_new(client.pointer))
        let failure = rd_kafka_consumer_close_queue(client.pointer, queue)
        try KafkaError.check("consumer_close", failure, unflagged: .byCode)
        var waited: Int32 = 0
        while rd_kafka_consumer_closed(client.pointer) == 0, waited < timeoutMilliseconds {
            guard let event = client.nextEvent(of: queue, waitMilliseconds: 20) else {
                waited += 20
                continue
            }
            onEvent(event)
            switch event {
            case .assigned: try release([])
            case .revoked(let partitions, _): try release(partitions)
            default: break
            }
        }
        guard rd_kafka_consumer_closed(client.pointer) != 0 else {
            throw KafkaError("consumer_close", RD_KAFKA_RESP_ERR__TIMED_OUT)
        }
    }
}
