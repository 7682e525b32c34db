// What a signal is answered, and when it is kept.
// In: stories at one address. Out: failures. Depends on: TestSupport.

import Engine
import Rules
import TestSupport
import Testing

@Suite("The status of a signal")
struct StatusTests {
    static let partners = """
          Huur: {from: 30d, until: 90d, threshold: €50, basis: proef}
          Zorg: {threshold: €75, youth-threshold: €25, basis: proef, justification: proef}
          Water: {valid: 2026-01-01..2026-06-30, basis: proef}
        """

    static func story(_ top: String = "repeat-window: 1mo") throws -> Story {
        var story = Story(
            try Pipeline(
                top: top, partners: partners,
                teams: "  - {id: centrum, default: true}\n  - {id: jong, youth: true}"))
        story.day("2026-03-31")
        return story
    }

    static let unjustified = "Niet opgepakt: onterecht signaal"
    static let repeated = "Niet opgepakt: herhaalde melding"

    @Test(
        "Days in arrears: from and until are both included",
        arguments: [
            ("2026-03-02", StatusTests.unjustified), ("2026-03-01", "Opgepakt"), ("2025-12-31", "Opgepakt"),
            ("2025-12-30", StatusTests.unjustified),
        ])
    func terms(since: String, status: String) throws {
        var story = try StatusTests.story()
        story.signal("S1", on: "2026-03-31", since: since)
        #expect(try story.statuses() == ["S1 \(status)"])
    }

    @Test(
        "The youth threshold is for who is 18 to 27 on the day of the signal",
        arguments: [
            ("2008-03-31", 2_500, "Opgepakt"), ("2008-04-01", 2_500, StatusTests.unjustified),
            ("1998-04-01", 2_500, "Opgepakt"), ("1998-03-31", 2_500, StatusTests.unjustified),
            ("2008-03-31", 2_499, StatusTests.unjustified), ("1998-03-31", 7_500, "Opgepakt"),
            ("1998-03-31", 7_499, StatusTests.unjustified),
        ])
    func youth(born: String, cents: Int, status: String) throws {
        var story = try StatusTests.story()
        story.signal("S1", on: "2026-03-31", "Zorg", cents: cents, born: born)
        #expect(try story.statuses() == ["S1 \(status)"])
    }

    @Test("A crisis skips terms, threshold, debt help, refusal of help and the repeat check") func crisis()
        throws
    {
        var story = try StatusTests.story()
        story.circumstance("schuldhulp", from: "2026-01-01")
        story.circumstance("afgemeld", from: "2026-01-01")
        story.signal("S1", on: "2026-03-31", cents: 1, reference: "K", since: "2026-03-30", crisis: true)
        story.signal("S2", on: "2026-03-31", cents: 1, reference: "K", crisis: true)
        #expect(try story.statuses() == ["S1 Opgepakt", "S2 Opgepakt"])
    }

    @Test(
        "A crisis does not skip death and departure",
        arguments: [
            ("overleden", "Inwoner is overleden"),
            ("vertrokken", "Persoon is geen inwoner (meer) in de gemeente"),
        ])
    func crisisAfterDeath(kind: String, status: String) throws {
        var story = try StatusTests.story()
        story.circumstance(kind, from: "2026-03-01")
        story.signal("S1", on: "2026-03-31", crisis: true)
        #expect(try story.statuses() == ["S1 \(status)"])
    }

