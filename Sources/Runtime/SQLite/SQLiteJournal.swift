// The embedded journal: log, changelog, outputs and position in one SQLite file, one transaction for each step.
// In: deliveries and steps. Out: batches. Depends on: SQLiteFile, DeliveryQueue, Journal.

internal import GRDB
internal import Glibc

/// One partition, one loop. What was delivered and what the log holds behind the position come in one batch; a step
/// commits what intake made of the former and what scoring made of the latter in one transaction, with one write to
/// the disk for all of it.
package struct SQLiteJournal: Journal, ~Copyable {
    private let queue: DatabaseQueue
    private let path: String
    private let deliveries: DeliveryQueue
    /// The log's next free position, and the next to score.
    private var logEnd: Int64
    private var next: Int64
    private var hasRestored = false
    /// Of the open step: who waits for it, and what is new among their records.
    private var taken: [TakenDelivery] = []
    private var identities: [[UInt8]] = []
    /// The last of the records in the open step that `seinpost dead-letters redrive` left for us; 0 for none.
    private var lastRedriven: Int64 = 0
    /// Of each submission taken, how many records are no news.
    private var known: [Int] = []

    /// Opens or makes the file.
    package init(path: String, deliveries: DeliveryQueue) throws(JournalError) {
        let queue = try SQLiteFile.open(path)
        let positions: (end: Int64, next: Int64)
        do {
            positions = try queue.read { database in
                let end = try Int64.fetchOne(database, sql: "SELECT max(position) FROM log")
                let next = try Int64.fetchOne(database, sql: "SELECT next FROM progress WHERE input = 'log'")
                return (end.map { $0 + 1 } ?? 0, next ?? 0)
            }
        } catch {
            throw SQLiteFile.journalError(error, path)
        }
        self.path = path
        self.deliveries = deliveries
        self.queue = queue
        logEnd = positions.end
        next = positions.next
    }

    package var logPartitionCount: Int32 { 1 }

    package func placePrefix(_ stream: RecordStream, _ partition: Int32) -> String {
        stream == .log ? "log/\(partition)/" : ""
    }

    /// Records of the log that wait to be scored.
    package var lag: Int64 { logEnd - next }

    package mutating func next(into batch: inout JournalBatch, limit: Int, wait: Duration)
        throws(JournalError)
    {
        guard hasRestored else {
            batch.assigned = [0]
            return
        }
        if taken.isEmpty, next == logEnd { deliveries.wait(wait) }
        // What an aborted step had taken comes again.
        if taken.isEmpty { taken = deliveries.take(limit: limit) }
        do {
            try readDelivered(into: &batch)
            try readRedriven(into: &batch, limit: limit)
            try readLog(into: &batch, limit: limit)
        } catch {
            throw SQLiteFile.journalError(error, path)
        }
        batch.bytes.append(contentsOf: repeatElement(0, count: JournalBatch.slack))
    }

    /// Leaves out what is in the journal already, or comes twice in one batch.
    private mutating func readDelivered(into batch: inout JournalBatch) throws {
        identities.removeAll(keepingCapacity: true)
        guard !taken.isEmpty else { return }
        let taken = taken
        var fresh: [Delivery] = []
        var counts = [Int](repeating: 0, count: taken.count)
        try queue.inDatabase { database in
            let known = try database.cachedStatement(sql: "SELECT 1 FROM delivered WHERE event = ?")
            var seen = Set<[UInt8]>()
            for (place, submission) in taken.enumerated() {
                for delivery in submission.deliveries {
                    var isKnown = !seen.insert(delivery.identity).inserted
                    if !isKnown {
                        try delivery.identity.withUnsafeBytes { identity in
                            known.bind(blob: 1, identity)
                            try known.forEachRow { isKnown = true }
                        }
                    }
                    if !isKnown {
                        fresh.append(delivery)
                    } else if delivery.refusal == nil {
                        counts[place] += 1
                    }
                }
            }
        }
        known = counts
        // Without news there will be no commit to answer after; what they hold is on disk.
        guard !fresh.isEmpty else { return answerKept() }
        for delivery in fresh {
            let start = batch.bytes.count
            batch.bytes.append(contentsOf: delivery.bytes)
            batch.entries.append(
                JournalBatch.Entry(
                    stream: .delivered, partition: 0, position: Int64(identities.count),
                    value: start..<batch.bytes.count, origin: delivery.origin,
                    refusal: delivery.refusal))
            identities.append(delivery.identity)
        }
    }

    /// Records that were dead letters and are sent through again, with the place where they were first read.
    private mutating func readRedriven(into batch: inout JournalBatch, limit: Int) throws {
        var read = JournalBatch()
        swap(&read, &batch)
        defer { swap(&read, &batch) }
        var last: Int64 = 0
        try queue.inDatabase { database in
            let rows = try database.cachedStatement(
                sql: "SELECT position, origin, value FROM redrive ORDER BY position LIMIT ?")
            rows.bind(1, Int64(limit))
            try rows.forEachRow {
                let start = read.bytes.count
                if let value = rows.bytes(2) { read.bytes.append(contentsOf: value) }
                last = rows.integer(0)
                read.entries.append(
                    JournalBatch.Entry(
                        stream: .delivered, partition: 0, position: last, value: start..<read.bytes.count,
                        origin: rows.bytes(1).map { String(decoding: $0, as: UTF8.self) }))
            }
        }
        lastRedriven = last
    }

    private mutating func readLog(into batch: inout JournalBatch, limit: Int) throws {
        guard next < logEnd else { return }
        let first = next
        var read = JournalBatch()
        swap(&read, &batch)
        defer { swap(&read, &batch) }
        try queue.inDatabase { database in
            let rows = try database.cachedStatement(
                sql: "SELECT position, value FROM log WHERE position >= ? ORDER BY position LIMIT ?")
            rows.bind(1, first)
            rows.bind(2, Int64(limit))
            try rows.forEachRow {
                let start = read.bytes.count
                if let value = rows.bytes(1) { read.bytes.append(contentsOf: value) }
                read.entries.append(
                    JournalBatch.Entry(
                        stream: .log, partition: 0, position: rows.integer(0),
                        value: start..<read.bytes.count,
                        origin: nil))
            }
        }
    }

    package mutating func restore(
        _ partition: Int32,
        entry: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) throws(JournalError) -> Void,
        progress: (_ done: Int, _ total: Int) -> Void
    ) throws(JournalError) {
        do {
            try queue.inDatabase { database in
                let total = try Int64.fetchOne(database, sql: "SELECT count(*) FROM changelog") ?? 0
                let rows = try database.cachedStatement(sql: "SELECT key, value FROM changelog")
                var done: Int64 = 0
                try rows.forEachRow {
                    if let key = rows.bytes(0), let value = rows.bytes(1) { try entry(key, value) }
                    done += 1
                    if done & 0xffff == 0 { progress(Int(done), Int(total)) }
                }
            }
        } catch let error as JournalError {
            throw error
        } catch {
            throw SQLiteFile.journalError(error, path)
        }
        hasRestored = true
    }

    package mutating func commit(_ outbox: borrowing Outbox, _ positions: [InputPosition])
        throws(JournalError)
    {
        let end = logEnd
        let identities = identities
        let lastRedriven = lastRedriven
        let next = positions.first { $0.stream == .log }?.next ?? next
        let copy = copy outbox
        do {
            self.logEnd = try queue.inDatabase { database in
                var written = end
                try database.inTransaction(.immediate) {
                    written = try SQLiteWriter.write(copy, from: end, database)
                    try SQLiteWriter.write(identities, database)
                    try SQLiteWriter.forgetRedriven(lastRedriven, database)
                    try SQLiteWriter.write(next: next, database)
                    return .commit
                }
                return written
            }
            self.next = next
        } catch {
            let failure = SQLiteFile.journalError(error, path)
            // They are not on disk; who waits may try again later, and comes as a new delivery then.
            if case .unavailable = failure { answerUnavailable() }
            throw failure
        }
        answerKept()
    }

    private mutating func answerKept() {
        for (delivery, known) in zip(taken, known) { delivery.answer(.kept(known: known)) }
        taken.removeAll()
    }

    private mutating func answerUnavailable() {
        for delivery in taken { delivery.answer(.unavailable) }
        taken.removeAll()
    }

    package mutating func release(_ partitions: [Int32]) {}

    package mutating func close() {
        answerUnavailable()
        try? queue.close()
    }
}

