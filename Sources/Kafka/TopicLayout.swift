// How a topic is laid out over the brokers.
// In: a client and a topic. Out: TopicLayout. Depends on: ClientHandle.

internal import CRdKafka

/// How a topic is laid out.
package struct TopicLayout: Hashable, Sendable {
    package var topic: String
    package var partitions: Int
    /// Of the partition with the fewest replicas.
    package var replicationFactor: Int

    package init(topic: String, partitions: Int, replicationFactor: Int) {
        self.topic = topic
        self.partitions = partitions
        self.replicationFactor = replicationFactor
    }
}

extension ClientHandle {
    /// Asks the cluster; `nil` when there is no such topic. Blocks for at most `timeoutMilliseconds`.
    borrowing func layout(
        of topic: OpaquePointer, timeoutMilliseconds: Int32
    ) throws(KafkaError) -> TopicLayout? {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(pointer, 0, topic, &metadata, timeoutMilliseconds)
        try KafkaError.check("metadata", code)
        guard let metadata else { return nil }
        defer { rd_kafka_metadata_destroy(metadata) }
        guard metadata.pointee.topic_cnt > 0 else { return nil }
        let found = metadata.pointee.topics[0]
        if found.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
            || found.err == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC
        {
            return nil
        }
        try KafkaError.check("metadata", found.err)
        let partitions = UnsafeBufferPointer(start: found.partitions, count: Int(found.partition_cnt))
        return TopicLayout(
            topic: String(cString: rd_kafka_topic_name(topic)), partitions: partitions.count,
            replicationFactor: partitions.map { Int($0.replica_cnt) }.min() ?? 0)
    }
}
