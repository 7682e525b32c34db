// How tasks close by themselves: withdrawals, circumstances, pauses.
// In: stories at one address. Out: failures. Depends on: TestSupport.

import Rules
import TestSupport
import Testing

@Suite("Closing by itself")
struct ClosingTests {
    static let unjustified = "Niet opgepakt: onterecht signaal"
    static let paid = "Inwoner heeft zelf al betaald/betalingsregeling getroffen"
    static let departed = "Persoon is geen inwoner (meer) in de gemeente"
    static let refuses = "Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering"

    static func opened(_ signals: Int = 2, born: [String?] = [nil, nil], crisis: Bool = false) throws -> Story
    {
        var story = Story(try Pipeline())
        story.day("2026-03-02")
        for number in 0..<signals {
            story.signal("S\(number + 1)", on: "2026-03-02", born: born[number], crisis: crisis)
        }
        return story
    }

    // MARK: Withdrawals

    @Test(
        "When all are withdrawn the task closes by what the reasons were",
        arguments: [
            ("onterecht", "onterecht", ClosingTests.unjustified), ("onterecht", "betaald", ClosingTests.paid),
            ("regeling", "betaald", ClosingTests.paid),
        ])
    func withdrawn(first: String, second: String, result: String) throws {
        var story = try ClosingTests.opened()
        story.withdraw("S1", on: "2026-03-02", first)
        #expect(try story.last().status == "open")
        #expect(try story.last().signalen.map(\.ingetrokken) == [first, nil])
        story.withdraw("S2", on: "2026-03-02", second)
        #expect(try story.last().resultaat == result)
    }

    @Test(
        "After any attempt a withdrawal closes nothing, Administratief apart",
        arguments: ["Telefoon", "Administratief"])
    func afterAttempt(kind: String) throws {
        var story = try ClosingTests.opened(1)
        try story.attempt(kind, on: "2026-03-02")
        story.withdraw("S1", on: "2026-03-02", "betaald")
        #expect(try story.last().resultaat == (kind == "Telefoon" ? nil : ClosingTests.paid))
    }

    @Test("A later reason replaces an earlier, and the same again does nothing") func laterReason() throws {
        var story = try ClosingTests.opened()
        story.withdraw("S1", on: "2026-03-02", "onterecht")
        story.withdraw("S1", on: "2026-03-02", "onterecht")
        #expect(try story.revisions().count == 3)
        story.withdraw("S1", on: "2026-03-02", "regeling")
        #expect(try story.last().signalen.map(\.ingetrokken) == ["regeling", nil])
    }

    @Test("A withdrawal before its signal: taken up, but never pending", arguments: [false, true])
    func before(paused: Bool) throws {
        var story = Story(try Pipeline())
        story.day("2026-03-02")
        if paused { story.circumstance("pauzeknop", from: "2026-03-01") }
        story.withdraw("S1", on: "2026-03-02", "betaald")
        story.signal("S1", on: "2026-03-02")
        #expect(try story.statuses() == ["S1 Opgepakt"])
        #expect(try story.revisions().isEmpty)
    }

    @Test("A withdrawal before its signal names partner and ID: another signal does not mind")
    func beforeOther() throws {
        var story = Story(try Pipeline(partners: "  Huur: {basis: proef}\n  Zorg: {basis: proef}"))
        story.withdraw("S1", on: "2026-03-02", "onterecht")
        story.signal("S1", on: "2026-03-02", "Zorg")
        #expect(try story.last().signalen.map(\.soort) == ["Zorg"])
    }

