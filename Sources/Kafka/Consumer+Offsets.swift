// Where a group member stands: committed offsets, rewinding, and who it is in the group.
// In: partitions. Out: offsets, GroupMetadata. Depends on: Consumer.

internal import CRdKafka

extension Consumer {
    /// The offsets that the group has committed; a partition without one is not in it.
    ///
    /// Asks the group's coordinator and blocks for at most `timeoutMilliseconds`. Waits for offsets that an open
    /// transaction is about to commit (KIP-447), so that a take-over does not read what the former owner finishes.
    package func committed(
        _ partitions: some Collection<TopicPartition>, timeoutMilliseconds: Int32
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        guard !partitions.isEmpty else { return [:] }
        let list = PartitionList(partitions)
        let code = rd_kafka_committed(client.pointer, list.pointer, timeoutMilliseconds)
        try KafkaError.check("committed", code)
        return try list.offsets("committed")
    }

    /// Reads started partitions again from these offsets, all of them at once.
    ///
    /// Records that were fetched before are dropped: the next batch has none of them, whatever comes of this call.
    /// Blocks for at most `timeoutMilliseconds`; after an error the places are unknown, so seek again. The next
    /// records may take as long as a fetch that is under way waits (`fetch.wait.max.ms`).
    package func seek(
        _ partitions: [TopicPartition: Offset], timeoutMilliseconds: Int32
    ) throws(KafkaError) {
        guard !partitions.isEmpty else { return }
        let list = PartitionList(partitions)
        // librdkafka 2.0.2 waits so many microseconds: a second passes for a millisecond, and most seeks time out.
        let milliseconds = min(timeoutMilliseconds, Int32.max / 1_000)
        let error = rd_kafka_seek_partitions(client.pointer, list.pointer, milliseconds * 1_000)
        try KafkaError.check("seek_partitions", error, unflagged: .byCode)
        try list.check("seek_partitions")
    }

    /// The offset after the last record that was lent; never for commits: aborted batches count too.
    package func positions(
        _ partitions: some Collection<TopicPartition>
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        let list = PartitionList(partitions)
        try KafkaError.check("position", rd_kafka_position(client.pointer, list.pointer))
        return try list.offsets("position")
    }

    /// The watermarks as the last fetch told them, without asking; `nil` before the first fetch. For the lag.
    package func lastWatermarks(_ partition: TopicPartition) -> Watermarks? {
        var (low, high): (Int64, Int64) = (-1, -1)
        let code = rd_kafka_get_watermark_offsets(
            client.pointer, partition.topic, partition.partition, &low, &high)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, high >= 0 else { return nil }
        return Watermarks(low: max(0, low), high: high)
    }

    /// Returns when a broker answers. Blocks for at most `timeoutMilliseconds`.
    package func findBroker(timeoutMilliseconds: Int32) throws(KafkaError) {
        _ = try client.layout(of: client.topics[0], timeoutMilliseconds: timeoutMilliseconds)
    }

    /// Whether others may have our partitions already. Ask before each commit.
    package var isAssignmentLost: Bool { rd_kafka_assignment_lost(client.pointer) != 0 }

    /// Who we are in the group at this moment, for ``TransactionalProducer/sendOffsets(_:of:timeoutMilliseconds:)``.
    ///
    /// - Throws: abort when we are no member: offsets sent without a generation and a member id would be taken
    ///   from anyone, a zombie too.
    package func groupMetadata() throws(KafkaError) -> GroupMetadata {
        let metadata = rd_kafka_consumer_group_metadata(client.pointer)
        guard let metadata else {
            throw KafkaError("consumer_group_metadata", RD_KAFKA_RESP_ERR__UNKNOWN_GROUP)
        }
        return try GroupMetadata(owning: metadata)
    }
}
