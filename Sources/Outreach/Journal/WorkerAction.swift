// What a worker does with a task, as a record of the log (types C, D and E of pipelines/README.md, "Records in").
// In: a choice made on a page or by a program. Out: one structured CloudEvent. Depends on: Signals.

package import Signals

/// One action of a worker on one task.
package struct WorkerAction: Sendable, Equatable {
    /// What is done.
    package enum Deed: Sendable, Equatable {
        /// nil gives the task back.
        case assign(to: String?, team: String?, isTakeover: Bool)
        case attempt(kind: ContactKind, wasReached: Bool, dayPart: DayPart?)
        case close(TaskResult)
    }

    /// The `Idempotency-Key` of the request: the same action sent again is the same record.
    package var id: String
    package var household: String
    package var task: String
    package var deed: Deed
    /// Event time: the day of the assignment, the attempt or the closing.
    package var date: CivilDate
    /// When it was recorded, RFC 3339.
    package var time: String
    /// Who does it.
    package var actor: String

    package init(
        id: String, household: String, task: String, deed: Deed, date: CivilDate, time: String, actor: String
    ) {
        self.id = id
        self.household = household
        self.task = task
        self.deed = deed
        self.date = date
        self.time = time
        self.actor = actor
    }

    private var type: RecordType {
        switch deed {
        case .assign: .assignment
        case .attempt: .attempt
        case .close: .closing
        }
    }

    /// The record; `source` is that of the pipeline, to which `:outreach` is added.
    package func event(source: String) -> [UInt8] {
        var json = JSONWriter()
        json.open()
        json.member("specversion", "1.0")
        json.member("id", id)
        json.member("source", source + ":outreach")
        json.member("type", type.name)
        json.member("subject", household)
        json.member("time", time)
        json.member("datacontenttype", "application/json")
        json.open("data")
        json.member("huishouden", household)
        json.member("taak", task)
        switch deed {
        case .assign(let worker, let team, let isTakeover):
            json.member("datum", date.description)
            if let worker { json.member("medewerker", worker) } else { json.null("medewerker") }
            if let team { json.member("team", team) }
            if isTakeover { json.member("overname", true) }
        case .attempt(let kind, let wasReached, let dayPart):
            json.member("soort", kind.wireName)
            json.member("bereikt", wasReached)
            json.member("datum", date.description)
            if let dayPart { json.member("dagdeel", dayPart.wireName) }
            json.member("medewerker", actor)
        case .close(let result):
            json.member("resultaat", result.wireName)
            json.member("datum", date.description)
            json.member("medewerker", actor)
        }
        json.member("bron", "outreach/" + id)
        json.close()
        json.close()
        return json.bytes
    }
}