    @Test("A signal withdrawn as onterecht is in no window; one that was paid counts 0 in outstanding only")
    func inWindows() throws {
        var story = Story(
            try Pipeline(
                rules: """
                      - id: r
                        scope: household
                        when: count(60d) >= 1
                        reason: "{count(60d)} {sum(60d)} {outstanding(60d)}"
                    """))
        for number in 1...3 { story.signal("S\(number)", on: "2026-03-02", cents: 10_000 * number) }
        story.withdraw("S1", on: "2026-03-02", "onterecht")
        #expect(try story.last().bijdragen.map(\.reden) == ["2 € 500,00 € 500,00"])
        story.withdraw("S2", on: "2026-03-02", "betaald")
        #expect(try story.last().bijdragen.map(\.reden) == ["2 € 500,00 € 300,00"])
    }

    // MARK: Circumstances

    @Test(
        "A circumstance of the household closes the task when it comes into force",
        arguments: [
            ("overleden", "Inwoner is overleden"), ("vertrokken", ClosingTests.departed),
            ("schuldhulp", "Inwoner al bekend bij schuldhulpverlening"), ("afgemeld", ClosingTests.refuses),
        ])
    func circumstance(kind: String, result: String) throws {
        var story = try ClosingTests.opened()
        story.circumstance(kind, from: "2026-03-10")
        #expect(try story.last().status == "open")
        story.day("2026-03-10")
        #expect(try story.last().resultaat == result)
        #expect(try story.last().gesloten == "2026-03-10")
        #expect(try story.last().revisie == 3)
    }

    @Test("Of several the first in order gives the result") func severalCircumstances() throws {
        var story = try ClosingTests.opened()
        for kind in ["afgemeld", "schuldhulp", "vertrokken", "overleden"] {
            story.circumstance(kind, from: "2026-03-10")
        }
        story.day("2026-03-11")
        #expect(try story.last().resultaat == "Inwoner is overleden")
    }

    @Test("Withdrawn goes before a circumstance") func withdrawnFirst() throws {
        var story = try ClosingTests.opened(1)
        story.circumstance("overleden", from: "2026-03-03")
        story.withdraw("S1", on: "2026-03-02", "betaald")
        #expect(try story.last().resultaat == ClosingTests.paid)
    }

    @Test("All attached signals must be covered: of one person is not enough") func onePerson() throws {
        var story = try ClosingTests.opened(born: ["1980-01-01", "1981-01-01"])
        story.circumstance("schuldhulp", from: "2026-03-02", born: "1980-01-01")
        #expect(try story.last().status == "open")
        story.circumstance("schuldhulp", from: "2026-03-02", born: "1981-01-01")
        #expect(try story.last().resultaat == "Inwoner al bekend bij schuldhulpverlening")
    }

    @Test(
        "Debt help and refusal of help leave a task with a crisis open; death and departure do not",
        arguments: [
            ("schuldhulp", "open"), ("afgemeld", "open"), ("overleden", "gesloten"),
            ("vertrokken", "gesloten"),
        ])
    func crisis(kind: String, status: String) throws {
        var story = try ClosingTests.opened(1, crisis: true)
        story.circumstance(kind, from: "2026-03-02")
        #expect(try story.last().status == status)
    }

    @Test("A departure without end holds six months, and a new resident is then offered help")
    func newResident() throws {
        var story = Story(try Pipeline())
        story.day("2026-03-31")
        story.circumstance("vertrokken", from: "2025-08-31")
        // Six months after 31 August is 28 February, clamped; from March on it is over.
        story.signal("S1", on: "2026-02-28")
        #expect(try story.statuses() == ["S1 Opgepakt"])
        story.circumstance("vertrokken", from: "2025-09-30")
        story.signal("S2", on: "2026-03-31")
        #expect(try story.statuses().last == "S2 Opgepakt")
        story.circumstance("vertrokken", from: "2025-10-01")
        story.signal("S3", on: "2026-03-31")
        #expect(try story.statuses().last == "S3 \(ClosingTests.departed)")
    }

