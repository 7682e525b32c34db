// What a loop needs of whatever keeps its records: read a batch, commit a step, restore state.
// In: nothing. Out: the protocol and its values. Depends on: Outbox.

package import Signals

/// Records to process, or what else happened since the last time: never both, since a record that was read before
/// its partition went would be processed twice, by us and by whoever has it now.
///
/// Values are structured CloudEvents whatever they were on the wire, one after another in ``bytes``; the bytes have
/// the decoder's slack behind them.
package struct JournalBatch: Sendable {
    package struct Entry: Sendable {
        /// ``RecordStream/delivered`` or ``RecordStream/log``.
        package var stream: RecordStream
        package var partition: Int32
        /// The offset of the record in its partition.
        package var position: Int64
        /// In ``JournalBatch/bytes``; nil for a record without a value.
        package var value: Range<Int>?
        /// The place of first reading, when the position does not say it.
        package var origin: String?
        /// Why it was refused before it came here: it leaves a dead letter, whatever its value.
        package var refusal: DeadLetterReason?

        package init(
            stream: RecordStream, partition: Int32, position: Int64, value: Range<Int>?, origin: String?,
            refusal: DeadLetterReason? = nil
        ) {
            self.stream = stream
            self.partition = partition
            self.position = position
            self.value = value
            self.origin = origin
            self.refusal = refusal
        }
    }
    /// Bytes behind the last value that the decoder may look at.
    package static var slack: Int { 64 }
    package var bytes: [UInt8] = []
    package var entries: [Entry] = []
    /// Partitions of the log that came to this loop: told again and again until each is restored.
    package var assigned: [Int32] = []
    /// Partitions of the log that it must give up: told again and again until they are released.
    package var revoked: [Int32] = []

    package init() {}

    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
        assigned.removeAll()
        revoked.removeAll()
    }
}

/// How far a partition of an input has been processed: the position after the last processed record.
package struct InputPosition: Hashable, Sendable {
    package var stream: RecordStream
    package var partition: Int32
    package var next: Int64
    package init(stream: RecordStream, partition: Int32, next: Int64) {
        self.stream = stream
        self.partition = partition
        self.next = next
    }
}

/// Why a step did not go through. Texts hold no personal data.
package enum JournalError: Error, Sendable {
    /// Nothing of the step is there; the journal reads again from the last commit. Drop the changes and go on.
    case aborted(String)
    /// The journal cannot be reached or written now; nothing of the step is there. Try again later.
    case unavailable(String)
    /// Going on could lose or double something, or cannot help: stop with this sentence.
    case stopped(String, ExitStatus)
}

/// One loop's hold on a journal: the partitions that fell to it, and the right to commit for them.
///
/// A step is: ``next(into:limit:wait:)``, fold, ``commit(_:_:)``. The outputs, the changes of state and the input
/// positions of a commit are there together or not at all.
package protocol Journal: ~Copyable {
    /// Waits for records or a change of the partitions held, at most so long, and appends them to an empty batch.
    /// Blocks its thread.
    mutating func next(into batch: inout JournalBatch, limit: Int, wait: Duration) throws(JournalError)

    /// Lends the changelog entries of an assigned partition, of each key the newest last and nil for a tombstone, then
    /// makes its records come with ``next(into:limit:wait:)``. `progress` hears how many records of the changelog, of
    /// about how many, are done. Blocks its thread. After an error nothing of it counts: it is to be restored from the
    /// beginning. Ends early when the loop is to stop.
    mutating func restore(
        _ partition: Int32,
        entry: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) throws(JournalError) -> Void,
        progress: (_ done: Int, _ total: Int) -> Void
    ) throws(JournalError)

    /// Makes a step durable, all of it or nothing. Blocks its thread.
    mutating func commit(_ outbox: borrowing Outbox, _ positions: [InputPosition]) throws(JournalError)

    /// Says that the partitions of the last ``JournalBatch/revoked`` have been let go.
    mutating func release(_ partitions: [Int32]) throws(JournalError)

    /// A day has begun: lets go of what came in up to `cut`, where nothing else does. Between steps, once a day.
    mutating func begin(day: CivilDate, lettingGoThrough cut: CivilDate) throws(JournalError)

    /// The last step is over and nothing follows: leaves the group, closes what is open.
    mutating func close()

    /// What a dead letter's place begins with, for a partition of an input: `topic/3/`.
    func placePrefix(_ stream: RecordStream, _ partition: Int32) -> String

    /// The partitions of the log, held or not: for records that every partition gets.
    var logPartitionCount: Int32 { get }
}
