// Which class, team, person and instruments a task shows, and the sample.
// In: stories. Out: failures. Depends on: TestSupport.

import Rules
import TestSupport
import Testing

@Suite("Class, team, referrals, sample")
struct RoutingTests {
    static let partners = "  Huur: {basis: proef}\n  Zorg: {basis: proef}"
    static let teams = """
          - {id: jongerenteam, youth: true}
          - {id: escamp, areas: [BU051833, BU051834]}
          - {id: stad, areas: [BU0518]}
          - {id: centrum, default: true}
        """
    static let youthRule = """
          - id: jong
            scope: person
            youth: true
            when: age in 18..27 and kinds(60d) >= 2
            points: 10
            reason: "{age}"
            justification: proef
        """
    static let classes = """
          - {id: hoog, score: 10, due: 7d, ladder: [Telefoon], retry: 1d}
          - {id: laag, score: 0, due: 28d, ladder: [Brief], retry: 7d}
        """

    static func story(_ top: String = "", rules: String? = youthRule) throws -> Story {
        Story(try Pipeline(top: top, partners: partners, rules: rules, classes: classes, teams: teams))
    }

    @Test(
        "The first team with an area that begins the code gets the task; else the default",
        arguments: [
            ("BU05183312", "escamp"), ("BU05183499", "escamp"), ("BU05180000", "stad"),
            ("BU03630000", "centrum"), (nil, "centrum"), ("bu05183312", "centrum"),
        ])
    func area(code: String?, team: String) throws {
        var story = try RoutingTests.story()
        story.signal("S1", on: "2026-03-02", area: code)
        #expect(try story.last().team == team)
        #expect(try story.last().buurtcode == (code?.hasPrefix("BU") == true ? code : nil))
    }

    @Test("The team is chosen at opening and at each raise, not by a signal that raises nothing")
    func chosenAgain()
        throws
    {
        var story = try RoutingTests.story()
        story.signal("S1", on: "2026-03-02", born: "2004-01-01", area: "BU05183312")
        story.signal("S2", on: "2026-03-02", area: "BU05180000")
        #expect(try story.last().team == "escamp")
        #expect(try story.last().buurtcode == "BU05180000")
        story.signal("S3", on: "2026-03-02", "Zorg", born: "2004-01-01")
        #expect(try story.last().klasse == "hoog")
        #expect(try story.last().team == "jongerenteam")
    }

    @Test("The team of a claim stays, whatever is raised") func fixed() throws {
        var story = try RoutingTests.story()
        story.signal("S1", on: "2026-03-02", born: "2004-01-01")
        try story.assign("m.jansen", on: "2026-03-02", team: "wijkteam")
        story.signal("S2", on: "2026-03-02", "Zorg", born: "2004-01-01")
        #expect(try story.last().klasse == "hoog")
        #expect(try story.last().team == "wijkteam")
    }

    @Test(
        "A birthday in the window counts from the day itself; 29 February has it on 1 March",
        arguments: [
            ("2008-03-02", "2026-03-02", true), ("2008-03-03", "2026-03-02", false),
            ("2008-02-29", "2026-02-28", false), ("2008-02-29", "2026-03-01", true),
            ("1998-03-02", "2026-03-02", false), ("1998-03-03", "2026-03-02", true),
        ])
    func birthday(born: String, date: String, young: Bool) throws {
        var story = try RoutingTests.story()
        story.signal("S1", on: date, born: born)
        story.signal("S2", on: date, "Zorg", born: born)
        #expect(try (story.last().team == "jongerenteam") == young)
    }

    @Test("Two persons are not added up: the most urgent one is shown, of equals the smaller pseudonym")
    func persons()
        throws
    {
        var story = try RoutingTests.story()
        story.signal("S1", on: "2026-03-02", born: "2004-01-01")
        story.signal("S2", on: "2026-03-02", "Zorg", born: "2003-01-01")
        #expect(try story.last().klasse == "laag")
        #expect(try story.last().persoon == nil)
        story.signal("S3", on: "2026-03-02", born: "2003-01-01")
        let address = InventedAddress.all[0]
        #expect(try story.last().persoon == address.personText(born: "2003-01-01"))
        #expect(try story.last().bijdragen.map(\.signalen) == [["S2", "S3"]])
        story.signal("S4", on: "2026-03-02", "Zorg", born: "2004-01-01")
        let both = ["2004-01-01", "2003-01-01"].map { address.personText(born: $0) }
        #expect(try story.last().persoon == both.min())
    }

    @Test("The class never falls; what is shown is of the evaluation that reached it") func onlyRises() throws
    {
        var story = try RoutingTests.story(
            rules:
                "  - {id: r, scope: household, when: kinds(10d) >= 2, points: 10, reason: \"{kinds(10d)}\"}")
        story.signal("S1", on: "2026-03-02")
        story.signal("S2", on: "2026-03-03", "Zorg")
        #expect(try story.last().rules == ["r"])
        story.signal("S3", on: "2026-03-30")
        #expect(try story.last().klasse == "hoog")
        #expect(try story.last().rules == ["r"])
        #expect(try story.last().bijdragen.map(\.signalen) == [["S1", "S2"]])
    }

