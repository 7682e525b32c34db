// Produce, ListOffsets: records come in as batches, and are kept as they came.
// In: requests. Out: batches in the journal. Depends on: Broker, PartitionLog.

extension Broker {
    func produce(_ request: Request, _ body: inout ByteReader) throws {
        guard request.version >= 3 else { throw WireError(reason: "records in message sets") }
        _ = try body.optionalString()
        let acknowledgements = try body.int16()
        _ = try body.int32()
        let topics = try body.array { body in
            (try body.string(), try body.array { (try $0.int32(), try $0.byteRange()) })
        }
        typealias Answer = (index: Int32, error: ErrorCode, baseOffset: Int64)
        var answers: [(topic: String, partitions: [Answer])] = []
        for (topic, partitions) in topics {
            answers.append(
                (
                    topic,
                    try partitions.map { index, range in
                        let partition = PartitionID(topic: topic, index: index)
                        if let fault = request.fault { return (index, fault, -1) }
                        let (error, baseOffset) = try append(body.bytes, range, to: partition)
                        return (index, error, baseOffset)
                    }
                ))
        }
        hasNews = true
        // Whoever wants no answer is sent none.
        guard acknowledgements != 0 else { return request.reply.drop() }
        request.reply.send { writer in
            writer.array(answers) { writer, topic in
                writer.string(topic.topic)
                writer.array(topic.partitions) { writer, partition in
                    writer.int32(partition.index)
                    writer.error(partition.error)
                    writer.int64(partition.baseOffset)
                    writer.int64(-1)
                    if request.version >= 5 { writer.int64(0) }
                }
            }
            writer.int32(0)
        }
    }

    /// Takes in one batch, if it is sound and its producer may send it now.
    private func append(_ bytes: [UInt8], _ range: Range<Int>?, to partition: PartitionID) throws
        -> (ErrorCode, baseOffset: Int64)
    {
        guard let log = log(partition) else { return (.unknownTopicOrPartition, -1) }
        guard let range, range.count > BatchHeader.size else { return (.corruptMessage, -1) }
        var reader = ByteReader(bytes, from: range.lowerBound)
        var header = try BatchHeader(&reader)
        guard header.isSound(bytes, in: range) else { return (.corruptMessage, -1) }
        // Markers are ours alone to write.
        guard !header.isControl else { return (.invalidRecord, -1) }
        if range.count > topics[partition.topic]?.maxBatchBytes ?? 0 { return (.messageTooLarge, -1) }
        if let error = transactionError(header, partition) { return (error, -1) }
        switch log.admission(of: header) {
        case .refuse(let error): return (error, -1)
        case .duplicate(let baseOffset): return (.none, baseOffset)
        case .append:
            header.baseOffset = log.highWatermark
            let place = try journal.append(
                .batch, partition, bytes, in: range, baseOffset: header.baseOffset)
            log.apply(header, marker: nil, at: place)
            return (.none, header.baseOffset)
        }
    }

    /// Why a batch is not part of a transaction that its producer has open here.
    private func transactionError(_ batch: BatchHeader, _ partition: PartitionID) -> ErrorCode? {
        guard batch.isTransactional else { return nil }
        guard let transaction = transactionsByProducer[batch.producerID] else {
            return .invalidProducerIDMapping
        }
        guard batch.producerEpoch == transaction.epoch else { return .invalidProducerEpoch }
        guard transaction.phase == .open, transaction.partitions.contains(partition) else {
            return .invalidTransactionState
        }
        return nil
    }

    func listOffsets(_ request: Request, _ body: inout ByteReader) throws {
        _ = try body.int32()
        let isReadCommitted = request.version >= 2 ? try body.bool() : false
        let topics = try body.array { body in
            (try body.string(), try body.array { (try $0.int32(), try $0.int64()) })
        }
        request.reply.send { writer in
            if request.version >= 2 { writer.int32(0) }
            writer.array(topics) { writer, topic in
                writer.string(topic.0)
                writer.array(topic.1) { writer, wanted in
                    let log = self.log(PartitionID(topic: topic.0, index: wanted.0))
                    writer.int32(wanted.0)
                    writer.error(request.fault ?? (log == nil ? .unknownTopicOrPartition : .none))
                    let found = log?.offset(at: wanted.1, isReadCommitted: isReadCommitted)
                    writer.int64(found?.timestamp ?? -1)
                    writer.int64(found?.offset ?? -1)
                }
            }
        }
    }
}

extension PartitionLog {
    /// The offset that a time stands for: -1 is the end, -2 the start. Between, to the batch and not to the record,
    /// which is never too late.
    fileprivate func offset(at timestamp: Int64, isReadCommitted: Bool) -> (timestamp: Int64, offset: Int64) {
        switch timestamp {
        case -1: return (-1, limit(isReadCommitted: isReadCommitted))
        case -2: return (-1, 0)
        default:
            let batch = batches.first { $0.maxTimestamp >= timestamp }
            return (batch?.maxTimestamp ?? -1, batch?.baseOffset ?? -1)
        }
    }
}
