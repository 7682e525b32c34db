// The records of the municipality's own systems, C to F and H, as lines of NDJSON; one form for all.
// In: what happened, to whom, and when it was written down. Out: bytes. Depends on: SyntheticLines.

import Signals

extension SyntheticLines {
    private mutating func begin(
        _ system: StaticString, _ event: UInt64, _ type: StaticString, _ moment: SyntheticMoment
    ) {
        text.isSpaced = false
        text.escapes = false
        text.open()
        text.member("specversion", constant: "1.0")
        text.key("id")
        text.quote()
        text.hexadecimal(event)
        text.quote()
        text.key("source")
        text.quote()
        text.raw("urn:nld:gemeente:")
        text.bytes.append(contentsOf: population.municipality.code.utf8)
        text.raw(":systeem:")
        text.raw(system)
        text.quote()
        text.member("type", constant: type)
        text.key("time")
        text.moment(moment.day, second: moment.second, zone: .utc)
        text.member("datacontenttype", constant: "application/json")
        text.key("data")
        text.open()
    }

    private mutating func end() {
        text.close()
        finish()
    }

    mutating func assignment(
        _ task: SyntheticTask, worker: String?, isTakeover: Bool, event: UInt64, at moment: SyntheticMoment
    ) {
        begin("werkvoorraad", event, "nl.schulden.outreachtaak-toegewezen.v1", moment)
        text.member("huishouden", task.household)
        text.member("taak", task.name)
        text.member("datum", moment.day)
        if let worker {
            text.member("medewerker", worker)
        } else {
            text.key("medewerker")
            text.raw("null")
        }
        if isTakeover { text.member("overname", true) }
        end()
    }

    mutating func attempt(
        _ task: SyntheticTask, kind: ContactKind, wasReached: Bool, on date: CivilDate, part: DayPart?,
        worker: String,
        event: UInt64, at moment: SyntheticMoment
    ) {
        begin("werkvoorraad", event, "nl.schulden.contactpoging-geregistreerd.v1", moment)
        text.member("huishouden", task.household)
        text.member("taak", task.name)
        text.member("soort", kind.wireName)
        text.member("bereikt", wasReached)
        text.member("datum", date)
        if let part { text.member("dagdeel", part.wireName) }
        text.member("medewerker", worker)
        end()
    }

    mutating func closing(
        _ task: SyntheticTask, result: TaskResult, worker: String, event: UInt64, at moment: SyntheticMoment
    ) {
        begin("werkvoorraad", event, "nl.schulden.outreachtaak-afgesloten.v1", moment)
        text.member("huishouden", task.household)
        text.member("taak", task.name)
        text.member("resultaat", result.wireName)
        text.member("datum", moment.day)
        text.member("medewerker", worker)
        end()
    }

    /// A circumstance of a household, by pseudonym when there is one, else of an address and perhaps a
    /// resident.
    mutating func circumstance(
        _ circumstance: SyntheticCircumstance, household: Int, pseudonym: String?, birth: CivilDate?,
        event: UInt64,
        at moment: SyntheticMoment
    ) {
        begin("zaaksysteem", event, "nl.schulden.omstandigheid-gewijzigd.v1", moment)
        subject(household, pseudonym, birth)
        text.member("soort", circumstance.kind.wireName)
        text.member("vanaf", CivilDate(dayNumber: circumstance.from))
        if circumstance.until != .max { text.member("tot", CivilDate(dayNumber: circumstance.until)) }
        end()
    }

    mutating func erasure(
        household: Int, pseudonym: String?, birth: CivilDate?, event: UInt64, at moment: SyntheticMoment
    ) {
        begin("zaaksysteem", event, "nl.schulden.gegevens-gewist.v1", moment)
        subject(household, pseudonym, birth)
        end()
    }

    private mutating func subject(_ household: Int, _ pseudonym: String?, _ birth: CivilDate?) {
        if let pseudonym {
            text.member("huishouden", pseudonym)
        } else {
            client(household, birth: birth, hasArea: false, SyntheticStyle())
        }
    }
}