    @Test("Of several circumstances the first of the list answers") func order() throws {
        var story = try StatusTests.story()
        for kind in ["afgemeld", "schuldhulp", "vertrokken", "overleden"] {
            story.circumstance(kind, from: "2026-03-01")
            story.signal(kind, on: "2026-03-31")
        }
        #expect(
            try story.statuses() == [
                "afgemeld Niet opgepakt: andere reden",
                "schuldhulp Inwoner al bekend bij schuldhulpverlening",
                "vertrokken Persoon is geen inwoner (meer) in de gemeente", "overleden Inwoner is overleden",
            ])
    }

    @Test("What does not hold for a person does not concern the others at the address") func ofOnePerson()
        throws
    {
        var story = try StatusTests.story()
        story.circumstance("schuldhulp", from: "2026-03-01", born: "1980-01-01")
        story.signal("S1", on: "2026-03-31", born: "1980-01-01")
        story.signal("S2", on: "2026-03-31", born: "1981-01-01")
        story.signal("S3", on: "2026-03-31")
        #expect(
            try story.statuses() == [
                "S1 Inwoner al bekend bij schuldhulpverlening", "S2 Opgepakt", "S3 Opgepakt",
            ])
    }

    @Test(
        "Without legal basis on its date a signal leaves a dead letter and nothing else",
        arguments: [("Energie", "2026-03-31"), ("Water", "2025-12-31"), ("Water", "2026-07-01")])
    func basis(partner: String, date: String) throws {
        var story = try StatusTests.story()
        story.signal("S1", on: date, partner)
        #expect(try story.deadLetters() == ["geen-grondslag"])
        #expect(try story.statuses() == [])
    }

    @Test("A refused signal delivered again gets the same status under the same id") func refusedAgain()
        throws
    {
        var story = try StatusTests.story()
        story.signal("S1", on: "2026-03-31", cents: 1, event: "een")
        story.signal("S1", on: "2026-03-31", cents: 1, event: "een")
        let statuses = story.log.statuses
        #expect(statuses.count == 2)
        #expect(statuses[0] == statuses[1])
        #expect(story.log.tally.duplicates == 0)
    }

    @Test("The same event, or the same ID of the same partner, is a duplicate; of another partner it is not")
    func duplicates() throws {
        var story = try StatusTests.story()
        story.signal("S1", on: "2026-03-30", event: "een")
        story.signal("S2", on: "2026-03-31", event: "een")
        story.signal("S1", on: "2026-03-31")
        story.signal("S1", on: "2026-03-31", name: "Ander")
        story.signal("S1", on: "2026-03-31", "Zorg")
        #expect(story.log.tally.duplicates == 2)
        #expect(try story.statuses() == ["S1 Opgepakt", "S1 Opgepakt", "S1 Opgepakt"])
    }

    @Test("A duplicate is never a dead letter, however far ahead its date") func duplicateFirst() throws {
        var story = try StatusTests.story()
        story.signal("S1", on: "2026-03-31", event: "een")
        story.signal("S9", on: "2027-03-31", "Energie", event: "een")
        #expect(story.log.tally.duplicates == 1)
        #expect(try story.deadLetters() == [])
    }

    @Test("Before live-from a signal is kept as history: no status, never pending, but rules see it")
    func history()
        throws
    {
        var story = Story(
            try Pipeline(
                top: "live-from: 2026-03-01",
                rules:
                    "  - {id: r, scope: household, when: count(all) >= 2, points: 5, reason: \"{count(all)}\"}"
            ))
        story.day("2026-03-01")
        story.signal("S1", on: "2026-02-28")
        #expect(try story.statuses() == [])
        #expect(try story.revisions().isEmpty)
        #expect(story.log.tally.historyOnly == 1)
        story.signal("S2", on: "2026-03-01")
        #expect(try story.last().bijdragen.map(\.signalen) == [["S1", "S2"]])
        #expect(try story.last().signalen.map(\.id) == ["S2"])
    }

    // MARK: The repeat rule

    /// A first signal of 100 euros on 28 February, taken up; then a second.
    static func second(
        on date: String = "2026-03-10", cents: Int = 10_000, name: String? = nil, reference: String = "K",
        born: String? = nil, partner: String = "Huur", before: (inout Story) throws -> Void = { _ in }
    ) throws -> String? {
        var story = Story(try Pipeline(top: "repeat-window: 1mo", partners: partners))
        story.day("2026-02-28")
        story.signal("S1", on: "2026-02-28", reference: "K")
        story.day("2026-03-10")
        try before(&story)
        story.signal("S2", on: date, partner, cents: cents, born: born, name: name, reference: reference)
        return try story.statuses().last
    }

    @Test("The same debt, not higher, within the window is a repeat") func repeats() throws {
        #expect(try StatusTests.second() == "S2 \(StatusTests.repeated)")
        #expect(try StatusTests.second(cents: 9_999) == "S2 \(StatusTests.repeated)")
        #expect(try StatusTests.second(on: "2026-02-28") == "S2 \(StatusTests.repeated)")
    }

    @Test("A higher amount, another debt, partner, name or person is none") func noRepeat() throws {
        #expect(try StatusTests.second(cents: 10_001) == "S2 Opgepakt")
        #expect(try StatusTests.second(name: "Ander") == "S2 Opgepakt")
        #expect(try StatusTests.second(reference: "L") == "S2 Opgepakt")
        #expect(try StatusTests.second(born: "1980-01-01") == "S2 Opgepakt")
        #expect(try StatusTests.second(partner: "Zorg") == "S2 Opgepakt")
    }

    @Test("A signal dated before the earlier one is no repeat of it") func older() throws {
        #expect(try StatusTests.second(on: "2026-02-27") == "S2 Opgepakt")
    }

    @Test(
        "The window of a calendar month is clamped at a short month",
        arguments: [
            ("2026-03-27", StatusTests.repeated), ("2026-03-28", "Opgepakt"), ("2026-03-31", "Opgepakt"),
        ])
    func clampedWindow(date: String, status: String) throws {
        #expect(try StatusTests.second(on: date) { $0.day(date) } == "S2 \(status)")
    }

    @Test("After a closing by a worker it still is one; after a closing by itself not") func closed() throws {
        let byWorker = try StatusTests.second {
            try $0.close("Niet opgepakt: andere reden", on: "2026-03-09")
        }
        #expect(byWorker == "S2 \(StatusTests.repeated)")
        let byItself = try StatusTests.second {
            $0.circumstance("vertrokken", from: "2026-03-01", until: "2026-03-10")
            $0.day("2026-03-11")
        }
        #expect(byItself == "S2 Opgepakt")
    }

    @Test("A withdrawn signal is not repeated", arguments: ["betaald", "onterecht"]) func withdrawn(
        reason: String
    )
        throws
    {
        #expect(try StatusTests.second { $0.withdraw("S1", on: "2026-03-09", reason) } == "S2 Opgepakt")
    }

    @Test("A repeat is kept: rules count it") func kept() throws {
        var story = Story(
            try Pipeline(
                rules:
                    "  - {id: r, scope: household, when: count(60d) >= 2, points: 5, reason: \"{count(60d)}\"}"
            ))
        story.signal("S1", on: "2026-03-02", reference: "K")
        story.signal("S2", on: "2026-03-03", reference: "K")
        #expect(try story.statuses() == ["S1 Opgepakt", "S2 \(StatusTests.repeated)"])
        #expect(try story.last().bijdragen.map(\.signalen) == [["S1", "S2"]])
        #expect(try story.last().signalen.map(\.id) == ["S1"], "but it is not attached")
    }
}
