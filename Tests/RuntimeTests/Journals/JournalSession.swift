// A loop in slow motion: one turn at a time, under a test's control.
// In: a journal, stages. Out: committed steps. Depends on: Runtime.

import Rules
import Runtime
import Signals
import TestSupport
import Testing

/// One open journal with its stages, as ``runLoop`` holds them.
struct JournalSession<J: Journal & ~Copyable>: ~Copyable {
    private var journal: J
    private var stages: Stages
    private var batch = JournalBatch()
    private var held: Set<Int32> = []
    /// Records of each input that were committed, and what was sent out with them.
    private(set) var delivered = 0
    private(set) var scored = 0
    private(set) var sent: [Outbox.Line] = []

    init(_ journal: consuming J, _ pipeline: Pipeline) throws {
        self.journal = journal
        stages = try JournalLines.stages(pipeline)
    }

    /// Turns until `isDone`; a test that waits too long fails.
    mutating func run(until isDone: (borrowing Self) -> Bool) throws {
        let end = ContinuousClock.now + .seconds(30)
        while !isDone(self) {
            try #require(
                ContinuousClock.now < end,
                "\(delivered) delivered, \(scored) scored, \(held.count) partitions")
            try turn()
        }
    }

    /// Turns until every partition is restored.
    mutating func restore(_ partitions: Int) throws { try run { $0.held.count == partitions } }

    /// Turns until a commit fails.
    mutating func runIntoFailure() throws -> JournalError {
        let end = ContinuousClock.now + .seconds(30)
        while true {
            try #require(ContinuousClock.now < end)
            do throws(JournalError) { try turn() } catch { return error }
        }
    }

    mutating func turn() throws(JournalError) {
        batch.removeAll()
        try journal.next(into: &batch, limit: 50, wait: .milliseconds(100))
        for partition in batch.revoked {
            stages.drop(partition)
            held.remove(partition)
        }
        if !batch.revoked.isEmpty { try journal.release(batch.revoked) }
        for partition in batch.assigned { try restore(partition) }
        stages.process(batch) { "\($0.rawValue)/\($1)/" }
        guard !batch.entries.isEmpty else { return stages.commit() }
        do throws(JournalError) {
            try journal.commit(stages.outbox, stages.positions)
        } catch {
            stages.rollBack()
            throw error
        }
        sent += stages.outbox.lines
        stages.commit()
        delivered += batch.entries.count { $0.stream == .delivered }
        scored += batch.entries.count { $0.stream == .log }
    }

    private mutating func restore(_ partition: Int32) throws(JournalError) {
        stages.open(partition, placePrefix: "log/\(partition)/")
        func put(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) throws(JournalError) {
            do { try stages.restore(partition, key: key, value: value) } catch {
                throw .stopped("\(error)", .configuration)
            }
        }
        try journal.restore(partition, entry: put) { _, _ in }
        held.insert(partition)
    }

    /// The state of every partition that is held, by key.
    var state: [String: [UInt8]] {
        var state: [String: [UInt8]] = [:]
        for partition in held.sorted() {
            for entry in stages.stateEntries(of: partition) {
                state["\(partition) \(entry.key)"] = entry.value
            }
        }
        return state
    }

    mutating func begin(day: CivilDate, lettingGoThrough cut: CivilDate) throws(JournalError) {
        try journal.begin(day: day, lettingGoThrough: cut)
    }

    /// Whether all that intake wrote to the log was scored.
    var isIdle: Bool { sent.count { $0.stream == .log } == scored }

    consuming func close() { journal.close() }
}
