// InitProducerId, AddPartitionsToTxn, AddOffsetsToTxn, TxnOffsetCommit, EndTxn, and time-outs.
// In: requests and the time. Out: markers and decisions in the journal. Depends on: Broker, Transaction.

extension Broker {
    func initProducerID(_ request: Request, _ body: inout ByteReader) throws {
        let id = try body.optionalString()
        let timeout = Int64(try body.int32())
        let known = request.version >= 3 ? (id: try body.int64(), epoch: try body.int16()) : (-1, -1)
        var answer = (error: request.fault ?? .none, producerID: Int64(-1), epoch: Int16(-1))
        if answer.error != .none {
            // As the control channel wants it.
        } else if let id, let transaction = transactions[id] {
            answer.error = try restart(
                transaction, timeout: timeout, known: known, knowsFencing: request.version >= 4)
            if answer.error == .none {
                answer.producerID = transaction.producerID
                answer.epoch = transaction.epoch
            }
        } else {
            answer.producerID = nextProducerID
            answer.epoch = 0
            nextProducerID += 1
            if let id {
                let transaction = Transaction(
                    id: id, producerID: answer.producerID, epoch: 0, timeoutMilliseconds: timeout)
                remember(transaction)
                try record(transaction)
            } else {
                try journal.append(.producerID) { $0.int64(answer.producerID) }
            }
        }
        request.reply.send { writer in
            writer.int32(0)
            writer.error(answer.error)
            writer.int64(answer.producerID)
            writer.int16(answer.epoch)
            writer.tags()
        }
    }

    /// A producer takes over a transactional id: its predecessor is fenced, and what that left open is aborted.
    private func restart(
        _ transaction: Transaction, timeout: Int64, known: (id: Int64, epoch: Int16), knowsFencing: Bool
    ) throws -> ErrorCode {
        if known.id >= 0 {
            let isRetry = known.epoch == transaction.formerEpoch && transaction.phase == .empty
            guard known.id == transaction.producerID, known.epoch == transaction.epoch || isRetry else {
                return knowsFencing ? .producerFenced : .invalidProducerEpoch
            }
            if isRetry { return .none }
        }
        let formerEpoch = transaction.epoch
        try abortAndFence(transaction)
        transaction.formerEpoch = known.id >= 0 ? formerEpoch : -1
        transaction.timeoutMilliseconds = timeout
        transaction.phase = .empty
        try record(transaction)
        return .none
    }

    /// Raises the epoch, so that whoever has the old one can no longer write, and aborts what is open.
    func abortAndFence(_ transaction: Transaction) throws {
        transaction.formerEpoch = -1
        if transaction.epoch < Int16.max - 1 {
            transaction.epoch += 1
            if transaction.phase == .open { try end(transaction, .abort) }
        } else {
            if transaction.phase == .open { try end(transaction, .abort) }
            transactionsByProducer[transaction.producerID] = nil
            transaction.producerID = nextProducerID
            transaction.epoch = 0
            transaction.phase = .empty
            remember(transaction)
        }
        try record(transaction)
    }

    private func record(_ transaction: Transaction) throws {
        try journal.append(.transaction) { transaction.write(to: &$0) }
    }

    /// The transaction that a request names, if its producer is the one that may go on with it.
    private func transaction(
        _ body: inout ByteReader, _ request: Request
    ) throws -> (transaction: Transaction?, error: ErrorCode) {
        let transaction = transactions[try body.string()]
        let producerID = try body.int64()
        let epoch = try body.int16()
        if let fault = request.fault { return (nil, fault) }
        return Self.check(transaction, producerID: producerID, epoch: epoch)
    }

    private static func check(
        _ transaction: Transaction?, producerID: Int64, epoch: Int16
    ) -> (transaction: Transaction?, error: ErrorCode) {
        guard let transaction, transaction.producerID == producerID else {
            return (nil, .invalidProducerIDMapping)
        }
        guard transaction.epoch == epoch else { return (nil, .invalidProducerEpoch) }
        return (transaction, .none)
    }

    private func open(_ transaction: Transaction) {
        guard transaction.phase != .open else { return }
        transaction.phase = .open
        transaction.startedMilliseconds = Clock.milliseconds()
    }

