// Until when a task may wait, what comes next, and when it is late.
// In: stories at one address. Out: failures. Depends on: TestSupport.

import Rules
import TestSupport
import Testing

@Suite("Due dates, next action, late")
struct DueDateTests {
    static let classes = """
          - {id: rood,  score: 20, due: 3wd, ladder: [Telefoon, Huisbezoek], retry: 2wd}
          - {id: geel,  score: 10, due: 10d, ladder: [Huisbezoek, SMS/Whatsapp, Brief], retry: 3d}
          - {id: groen, score: 0,  due: 28d, ladder: [Brief, Telefoon], retry: 7d}
        """

    /// Two signals make it yellow, three red.
    static func pipeline(_ top: String = "") throws -> Pipeline {
        try Pipeline(
            top: top, partners: "  Huur: {basis: proef}\n  Zorg: {basis: proef}\n  Water: {basis: proef}",
            rules: """
                  - {id: soorten, scope: household, when: kinds(60d) >= 2, points: 10, reason: "{kinds(60d)}"}
                  - {id: alles, scope: household, when: kinds(60d) >= 3, points: 10, reason: "{kinds(60d)}"}
                """, classes: classes)
    }

    static func crisisClass(due: String) throws -> Pipeline {
        try Pipeline(classes: "  - {id: crisis, score: 0, due: \(due), ladder: [Telefoon], retry: 1wd}")
    }

    @Test(
        "Working days leave out weekends and public holidays",
        arguments: [
            ("2026-03-02", "3wd", "2026-03-05"),  // Monday
            ("2026-03-05", "3wd", "2026-03-10"),  // over a weekend
            ("2026-03-07", "1wd", "2026-03-09"),  // from a Saturday
            ("2026-04-02", "1wd", "2026-04-03"),  // Good Friday is a working day
            ("2026-04-03", "1wd", "2026-04-07"),  // Easter Monday is none
            ("2026-04-24", "1wd", "2026-04-28"),  // King's Day
            ("2025-04-25", "1wd", "2025-04-28"),  // the 27th is a Sunday: King's Day is Saturday the 26th
            ("2026-05-04", "1wd", "2026-05-05"),  // 5 May only in years divisible by 5
            ("2025-05-02", "1wd", "2025-05-06"),
            ("2026-05-13", "1wd", "2026-05-15"),  // Ascension Day
            ("2026-05-22", "1wd", "2026-05-26"),  // Whit Monday
            ("2026-12-24", "3wd", "2026-12-30"),  // both days of Christmas, then a weekend
            ("2026-12-31", "1wd", "2027-01-04"),  // New Year's Day, then a weekend
            ("2026-01-31", "28d", "2026-02-28"),  // calendar days know no holidays
        ])
    func due(opened: String, due: String, expected: String) throws {
        var story = Story(try DueDateTests.crisisClass(due: due))
        story.signal("S1", on: opened)
        #expect(try story.last().uiterlijk == expected)
    }

    @Test("A retry in working days goes over a holiday") func retryOverHoliday() throws {
        var story = Story(
            try Pipeline(classes: "  - {id: een, score: 0, due: 28d, ladder: [Brief, Mail], retry: 1wd}"))
        story.signal("S1", on: "2026-04-24")
        try story.attempt(on: "2026-04-24")
        #expect(try story.last().next == "Mail 2026-04-28")
    }

    @Test("The due date is the earliest ever asked: a raised class may bring it forward, a signal not back")
    func earliest() throws {
        var story = Story(try DueDateTests.pipeline())
        story.signal("S1", on: "2026-03-02")
        #expect(try story.last().uiterlijk == "2026-03-30")
        story.signal("S2", on: "2026-03-10", "Zorg")
        #expect(try story.last().klasse == "geel")
        #expect(try story.last().uiterlijk == "2026-03-20")
        story.signal("S3", on: "2026-03-16")
        #expect(try story.last().uiterlijk == "2026-03-20", "a later signal of the same class asks for later")
        story.signal("S4", on: "2026-03-16", "Water")
        #expect(try story.last().klasse == "rood")
        #expect(try story.last().uiterlijk == "2026-03-19")
    }

    @Test("After an attempt a new signal replaces the due date, also by a later one") func replaced() throws {
        var story = Story(try DueDateTests.pipeline())
        story.signal("S1", on: "2026-03-02")
        try story.attempt(on: "2026-03-05")
        #expect(try story.last().uiterlijk == "2026-03-30", "an attempt by itself does not move it")
        story.signal("S2", on: "2026-03-20")
        #expect(try story.last().uiterlijk == "2026-04-17")
        story.signal("S3", on: "2026-03-25")
        #expect(try story.last().uiterlijk == "2026-04-17", "no attempt since S2")
    }

