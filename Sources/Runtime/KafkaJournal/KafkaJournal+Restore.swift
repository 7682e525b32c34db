// The state of a partition from the changelog, before the first record of the partition is read.
// In: a changelog partition. Out: its entries; the log partition started. Depends on: KafkaJournal.

internal import Kafka

extension KafkaJournal {
    package mutating func restore(
        _ partition: Int32,
        entry: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) throws(JournalError) -> Void,
        progress: (_ done: Int, _ total: Int) -> Void
    ) throws(JournalError) {
        let log = TopicPartition(membership.topics[.log], partition)
        // First what is committed: the answer waits for transactions that are about to commit for this partition, and
        // what they wrote to the changelog is then there to be read.
        var place = try committed([log])[log]
        let count = try readChangelog(partition, entry, progress)
        // A fresh coordinator may not know its offsets for a moment.
        for _ in 0..<10 where place == nil && count > 0 && !hooks.shouldStop() {
            LoopThread.sleep(milliseconds: 500)
            place = try committed([log])[log]
        }
        if place == nil, count > 0 {
            throw .stopped(
                "the changelog of partition \(partition) holds state, but the group has no offset for the log; "
                    + "starting from zero would count every signal twice. Put the group's offsets back",
                .configuration)
        }
        guard !hooks.shouldStop() else { return }
        try start([log: place.map { .at($0) } ?? .beginning])
    }

    /// Reads a changelog partition to where its end is now; the number of entries.
    ///
    /// To the high watermark and not to the last stable offset: behind a transaction that a dead member left open
    /// there may be what its successor has committed. The broker ends such a transaction in time.
    private mutating func readChangelog(
        _ partition: Int32,
        _ entry: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) throws(JournalError) ->
            Void,
        _ progress: (_ done: Int, _ total: Int) -> Void
    ) throws(JournalError) -> Int {
        let changelog = TopicPartition(membership.topics[.changelog], partition)
        var count = 0
        var failure: JournalError?
        do throws(KafkaError) {
            let admin = try Admin(membership.properties)
            let end = try admin.watermarks(changelog, timeoutMilliseconds: Self.requestMilliseconds)
            guard end.high > end.low else { return 0 }
            var reader = try PartitionReader(membership.properties)
            try reader.start(changelog, at: .beginning, timeoutMilliseconds: Self.requestMilliseconds)
            var reached = end.low
            while reached < end.high, failure == nil, !hooks.shouldStop() {
                reader.withBatch(BatchSize(maxRecords: 10_000, waitMilliseconds: 100)) { batch in
                    batch.lendEach { message in
                        guard failure == nil, let key = message.key else { return }
                        do throws(JournalError) { try entry(key, message.payload) } catch { failure = error }
                        reached = message.offset + 1
                        count += 1
                    }
                    for case .reachedEnd(_, let offset) in batch.notices { reached = max(reached, offset) }
                }
                progress(Int(min(reached, end.high) - end.low), Int(end.high - end.low))
            }
        } catch {
            throw unavailable(error)
        }
        if let failure { throw failure }
        return count
    }
}