    func addPartitions(_ request: Request, _ body: inout ByteReader) throws {
        let (transaction, error) = try transaction(&body, request)
        let topics = try body.array { body in
            (name: try body.string(), partitions: try body.array { try $0.int32() })
        }
        let wanted = topics.flatMap { topic in
            topic.partitions.map { PartitionID(topic: topic.name, index: $0) }
        }
        // All of them, or none.
        let areKnown = wanted.allSatisfy { log($0) != nil }
        if let transaction, areKnown {
            open(transaction)
            transaction.partitions.formUnion(wanted)
            try record(transaction)
        }
        request.reply.send { writer in
            writer.int32(0)
            writer.array(topics) { writer, topic in
                writer.string(topic.name)
                writer.array(topic.partitions) { writer, index in
                    writer.int32(index)
                    writer.error(error != .none ? error : areKnown ? .none : .unknownTopicOrPartition)
                }
            }
        }
    }

    func addOffsets(_ request: Request, _ body: inout ByteReader) throws {
        let (transaction, error) = try transaction(&body, request)
        let group = try body.string()
        if let transaction {
            open(transaction)
            transaction.groups.insert(group)
            try record(transaction)
        }
        answer(request, error, hasThrottle: true)
    }

    /// Offsets that count when the transaction commits. A member of an old generation is refused (KIP-447): its
    /// partitions are somebody else's now, though its transactional id may still be its own.
    func transactionOffsetCommit(_ request: Request, _ body: inout ByteReader) throws {
        let version = request.version
        let id = try body.string()
        let name = try body.string()
        let producerID = try body.int64()
        let epoch = try body.int16()
        let group = group(name)
        var (transaction, error) = Self.check(transactions[id], producerID: producerID, epoch: epoch)
        if version >= 3 {
            let generation = try body.int32()
            let memberID = try body.string()
            let instanceID = try body.optionalString()
            if error == .none, generation >= 0 || !memberID.isEmpty || instanceID != nil {
                error = group.check(
                    memberID: memberID, instanceID: instanceID, generation: generation,
                    now: Clock.milliseconds())
            }
        }
        let topics = try Self.offsets(&body, hasEpoch: version >= 2)
        if error == .none, transaction?.phase != .open || transaction?.groups.contains(name) != true {
            error = .invalidTransactionState
        }
        error = request.fault ?? error
        if error == .none {
            let offsets = Self.byPartition(topics)
            group.pending[producerID, default: [:]].merge(offsets) { $1 }
            try journal.append(.pendingOffsets) { entry in
                entry.int64(producerID)
                entry.string(name)
                entry.offsets(offsets)
            }
        }
        request.reply.send { writer in
            writer.int32(0)
            Self.write(error, for: topics, to: &writer)
            writer.tags()
        }
    }

    func endTransaction(_ request: Request, _ body: inout ByteReader) throws {
        var (transaction, error) = try transaction(&body, request)
        let marker: TransactionMarker = try body.bool() ? .commit : .abort
        if let transaction {
            switch (transaction.phase, marker) {
            case (.open, _): try end(transaction, marker)
            // Its answer got lost.
            case (.committed, .commit), (.aborted, .abort): break
            default: error = .invalidTransactionState
            }
        }
        answer(request, error, hasThrottle: true)
    }

    /// The decision is in the journal before its consequences, so that a restart can complete them.
    private func end(_ transaction: Transaction, _ marker: TransactionMarker) throws {
        transaction.phase = marker == .commit ? .committing : .aborting
        try record(transaction)
        try finish(transaction)
    }

    /// Writes the markers, and moves the offsets, of a transaction that is decided; does nothing twice.
    func finish(_ transaction: Transaction) throws {
        guard transaction.phase == .committing || transaction.phase == .aborting else { return }
        let marker: TransactionMarker = transaction.phase == .committing ? .commit : .abort
        for partition in transaction.partitions {
            guard let log = log(partition), log.open[transaction.producerID] != nil else { continue }
            let batch = marker.batch(
                producerID: transaction.producerID, epoch: transaction.epoch,
                timestamp: Clock.wallMilliseconds())
            var reader = ByteReader(batch)
            var header = try BatchHeader(&reader)
            header.baseOffset = log.highWatermark
            let place = try journal.append(
                .batch, partition, batch, in: 0..<batch.count, baseOffset: header.baseOffset)
            log.apply(header, marker: marker, at: place)
        }
        for name in transaction.groups {
            let offsets = group(name).pending.removeValue(forKey: transaction.producerID)
            if let offsets, marker == .commit { try commit(offsets, to: name) }
        }
        transaction.phase = marker == .commit ? .committed : .aborted
        transaction.partitions = []
        transaction.groups = []
        try record(transaction)
        hasNews = true
    }
}
