// Back to where an earlier process was when it ended, however it ended.
// In: the journal. Out: topics, offsets, transactions. Depends on: Journal.

extension Broker {
    /// Folds the journal, and finishes the transactions that were decided and not yet told everywhere.
    ///
    /// A transaction that was open stays open: its producer goes on with it, or its time runs out.
    func recover() throws {
        try journal.replay { kind, entry, start in try self.apply(kind, &entry, start) }
        for transaction in transactions.values { try finish(transaction) }
    }

    private func apply(_ kind: EntryKind, _ entry: inout ByteReader, _ start: Int64) throws {
        switch kind {
        case .topic: try applyTopic(&entry)
        case .topicDeleted: topics[try entry.string()] = nil
        case .batch, .compactedBatch: try applyBatch(kind, &entry, start)
        case .compactionBegun: log(try entry.partition())?.beginCompaction()
        case .compactionDone: log(try entry.partition())?.finishCompaction(before: try entry.int64())
        case .offsets:
            let group = group(try entry.string())
            group.offsets.merge(try entry.offsets()) { $1 }
        case .pendingOffsets:
            let producerID = try entry.int64()
            let group = group(try entry.string())
            group.pending[producerID, default: [:]].merge(try entry.offsets()) { $1 }
        case .producerID: nextProducerID = try entry.int64() + 1
        case .transaction:
            let transaction = try Transaction(&entry, now: Clock.milliseconds())
            remember(transaction)
            if transaction.phase == .committed || transaction.phase == .aborted {
                for group in groups.values { group.pending[transaction.producerID] = nil }
            }
        }
    }

    private func applyTopic(_ entry: inout ByteReader) throws {
        let name = try entry.string()
        let count = try entry.int32()
        let replicationFactor = try entry.int16()
        let pairs = try entry.array { (try $0.string(), try $0.string()) }
        let configuration = Dictionary(pairs) { $1 }
        let topic =
            topics[name]
            ?? Topic(name: name, replicationFactor: replicationFactor, configuration: configuration)
        while topic.partitions.count < count { topic.partitions.append(PartitionLog()) }
        topics[name] = topic
    }

    private func applyBatch(_ kind: EntryKind, _ entry: inout ByteReader, _ start: Int64) throws {
        let log = log(try entry.partition())
        let place = start + Int64(entry.position)
        let headerStart = entry.position
        let header = try BatchHeader(&entry)
        if kind == .compactedBatch {
            log?.stage(header, at: place)
        } else {
            let type = ByteReader(entry.bytes, from: headerStart + TransactionMarker.typePosition)
            log?.apply(header, marker: try header.marker(type), at: place)
        }
    }

    /// Puts a transaction in both tables.
    func remember(_ transaction: Transaction) {
        if let old = transactions[transaction.id] { transactionsByProducer[old.producerID] = nil }
        transactions[transaction.id] = transaction
        transactionsByProducer[transaction.producerID] = transaction
        nextProducerID = max(nextProducerID, transaction.producerID + 1)
    }
}

extension BatchHeader {
    fileprivate func marker(_ type: ByteReader) throws -> TransactionMarker? {
        guard isControl else { return nil }
        var type = type
        return TransactionMarker(rawValue: try type.int16())
    }
}

extension ByteReader {
    mutating func partition() throws -> PartitionID {
        PartitionID(topic: try string(), index: try int32())
    }

    fileprivate mutating func offsets() throws -> [PartitionID: CommittedOffset] {
        let pairs = try array { entry in
            let partition = try entry.partition()
            return (
                partition, CommittedOffset(offset: try entry.int64(), metadata: try entry.optionalString())
            )
        }
        return Dictionary(pairs) { $1 }
    }
}

extension ByteWriter {
    mutating func partition(_ partition: PartitionID) {
        string(partition.topic)
        int32(partition.index)
    }

    mutating func offsets(_ offsets: [PartitionID: CommittedOffset]) {
        array(offsets) { entry, offset in
            entry.partition(offset.key)
            entry.int64(offset.value.offset)
            entry.string(offset.value.metadata)
        }
    }
}
