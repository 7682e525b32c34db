// One client of librdkafka with everything that must be freed before it.
// In: a configuration. Out: the client's pointer, queues and topics. Depends on: ConfigurationHandle.

internal import CRdKafka

/// Owns one `rd_kafka_t *`, its queues and its topics.
///
/// In one place because of the order: `rd_kafka_destroy` waits for ever for a queue, topic or message that is
/// still held, so they go first.
struct ClientHandle: ~Copyable {
    let pointer: OpaquePointer
    private var queues: [OpaquePointer] = []
    /// In the order in which they were added; a record's topic is a place in this list.
    private(set) var topics: [OpaquePointer] = []
    private(set) var topicNames: [String] = []
    /// Must live as long as the client calls back.
    private let inbox: ClientInbox?

    init(
        _ kind: rd_kafka_type_t, _ configuration: consuming ConfigurationHandle, inbox: ClientInbox? = nil
    ) throws(KafkaError) {
        inbox?.attach(to: configuration)
        var reason = [CChar](repeating: 0, count: 512)
        guard let client = rd_kafka_new(kind, configuration.pointer, &reason, reason.count) else {
            throw KafkaError("new", rd_kafka_last_error(), text: reasonText(reason))
        }
        configuration.surrender()
        pointer = client
        self.inbox = inbox
    }

    /// Leaves no group: a consumer that wants that has closed itself before.
    deinit {
        for topic in topics { rd_kafka_topic_destroy(topic) }
        for queue in queues { rd_kafka_queue_destroy(queue) }
        rd_kafka_destroy_flags(pointer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
    }

    /// Keeps a queue that must be destroyed before the client.
    mutating func keep(queue: OpaquePointer) -> OpaquePointer {
        queues.append(queue)
        return queue
    }

    /// The place of a topic in ``topics``; added when it is new. Does not ask a broker whether it exists.
    mutating func topic(_ name: String) throws(KafkaError) -> Int {
        if let known = topicNames.firstIndex(of: name) { return known }
        guard let topic = rd_kafka_topic_new(pointer, name, nil) else {
            throw KafkaError("topic_new", rd_kafka_last_error())
        }
        topics.append(topic)
        topicNames.append(name)
        return topics.count - 1
    }

    /// The next event of a queue, taken apart and freed. Blocks for at most `milliseconds`.
    borrowing func nextEvent(of queue: OpaquePointer, waitMilliseconds milliseconds: Int32) -> ClientEvent? {
        guard let event = rd_kafka_queue_poll(queue, milliseconds) else { return nil }
        defer { rd_kafka_event_destroy(event) }
        return ClientEvent(event, client: pointer)
    }
}
