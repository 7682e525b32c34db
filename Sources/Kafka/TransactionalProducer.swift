// A producer whose records appear together with the offsets that they came from, or not at all.
// In: records, offsets, a group member. Out: committed transactions. Depends on: Producer, GroupMetadata.

internal import CRdKafka

/// A producer whose records and consumer offsets are committed in one transaction. Owned by one thread.
///
/// Every call blocks, and throws what to do next: ``KafkaError/retriable(_:)``: the same call again;
/// ``KafkaError/abort(_:)``: ``abort(timeoutMilliseconds:)``, rewind, do the batch again;
/// ``KafkaError/fatal(_:)``: drop this value and make another with the same id, whose ``initialize`` ends what was
/// open. A commit or abort that timed out is retriable until the bound of the caller; then it is in doubt: drop it.
package struct TransactionalProducer: ~Copyable {
    private var producer: Producer
    package let id: String

    /// - Parameters:
    ///   - id: the same for a slot after each restart, so that it ends its predecessor's transaction at once.
    ///   - transactionTimeoutMilliseconds: after which the broker aborts; longer than the longest batch.
    ///   - learnsOffsets: whether ``lastOffsets`` are kept, which costs a call for each record.
    package init(
        _ properties: ClientProperties, id: String, transactionTimeoutMilliseconds: Int,
        learnsOffsets: Bool = false
    ) throws(KafkaError) {
        producer = try Producer(
            properties,
            extra: [
                "transactional.id": id, "transaction.timeout.ms": "\(transactionTimeoutMilliseconds)",
                "delivery.report.only.error": learnsOffsets ? "false" : "true",
            ])
        self.id = id
    }

    /// A topic to write to. Does not ask whether it exists.
    package mutating func topic(_ name: String) throws(KafkaError) -> ProducerTopic {
        try producer.topic(name)
    }

    /// Gets its place from the coordinator, ends what a predecessor left open and fences it. Once, before all else.
    package func initialize(timeoutMilliseconds: Int32) throws(KafkaError) {
        let error = rd_kafka_init_transactions(producer.client.pointer, timeoutMilliseconds)
        try KafkaError.check("init_transactions", error)
    }

    /// Opens a transaction; does not ask the broker.
    package func begin() throws(KafkaError) {
        try KafkaError.check("begin_transaction", rd_kafka_begin_transaction(producer.client.pointer))
        _ = producer.inbox.takeFailures()
    }

    /// As ``Producer/produce(to:partition:key:payload:headers:timestampMilliseconds:)``, in the open transaction.
    ///
    /// - Throws: abort too when an earlier record failed: librdkafka then only says that it takes no more.
    package func produce(
        to topic: ProducerTopic, partition: Int32? = nil, key: UnsafeRawBufferPointer?,
        payload: UnsafeRawBufferPointer?, headers: [MessageHeader] = [],
        timestampMilliseconds: Int64? = nil
    ) throws(KafkaError) {
        do {
            try producer.produce(
                to: topic, partition: partition, key: key, payload: payload, headers: headers,
                timestampMilliseconds: timestampMilliseconds)
        } catch {
            guard error.failure.code == .state else { throw error }
            throw .abort(error.failure)
        }
    }

    /// Adds the group's offsets to the transaction: for each partition the last processed **plus one**.
    package func sendOffsets(
        _ offsets: [TopicPartition: Int64], of member: borrowing GroupMetadata, timeoutMilliseconds: Int32
    ) throws(KafkaError) {
        let list = PartitionList(offsets.mapValues { .at($0) })
        let error = rd_kafka_send_offsets_to_transaction(
            producer.client.pointer, list.pointer, member.pointer, timeoutMilliseconds)
        try KafkaError.check("send_offsets_to_transaction", error)
    }

    /// Delivers what is queued and commits. -1 waits as long as the transaction may last.
    package func commit(timeoutMilliseconds: Int32 = -1) throws(KafkaError) {
        let error = rd_kafka_commit_transaction(producer.client.pointer, timeoutMilliseconds)
        try KafkaError.check("commit_transaction", error)
    }

    /// Drops what is queued and aborts. -1 waits as long as the transaction may last.
    package func abort(timeoutMilliseconds: Int32 = -1) throws(KafkaError) {
        let error = rd_kafka_abort_transaction(producer.client.pointer, timeoutMilliseconds)
        try KafkaError.check("abort_transaction", error)
    }

    /// Of each partition the offset of the newest record that the broker has, committed or not.
    package var lastOffsets: [TopicPartition: Int64] { producer.inbox.lastOffsets }

    /// Records that failed in this transaction; any of them makes the commit throw ``KafkaError/abort(_:)``.
    package var failedDeliveries: Int { producer.inbox.failedDeliveries }
    /// Why the first of them failed.
    package var firstFailedDelivery: KafkaError? { producer.inbox.firstFailure }

    /// The next error, statistics or log line; `nil` when there is none. Serves deliveries; does not block.
    package func nextEvent() -> ClientEvent? { producer.nextEvent() }
}
