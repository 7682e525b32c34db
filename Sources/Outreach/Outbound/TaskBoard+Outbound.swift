// What the board keeps for messages that go out: which revisions come next, how far each receiver is, what came back.
// In: places, ids. Out: revisions in order. Depends on: GRDB.

internal import GRDB
internal import Runtime

/// A revision on its way to others.
struct OutboundRevision: Sendable {
    var task: BoardTask
    /// The team of the revision before, which hears that it lost the task.
    var teamBefore: String?
    /// Whether the task is open at its newest revision.
    var isStillOpen: Bool

    var teams: Set<String> { [task.team, teamBefore ?? task.team] }
}

/// What an OpenKlant knows a task by.
struct HandOver: Sendable, Equatable {
    var contact: String?
    var internalTask: String?
    var isClosed = false
}

extension TaskBoard {
    /// The revisions that a receiver has not been told of, of one partition, the oldest first and at most so many.
    func revisions(after receiver: String, limit: Int) async throws -> [OutboundRevision] {
        try await pool.read { database in
            let parts = try Int32.fetchAll(
                database, sql: "SELECT part FROM progress WHERE stream = ? ORDER BY part",
                arguments: [RecordStream.tasks.rawValue])
            for part in parts {
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT revisions.*, before.team AS team_before, tasks.is_open AS is_still_open
                        FROM revisions JOIN tasks ON tasks.task = revisions.task
                        LEFT JOIN revisions AS before
                            ON before.task = revisions.task AND before.revision = revisions.revision - 1
                        WHERE revisions.part = ? AND revisions.position >= coalesce(
                            (SELECT next FROM deliveries WHERE receiver = ? AND part = ?), 0)
                        ORDER BY revisions.position LIMIT ?
                        """, arguments: [part, receiver, part, limit])
                guard rows.isEmpty else { return rows.map(OutboundRevision.init(row:)) }
            }
            return []
        }
    }

    /// Puts on record that a receiver was told of a revision, and of all before it in its partition.
    func told(_ receiver: String, of task: BoardTask) async throws {
        try await pool.write { database in
            try database.execute(
                sql: """
                    INSERT INTO deliveries (receiver, part, next) VALUES (?, ?, ?)
                    ON CONFLICT (receiver, part) DO UPDATE SET next = max(next, excluded.next)
                    """, arguments: [receiver, task.partition, task.position + 1])
        }
    }

    /// What came of handing a task over; empty when nothing has yet.
    func handOver(of task: String) async throws -> HandOver {
        try await pool.read { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT * FROM handovers WHERE task = ?", arguments: [task])
            guard let row else { return HandOver() }
            return HandOver(
                contact: row["contact"], internalTask: row["internal_task"], isClosed: row["is_closed"])
        }
    }

    func keep(_ handOver: HandOver, of task: String) async throws {
        try await pool.write { database in
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO handovers (task, contact, internal_task, is_closed)
                    VALUES (?, ?, ?, ?)
                    """,
                arguments: [task, handOver.contact, handOver.internalTask, handOver.isClosed])
        }
    }
}

extension OutboundRevision {
    fileprivate init(row: Row) {
        self.init(
            task: BoardTask(row: row), teamBefore: row["team_before"], isStillOpen: row["is_still_open"])
    }
}
