// What is forgotten, when, and at whose word.
// In: stories. Out: failures. Depends on: TestSupport.

import Engine
import Rules
import TestSupport
import Testing

@Suite("Retention and erasure")
struct RetentionTests {
    static let rules = """
          - {id: samen, scope: household, when: count(30d) >= 1, points: 1, reason: "{count(30d)}"}
          - {id: eigen, scope: person, when: count(30d) >= 1, points: 2, reason: "{count(30d)}"}
        """

    static func opened() throws -> Story {
        var story = Story(try Pipeline(top: "retention: 30d"))
        story.day("2026-03-02")
        story.signal("S1", on: "2026-03-02")
        return story
    }

    static let noContact = "Definitief geen contact kunnen krijgen"

    @Test(
        "A task whose last signal leaves closes by what contact there was",
        arguments: [
            (nil, RetentionTests.noContact), (false, RetentionTests.noContact),
            (true, "Geen reactie na eerder contact"),
        ])
    func closes(reached: Bool?, result: String) throws {
        var story = try RetentionTests.opened()
        if let reached { try story.attempt(on: "2026-03-02", reached: reached) }
        story.day("2026-03-31")
        #expect(try story.last().status == "open")
        story.day("2026-04-01")
        #expect(try story.last().resultaat == result)
        #expect(try story.last().gesloten == "2026-04-01")
        #expect(try story.last().signalen.map(\.id) == ["S1"], "what it shows stays on it")
    }

    @Test(
        "Retention of calendar months is clamped at short months",
        arguments: [
            ("2025-12-31", "2026-02-28", false), ("2025-12-31", "2026-03-01", true),
            ("2025-12-28", "2026-02-27", false), ("2025-12-28", "2026-02-28", true),
            ("2026-01-01", "2026-02-28", false), ("2026-01-01", "2026-03-01", true),
        ])
    func months(signal: String, day: String, gone: Bool) throws {
        var story = Story(try Pipeline(top: "retention: 2mo"))
        story.signal("S1", on: signal)
        story.day(day)
        #expect(try (story.last().status == "gesloten") == gone)
    }

    @Test(
        "A signal at the edge of the history is too late or just in time",
        arguments: [("2026-01-31", ["te-laat"]), ("2026-02-01", [])])
    func tooLate(date: String, reasons: [String]) throws {
        var story = Story(try Pipeline(top: "retention: 30d"))
        story.day("2026-03-02")
        story.signal("S1", on: date)
        #expect(try story.deadLetters() == reasons)
    }

    @Test(
        "A date is too far ahead from two days after the last day record, if there was one",
        arguments: [("2026-03-03", []), ("2026-03-04", ["datum-in-toekomst"])])
    func tooFarAhead(date: String, reasons: [String]) throws {
        var story = Story(try Pipeline())
        story.day("2026-03-02")
        story.signal("S1", on: date)
        #expect(try story.deadLetters() == reasons)
        var without = Story(try Pipeline())
        without.signal("S0", on: "2026-03-02")
        without.signal("S1", on: date)
        #expect(try without.deadLetters() == [])
    }

    @Test("A household of which nothing is left is forgotten, with a tombstone") func forgotten() throws {
        var story = try RetentionTests.opened()
        try story.close("Niet opgepakt: andere reden", on: "2026-03-02")
        story.day("2026-03-31")
        #expect(story.log.tombstones.isEmpty)
        story.day("2026-04-01")
        #expect(story.log.tombstones.map(\.household) == [InventedAddress.all[0].householdText])
        #expect(try story.revisions().count == 2)
    }

    @Test("A household that never kept anything leaves no tombstone") func neverThere() throws {
        var story = Story(try Pipeline(partners: "  Huur: {threshold: €50, basis: proef}"))
        story.day("2026-03-02")
        story.signal("S1", on: "2026-03-02", cents: 1)
        #expect(story.log.tombstones.isEmpty)
        #expect(try story.statuses() == ["S1 Niet opgepakt: onterecht signaal"])
    }

    @Test("A waiting signal that leaves the history is answered") func waitingLeaves() throws {
        var story = Story(try Pipeline(top: "retention: 30d"))
        story.day("2026-03-02")
        story.circumstance("pauzeknop", from: "2026-03-01")
        story.signal("S1", on: "2026-03-02")
        story.day("2026-04-01")
        #expect(try story.statuses() == ["S1 Nog niet opgepakt", "S1 Niet opgepakt: andere reden"])
    }

