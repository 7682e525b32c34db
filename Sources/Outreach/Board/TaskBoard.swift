// The task board: a view of the task stream and the sealed contact records, in a SQLite file of its own.
// In: batches of the feed. Out: lists, histories, counts. Depends on: GRDB. Lost, it is made again from the journal.

internal import Foundation
internal import GRDB
package import Runtime
package import Signals

/// One writer, ``apply(_:)``, and readers that never wait for it.
///
/// An older revision never overwrites a newer one. A household's tombstone takes all of it out; after it the same
/// `taak` may come again from revision 1.
package final class TaskBoard: Sendable {
    let pool: DatabasePool
    let counts = TaskCounts()
    private let path: String

    /// Opens the view, or makes it anew when it is not there, damaged, of another release or of another journal: it
    /// holds nothing that the journal does not.
    ///
    /// - Parameter journal: names the journal that it is a view of.
    package init(path: String, journal: String) throws(JournalError) {
        self.path = path
        do {
            pool = try TaskBoard.opened(path, journal: journal)
        } catch {
            throw .stopped(
                "the task board \(path) cannot be opened: \(JournalSentence.of(error))", .configuration)
        }
    }

    private static func opened(_ path: String, journal: String) throws -> DatabasePool {
        if let pool = try known(path, journal) { return pool }
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        let pool = try open(path)
        try pool.write {
            try $0.execute(sql: "INSERT INTO origin (journal) VALUES (?)", arguments: [journal])
        }
        return pool
    }

    /// The view as it lies there; nil when it must be made anew.
    private static func known(_ path: String, _ journal: String) throws -> DatabasePool? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            let pool = try open(path)
            let known = try pool.read { try String.fetchOne($0, sql: "SELECT journal FROM origin") }
            if known == journal { return pool }
            try pool.close()
            return nil
        } catch let error as DatabaseError
            where [.SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_SCHEMA].contains(error.resultCode)
        {
            return nil
        }
    }

    private static func open(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "seinpost.board"
        configuration.maximumReaderCount = 8
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            // What a crash takes is read again from the journal.
            try database.execute(sql: "PRAGMA synchronous = OFF")
            try database.execute(sql: "PRAGMA secure_delete = ON")
            try database.execute(sql: "PRAGMA cache_size = -16384")
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        guard try !pool.read({ try BoardSchema.migrator.hasBeenSuperseded($0) }) else {
            throw DatabaseError(resultCode: .SQLITE_SCHEMA)
        }
        try BoardSchema.migrator.migrate(pool)
        return pool
    }

    /// Where reading the feed goes on.
    package func positions() throws(JournalError) -> [InputPosition] {
        do {
            return try pool.read { database in
                try Row.fetchAll(database, sql: "SELECT stream, part, next FROM progress").compactMap { row in
                    RecordStream(rawValue: row[0]).map {
                        InputPosition(stream: $0, partition: row[1], next: row[2])
                    }
                }
            }
        } catch {
            throw unavailable(error)
        }
    }

    /// Forgets everything, to be read again from the beginning.
    package func clear() throws(JournalError) {
        do {
            defer { counts.change() }
            try pool.write { database in
                for table in [
                    "revisions", "tasks", "kinds", "tombstones", "details", "progress", "deliveries",
                ] {
                    try database.execute(sql: "DELETE FROM \(table)")
                }
            }
        } catch {
            throw unavailable(error)
        }
    }

    /// Takes in a batch and its positions in one transaction. Blocks: call it from a thread of your own.
    ///
    /// - Returns: what changed for whoever looks, in order, and who was forgotten.
    package func apply(_ batch: FeedBatch) throws(JournalError) -> BoardNews {
        do {
            // After the commit, whatever came of it: a count may be made once too often, and is never old.
            defer { counts.change() }
            return try pool.write { database in
                var writer = BoardWriter(database)
                for record in batch.records { try writer.apply(record) }
                for position in batch.positions { try writer.moveOn(to: position) }
                return BoardNews(changes: writer.changes, forgotten: writer.forgotten)
            }
        } catch {
            throw unavailable(error)
        }
    }

    /// Takes out details dated on this day or before; how many there were. Holds no thread while it waits.
    package func forgetDetails(upTo day: CivilDate) async throws -> Int {
        try await pool.write { database in
            try database.execute(sql: "DELETE FROM details WHERE date <= ?", arguments: [day.dayNumber])
            return database.changesCount
        }
    }

    private func unavailable(_ error: any Error) -> JournalError {
        .unavailable("the task board \(path) cannot be used: \(JournalSentence.of(error))")
    }

    package func close() { try? pool.close() }
}

/// What a batch of the feed did.
package struct BoardNews: Sendable, Equatable {
    package var changes: [BoardChange]
    package var forgotten: [Forgotten]
}

/// What was taken off the board because of an erasure or because nothing of a household is left.
package struct Forgotten: Sendable, Equatable {
    package var household: String
    package var tasks: Int
    package var details: Int
}

/// What one record of the feed changed on the board.
package struct BoardChange: Sendable, Equatable {
    /// The change's place in the task stream.
    package var partition: Int32
    package var position: Int64
    /// The task at its new revision; nil when a household was forgotten.
    package var task: String?
    package var revision: Int
    /// Those that had it and those that have it now.
    package var teams: Set<String>
}
