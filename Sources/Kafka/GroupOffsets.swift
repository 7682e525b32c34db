// What a group has committed, asked from outside the group.
// In: a group, partitions. Out: offsets. Depends on: ClientHandle, PartitionList.

internal import CRdKafka

/// Asks a group's coordinator without being a member; owned by one thread, which is blocked by its calls.
package struct GroupOffsets: ~Copyable {
    private let client: ClientHandle

    package init(_ properties: ClientProperties, group: String) throws(KafkaError) {
        var ours = Consumer.settings
        ours["group.id"] = group
        let configuration = try ConfigurationHandle(properties, ours: ours)
        client = try ClientHandle(RD_KAFKA_CONSUMER, configuration)
    }

    /// The offsets that the group has committed; a partition without one is not in it. Waits for offsets that an open
    /// transaction is about to commit. Blocks for at most `timeoutMilliseconds`.
    package func committed(
        _ partitions: some Collection<TopicPartition>, timeoutMilliseconds: Int32
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        guard !partitions.isEmpty else { return [:] }
        let list = PartitionList(partitions)
        let code = rd_kafka_committed(client.pointer, list.pointer, timeoutMilliseconds)
        try KafkaError.check("committed", code)
        return try list.offsets("committed")
    }
}
