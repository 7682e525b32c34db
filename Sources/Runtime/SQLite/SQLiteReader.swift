// Reads the embedded journal beside its loop: the outputs from a position on, and what is known.
// In: a path. Out: rows. Depends on: SQLiteFile. Never writes.

internal import GRDB

/// Connections that only read; they never wait for the loop, nor the loop for them.
package final class SQLiteReader: Sendable {
    package typealias Row = (position: Int64, key: String, value: [UInt8]?)

    private let pool: DatabasePool
    private let path: String

    /// Opens the file, which a journal has made.
    package init(path: String) throws(JournalError) {
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        configuration.label = "seinpost.journal.reader"
        configuration.maximumReaderCount = 4
        self.path = path
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
        } catch {
            throw SQLiteFile.journalError(error, path)
        }
    }

    /// Rows of `tasks` or `contact` from a position on. Blocks its thread.
    package func rows(_ stream: RecordStream, from position: Int64, limit: Int) throws(JournalError) -> [Row]
    {
        let sql =
            "SELECT position, key, value FROM \(Self.table(stream)) WHERE position >= ? ORDER BY position LIMIT ?"
        do {
            return try pool.read { database in
                let rows = try database.cachedStatement(sql: sql)
                rows.bind(1, position)
                rows.bind(2, Int64(limit))
                var found: [Row] = []
                try rows.forEachRow {
                    let key = rows.bytes(1).map { String(decoding: $0, as: UTF8.self) } ?? ""
                    found.append((rows.integer(0), key, rows.bytes(2).map { Array($0) }))
                }
                return found
            }
        } catch {
            throw SQLiteFile.journalError(error, path)
        }
    }

    /// Behind the last row of `tasks` or `contact`. Blocks its thread.
    package func end(_ stream: RecordStream) throws(JournalError) -> Int64 {
        do {
            return try pool.read { try Self.end(stream, $0) }
        } catch {
            throw SQLiteFile.journalError(error, path)
        }
    }

    /// The same, without holding a thread of Swift's pool.
    package func currentEnd(_ stream: RecordStream) async throws(JournalError) -> Int64 {
        do {
            return try await pool.read { try Self.end(stream, $0) }
        } catch {
            throw SQLiteFile.journalError(error, path)
        }
    }

    /// Whether a record of this identity was taken in.
    package func isKnown(_ identity: [UInt8]) async throws(JournalError) -> Bool {
        do {
            return try await pool.read { database in
                let known = try database.cachedStatement(sql: "SELECT 1 FROM delivered WHERE event = ?")
                var isKnown = false
                try identity.withUnsafeBytes { bytes in
                    known.bind(blob: 1, bytes)
                    try known.forEachRow { isKnown = true }
                }
                return isKnown
            }
        } catch {
            throw SQLiteFile.journalError(error, path)
        }
    }

    package func close() { try? pool.close() }

    private static func end(_ stream: RecordStream, _ database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT max(position) FROM \(table(stream))").map { $0 + 1 } ?? 0
    }

    private static func table(_ stream: RecordStream) -> String {
        switch stream {
        case .tasks: "tasks"
        case .contact: "contact"
        default: preconditionFailure("a view is made of tasks and contact details")
        }
    }
}