/// Writes the records of a step within its transaction.
private enum SQLiteWriter {
    static func write(_ outbox: Outbox, from logEnd: Int64, _ database: Database) throws -> Int64 {
        var end = logEnd
        let log = try database.cachedStatement(sql: "INSERT INTO log (position, key, value) VALUES (?, ?, ?)")
        let state = try database.cachedStatement(
            sql:
                """
                INSERT INTO changelog (key, value) VALUES (?, ?)
                ON CONFLICT (key) DO UPDATE SET value = excluded.value
                """
        )
        let forgotten = try database.cachedStatement(sql: "DELETE FROM changelog WHERE key = ?")
        let contact = try database.cachedStatement(sql: "INSERT INTO contact (key, value) VALUES (?, ?)")
        let unknown = try database.cachedStatement(sql: "DELETE FROM contact WHERE key = ?")
        let task = try database.cachedStatement(sql: "INSERT INTO tasks (key, value) VALUES (?, ?)")
        let status = try database.cachedStatement(sql: "INSERT INTO statuses (key, value) VALUES (?, ?)")
        let dead = try database.cachedStatement(sql: "INSERT INTO dead_letters (value) VALUES (?)")
        let audit = try database.cachedStatement(sql: "INSERT INTO audit (key, value) VALUES (?, ?)")
        try outbox.bytes.withUnsafeBytes { bytes in
            func lend(_ range: Range<Int>?) -> UnsafeRawBufferPointer? {
                range.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) }
            }
            for entry in outbox.entries {
                let key = lend(entry.key)
                let value = lend(entry.value)
                switch (entry.stream, value) {
                case (.log, _):
                    log.bind(1, end)
                    log.bind(text: 2, key)
                    log.bind(text: 3, value)
                    try log.run()
                    end += 1
                case (.changelog, let value?):
                    state.bind(text: 1, key)
                    state.bind(blob: 2, value)
                    try state.run()
                case (.changelog, nil): try run(forgotten, key)
                case (.contact, nil): try run(unknown, key)
                case (.contact, _): try run(contact, key, value)
                case (.tasks, _): try run(task, key, value)
                case (.statuses, _): try run(status, key, value)
                case (.deadLetters, _): try run(dead, value)
                case (.audit, _): try run(audit, key, value)
                case (.delivered, _): preconditionFailure("nothing is sent to where deliveries come from")
                }
            }
        }
        return end
    }

    private static func run(
        _ statement: Statement, _ first: UnsafeRawBufferPointer?, _ second: UnsafeRawBufferPointer?
    ) throws {
        statement.bind(text: 1, first)
        statement.bind(text: 2, second)
        try statement.run()
    }

    private static func run(_ statement: Statement, _ only: UnsafeRawBufferPointer?) throws {
        statement.bind(text: 1, only)
        try statement.run()
    }

    static func write(_ identities: [[UInt8]], _ database: Database) throws {
        let statement = try database.cachedStatement(sql: "INSERT INTO delivered (event) VALUES (?)")
        for identity in identities {
            try identity.withUnsafeBytes { bytes in
                statement.bind(blob: 1, bytes)
                try statement.run()
            }
        }
    }

    static func forgetRedriven(_ last: Int64, _ database: Database) throws {
        guard last > 0 else { return }
        let statement = try database.cachedStatement(sql: "DELETE FROM redrive WHERE position <= ?")
        statement.bind(1, last)
        try statement.run()
    }

    static func write(next: Int64, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO progress (input, next) VALUES ('log', ?)
                ON CONFLICT (input) DO UPDATE SET next = excluded.next
                """)
        statement.bind(1, next)
        try statement.run()
    }
}
