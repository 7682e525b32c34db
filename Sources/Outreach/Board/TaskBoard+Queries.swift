// What the board is asked: lists, one task, counts, sealed details.
// In: filters, ids. Out: values of BoardTask. Depends on: GRDB.

internal import GRDB
internal import Runtime
package import Signals

extension TaskBoard {
    /// Tasks by `uiterlijk`, then `taak`; the count is of all that the filter chooses.
    package func tasks(
        _ filter: TaskFilter, offset: Int = 0, limit: Int = 50
    ) async throws -> TaskPage {
        let choice = FilterSQL(filter, isOrdered: true)
        let count = try await count(filter)
        return try await pool.read { database in
            // First the page's tasks by an index, then their records.
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT revisions.* FROM (
                        SELECT task, revision, due FROM tasks WHERE \(choice.condition)
                        ORDER BY due, task LIMIT ? OFFSET ?) AS chosen
                    JOIN revisions USING (task, revision) ORDER BY chosen.due, chosen.task
                    """, arguments: choice.arguments + [limit, offset])
            return TaskPage(count: count, tasks: rows.map(BoardTask.init(row:)))
        }
    }

    /// How many tasks a filter chooses: counted once for all who ask between two changes of the board.
    private func count(_ filter: TaskFilter) async throws -> Int {
        let version = counts.version
        if let known = counts[filter, version] { return known }
        let choice = FilterSQL(filter)
        let count =
            try await pool.read { database in
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM tasks WHERE \(choice.condition)",
                    arguments: choice.arguments)
            } ?? 0
        counts.keep(count, for: filter, version)
        return count
    }

    /// Every task of the filter, one after another in the same order, without holding them all.
    package func forEachTask(
        _ filter: TaskFilter, _ body: @escaping @Sendable (BoardTask) throws -> Void
    ) async throws {
        let choice = FilterSQL(filter)
        try await pool.read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT revisions.* FROM tasks JOIN revisions USING (task, revision)
                    WHERE \(choice.condition) ORDER BY due, task
                    """, arguments: choice.arguments)
            while let row = try rows.next() { try body(BoardTask(row: row)) }
        }
    }

    /// nil when there is no such task.
    package func history(of task: String) async throws -> TaskHistory? {
        try await pool.read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM revisions WHERE task = ? ORDER BY revision", arguments: [task])
            return rows.isEmpty ? nil : TaskHistory(revisions: rows.map(BoardTask.init(row:)))
        }
    }

    /// The newest revision; nil when there is no such task.
    package func task(_ task: String) async throws -> BoardTask? {
        try await pool.read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM revisions WHERE task = ? ORDER BY revision DESC LIMIT 1",
                arguments: [task]
            ).map(BoardTask.init(row:))
        }
    }

    /// Open tasks of each team, in order of their ids; `week` is the last day that counts as this week.
    package func caseloads(teams: Set<String>? = nil, week: CivilDate) async throws -> [TeamCaseload] {
        var filter = TaskFilter(teams: teams)
        filter.isOpen = true
        let choice = FilterSQL(filter)
        return try await pool.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT team, count(*), sum(worker IS NULL), sum(is_late), sum(due <= ?) FROM tasks
                    WHERE \(choice.condition) GROUP BY team ORDER BY team
                    """, arguments: [week.dayNumber] + choice.arguments
            ).map {
                TeamCaseload(team: $0[0], open: $0[1], free: $0[2], late: $0[3], dueThisWeek: $0[4])
            }
        }
    }

    /// Contact data and notes of a household, the newest first.
    package func details(of household: String) async throws -> [SealedDetails] {
        try await pool.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM details WHERE household = ? ORDER BY date DESC, position DESC",
                arguments: [household]
            ).map(SealedDetails.init(row:))
        }
    }

    /// Revisions behind a place of each partition, the oldest first and at most so many; nil when a household was
    /// forgotten since then or there are more, so that everything must be looked at again.
    package func changes(since places: [Int32: Int64], limit: Int) async throws -> [BoardChange]? {
        try await pool.read { database in
            var changes: [BoardChange] = []
            for (partition, place) in places.sorted(by: { $0.key < $1.key }) {
                let forgotten = try Bool.fetchOne(
                    database,
                    sql: "SELECT EXISTS (SELECT 1 FROM tombstones WHERE part = ? AND position >= ?)",
                    arguments: [partition, place])
                if forgotten == true { return nil }
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT task, revision, team, position FROM revisions WHERE part = ? AND position >= ?
                        ORDER BY position LIMIT ?
                        """, arguments: [partition, place, limit + 1])
                changes += rows.map {
                    BoardChange(
                        partition: partition, position: $0["position"], task: $0["task"],
                        revision: $0["revision"], teams: [$0["team"]])
                }
            }
            return changes.count > limit ? nil : changes
        }
    }
}

/// A filter as a condition over `tasks`.
private struct FilterSQL: Sendable {
    private var conditions: [String] = []
    private(set) var arguments = StatementArguments()

    var condition: String { conditions.isEmpty ? "TRUE" : conditions.joined(separator: " AND ") }

    /// - Parameter isOrdered: whether a first page by due date is wanted. The index by due date gives it without a
    ///   look at all tasks of several teams, which SQLite would else sort.
    init(_ filter: TaskFilter, isOrdered: Bool = false) {
        if let teams = filter.teams {
            let marks = repeatElement("?", count: teams.count).joined(separator: ", ")
            let column = isOrdered && teams.count > 1 ? "+team" : "team"
            add("\(column) IN (\(marks))", StatementArguments(teams.sorted()))
        }
        if let isOpen = filter.isOpen { add("is_open = ?", [isOpen]) }
        if let team = filter.team { add("team = ?", [team]) }
        if let worker = filter.worker { add("worker = ?", [worker]) }
        if filter.isFree { add("worker IS NULL", []) }
        if let taskClass = filter.taskClass { add("class = ?", [taskClass]) }
        if let isLate = filter.isLate { add("is_late = ?", [isLate]) }
        if let kind = filter.kind {
            add("number IN (SELECT number FROM kinds WHERE kind = ?)", [kind.wireName])
        }
        if let action = filter.action { add("action = ?", [action.wireName]) }
        // A range and not a pattern: nothing in a code is a wildcard.
        if let area = filter.area { add("area >= ? AND area < ?", [area, area + "\u{7f}"]) }
        if let dueBy = filter.dueBy { add("due <= ?", [dueBy.dayNumber]) }
        if let household = filter.household { add("household = ?", [household]) }
    }

    private mutating func add(_ condition: String, _ values: StatementArguments) {
        conditions.append(condition)
        arguments += values
    }
}

extension BoardTask {
    init(row: Row) {
        self.init(
            task: row["task"], revision: row["revision"], household: row["household"], team: row["team"],
            worker: row["worker"], isOpen: row["is_open"], time: row["time"], partition: row["part"],
            position: row["position"], json: row["json"])
    }
}

extension SealedDetails {
    fileprivate init(row: Row) {
        let date = CivilDate(dayNumber: row["date"])
        let kind: Kind =
            row["kind"] == "note"
            ? .note(id: row["id"], task: row["task"] ?? "", worker: row["about"], time: row["time"])
            : .contact(signal: row["id"], partner: row["about"], date: date)
        self.init(
            kind: kind, household: row["household"], person: row["person"], key: row["key"],
            sealed: row["sealed"])
    }
}