    @Test("A rule that names a class raises to it whatever the score") func namedClass() throws {
        var story = try RoutingTests.story(
            rules: "  - {id: r, scope: household, when: crisis(30d), class: hoog, reason: \"{crisis(30d)}\"}")
        story.signal("S1", on: "2026-03-02", crisis: true)
        #expect(try story.last().klasse == "hoog")
        #expect(try story.last().score.totaal == 0)
        #expect(try story.last().bijdragen.map(\.reden) == ["ja"])
    }

    @Test(
        "A rule outside its active interval does not exist",
        arguments: [("2026-02-28", []), ("2026-03-01", ["r"]), ("2026-03-31", ["r"]), ("2026-04-01", [])])
    func active(date: String, rules: [String]) throws {
        var story = try RoutingTests.story(
            rules: """
                  - id: r
                    scope: household
                    when: count(30d) >= 1
                    points: 10
                    reason: "{count(30d)}"
                    active: 2026-03-01..2026-03-31
                """)
        story.signal("S1", on: date)
        #expect(try story.last().rules == rules)
    }

    @Test(
        "No rule sees the signals of who is in debt help, but a crisis it does",
        arguments: [(false, []), (true, ["S1"])])
    func hidden(crisis: Bool, seen: [String]) throws {
        var story = try RoutingTests.story(
            rules:
                "  - {id: r, scope: household, when: count(30d) >= 0, points: 10, reason: \"{count(30d)}\"}")
        story.signal("S1", on: "2026-03-02", born: "1980-01-01", crisis: crisis)
        story.signal("S2", on: "2026-03-02", born: "1981-01-01")
        story.circumstance("schuldhulp", from: "2026-03-02", born: "1980-01-01")
        #expect(try story.last().bijdragen.map(\.signalen) == [seen + ["S2"]])
    }

    // MARK: Referrals

    static let referring = """
          - id: een
            scope: household
            when: count(30d) >= 1
            points: 5
            reason: "{count(30d)}"
            refer: [fonds, helpdesk]
          - id: twee
            scope: household
            when: count(30d) >= 2
            points: 5
            reason: "{count(30d)}"
            refer: [cursus, helpdesk]
        """
    static let referrals = """
        referrals:
          - {id: cursus, name: Cursus}
          - {id: helpdesk, name: Helpdesk, valid: 2026-03-10..}
          - {id: fonds, name: Fonds, valid: 2016-01-01..2026-03-31}
        """

    @Test(
        "Instruments are those of the shown rules, in pipeline order, valid on the day of the evaluation",
        arguments: [
            ("2026-03-09", ["cursus", "fonds"]), ("2026-03-10", ["cursus", "helpdesk", "fonds"]),
            ("2026-03-31", ["cursus", "helpdesk", "fonds"]), ("2026-04-01", ["cursus", "helpdesk"]),
        ])
    func referrals(date: String, expected: [String]) throws {
        var story = try RoutingTests.story(RoutingTests.referrals, rules: RoutingTests.referring)
        story.signal("S1", on: date)
        story.signal("S2", on: date)
        #expect(try story.last().verwijzingen == expected)
    }

    @Test("An instrument that expires stays until a newer evaluation is shown") func expires() throws {
        var story = try RoutingTests.story(RoutingTests.referrals, rules: RoutingTests.referring)
        story.day("2026-03-31")
        story.signal("S1", on: "2026-03-31")
        story.day("2026-04-01")
        try story.attempt(on: "2026-04-01")
        #expect(try story.last().verwijzingen == ["helpdesk", "fonds"])
        story.signal("S2", on: "2026-04-01")
        #expect(try story.last().verwijzingen == ["cursus", "helpdesk"])
    }

    // MARK: Sample

    @Test("The sample raises exactly the tasks whose number lies below the rate") func sample() throws {
        // Days of February 2026 whose task at the first address is drawn; worked out apart from the engine.
        let drawn = [2, 4, 5, 8, 13, 16, 19, 23, 28]
        for day in 1...28 {
            let date = "\(NaiveDay(2026, 2, day))"
            var story = try RoutingTests.story("sample: {rate: 0.25, class: hoog}")
            story.signal("S1", on: date)
            let task = try story.last()
            #expect(task.steekproef == drawn.contains(day))
            #expect(task.klasse == (drawn.contains(day) ? "hoog" : "laag"))
            #expect(task.uiterlijk == "\(NaiveDay(2026, 2, day).plus(days: drawn.contains(day) ? 7 : 28))")
        }
    }

    @Test("A task that has the class already is not the sample's doing") func alreadyThere() throws {
        var story = try RoutingTests.story(
            "sample: {rate: 1, class: hoog}",
            rules: "  - {id: r, scope: household, when: crisis(30d), points: 10, reason: \"{crisis(30d)}\"}")
        story.signal("S1", on: "2026-03-02", crisis: true)
        #expect(try story.last().klasse == "hoog")
        #expect(try !story.last().steekproef)
    }
}