    @Test("An attempt of soort Administratief counts nowhere, but is listed") func administrative() throws {
        var story = Story(try DueDateTests.pipeline())
        story.signal("S1", on: "2026-03-02")
        try story.attempt("Administratief", on: "2026-03-03", reached: true)
        let task = try story.last()
        #expect(task.pogingen.map(\.soort) == ["Administratief"])
        #expect(task.next == "Brief 2026-03-02")
        story.signal("S2", on: "2026-03-20")
        #expect(try story.last().uiterlijk == "2026-03-30")
        story.day("2026-03-31")
        #expect(try story.last().telaat)
    }

    @Test("The ladder goes up with each failed attempt; past its end it is time to close") func ladder()
        throws
    {
        var story = Story(try DueDateTests.pipeline())
        story.signal("S1", on: "2026-03-02")
        story.signal("S2", on: "2026-03-03", "Zorg")
        var seen = [try story.last().next]
        for day in ["2026-03-04", "2026-03-07", "2026-03-06", "2026-03-09"] {
            try story.attempt(on: day)
            seen.append(try story.last().next)
        }
        #expect(
            seen == [
                "Huisbezoek 2026-03-03", "SMS/Whatsapp 2026-03-07", "Brief 2026-03-10",
                // From the latest date of an attempt, not from the one that came last.
                "Administratief 2026-03-10", "Administratief 2026-03-12",
            ])
    }

    @Test("After a successful attempt there is no next action, until a signal is attached") func reached()
        throws
    {
        var story = Story(try DueDateTests.pipeline())
        story.signal("S1", on: "2026-03-02")
        try story.attempt(on: "2026-03-04", reached: true)
        #expect(try story.last().next == nil)
        try story.attempt(on: "2026-03-05")
        #expect(try story.last().next == nil, "a failure after a success")
        story.signal("S2", on: "2026-03-10")
        #expect(try story.last().next == "Brief 2026-03-10")
    }

    @Test("A class raised without a signal goes on at the same step of its own ladder") func raisedLadder()
        throws
    {
        var story = Story(
            try Pipeline(
                rules:
                    "  - {id: gezin, scope: household, when: children, points: 10, reason: \"{children}\"}",
                classes: DueDateTests.classes.split(separator: "\n").dropFirst().joined(separator: "\n")))
        story.day("2026-03-02")
        story.signal("S1", on: "2026-03-02")
        try story.attempt(on: "2026-03-03")
        #expect(try story.last().next == "Telefoon 2026-03-10")
        story.circumstance("minderjarige-kinderen", from: "2026-01-01")
        let task = try story.last()
        #expect(task.klasse == "geel")
        #expect(task.next == "SMS/Whatsapp 2026-03-06")
        #expect(task.uiterlijk == "2026-03-13", "ten days from today, which the attempt had moved on")
        #expect(task.bijdragen.map(\.reden) == ["ja"])
    }

    @Test("Late is set by the first day record after the due date, and once") func late() throws {
        var story = Story(try DueDateTests.pipeline())
        story.day("2026-03-02")
        story.signal("S1", on: "2026-03-02")
        story.day("2026-03-30")
        #expect(try story.revisions().count == 1, "on the due date it is not late")
        story.day("2026-04-02")
        #expect(try story.last().telaat)
        #expect(try story.last().peildatum == "2026-04-02")
        story.day("2026-04-03")
        #expect(try story.revisions().count == 2)
    }

    @Test("A signal dated after the due date makes nothing late: only a day record does") func lateByDay()
        throws
    {
        var story = Story(try DueDateTests.pipeline())
        story.day("2026-03-02")
        story.signal("S1", on: "2026-03-02")
        story.day("2026-03-30")
        story.signal("S2", on: "2026-03-31")
        #expect(try !story.last().telaat)
        story.day("2026-03-31")
        #expect(try story.last().telaat)
    }

    @Test("An attempt, successful or not, keeps a task from becoming late", arguments: [true, false])
    func attemptKeepsTime(reached: Bool) throws {
        var story = Story(try DueDateTests.pipeline())
        story.day("2026-03-02")
        story.signal("S1", on: "2026-03-02")
        story.day("2026-03-20")
        try story.attempt(on: "2026-03-20", reached: reached)
        story.day("2026-04-05")
        #expect(try !story.last().telaat)
    }

    @Test("A late task stays late after an attempt; a signal clears it only by a later due date")
    func lateCleared()
        throws
    {
        var story = Story(try DueDateTests.pipeline())
        story.day("2026-03-02")
        story.signal("S1", on: "2026-03-02")
        story.day("2026-03-31")
        story.signal("S2", on: "2026-03-31")
        #expect(try story.last().telaat, "no attempt: the due date did not move")
        try story.attempt(on: "2026-03-31")
        #expect(try story.last().telaat)
        story.signal("S3", on: "2026-04-01")
        #expect(try !story.last().telaat)
        #expect(try story.last().uiterlijk == "2026-04-29")
    }
}
