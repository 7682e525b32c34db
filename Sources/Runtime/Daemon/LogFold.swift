// The state that a fold of the log gives, to be held against the changelog.
// In: records of one partition of the log. Out: what a changelog must hold. Depends on: Stages. No I/O.

/// Folds one partition of the log as a daemon that never stopped would have, whatever batches that one read.
package struct LogFold: ~Copyable {
    private static let batchRecords = 2_000
    private var stages: Stages
    private var batch = JournalBatch()
    private let partition: Int32

    /// - Parameter stages: without partitions.
    package init(_ stages: consuming Stages, partition: Int32) {
        self.partition = partition
        self.stages = stages
        self.stages.open(partition, placePrefix: "")
    }

    /// Takes in the next record of the log, whose position is a part of the state; nil for one without a value.
    package mutating func add(_ value: UnsafeRawBufferPointer?, at position: Int64) {
        let start = batch.bytes.count
        if let value { batch.bytes.append(contentsOf: value) }
        batch.entries.append(
            JournalBatch.Entry(
                stream: .log, partition: partition, position: position,
                value: value == nil ? nil : start..<batch.bytes.count, origin: nil))
        if batch.entries.count == Self.batchRecords { fold() }
    }

    /// The entries that the newest record of each key of the changelog must equal, in order of the keys.
    package consuming func entries() -> [(key: String, value: [UInt8])] {
        fold()
        return stages.stateEntries(of: partition)
    }

    private mutating func fold() {
        batch.bytes.append(contentsOf: repeatElement(0, count: JournalBatch.slack))
        stages.process(batch) { _, _ in "" }
        stages.commit()
        batch.removeAll()
    }
}
