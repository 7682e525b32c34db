// Records taken from a queue in one call, lent to a closure and freed after it.
// In: a queue of fetched messages. Out: records and notices about partitions. Depends on: Message.

internal import CRdKafka

/// Records as they were fetched: each partition in order of offset, partitions mixed.
package struct MessageBatch: ~Copyable {
    private let messages: UnsafeBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    private let topics: UnsafeBufferPointer<OpaquePointer>
    /// What came between the records; mostly nothing.
    package let notices: [PartitionNotice]
    /// Records, without notices.
    package var count: Int { messages.count - notices.count }
    package var isEmpty: Bool { count == 0 }

    deinit { for message in messages { rd_kafka_message_destroy(message) } }

    /// Lends every record in turn. An error of `body` ends it; the rest of the batch is then dropped.
    package func lendEach<Failure: Error>(
        _ body: (borrowing Message) throws(Failure) -> Void
    ) throws(Failure) {
        for case let message? in messages where message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
            try body(Message(pointer: UnsafePointer(message), topics: topics))
        }
    }

    /// Takes at most `maxRecords` from `queue` and lends them to `body`.
    ///
    /// Blocks for at most `waitMilliseconds` for the first and `fillMilliseconds` more for others.
    static func lend<Result, Failure: Error>(
        from queue: OpaquePointer, topics: [OpaquePointer], _ size: BatchSize,
        _ body: (borrowing MessageBatch) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let room = UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>.allocate(
            capacity: size.maxRecords)
        defer { room.deallocate() }
        var count = rd_kafka_consume_batch_queue(queue, size.waitMilliseconds, room.baseAddress, 1)
        if count == 1, size.maxRecords > 1 {
            let rest = room.baseAddress.map { $0 + 1 }
            count += max(
                0, rd_kafka_consume_batch_queue(queue, size.fillMilliseconds, rest, size.maxRecords - 1))
        }
        let taken = UnsafeBufferPointer(rebasing: room[..<max(0, count)])
        let known = UnsafeMutableBufferPointer<OpaquePointer>.allocate(capacity: topics.count)
        defer { known.deallocate() }
        _ = known.initialize(from: topics)
        let batch = MessageBatch(
            messages: taken, topics: UnsafeBufferPointer(known), notices: PartitionNotice.all(in: taken))
        return try body(batch)
    }
}

/// How much is taken at once, and how long for.
package struct BatchSize: Hashable, Sendable {
    /// At least 1.
    package var maxRecords: Int
    /// For the first record.
    package var waitMilliseconds: Int32
    /// For more after the first; 0 takes what is there.
    package var fillMilliseconds: Int32

    package init(maxRecords: Int, waitMilliseconds: Int32, fillMilliseconds: Int32 = 0) {
        precondition(maxRecords > 0, "a batch has room for a record")
        self.maxRecords = maxRecords
        self.waitMilliseconds = waitMilliseconds
        self.fillMilliseconds = fillMilliseconds
    }
}

/// Something about a partition that came in the place of a record.
package enum PartitionNotice: Hashable, Sendable {
    /// Everything up to here was read: with read_committed up to the oldest open transaction. The offset is where
    /// reading goes on, behind transaction markers too.
    case reachedEnd(TopicPartition, Int64)
    /// Fetching from it failed. ``KafkaErrorCode/autoOffsetReset``: the offset is not there any more.
    case failed(TopicPartition, KafkaError)

    static func all(
        in messages: UnsafeBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    ) -> [PartitionNotice] {
        var notices: [PartitionNotice] = []
        for case let pointer? in messages where pointer.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR {
            let message = pointer.pointee
            let name = message.rkt.map { String(cString: rd_kafka_topic_name($0)) } ?? ""
            let partition = TopicPartition(name, message.partition)
            if message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF {
                notices.append(.reachedEnd(partition, message.offset))
            } else {
                // The payload of a failure is librdkafka's sentence about it.
                let text = rd_kafka_message_errstr(pointer).map { String(cString: $0) }
                notices.append(.failed(partition, KafkaError("fetch", message.err, text: text)))
            }
        }
        return notices
    }
}
