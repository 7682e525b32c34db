// What the embedded journal lets go of as days pass: the rows that came in before the pipeline's retention began.
// In: days. Out: fewer rows. Depends on: GRDB.

internal import GRDB
internal import Signals

/// Notes where each table ends when a day begins, and later deletes what stood there before: a row's age is the day
/// on which it came in, whatever dates it holds. Audit lines stay, as their chain has no end; state has a retention of
/// its own.
enum SQLiteRetention {
    private static let tables = ["log", "contact", "tasks", "statuses", "dead_letters"]

    /// The number of the last day that began; 0 before the first.
    static func lastDay(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT max(day) FROM days") ?? 0
    }

    /// In one transaction with the note that the day began.
    ///
    /// - Parameter next: the place in the log that is scored next; what waits stays, however old.
    static func begin(
        _ day: CivilDate, lettingGoThrough cut: CivilDate, next: Int64, _ database: Database
    ) throws {
        let ends = tables.map { "(SELECT coalesce(max(position), -1) FROM \($0))" }.joined(separator: ", ")
        try database.execute(
            sql: "INSERT OR IGNORE INTO days (day, \(tables.joined(separator: ", "))) VALUES (?, \(ends))",
            arguments: [day.dayNumber])
        // What stood there when the day after the cut began came in on the cut or before.
        let last = cut.dayNumber + 1
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT * FROM days WHERE day <= ? ORDER BY day DESC LIMIT 1",
                arguments: [last])
        else { return }
        for table in tables {
            let end: Int64 = table == "log" ? min(row[table], next - 1) : row[table]
            // The last row stays: the places of those to come are counted from it.
            try database.execute(
                sql:
                    "DELETE FROM \(table) WHERE position <= ? AND position < (SELECT max(position) FROM \(table))",
                arguments: [end])
        }
        try database.execute(sql: "DELETE FROM delivered WHERE day < ?", arguments: [last])
        try database.execute(sql: "DELETE FROM days WHERE day < ?", arguments: [row["day"] as Int64])
    }
}
