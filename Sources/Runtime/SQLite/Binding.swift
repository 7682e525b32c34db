// Runs a prepared statement with bytes bound in place: no copies, no boxes.
// In: statements of GRDB. Out: rows written. Depends on: GRDB, SQLite's C interface.

internal import GRDB
internal import GRDBSQLite

extension Statement {
    /// Binds a whole number; columns count from 1.
    func bind(_ column: Int32, _ value: Int64) { sqlite3_bind_int64(sqliteStatement, column, value) }

    /// Binds text in UTF-8, or NULL. The bytes must stay until ``run()``.
    func bind(text column: Int32, _ bytes: UnsafeRawBufferPointer?) {
        guard let bytes else { return bindNull(column) }
        let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        // Without an address SQLite would bind NULL where an empty text is meant. It reads nothing there.
        sqlite3_bind_text64(
            sqliteStatement, column, start ?? UnsafePointer(bitPattern: 8), UInt64(bytes.count), nil,
            UInt8(SQLITE_UTF8))
    }

    /// Binds bytes. They must stay until ``run()``.
    func bind(blob column: Int32, _ bytes: UnsafeRawBufferPointer) {
        sqlite3_bind_blob64(sqliteStatement, column, bytes.baseAddress, UInt64(bytes.count), nil)
    }

    func bindNull(_ column: Int32) { sqlite3_bind_null(sqliteStatement, column) }

    /// Runs a statement that gives no rows, and makes it ready for the next use.
    func run() throws {
        let code = sqlite3_step(sqliteStatement)
        let extended =
            code == SQLITE_DONE ? code : sqlite3_extended_errcode(sqlite3_db_handle(sqliteStatement))
        sqlite3_reset(sqliteStatement)
        sqlite3_clear_bindings(sqliteStatement)
        guard code == SQLITE_DONE else { throw DatabaseError(resultCode: ResultCode(rawValue: extended)) }
    }

    /// Calls `row` for each row; the statement is reset at the end.
    func forEachRow(_ row: () throws -> Void) throws {
        defer {
            sqlite3_reset(sqliteStatement)
            sqlite3_clear_bindings(sqliteStatement)
        }
        while true {
            let code = sqlite3_step(sqliteStatement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else {
                throw DatabaseError(
                    resultCode: ResultCode(
                        rawValue: sqlite3_extended_errcode(sqlite3_db_handle(sqliteStatement))))
            }
            try row()
        }
    }

    /// A column of the row at hand, from 0.
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(sqliteStatement, column) }

    /// The bytes of a text or blob of the row at hand, valid until the next row; nil for NULL.
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer? {
        guard sqlite3_column_type(sqliteStatement, column) != SQLITE_NULL else { return nil }
        let start = sqlite3_column_blob(sqliteStatement, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(sqliteStatement, column)))
    }
}
