// What happens at one or a few addresses, told record by record in a test, and what came of it.
// In: a pipeline and records. Out: task revisions, statuses, dead letters. Depends on: Fold, EventLine.

import Engine
package import Rules

/// A short stream written by hand. Each record gets the `time` of its day; day records come only where the story has
/// them, so that nothing happens between the lines.
package struct Story {
    package var pipeline: Pipeline
    package private(set) var lines: [String] = []
    private var number = 0
    private var clock = "2026-03-02"

    package init(_ pipeline: Pipeline) { self.pipeline = pipeline }

    // MARK: What happens

    /// A day begins.
    package mutating func day(_ date: String) {
        clock = date
        var data = JSONFields()
        data.text("datum", date)
        add(.day, data)
    }

    /// A signal arrives, about a debt of its own unless a `reference` makes it that of another.
    package mutating func signal(
        _ id: String, on date: String, _ partner: String = "Huur", cents: Int = 10_000, at house: Int = 0,
        born: String? = nil, name: String? = nil, reference: String? = nil, since: String? = nil,
        crisis: Bool = false, area: String? = nil, event: String? = nil
    ) {
        var data = JSONFields()
        data.text("ID", id)
        data.raw("signaalpartner", Story.partner(partner, name))
        data.raw("bedrag", "\(cents / 100).\(cents % 100 / 10)\(cents % 10)")
        data.text("signaaldatum", date)
        data.text("ontstaansdatum", since)
        if crisis { data.raw("crisissignaal", "true") }
        data.text("kenmerk", reference ?? id)
        data.append(Story.subject(house, born: born, area: area))
        add(.signal, data, id: event ?? "signaal-\(id)-\(number)")
    }

    /// A partner takes a signal back.
    package mutating func withdraw(
        _ id: String, on date: String, _ reason: String, _ partner: String = "Huur", at house: Int = 0
    ) {
        var data = JSONFields()
        data.text("ID", id)
        data.raw("signaalpartner", Story.partner(partner, nil))
        data.append(Story.subject(house, born: nil))
        data.text("datum", date)
        data.text("reden", reason)
        add(.withdrawal, data)
    }

    /// A worker takes a task, or gives it back for nil. The task is the last one that showed itself, unless named.
    package mutating func assign(
        _ worker: String?, on date: String, team: String? = nil, takeover: Bool = false, task: String? = nil
    ) throws {
        var data = try workersFields(date, task)
        if let worker { data.text("medewerker", worker) } else { data.raw("medewerker", "null") }
        data.text("team", team)
        if takeover { data.raw("overname", "true") }
        add(.assignment, data)
    }

    /// A worker seeks contact.
    package mutating func attempt(
        _ kind: String = "Telefoon", on date: String, reached: Bool = false, task: String? = nil,
        event: String? = nil
    ) throws {
        var data = try workersFields(date, task)
        data.text("soort", kind)
        data.raw("bereikt", reached ? "true" : "false")
        add(.attempt, data, id: event)
    }

    /// A worker closes a task.
    package mutating func close(_ result: String, on date: String, task: String? = nil) throws {
        var data = try workersFields(date, task)
        data.text("resultaat", result)
        add(.closing, data)
    }

    /// Something changes for a household, or for the person born then.
    package mutating func circumstance(
        _ kind: String, from date: String, until: String? = nil, at house: Int = 0, born: String? = nil
    ) {
        var data = Story.subject(house, born: born)
        data.text("soort", kind)
        data.text("vanaf", date)
        data.text("tot", until)
        add(.circumstance, data)
    }

    /// A household, or the person born then, is erased.
    package mutating func erase(at house: Int = 0, born: String? = nil) {
        add(.erasure, Story.subject(house, born: born))
    }

    // MARK: What came of it

    package var log: FoldedLog {
        var fold = Fold(pipeline)
        fold.addsDayRecords = false
        return fold.run(lines)
    }

    /// Every revision so far.
    package func revisions() throws -> [TaskRevision] { try log.tasks.map { try TaskRevision($0) } }

    /// The last revision so far.
    package func last() throws -> TaskRevision {
        guard let line = log.tasks.last else { throw NothingHappened() }
        return try TaskRevision(line)
    }

    /// `ID status` of every status so far.
    package func statuses() throws -> [String] {
        try log.statuses.map { try StatusLine($0) }.map { "\($0.id) \($0.status)" }
    }

    package func deadLetters() throws -> [String] {
        try log.deadLetters.map { try DeadLetterLine($0).reden }
    }

    /// A story asked for a task before there was one.
    package struct NothingHappened: Error {}

    // MARK: Writing

    private mutating func add(_ kind: EventKind, _ data: JSONFields, id: String? = nil) {
        number += 1
        lines.append(eventLine(kind, id: id ?? "e\(number)", time: "\(clock)T10:00:00Z", data: data))
    }

    private func workersFields(_ date: String, _ task: String?) throws -> JSONFields {
        let name = try task ?? last().taak
        let prefix = name.dropFirst().prefix(12)
        let address = InventedAddress.all.first { $0.householdText.dropFirst(3).hasPrefix(prefix) }
        var data = JSONFields()
        data.text("huishouden", (address ?? InventedAddress.all[0]).householdText)
        data.text("taak", name)
        data.text("datum", date)
        return data
    }

    private static func partner(_ type: String, _ name: String?) -> String {
        var partner = JSONFields()
        partner.text("type", type)
        partner.text("naam", name)
        return partner.json
    }

    private static func subject(_ house: Int, born: String?, area: String? = nil) -> JSONFields {
        let spelling = InventedAddress.all[house].spellings[0]
        var client = JSONFields()
        client.text("postcode", spelling.postcode)
        client.raw("huisnummer", spelling.number)
        client.text("huisnummertoevoeging", spelling.suffix)
        client.text("geboortedatum", born)
        client.text("buurtcode", area)
        var fields = JSONFields()
        fields.raw("client", client.json)
        return fields
    }
}
