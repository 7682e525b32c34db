// What views are made of: task revisions, tombstones and sealed contact details, in the order of the journal.
// In: a journal. Out: batches of records with the positions behind them. Depends on: Journal.

/// One record of the task stream or the contact stream.
package struct FeedRecord: Sendable {
    /// ``RecordStream/tasks`` or ``RecordStream/contact``.
    package var stream: RecordStream
    package var partition: Int32
    package var position: Int64
    package var household: String
    /// A structured CloudEvent of a task, or the JSON of a contact record; nil for a tombstone.
    package var value: [UInt8]?

    package init(
        stream: RecordStream, partition: Int32, position: Int64, household: String, value: [UInt8]?
    ) {
        self.stream = stream
        self.partition = partition
        self.position = position
        self.household = household
        self.value = value
    }
}

/// Records that were read together, and where reading goes on.
package struct FeedBatch: Sendable {
    package var records: [FeedRecord] = []
    /// By stream and partition, of those that moved on: behind the last record, and behind what holds none.
    package var positions: [InputPosition] = []

    package init(records: [FeedRecord] = [], positions: [InputPosition] = []) {
        self.records = records
        self.positions = positions
    }
}

/// One reader's place in the journal; used by one thread, which its calls block.
package protocol StreamFeed: ~Copyable {
    /// The streams and partitions there are.
    var inputs: [InputPosition] { get }

    /// Begins at these places; once, before the first ``read(limit:wait:)``. What is missing begins at 0.
    mutating func start(at positions: [InputPosition]) throws(JournalError)

    /// The next records, possibly none, after at most so long.
    mutating func read(limit: Int, wait: Duration) throws(JournalError) -> FeedBatch

    /// Behind the last committed record of each input as it is now: a view that is there is complete.
    func ends() throws(JournalError) -> [InputPosition]
}