    @Test("tot before vanaf removes a circumstance; the same vanaf replaces its end") func changed() throws {
        var story = Story(try Pipeline())
        story.day("2026-03-02")
        story.circumstance("schuldhulp", from: "2026-01-01")
        story.circumstance("schuldhulp", from: "2026-01-01", until: "2025-12-31")
        story.signal("S1", on: "2026-03-02")
        story.circumstance("overleden", from: "2026-02-01", until: "2026-03-01")
        #expect(try story.last().status == "open")
        story.circumstance("overleden", from: "2026-02-01", until: "2026-03-02")
        #expect(try story.last().resultaat == "Inwoner is overleden")
    }

    @Test("A task and a new one by one record: the close goes first") func closeAndOpen() throws {
        var story = Story(try Pipeline(top: "retention: 30d"))
        story.day("2026-03-02")
        story.signal("S1", on: "2026-03-02")
        story.signal("S2", on: "2026-04-01")
        #expect(try story.deadLetters() == ["datum-in-toekomst"])
        story = Story(try Pipeline(top: "retention: 30d"))
        story.signal("S1", on: "2026-03-02")
        story.signal("S2", on: "2026-04-01")
        #expect(try story.revisions().map(\.status) == ["open", "gesloten", "open"])
        #expect(try story.last().signalen.map(\.id) == ["S2"])
    }

    // MARK: Pause

    static func paused(until: String? = nil) throws -> Story {
        var story = Story(try Pipeline())
        story.day("2026-03-02")
        story.circumstance("pauzeknop", from: "2026-03-01", until: until)
        return story
    }

    @Test("Under a pause a signal waits, and is taken up by the first day record after it") func pauseEnds()
        throws
    {
        var story = try ClosingTests.paused(until: "2026-03-10")
        story.signal("S1", on: "2026-03-02")
        story.day("2026-03-10")
        #expect(try story.statuses() == ["S1 Nog niet opgepakt"])
        #expect(try story.revisions().isEmpty)
        story.day("2026-03-11")
        #expect(try story.statuses() == ["S1 Nog niet opgepakt", "S1 Opgepakt"])
        #expect(try story.last().geopend == "2026-03-11")
    }

    @Test("A crisis under a pause opens a task all the same, and takes the others with it")
    func crisisUnderPause() throws {
        var story = try ClosingTests.paused()
        story.signal("S1", on: "2026-03-02")
        story.signal("S2", on: "2026-03-02", crisis: true)
        #expect(try story.statuses() == ["S1 Nog niet opgepakt", "S2 Opgepakt", "S1 Opgepakt"])
        #expect(try story.last().signalen.map(\.id) == ["S1", "S2"])
    }

    @Test("With a task open a pause holds nothing back") func pauseWithTask() throws {
        var story = try ClosingTests.opened(1)
        story.circumstance("pauzeknop", from: "2026-03-01")
        story.signal("S2", on: "2026-03-02")
        #expect(try story.statuses() == ["S1 Opgepakt", "S2 Opgepakt"])
        #expect(try story.revisions().count == 2)
    }

    @Test("A pause taken away by a record lets go at once") func pauseRemoved() throws {
        var story = try ClosingTests.paused()
        story.signal("S1", on: "2026-03-02")
        story.circumstance("pauzeknop", from: "2026-03-01", until: "2026-03-01")
        #expect(try story.statuses().last == "S1 Opgepakt")
        #expect(try story.revisions().count == 1)
    }

    @Test(
        "A waiting signal that a circumstance comes to cover gets that status",
        arguments: [
            ("overleden", "Inwoner is overleden"), ("vertrokken", ClosingTests.departed),
            ("schuldhulp", "Inwoner al bekend bij schuldhulpverlening"),
            ("afgemeld", "Niet opgepakt: andere reden"),
        ])
    func waitingCovered(kind: String, status: String) throws {
        var story = try ClosingTests.paused()
        story.signal("S1", on: "2026-03-02")
        story.circumstance(kind, from: "2026-03-02")
        #expect(try story.statuses().last == "S1 \(status)")
        story.circumstance("pauzeknop", from: "2026-03-01", until: "2026-03-01")
        #expect(try story.revisions().isEmpty)
    }
}
