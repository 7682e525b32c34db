// Fetch: batches go out as they came in, at once or when there are enough.
// In: requests. Out: answers. Depends on: Broker, PartitionLog.

struct FetchRequest {
    struct Partition {
        var id: PartitionID
        var offset: Int64
        var maxBytes: Int
    }

    var request: Request
    var minBytes: Int
    var maxBytes: Int
    var isReadCommitted: Bool
    var topics: [(name: String, partitions: [Partition])]
}

/// A fetch that found too little, until there is more or its time is up.
struct ParkedFetch {
    var fetch: FetchRequest
    var deadline: Int64
}

extension Broker {
    /// What one partition gives to a fetch.
    private struct Selection {
        var partition: FetchRequest.Partition
        var error: ErrorCode
        var log: PartitionLog?
        var batches: ArraySlice<PartitionLog.StoredBatch> = []
        var byteCount = 0
    }

    func fetch(_ request: Request, _ body: inout ByteReader) throws {
        let version = request.version
        _ = try body.int32()
        let waitMilliseconds = Int64(try body.int32())
        let minBytes = Int(try body.int32())
        let maxBytes = Int(try body.int32())
        let isReadCommitted = try body.bool()
        if version >= 7 { _ = try body.skip(8) }
        let topics = try body.array { body in
            let name = try body.string()
            let partitions = try body.array { body in
                let index = try body.int32()
                if version >= 9 { _ = try body.int32() }
                let offset = try body.int64()
                if version >= 5 { _ = try body.int64() }
                let maxBytes = Int(try body.int32())
                return FetchRequest.Partition(
                    id: PartitionID(topic: name, index: index), offset: offset, maxBytes: maxBytes)
            }
            return (name: name, partitions: partitions)
        }
        let fetch = FetchRequest(
            request: request, minBytes: minBytes, maxBytes: maxBytes, isReadCommitted: isReadCommitted,
            topics: topics)
        if try !answer(fetch, isLast: waitMilliseconds <= 0) {
            let deadline = Clock.milliseconds() + waitMilliseconds
            parkedFetches.append(ParkedFetch(fetch: fetch, deadline: deadline))
        }
    }

    func answerParkedFetches(now: Int64) throws {
        let mayHaveMore = hasNews
        hasNews = false
        var rest: [ParkedFetch] = []
        for parked in parkedFetches where parked.fetch.request.reply.isWanted {
            let isLast = now >= parked.deadline
            guard mayHaveMore || isLast, try answer(parked.fetch, isLast: isLast) else {
                rest.append(parked)
                continue
            }
        }
        parkedFetches = rest
    }

    /// Whether there was enough, or it had to be answered anyway.
    private func answer(_ fetch: FetchRequest, isLast: Bool) throws -> Bool {
        var total = 0
        let selections = fetch.topics.map { $0.partitions.map { select($0, of: fetch, &total) } }
        let hasError = selections.contains { $0.contains { $0.error != .none } }
        guard isLast || hasError || total >= max(fetch.minBytes, 1) else { return false }
        let version = fetch.request.version
        var failure: (any Error)?
        fetch.request.reply.send(roomFor: total) { writer in
            writer.int32(0)
            if version >= 7 {
                writer.error(.none)
                writer.int32(0)
            }
            writer.array(zip(fetch.topics, selections).map { ($0.name, $1) }) { writer, topic in
                writer.string(topic.0)
                writer.array(topic.1) { writer, selection in
                    do {
                        try self.write(selection, of: fetch, to: &writer)
                    } catch { failure = error }
                }
            }
        }
        if let failure { throw failure }
        return true
    }

    /// The first batch goes out even if it is larger than was asked for: otherwise a reader would never get past it.
    private func select(
        _ partition: FetchRequest.Partition, of fetch: FetchRequest, _ total: inout Int
    ) -> Selection {
        if let fault = fetch.request.fault { return Selection(partition: partition, error: fault) }
        guard let log = log(partition.id) else {
            return Selection(partition: partition, error: .unknownTopicOrPartition)
        }
        guard partition.offset >= 0, partition.offset <= log.highWatermark else {
            return Selection(partition: partition, error: .offsetOutOfRange, log: log)
        }
        var selection = Selection(partition: partition, error: .none, log: log)
        let limit = log.limit(isReadCommitted: fetch.isReadCommitted)
        let start = log.firstBatch(endingAt: partition.offset)
        var end = start
        while end < log.batches.count, log.batches[end].lastOffset < limit {
            let count = log.batches[end].byteCount
            let isWithin =
                selection.byteCount + count <= partition.maxBytes && total + count <= fetch.maxBytes
            guard isWithin || total == 0 else { break }
            selection.byteCount += count
            total += count
            end += 1
        }
        selection.batches = log.batches[start..<end]
        return selection
    }

    private func write(_ selection: Selection, of fetch: FetchRequest, to writer: inout ByteWriter) throws {
        let version = fetch.request.version
        writer.int32(selection.partition.id.index)
        writer.error(selection.error)
        writer.int64(selection.log?.highWatermark ?? -1)
        writer.int64(selection.log?.lastStableOffset ?? -1)
        if version >= 5 { writer.int64(selection.log == nil ? -1 : 0) }
        if fetch.isReadCommitted, let log = selection.log, let last = selection.batches.last {
            let offsets = min(selection.partition.offset, last.lastOffset)...last.lastOffset
            writer.array(log.aborted(in: offsets)) { writer, aborted in
                writer.int64(aborted.producerID)
                writer.int64(aborted.firstOffset)
            }
        } else {
            writer.int32(fetch.isReadCommitted ? 0 : -1)
        }
        if version >= 11 { writer.int32(-1) }
        writer.int32(Int32(clamping: selection.byteCount))
        for batch in selection.batches {
            try journal.read(at: batch.position, count: batch.byteCount, into: &writer.bytes)
        }
    }
}
