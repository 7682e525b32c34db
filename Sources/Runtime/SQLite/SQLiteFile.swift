// The journal's file: its tables, how it is opened, and what its errors mean.
// In: a path. Out: a GRDB queue with everything in place. Depends on: GRDB.

internal import GRDB

/// Opens the one file of the embedded journal.
enum SQLiteFile {
    /// WAL, so that readers never wait for the loop; `FULL`, so that what is committed is on disk.
    static func open(_ path: String) throws(JournalError) -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(5)
        configuration.label = "seinpost.journal"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA cache_size = -65536")
        }
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let migrator = migrator
            let isNewer = try queue.read { try migrator.hasBeenSuperseded($0) }
            guard !isNewer else {
                throw JournalError.stopped(
                    "the journal \(path) was written by a later release; upgrade, or give another file",
                    .configuration)
            }
            try migrator.migrate(queue)
            return queue
        } catch let error as JournalError {
            throw error
        } catch {
            throw journalError(error, path)
        }
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE log (position INTEGER PRIMARY KEY, key TEXT, value TEXT NOT NULL) STRICT;
                    CREATE TABLE delivered (
                        event BLOB PRIMARY KEY, day INTEGER NOT NULL) STRICT, WITHOUT ROWID;
                    CREATE TABLE days (
                        day INTEGER PRIMARY KEY, log INTEGER NOT NULL, contact INTEGER NOT NULL,
                        tasks INTEGER NOT NULL, statuses INTEGER NOT NULL,
                        dead_letters INTEGER NOT NULL) STRICT;
                    CREATE TABLE changelog (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
                    CREATE TABLE tasks (position INTEGER PRIMARY KEY, key TEXT NOT NULL, value TEXT) STRICT;
                    CREATE TABLE statuses (
                        position INTEGER PRIMARY KEY, key TEXT NOT NULL, value TEXT) STRICT;
                    CREATE TABLE dead_letters (position INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT;
                    CREATE TABLE contact (position INTEGER PRIMARY KEY, key TEXT NOT NULL, value TEXT) STRICT;
                    CREATE INDEX contact_by_household ON contact (key);
                    CREATE TABLE redrive (
                        position INTEGER PRIMARY KEY, origin TEXT NOT NULL, value TEXT NOT NULL) STRICT;
                    CREATE TABLE audit (position INTEGER PRIMARY KEY, key TEXT, value TEXT NOT NULL) STRICT;
                    CREATE TABLE progress (
                        input TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
                    """)
        }
        return migrator
    }

    /// What an error of SQLite means for the loop.
    static func journalError(_ error: any Error, _ path: String) -> JournalError {
        guard let error = error as? DatabaseError else {
            return .stopped("the journal \(path) failed: \(type(of: error))", .inputOutput)
        }
        switch error.resultCode {
        case .SQLITE_FULL: return .unavailable("the disk of the journal \(path) is full")
        case .SQLITE_IOERR: return .unavailable("the disk of the journal \(path) gives errors")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return .unavailable("another program holds the journal \(path)")
        case .SQLITE_READONLY, .SQLITE_PERM:
            return .stopped("the journal \(path) may not be written", .configuration)
        case .SQLITE_CANTOPEN:
            return .stopped("the journal \(path) cannot be opened; does its folder exist?", .configuration)
        case .SQLITE_NOTADB: return .stopped("\(path) is no journal", .configuration)
        case .SQLITE_CORRUPT:
            return .stopped("the journal \(path) is damaged; put a backup back", .inputOutput)
        default:
            return .stopped(
                "the journal \(path) failed with SQLite code \(error.extendedResultCode.rawValue)",
                .inputOutput)
        }
    }
}
