// Looks at topics and makes them; no records.
// In: names. Out: layouts, settings, watermarks. Depends on: ClientHandle.

internal import CRdKafka

/// A connection for looking at topics and making them. Every call blocks for at most its time-out.
package struct Admin: ~Copyable {
    var client: ClientHandle
    /// Answers to the requests of ``perform(_:_:_:)``.
    private let answers: OpaquePointer

    package init(_ properties: ClientProperties) throws(KafkaError) {
        // Uncommitted: the watermarks are the log's own, and not up to the oldest open transaction.
        let configuration = try ConfigurationHandle(
            properties,
            ours: [
                "isolation.level": "read_uncommitted", "allow.auto.create.topics": "false",
                "log.queue": "true",
            ])
        rd_kafka_conf_set_events(configuration.pointer, Consumer.eventKinds)
        var client = try ClientHandle(RD_KAFKA_CONSUMER, configuration)
        let events = client.keep(queue: rd_kafka_queue_get_main(client.pointer))
        let answers = client.keep(queue: rd_kafka_queue_new(client.pointer))
        try KafkaError.check("set_log_queue", rd_kafka_set_log_queue(client.pointer, nil))
        self.answers = answers
        self.events = events
        self.client = client
    }

    private let events: OpaquePointer

    /// The next error or log line; `nil` when none came in time. Blocks for at most `waitMilliseconds`.
    package func nextEvent(waitMilliseconds: Int32 = 0) -> ClientEvent? {
        client.nextEvent(of: events, waitMilliseconds: waitMilliseconds)
    }

    /// The watermarks of a partition, its transaction markers and open transactions included.
    package func watermarks(
        _ partition: TopicPartition, timeoutMilliseconds: Int32
    ) throws(KafkaError) -> Watermarks {
        var (low, high): (Int64, Int64) = (0, 0)
        let code = rd_kafka_query_watermark_offsets(
            client.pointer, partition.topic, partition.partition, &low, &high, timeoutMilliseconds)
        try KafkaError.check("query_watermark_offsets", code)
        return Watermarks(low: low, high: high)
    }

    /// The partitions of a topic; `nil` when there is no such topic.
    package func layout(
        of topic: String, timeoutMilliseconds: Int32
    ) throws(KafkaError) -> TopicLayout? {
        guard let handle = rd_kafka_topic_new(client.pointer, topic, nil) else {
            throw KafkaError("topic_new", rd_kafka_last_error())
        }
        defer { rd_kafka_topic_destroy(handle) }
        return try client.layout(of: handle, timeoutMilliseconds: timeoutMilliseconds)
    }

    /// Sends one request and waits for its answer, which `read` takes apart and which is freed after it.
    func perform<Result>(
        _ call: StaticString, _ kind: rd_kafka_admin_op_t, timeoutMilliseconds: Int32,
        send: (_ options: OpaquePointer?, _ queue: OpaquePointer) -> Void,
        read: (_ answer: OpaquePointer) throws(KafkaError) -> Result
    ) throws(KafkaError) -> Result {
        let options = rd_kafka_AdminOptions_new(client.pointer, kind)
        defer { rd_kafka_AdminOptions_destroy(options) }
        var reason = [CChar](repeating: 0, count: 512)
        let code = rd_kafka_AdminOptions_set_request_timeout(
            options, timeoutMilliseconds, &reason, reason.count)
        try KafkaError.check(call, code)
        send(options, answers)
        // Every request ends in an answer, by its own time-out at the latest; the rest is for a busy machine.
        guard let answer = rd_kafka_queue_poll(answers, timeoutMilliseconds + 2_000) else {
            throw KafkaError(call, RD_KAFKA_RESP_ERR__TIMED_OUT)
        }
        defer { rd_kafka_event_destroy(answer) }
        guard rd_kafka_event_error(answer) == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let text = String(cString: rd_kafka_event_error_string(answer))
            throw KafkaError(call, rd_kafka_event_error(answer), text: text)
        }
        return try read(answer)
    }
}