    @Test("Measures no longer see what left the history, though the task still shows it")
    func measuresForget() throws {
        var story = Story(try Pipeline(top: "retention: 30d", rules: RetentionTests.rules))
        story.signal("S1", on: "2026-03-02")
        story.signal("S2", on: "2026-03-20")
        story.signal("S3", on: "2026-04-05")
        #expect(try story.last().signalen.map(\.id) == ["S1", "S2", "S3"])
        #expect(try story.last().bijdragen.map(\.signalen) == [["S2", "S3"]])
    }

    @Test("After retention forgot it a signal may come again") func comesAgain() throws {
        var story = try RetentionTests.opened()
        story.signal("S2", on: "2026-03-02")
        story.day("2026-03-25")
        story.signal("S3", on: "2026-03-25")
        story.day("2026-04-01")
        story.signal("S1", on: "2026-04-01")
        #expect(story.log.tally.duplicates == 0)
        #expect(try story.last().signalen.map(\.id) == ["S1", "S2", "S3", "S1"])
    }

    // MARK: Erasure

    @Test("Erasing a household forgets it at once; the same taak may come again on that day") func household()
        throws
    {
        var story = try RetentionTests.opened()
        story.erase()
        #expect(story.log.tombstones.count == 1)
        story.signal("S1", on: "2026-03-02")
        let revisions = try story.revisions()
        #expect(revisions.map(\.revisie) == [1, 1])
        #expect(revisions[0].taak == revisions[1].taak)
    }

    @Test("Erasing a household of which nothing is known does nothing") func unknownHousehold() throws {
        var story = try RetentionTests.opened()
        story.erase(at: 1)
        #expect(story.log.tombstones.isEmpty)
        #expect(try story.revisions().count == 1)
    }

    static func twoPersons() throws -> Story {
        var story = Story(try Pipeline(top: "retention: 30d", rules: rules))
        story.day("2026-03-02")
        story.signal("S1", on: "2026-03-02", born: "1980-01-01")
        story.signal("S2", on: "2026-03-02", born: "1980-01-01")
        story.signal("S3", on: "2026-03-02")
        return story
    }

    @Test("Erasing a person takes their signals and what names them off the task; score and class stay")
    func person() throws {
        var story = try RetentionTests.twoPersons()
        let address = InventedAddress.all[0]
        #expect(try story.last().persoon == address.personText(born: "1980-01-01"))
        #expect(try story.last().rules == ["samen", "eigen"])
        story.erase(born: "1980-01-01")
        let task = try story.last()
        #expect(task.persoon == nil)
        #expect(task.bijdragen == [])
        #expect(task.signalen.map(\.id) == ["S3"])
        #expect(task.score.totaal == 3)
        #expect(task.status == "open")
        #expect(task.revisie == 4)
    }

    @Test("A task left without a signal by it closes at once") func personWasAll() throws {
        var story = Story(try Pipeline(rules: RetentionTests.rules))
        story.signal("S1", on: "2026-03-02", born: "1980-01-01")
        story.erase(born: "1980-01-01")
        #expect(try story.last().resultaat == RetentionTests.noContact)
        #expect(try story.last().signalen == [])
    }

    @Test("It does so on closed tasks in the history too, in order of opening") func closedToo() throws {
        var story = try RetentionTests.twoPersons()
        try story.close("Niet opgepakt: andere reden", on: "2026-03-02")
        story.signal("S4", on: "2026-03-02", born: "1980-01-01")
        story.signal("S5", on: "2026-03-02")
        let before = try story.revisions().count
        story.erase(born: "1980-01-01")
        let changed = try story.revisions().dropFirst(before)
        let address = InventedAddress.all[0]
        #expect(
            changed.map(\.taak) == [
                address.task(opened: "2026-03-02"), address.task(opened: "2026-03-02", number: 2),
            ])
        #expect(changed.map { $0.signalen.map(\.id) } == [["S3"], ["S5"]])
    }

    @Test("Erasing somebody else changes nothing") func otherPerson() throws {
        var story = try RetentionTests.twoPersons()
        let before = try story.revisions().count
        story.erase(born: "1981-01-01")
        #expect(try story.revisions().count == before)
        #expect(story.log.tombstones.isEmpty)
    }

    @Test("With a person their circumstances are forgotten") func circumstances() throws {
        var story = Story(try Pipeline())
        story.day("2026-03-02")
        story.signal("S0", on: "2026-03-02")
        story.circumstance("schuldhulp", from: "2026-03-01", born: "1980-01-01")
        story.erase(born: "1980-01-01")
        story.signal("S1", on: "2026-03-02", born: "1980-01-01")
        #expect(try story.statuses().last == "S1 Opgepakt")
    }
}
