// Brings one record of the feed onto the board, within the transaction of its batch.
// In: feed records. Out: rows, changes. Depends on: GRDB, Engine's TaskRecord.

internal import Engine
internal import FoundationEssentials
internal import GRDB
internal import Runtime
internal import Signals

/// Writes for one transaction.
struct BoardWriter {
    private let database: Database
    private(set) var changes: [BoardChange] = []
    private(set) var forgotten: [Forgotten] = []

    init(_ database: Database) { self.database = database }

    mutating func apply(_ record: FeedRecord) throws {
        switch (record.stream, record.value) {
        case (.tasks, let value?): try take(value, record)
        case (.tasks, nil): try forgetTasks(record)
        case (.contact, let value?): try takeDetails(value, record)
        case (.contact, nil):
            try execute("DELETE FROM details WHERE household = ?", [record.household])
            note(record.household, tasks: 0, details: database.changesCount)
        default: break
        }
    }

    func moveOn(to position: InputPosition) throws {
        try execute(
            """
            INSERT INTO progress (stream, part, next) VALUES (?, ?, ?)
            ON CONFLICT (stream, part) DO UPDATE SET next = max(next, excluded.next)
            """, [position.stream.rawValue, position.partition, position.next])
    }

    // MARK: Tasks

    private mutating func take(_ value: [UInt8], _ record: FeedRecord) throws {
        // What does not read as a task was not written by scoring: nothing on the board can be made of it.
        guard let task = try? TaskRecord(line: value), let json = Self.data(of: value) else { return }
        let data = task.data
        let known = try Row.fetchOne(
            database, sql: "SELECT number, revision, team FROM tasks WHERE task = ?", arguments: [data.task])
        try execute(
            """
            INSERT INTO revisions
                (task, revision, household, team, worker, is_open, time, part, position, json)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            [
                data.task, data.revision, data.household, data.team, data.worker, data.status == .open,
                task.time, record.partition, record.position, json,
            ])
        if let known, known["revision"] as Int >= data.revision { return }
        let columns: StatementArguments = [
            data.revision, data.household, data.team, data.worker, data.taskClass, data.status == .open,
            data.isLate, data.due.dayNumber, data.area, data.next?.kind, data.task,
        ]
        if known == nil {
            try execute(
                """
                INSERT INTO tasks (
                    revision, household, team, worker, class, is_open, is_late, due, area, action, task)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, columns)
        } else {
            try execute(
                """
                UPDATE tasks SET revision = ?, household = ?, team = ?, worker = ?, class = ?, is_open = ?,
                    is_late = ?, due = ?, area = ?, action = ? WHERE task = ?
                """, columns)
        }
        let number: Int64 = known?["number"] ?? database.lastInsertedRowID
        try keepKinds(of: data, number)
        var teams: Set = [data.team]
        if let before = known?["team"] as String? { teams.insert(before) }
        changes.append(
            BoardChange(
                partition: record.partition, position: record.position, task: data.task,
                revision: data.revision, teams: teams))
    }

    private func keepKinds(of data: TaskData, _ number: Int64) throws {
        try execute("DELETE FROM kinds WHERE number = ?", [number])
        for kind in Set(data.signals.map(\.kind)) {
            try execute("INSERT INTO kinds (number, kind) VALUES (?, ?)", [number, kind])
        }
    }

    private mutating func forgetTasks(_ record: FeedRecord) throws {
        let teams = try String.fetchSet(
            database, sql: "SELECT DISTINCT team FROM tasks WHERE household = ?",
            arguments: [record.household])
        try execute(
            "DELETE FROM handovers WHERE task IN (SELECT task FROM tasks WHERE household = ?)",
            [record.household])
        try execute("DELETE FROM revisions WHERE household = ?", [record.household])
        try execute("DELETE FROM tasks WHERE household = ?", [record.household])
        note(record.household, tasks: database.changesCount, details: 0)
        try execute(
            "INSERT INTO tombstones (part, position) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [record.partition, record.position])
        changes.append(
            BoardChange(
                partition: record.partition, position: record.position, task: nil, revision: 0, teams: teams))
    }

    /// The bytes of `data`: the last member of an event of ours. The first place where it may begin is the right
    /// one, as quotes in texts are escaped.
    private static func data(of event: [UInt8]) -> String? {
        let mark = Array(",\"data\":".utf8)
        guard let range = event.firstRange(of: mark), event.last == UInt8(ascii: "}") else { return nil }
        return String(decoding: event[range.upperBound..<event.count - 1], as: UTF8.self)
    }

    // MARK: Details

    private mutating func takeDetails(_ value: [UInt8], _ record: FeedRecord) throws {
        guard let details = try? JSONDecoder().decode(ContactRecord.self, from: Data(value)) else { return }
        if let person = details.forgotten {
            try execute(
                "DELETE FROM details WHERE household = ? AND person = ?", [record.household, person])
            return note(record.household, tasks: 0, details: database.changesCount)
        }
        guard let key = details.key, let sealed = details.sealed, let date = details.date else {
            return
        }
        try execute(
            """
            INSERT INTO details (
                part, position, household, person, date, task, kind, id, about, time, key, sealed)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            [
                record.partition, record.position, record.household, details.person, date.dayNumber,
                details.task, details.note == nil ? "contact" : "note",
                details.note ?? details.signal ?? "", details.worker ?? details.partner ?? "",
                details.time ?? "", key, sealed,
            ])
    }

    private mutating func note(_ household: String, tasks: Int, details: Int) {
        guard tasks + details > 0 else { return }
        forgotten.append(Forgotten(household: household, tasks: tasks, details: details))
    }

    private func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}

/// A record of the contact stream: sealed contact data of a signal, a sealed note, or a person to be forgotten.
private struct ContactRecord: Decodable {
    var signal: String?
    var partner: String?
    var person: String?
    var signalDate: String?
    /// A note's id; nil for contact data.
    var note: String?
    var task: String?
    var worker: String?
    var time: String?
    var noteDate: String?
    var key: String?
    var sealed: String?
    var forgotten: String?

    enum CodingKeys: String, CodingKey {
        case signal = "ID"
        case partner = "signaalpartner"
        case person = "persoon"
        case signalDate = "signaaldatum"
        case note = "notitie"
        case task = "taak"
        case worker = "medewerker"
        case time = "tijd"
        case noteDate = "datum"
        case key = "sleutel"
        case sealed = "verzegeld"
        case forgotten = "gewist"
    }

    var date: CivilDate? { (signalDate ?? noteDate).flatMap { CivilDate($0) } }
}
