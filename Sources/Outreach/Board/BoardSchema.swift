// The tables of the task board.
// In: nothing. Out: migrations. Depends on: GRDB.

internal import GRDB

/// Columns that filters and orders need, beside the records as they came.
enum BoardSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in try database.execute(sql: first) }
        migrator.registerMigration("2") { database in try database.execute(sql: outbound) }
        return migrator
    }

    /// `tasks` holds the newest revision of each task, `revisions` every one; `part` is the partition, and places of
    /// tombstones are kept so that whoever asks what happened since then is told to look at everything again.
    private static let first = """
        CREATE TABLE origin (journal TEXT NOT NULL) STRICT;
        CREATE TABLE progress (
            stream TEXT, part INTEGER, next INTEGER NOT NULL,
            PRIMARY KEY (stream, part)) STRICT, WITHOUT ROWID;
        CREATE TABLE revisions (
            task TEXT, revision INTEGER, household TEXT NOT NULL, team TEXT NOT NULL, worker TEXT,
            is_open INTEGER NOT NULL, time TEXT NOT NULL, part INTEGER NOT NULL, position INTEGER NOT NULL,
            json TEXT NOT NULL, PRIMARY KEY (task, revision)) STRICT, WITHOUT ROWID;
        CREATE INDEX revisions_by_place ON revisions (part, position);
        CREATE INDEX revisions_by_household ON revisions (household);
        CREATE TABLE tasks (
            number INTEGER PRIMARY KEY, task TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL,
            household TEXT NOT NULL, team TEXT NOT NULL, worker TEXT, class TEXT NOT NULL,
            is_open INTEGER NOT NULL, is_late INTEGER NOT NULL, due INTEGER NOT NULL, area TEXT, action TEXT)
            STRICT;
        CREATE INDEX tasks_by_due ON tasks (is_open, due, task);
        CREATE INDEX tasks_by_team ON tasks (team, is_open, due, task, worker, is_late);
        CREATE INDEX tasks_by_worker ON tasks (worker, is_open, due, task) WHERE worker IS NOT NULL;
        CREATE INDEX tasks_by_household ON tasks (household);
        CREATE TABLE kinds (
            number INTEGER REFERENCES tasks ON DELETE CASCADE, kind TEXT, PRIMARY KEY (number, kind))
            STRICT, WITHOUT ROWID;
        CREATE TABLE tombstones (part INTEGER, position INTEGER, PRIMARY KEY (part, position))
            STRICT, WITHOUT ROWID;
        CREATE TABLE details (
            part INTEGER, position INTEGER, household TEXT NOT NULL, person TEXT, date INTEGER NOT NULL,
            task TEXT, kind TEXT NOT NULL, id TEXT NOT NULL, about TEXT NOT NULL, time TEXT NOT NULL,
            key TEXT NOT NULL, sealed TEXT NOT NULL, PRIMARY KEY (part, position)) STRICT, WITHOUT ROWID;
        CREATE INDEX details_by_household ON details (household);
        CREATE INDEX details_by_date ON details (date);
        """

    /// How far each receiver of messages was told, and what a task that was handed over is known by elsewhere.
    private static let outbound = """
        CREATE TABLE deliveries (
            receiver TEXT, part INTEGER, next INTEGER NOT NULL, PRIMARY KEY (receiver, part))
            STRICT, WITHOUT ROWID;
        CREATE TABLE handovers (
            task TEXT PRIMARY KEY, contact TEXT, internal_task TEXT, is_closed INTEGER NOT NULL)
            STRICT, WITHOUT ROWID;
        """
}
