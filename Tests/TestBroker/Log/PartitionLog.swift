// One partition: where its batches stand in the journal, its open transactions, and what its producers sent last.
// In: headers of batches, each with its place. Out: what to serve, and whether to admit. Depends on: RecordBatch.

/// A partition of a topic, by name: topics have no other identity here.
struct PartitionID: Hashable {
    var topic: String
    var index: Int32
}

/// What came of a batch that a producer offered.
enum Admission: Equatable {
    case append
    /// Its answer got lost: say again where it stands.
    case duplicate(baseOffset: Int64)
    case refuse(ErrorCode)
}

/// Changed by `apply` only, live and when the journal is read back alike, so that both give the same.
final class PartitionLog {
    struct StoredBatch {
        var baseOffset: Int64
        var lastOffset: Int64
        var maxTimestamp: Int64
        /// In the journal.
        var position: Int64
        var byteCount: Int
    }

    struct AbortedTransaction {
        var producerID: Int64
        var firstOffset: Int64
        /// Of the marker.
        var lastOffset: Int64
    }

    private struct Producer {
        var epoch: Int16
        /// The last five batches: as many as a producer may have in flight.
        var recent: [(first: Int32, last: Int32, baseOffset: Int64)] = []
    }

    private(set) var batches: [StoredBatch] = []
    private(set) var aborted: [AbortedTransaction] = []
    private(set) var highWatermark: Int64 = 0
    /// First offset of each producer's open transaction.
    private(set) var open: [Int64: Int64] = [:]
    private var producers: [Int64: Producer] = [:]
    /// What compaction has written so far; it counts when it is complete.
    private var compacted: [StoredBatch] = []

    /// Before the first record of any open transaction.
    var lastStableOffset: Int64 { open.values.min() ?? highWatermark }

    func limit(isReadCommitted: Bool) -> Int64 { isReadCommitted ? lastStableOffset : highWatermark }

    /// Whether a sound batch comes next in its producer's sequence. The transaction is checked elsewhere.
    func admission(of batch: BatchHeader) -> Admission {
        guard batch.producerID >= 0, let producer = producers[batch.producerID] else { return .append }
        if batch.producerEpoch < producer.epoch { return .refuse(.invalidProducerEpoch) }
        if batch.producerEpoch > producer.epoch {
            return batch.baseSequence == 0 ? .append : .refuse(.outOfOrderSequence)
        }
        let sequences = (batch.baseSequence, batch.lastSequence)
        if let known = producer.recent.first(where: { ($0.first, $0.last) == sequences }) {
            return .duplicate(baseOffset: known.baseOffset)
        }
        guard let last = producer.recent.last else { return .append }
        if batch.baseSequence == (last.last &+ 1) & Int32.max { return .append }
        return .refuse(batch.lastSequence <= last.last ? .duplicateSequence : .outOfOrderSequence)
    }

    /// Takes in a batch that stands in the journal; its header has the base offset that it got.
    func apply(_ batch: BatchHeader, marker: TransactionMarker?, at position: Int64) {
        let lastOffset = batch.baseOffset + Int64(batch.lastOffsetDelta)
        batches.append(
            StoredBatch(
                baseOffset: batch.baseOffset, lastOffset: lastOffset, maxTimestamp: batch.maxTimestamp,
                position: position, byteCount: batch.byteCount))
        highWatermark = lastOffset + 1
        if let marker {
            end(batch, marker, lastOffset)
        } else if batch.producerID >= 0 {
            if batch.isTransactional, open[batch.producerID] == nil {
                open[batch.producerID] = batch.baseOffset
            }
            var producer = producers[batch.producerID] ?? Producer(epoch: batch.producerEpoch)
            if producer.epoch != batch.producerEpoch { producer = Producer(epoch: batch.producerEpoch) }
            producer.recent.append((batch.baseSequence, batch.lastSequence, batch.baseOffset))
            if producer.recent.count > 5 { producer.recent.removeFirst() }
            producers[batch.producerID] = producer
        }
    }

    private func end(_ batch: BatchHeader, _ marker: TransactionMarker, _ lastOffset: Int64) {
        guard let first = open.removeValue(forKey: batch.producerID) else { return }
        if marker == .abort {
            aborted.append(
                AbortedTransaction(
                    producerID: batch.producerID, firstOffset: first, lastOffset: lastOffset))
        }
        // The marker of a fenced producer carries the newer epoch: whoever has the older one is refused from here on.
        if producers[batch.producerID].map({ $0.epoch < batch.producerEpoch }) == true {
            producers[batch.producerID] = Producer(epoch: batch.producerEpoch)
        }
    }

    /// The first batch that ends at or behind an offset.
    func firstBatch(endingAt offset: Int64) -> Int {
        var low = 0
        var high = batches.count
        while low < high {
            let middle = (low + high) / 2
            if batches[middle].lastOffset < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func aborted(in offsets: ClosedRange<Int64>) -> [AbortedTransaction] {
        aborted.filter { $0.lastOffset >= offsets.lowerBound && $0.firstOffset <= offsets.upperBound }
            .sorted { $0.firstOffset < $1.firstOffset }
    }

    // MARK: - Compaction

    /// Takes in a batch that compaction rewrote.
    func stage(_ batch: BatchHeader, at position: Int64) {
        compacted.append(
            StoredBatch(
                baseOffset: batch.baseOffset, lastOffset: batch.baseOffset + Int64(batch.lastOffsetDelta),
                maxTimestamp: batch.maxTimestamp, position: position, byteCount: batch.byteCount))
    }

    /// Puts what was staged in the place of all batches before an offset.
    func finishCompaction(before end: Int64) {
        batches = compacted + batches.drop { $0.lastOffset < end }
        // Nothing of these is left, and their producers' later batches must not be taken for theirs.
        aborted.removeAll { $0.lastOffset < end }
        compacted = []
    }

    /// Drops what an earlier, unfinished compaction staged.
    func beginCompaction() { compacted = [] }
}
