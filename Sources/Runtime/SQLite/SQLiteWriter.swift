// The records of one step of the embedded journal, within its transaction.
// In: an outbox, identities, accounts. Out: rows. Depends on: GRDB, Binding.

internal import GRDB
internal import Signals

/// Writes the records of a step within its transaction.
enum SQLiteWriter {
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
                case (.contact, _):
                    // First in, then out: the place of the last row must not be given a second time.
                    try run(contact, key, value)
                    try forgetDetails(key, value, database)
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

    /// - Parameter day: of the journal, from which the time for which they are known counts.
    static func write(_ identities: [[UInt8]], on day: Int64, _ database: Database) throws {
        let statement = try database.cachedStatement(sql: "INSERT INTO delivered (event, day) VALUES (?, ?)")
        for identity in identities {
            try identity.withUnsafeBytes { bytes in
                statement.bind(blob: 1, bytes)
                statement.bind(2, day)
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

    /// A tombstone takes with it what was kept of a household, a record `{"gewist":"p1_…"}` what was kept of a person.
    /// They themselves stay, for views that have read what was before them.
    private static func forgetDetails(
        _ key: UnsafeRawBufferPointer?, _ value: UnsafeRawBufferPointer?, _ database: Database
    ) throws {
        guard let value else {
            let all = try database.cachedStatement(
                sql: "DELETE FROM contact WHERE key = ? AND position < last_insert_rowid()")
            return try run(all, key)
        }
        let mark = Array("{\"gewist\":\"".utf8)
        guard value.starts(with: mark) else { return }
        let person = UnsafeRawBufferPointer(rebasing: value.dropFirst(mark.count).dropLast(2))
        let statement = try database.cachedStatement(
            sql: "DELETE FROM contact WHERE key = ? AND value ->> '$.persoon' = ?")
        try run(statement, key, person)
    }

    // MARK: Accounts

    /// The chain of a writer, behind its last line.
    static func chain(of writer: String, _ database: Database) throws -> AuditChain {
        let last = try String.fetchOne(
            database, sql: "SELECT value FROM audit WHERE key = ? ORDER BY position DESC LIMIT 1",
            arguments: [writer])
        return try AuditChain(writer: writer, after: last.map { Array($0.utf8) })
    }

    static func write(_ accounts: [DeliveryAccount], _ chain: inout AuditChain, _ database: Database) throws {
        let audit = try database.cachedStatement(sql: "INSERT INTO audit (key, value) VALUES (?, ?)")
        let contact = try database.cachedStatement(sql: "INSERT INTO contact (key, value) VALUES (?, ?)")
        func insert(_ statement: Statement, _ key: String, _ value: [UInt8]) throws {
            try Array(key.utf8).withUnsafeBytes { key in
                try value.withUnsafeBytes { try run(statement, key, $0) }
            }
        }
        for account in accounts {
            for note in account.notes { try insert(contact, note.household, note.value) }
            for entry in account.audit { try insert(audit, chain.writer, chain.link(entry)) }
            if let day = account.forgetUpTo { try forget(upTo: day, database) }
        }
    }

    /// Details whose date has left the history. The last row stays a while: its place must not be given a second time.
    private static func forget(upTo day: CivilDate, _ database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM contact WHERE position < (SELECT max(position) FROM contact)
                    AND coalesce(value ->> '$.signaaldatum', value ->> '$.datum') <= ?
                """, arguments: [day.description])
    }
}
