// The embedded journal: log, changelog, outputs and position in one SQLite file, one transaction for each step.
// In: deliveries and steps. Out: batches. Depends on: SQLiteFile, DeliveryQueue, Journal.

internal import GRDB
internal import Glibc
package import Signals

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
    private var chain: AuditChain
    /// The last day that began, as a number.
    private var day: Int64
    private let bell: CommitBell

    /// Opens or makes the file.
    ///
    /// - Parameter writer: the instance, whose audit lines this journal chains.
    package init(
        path: String, deliveries: DeliveryQueue, writer: String = "seinpost", bell: CommitBell = CommitBell()
    ) throws(JournalError) {
        let queue = try SQLiteFile.open(path)
        let positions: (end: Int64, next: Int64)
        do {
            positions = try queue.read { database in
                let end = try Int64.fetchOne(database, sql: "SELECT max(position) FROM log")
                let next = try Int64.fetchOne(database, sql: "SELECT next FROM progress WHERE input = 'log'")
                return (end.map { $0 + 1 } ?? 0, next ?? 0)
            }
            (chain, day) = try queue.read {
                (try SQLiteWriter.chain(of: writer, $0), try SQLiteRetention.lastDay($0))
            }
        } catch let fault as AuditFault {
            throw .stopped("the last line of the audit in \(path) \(fault.message)", .inputOutput)
        } catch {
            throw SQLiteFile.journalError(error, path)
        }
        self.bell = bell
        self.path = path
        self.deliveries = deliveries
        self.queue = queue
        logEnd = positions.end
        next = positions.next
        bell.ring(next: next)
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
        var taken = taken
        var fresh: [Delivery] = []
        try queue.inDatabase { database in
            let known = try database.cachedStatement(sql: "SELECT 1 FROM delivered WHERE event = ?")
            var seen = Set<[UInt8]>()
            for place in taken.indices {
                taken[place].known = 0
                taken[place].isNews = taken[place].deliveries.isEmpty
                for delivery in taken[place].deliveries {
                    var isKnown = !seen.insert(delivery.identity).inserted
                    if !isKnown {
                        try delivery.identity.withUnsafeBytes { identity in
                            known.bind(blob: 1, identity)
                            try known.forEachRow { isKnown = true }
                        }
                    }
                    if !isKnown {
                        fresh.append(delivery)
                        taken[place].isNews = true
                    } else if delivery.refusal == nil {
                        taken[place].known += 1
                    }
                }
            }
        }
        self.taken = taken
        // Without news there will be no commit to answer after; what they hold is on disk, but for accounts alone.
        guard !fresh.isEmpty else {
            try commitAccounts()
            return answerKept()
        }
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
        let day = day
        let accounts = taken.filter { $0.isNews }.map(\.account)
        var chain = chain
        do {
            self.logEnd = try queue.inDatabase { database in
                var written = end
                try database.inTransaction(.immediate) {
                    written = try SQLiteWriter.write(copy, from: end, database)
                    try SQLiteWriter.write(accounts, &chain, database)
                    try SQLiteWriter.write(identities, on: day, database)
                    try SQLiteWriter.forgetRedriven(lastRedriven, database)
                    try SQLiteWriter.write(next: next, database)
                    return .commit
                }
                return written
            }
            self.next = next
            self.chain = chain
        } catch {
            let failure = SQLiteFile.journalError(error, path)
            // They are not on disk; who waits may try again later, and comes as a new delivery then.
            if case .unavailable = failure { answerUnavailable() }
            throw failure
        }
        answerKept()
        bell.ring(next: next)
    }

    package mutating func begin(day: CivilDate, lettingGoThrough cut: CivilDate) throws(JournalError) {
        guard Int64(day.dayNumber) > self.day else { return }
        let next = next
        do {
            try queue.inDatabase { database in
                try database.inTransaction(.immediate) {
                    try SQLiteRetention.begin(day, lettingGoThrough: cut, next: next, database)
                    return .commit
                }
            }
        } catch {
            throw SQLiteFile.journalError(error, path)
        }
        self.day = Int64(day.dayNumber)
    }

    /// What is put on record without a record of the log, in a transaction of its own.
    private mutating func commitAccounts() throws {
        let accounts = taken.filter { $0.isNews && !$0.account.isEmpty }.map(\.account)
        guard !accounts.isEmpty else { return }
        var chain = chain
        try queue.inDatabase { database in
            try database.inTransaction(.immediate) {
                try SQLiteWriter.write(accounts, &chain, database)
                return .commit
            }
        }
        self.chain = chain
        bell.ring(next: next)
    }

    private mutating func answerKept() {
        for delivery in taken { delivery.answer(.kept(known: delivery.known, logEnd: logEnd)) }
        taken.removeAll()
    }

    private mutating func answerUnavailable() {
        for delivery in taken { delivery.answer(.unavailable) }
        taken.removeAll()
    }

    package mutating func release(_ partitions: [Int32]) {}

    package mutating func close() {
        answerUnavailable()
        bell.end()
        try? queue.close()
    }
}
