// What workers do with tasks: claims, attempts, closing.
// In: stories at one address. Out: failures. Depends on: TestSupport.

import Engine
import Rules
import TestSupport
import Testing

@Suite("Workers' records")
struct WorkerTests {
    static func opened() throws -> Story {
        var story = Story(try Pipeline())
        story.day("2026-03-02")
        story.signal("S1", on: "2026-03-02")
        return story
    }

    @Test("A free task is claimed; null gives it back, whoever does so") func claim() throws {
        var story = try WorkerTests.opened()
        try story.assign("m.jansen", on: "2026-03-02")
        #expect(try story.last().medewerker == "m.jansen")
        try story.assign(nil, on: "2026-03-02")
        #expect(try story.last().medewerker == nil)
        #expect(try story.revisions().count == 3)
    }

    @Test("A claim of another worker's task changes nothing, its team neither, and is counted") func refused()
        throws
    {
        var story = try WorkerTests.opened()
        try story.assign("m.jansen", on: "2026-03-02")
        try story.assign("f.deboer", on: "2026-03-02", team: "elders")
        #expect(try story.last().medewerker == "m.jansen")
        #expect(try story.last().team == "centrum")
        #expect(story.log.tally.refusedClaims == 1)
        #expect(try story.revisions().count == 2)
    }

    @Test("With overname the other worker gets it") func takeover() throws {
        var story = try WorkerTests.opened()
        try story.assign("m.jansen", on: "2026-03-02")
        try story.assign("f.deboer", on: "2026-03-02", takeover: true)
        #expect(try story.last().medewerker == "f.deboer")
        #expect(story.log.tally.refusedClaims == 0)
    }

    @Test("The same claim again gives no revision and counts as no refusal") func sameClaim() throws {
        var story = try WorkerTests.opened()
        try story.assign("m.jansen", on: "2026-03-02")
        try story.assign("m.jansen", on: "2026-03-02")
        #expect(try story.revisions().count == 2)
        #expect(story.log.tally.refusedClaims == 0)
    }

    @Test("C and E for a closed task change nothing, today included, and are counted") func closedAlready()
        throws
    {
        var story = try WorkerTests.opened()
        try story.close("Niet opgepakt: andere reden", on: "2026-03-02")
        let task = try story.last().taak
        try story.assign("m.jansen", on: "2026-03-03", task: task)
        try story.close("Inwoner is overleden", on: "2026-03-03", task: task)
        #expect(story.log.tally.alreadyClosed == 2)
        #expect(try story.revisions().count == 2)
        story.signal("S2", on: "2026-03-01")
        #expect(try story.last().geopend == "2026-03-02")
    }

    @Test("D for a closed task gives one more revision of it, and no next action") func lateAttempt() throws {
        var story = try WorkerTests.opened()
        try story.close("Niet opgepakt: andere reden", on: "2026-03-02")
        try story.attempt(on: "2026-03-02")
        let last = try story.last()
        #expect(last.revisie == 3)
        #expect(last.status == "gesloten")
        #expect(last.pogingen.count == 1)
        #expect(last.next == nil)
    }

    @Test("The same attempt delivered again is a duplicate, even when it now lies in the future")
    func sameAttempt()
        throws
    {
        var story = try WorkerTests.opened()
        try story.attempt(on: "2026-03-03", event: "poging")
        try story.attempt(on: "2026-03-09", event: "poging")
        #expect(story.log.tally.duplicates == 1)
        #expect(try story.last().pogingen.count == 1)
        #expect(try story.deadLetters() == [])
    }

    @Test(
        "gesloten is the date of E, but not before geopend",
        arguments: [("2026-03-02", "2026-03-02"), ("2026-02-20", "2026-03-02")])
    func closingDate(date: String, expected: String) throws {
        var story = try WorkerTests.opened()
        try story.close("Vervolghulp en/of verwijzing", on: date)
        #expect(try story.last().gesloten == expected)
        #expect(try story.last().resultaat == "Vervolghulp en/of verwijzing")
    }

    @Test("A second task opened on one day has -2, a third -3") func secondTask() throws {
        var story = try WorkerTests.opened()
        for number in 2...3 {
            try story.close("Niet opgepakt: andere reden", on: "2026-03-02")
            story.signal("S\(number)", on: "2026-03-02", cents: 10_000 * number)
            #expect(
                try story.last().taak == InventedAddress.all[0].task(opened: "2026-03-02", number: number))
            #expect(try story.last().revisie == 1)
        }
    }

    @Test(
        "A record for a task that never was, or dated too far ahead, is a dead letter",
        arguments: [
            ("T000000000000-20260302", "2026-03-02", "onbekende-taak"),
            ("T000000000000-20260302", "2026-03-04", "datum-in-toekomst"),
        ])
    func deadLetters(task: String, date: String, reason: String) throws {
        var story = try WorkerTests.opened()
        try story.assign("m.jansen", on: date, task: task)
        try story.attempt(on: date, task: task)
        try story.close("Inwoner is overleden", on: date, task: task)
        #expect(try story.deadLetters() == [reason, reason, reason])
    }

    @Test("A worker's date one day ahead of the day records moves today") func oneDayAhead() throws {
        var story = try WorkerTests.opened()
        try story.attempt(on: "2026-03-03")
        #expect(try story.last().peildatum == "2026-03-03")
        #expect(try story.deadLetters() == [])
    }
}
