// What one step sends out, in order, until the journal commits it.
// In: records of both stages. Out: keys and values by stream. Depends on: nothing.

/// Where a record goes, or comes from. Every journal has all of them; the names are those of `ops/RUNBOOK.md`.
package enum RecordStream: String, CaseIterable, Sendable {
    /// What partners deliver, any key; read by intake. Not kept by the embedded journal.
    case delivered
    /// The log: what intake let through, by household, in the order that counts.
    case log
    /// Sealed contact details, one record for each signal.
    case contact
    /// The newest state of each household, and of the partition the last day record.
    case changelog
    case tasks, statuses, deadLetters
    case audit
}

/// The records of one step. A value; its room is used again.
package struct Outbox: Sendable {
    package struct Entry: Sendable {
        package var stream: RecordStream
        /// nil: by the key, or any when there is no key.
        package var partition: Int32?
        /// In ``Outbox/bytes``.
        package var key: Range<Int>?
        /// nil for a tombstone.
        package var value: Range<Int>?
    }

    package private(set) var bytes: [UInt8] = []
    package private(set) var entries: [Entry] = []

    package init() {}

    package var isEmpty: Bool { entries.isEmpty }

    /// Adds a record; an empty key is none.
    package mutating func add(
        _ stream: RecordStream, partition: Int32? = nil, key: some Collection<UInt8>,
        value: some Collection<UInt8>
    ) {
        let start = bytes.count
        bytes.append(contentsOf: key)
        let middle = bytes.count
        bytes.append(contentsOf: value)
        entries.append(
            Entry(
                stream: stream, partition: partition, key: start == middle ? nil : start..<middle,
                value: middle..<bytes.count))
    }

    /// Adds the record that says that nothing is kept under a key any more.
    package mutating func addTombstone(
        _ stream: RecordStream, partition: Int32? = nil, key: some Collection<UInt8>
    ) {
        let start = bytes.count
        bytes.append(contentsOf: key)
        entries.append(
            Entry(stream: stream, partition: partition, key: start..<bytes.count, value: nil))
    }

    /// Lends a key or value.
    package func withBytes<Result, Failure: Error>(
        _ range: Range<Int>?, _ body: (UnsafeRawBufferPointer?) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let range else { return try body(nil) }
        return try bytes.withUnsafeBufferPointer { (bytes) throws(Failure) in
            try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[range])))
        }
    }

    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
    }
}
