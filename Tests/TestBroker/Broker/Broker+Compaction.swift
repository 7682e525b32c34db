// Compaction on request: the newest record of each key stays, with its offset.
// In: a topic. Out: its batches written anew, into the journal. Depends on: Broker, Record.

extension Broker {
    /// Compacts every partition up to its last stable offset; says how many records there were and are.
    ///
    /// Aborted records go, and so do markers. A partition's last batch stays as it is, since a reader that is to come
    /// to the end must find something there.
    func compact(_ name: String, dropsTombstones: Bool) throws -> (before: Int, after: Int) {
        guard let topic = topics[name] else { throw ControlError(reason: "no such topic: \(name)") }
        var total = (before: 0, after: 0)
        for index in topic.partitions.indices {
            let partition = PartitionID(topic: name, index: Int32(index))
            let (before, after) = try compact(
                partition, topic.partitions[index], dropsTombstones: dropsTombstones)
            total = (total.before + before, total.after + after)
        }
        return total
    }

    private func compact(
        _ partition: PartitionID, _ log: PartitionLog, dropsTombstones: Bool
    ) throws -> (before: Int, after: Int) {
        let stable = log.batches.prefix { $0.lastOffset < log.lastStableOffset }
        guard let last = stable.last else { return (0, 0) }
        var newest: [ArraySlice<UInt8>: Int64] = [:]
        var count = (before: 0, after: 0)
        for stored in stable {
            let (batch, isDropped) = try contents(of: stored, in: log)
            guard !isDropped else { continue }
            let records = try Record.all(in: batch).records
            count.before += records.count
            for record in records { if let key = record.key { newest[key] = record.offset } }
        }
        try journal.append(.compactionBegun) { $0.partition(partition) }
        log.beginCompaction()
        for stored in stable {
            let (batch, isDropped) = try contents(of: stored, in: log)
            let isLast = stored.baseOffset == last.baseOffset
            if isDropped, !isLast { continue }
            let (header, records) = try Record.all(in: batch)
            let kept = records.filter { record in
                guard !isLast, let key = record.key else { return true }
                return newest[key] == record.offset && !(dropsTombstones && record.isTombstone)
            }
            guard !kept.isEmpty else { continue }
            count.after += isDropped ? 0 : kept.count
            try stage(header, kept, of: batch, in: partition, log)
        }
        try journal.append(.compactionDone) { entry in
            entry.partition(partition)
            entry.int64(last.lastOffset + 1)
        }
        log.finishCompaction(before: last.lastOffset + 1)
        return count
    }

    /// The bytes of a batch, and whether it is a marker or aborted.
    private func contents(
        of stored: PartitionLog.StoredBatch, in log: PartitionLog
    ) throws -> (batch: [UInt8], isDropped: Bool) {
        var bytes: [UInt8] = []
        try journal.read(at: stored.position, count: stored.byteCount, into: &bytes)
        var reader = ByteReader(bytes)
        let header = try BatchHeader(&reader)
        if header.isControl { return (bytes, true) }
        guard !header.isCompressed else { throw ControlError(reason: "its batches are compressed") }
        let offsets = stored.baseOffset...stored.lastOffset
        let isAborted =
            header.isTransactional
            && log.aborted(in: offsets).contains { $0.producerID == header.producerID }
        return (bytes, isAborted)
    }

    /// Writes a batch with some of its records. It keeps its offsets, so that each record keeps its own.
    private func stage(
        _ header: BatchHeader, _ kept: [Record], of batch: [UInt8], in partition: PartitionID,
        _ log: PartitionLog
    ) throws {
        var writer = ByteWriter(bytes: Array(batch[..<BatchHeader.size]))
        for record in kept { writer.bytes += batch[record.bytes] }
        writer.replace(at: BatchHeader.countPosition, with: Int32(kept.count))
        writer.sealBatch()
        var header = header
        header.byteCount = writer.bytes.count
        let place = try journal.append(
            .compactedBatch, partition, writer.bytes, in: 0..<writer.bytes.count,
            baseOffset: header.baseOffset)
        log.stage(header, at: place)
    }
}
