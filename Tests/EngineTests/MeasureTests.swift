// What the engine shows in `waarden` against the measures the slow way.
// In: random lives at one address. Out: failures with their seed. Depends on: NaiveHousehold, Story.

import Rules
import TestSupport
import Testing

/// A random life at one address, told to the engine and to the slow reference alike.
struct RandomLife {
    var dice: SeededGenerator
    var story: Story
    var house = NaiveHousehold()
    var number = 0
    var hasOpenTask = false

    static let partners = ["Huur", "Zorg", "Water"]
    static let persons: [String?] = [nil, "1980-02-29", "2003-05-06"]

    init(seed: Int, pipeline: Pipeline, retention: NaiveWindow) {
        dice = SeededGenerator(seed: seed)
        story = Story(pipeline)
        house.retention = retention
        house.today = NaiveDay(2023, 12, 20).plus(days: dice.whole(0...120))
    }

    /// A signal of today, some days later or a while ago.
    mutating func signal() {
        number += 1
        var date = house.today.plus(days: -dice.whole(0...50))
        if house.signals.isEmpty || dice.chance(60) {
            date = house.today.plus(days: dice.pick([0, 0, 1, 2, 5, 11, 27, 31]))
            house.today = date
        }
        let overdue = dice.chance(50) ? dice.whole(0...120) : nil
        let signal = NaiveHousehold.Signal(
            id: "S\(number)", partner: dice.pick(RandomLife.partners), name: dice.pick([nil, "Een", "Twee"]),
            reference: dice.pick(["K", "L"]), born: dice.pick(RandomLife.persons),
            cents: dice.whole(0...30_000),
            date: date, overdue: overdue, crisis: dice.chance(10), withdrawn: nil)
        story.signal(
            signal.id, on: "\(date)", signal.partner, cents: signal.cents, born: signal.born,
            name: signal.name,
            reference: signal.reference, since: overdue.map { "\(date.plus(days: -$0))" },
            crisis: signal.crisis)
        house.signals.append(signal)
    }

    mutating func withdraw() {
        let usable = house.signals.indices.filter { house.signals[$0].name == nil }
        guard !usable.isEmpty else { return }
        let place = dice.pick(usable)
        let reason = dice.pick(["onterecht", "betaald", "regeling"])
        house.signals[place].withdrawn = reason
        story.withdraw(
            house.signals[place].id, on: "\(house.today)", reason, house.signals[place].partner)
    }

    mutating func attempt() throws {
        let kind = dice.pick(["Telefoon", "Administratief", "Brief"])
        let date = house.today.plus(days: -dice.whole(0...30))
        let reached = dice.chance(20)
        try story.attempt(kind, on: "\(date)", reached: reached)
        house.attempts.append((date, kind != "Administratief", reached))
    }

    mutating func close() throws {
        let task = try story.last()
        guard task.status == "open" else { return }
        let helps = dice.chance(50)
        let date = house.today.plus(days: -dice.whole(0...5))
        try story.close(helps ? "Vervolghulp en/of verwijzing" : "Niet opgepakt: andere reden", on: "\(date)")
        if helps { house.helpedOn.append(max(date, NaiveDay(task.geopend))) }
    }

    /// Debt help that is over: it hides nothing any more.
    mutating func debtHelp() {
        let born = dice.pick(RandomLife.persons)
        let end = house.today.plus(days: -dice.whole(1...40))
        story.circumstance(
            "schuldhulp", from: "\(end.plus(days: -dice.whole(0...9)))", until: "\(end)", born: born)
        house.debtHelpEnds.append((end, born))
    }

    mutating func anything() throws {
        switch dice.whole(1...100) {
        case ...55: signal()
        case ...65: withdraw()
        case ...85: try attempt()
        case ...93: try close()
        default: debtHelp()
        }
    }
}

@Suite("Measures against a slow reference")
struct MeasureTests {
    static let windows: [NaiveWindow] = [
        .days(1), .days(30), .days(60), .weeks(6), .months(1), .months(2), .months(6), .month, .quarter,
        .year,
        .session(5), .session(30), .session(45), .all,
    ]
    static let overSignals = [
        "count", "kinds", "partners", "outstanding", "sum", "max", "latest", "span", "overdue", "crisis",
    ]

    /// Forty different measures.
    static func some(_ dice: inout SeededGenerator) -> [NaiveMeasure] {
        var measures: [NaiveMeasure] = []
        while measures.count < 40 {
            var measure = NaiveMeasure(name: dice.pick(overSignals), window: dice.pick(windows))
            if dice.chance(30) { measure.name = dice.pick(["attempts", "reached", "helped"]) }
            if overSignals.contains(measure.name) {
                measure.kinds = dice.pick([[], [], ["Huur"], ["Zorg", "Water"]])
            }
            measure.ago = dice.pick([nil, nil, .days(30), .weeks(2), .months(1)])
            if !measures.contains(where: { $0.description == measure.description }) {
                measures.append(measure)
            }
        }
        return measures
    }

    static func pipeline(_ measures: [NaiveMeasure], scope: String) throws -> Pipeline {
        try Pipeline(
            top: "retention: 24mo\nhelped: [Vervolghulp en/of verwijzing]",
            partners: RandomLife.partners.map { "  \($0): {basis: proef}" }.joined(separator: "\n"),
            rules: """
                  - id: alles
                    scope: \(scope)
                    when: count(all) >= 1
                    reason: "\(measures.map { "{\($0)}" }.joined(separator: " "))"
                """)
    }

    @Test(
        "Household measures are worth what the words say, with few signals and with many",
        arguments: Array(1...10) + [1001, 1002, 1003])
    func household(seed: Int) throws {
        var dice = SeededGenerator(seed: seed)
        let measures = MeasureTests.some(&dice)
        var life = RandomLife(
            seed: seed, pipeline: try MeasureTests.pipeline(measures, scope: "household"),
            retention: .months(24))
        try MeasureTests.live(&life, crowd: seed > 1000 ? 100 : 0) { life, task in
            let shown = task.bijdragen.first?.waarden ?? [:]
            for measure in measures { MeasureTests.compare(measure, shown, life.house, nil) }
        }
    }

    @Test(
        "Person measures are worth what the words say, with few signals and with many",
        arguments: Array(101...110) + [1101, 1102, 1103])
    func person(seed: Int) throws {
        var dice = SeededGenerator(seed: seed)
        let measures = MeasureTests.some(&dice)
        var life = RandomLife(
            seed: seed, pipeline: try MeasureTests.pipeline(measures, scope: "person"), retention: .months(24)
        )
        var compared = 0
        try MeasureTests.live(&life, crowd: seed > 1000 ? 120 : 0) { life, task in
            let address = InventedAddress.all[0]
            let persons = RandomLife.persons.compactMap { $0 }
            guard let born = persons.first(where: { address.personText(born: $0) == task.persoon }) else {
                return
            }
            let shown = task.bijdragen.first?.waarden ?? [:]
            for measure in measures { MeasureTests.compare(measure, shown, life.house, born) }
            compared += 1
        }
        #expect(compared > 0)
    }

    /// Thirty things happen; after each signal, which evaluates, the last revision is looked at.
    ///
    /// - Parameter crowd: so many signals come first, unlooked at.
    static func live(
        _ life: inout RandomLife, crowd: Int = 0, _ look: (RandomLife, TaskRevision) -> Void
    ) throws {
        for _ in 0..<crowd { life.signal() }
        for step in 0..<30 {
            let signals = life.house.signals.count
            if step < 3 { life.signal() } else { try life.anything() }
            if life.house.signals.count > signals {
                // Without a revision nothing that is shown changed, but for a last one of another day.
                let task = try life.story.last()
                guard task.status == "open", task.peildatum == "\(life.house.today)" else { continue }
                look(life, task)
            }
        }
    }

    static func compare(
        _ measure: NaiveMeasure, _ shown: [String: Value], _ house: NaiveHousehold, _ born: String?
    ) {
        let expected = measure.value(house, born: born)
        switch shown["\(measure)"] {
        case .number(let number):
            let isSame = expected.map { abs($0 - number) < 0.001 } ?? false
            let text = expected.map { "\($0)" } ?? "absent"
            #expect(isSame, "\(measure) on \(house.today): \(number), not \(text)")
        case .bool(let bool): #expect(expected == (bool ? 1 : 0), "\(measure) on \(house.today)")
        case .absent: #expect(expected == nil, "\(measure): absent")
        case nil: Issue.record("\(measure) is not shown")
        }
    }

    @Test(
        "A sequence holds when any signals make it, and shows the latest end and steps",
        arguments: Array(201...215) + [1201, 1202, 1203])
    func sequence(seed: Int) throws {
        var dice = SeededGenerator(seed: seed)
        let steps = (0..<dice.whole(2...3)).map { _ in dice.pick(RandomLife.partners) }
        let within = dice.pick([5, 20, 60])
        let text = "sequence(\(steps.joined(separator: ", ")), within: \(within)d)"
        let pipeline = try Pipeline(
            partners: RandomLife.partners.map { "  \($0): {basis: proef}" }.joined(separator: "\n"),
            rules: "  - {id: reeks, scope: household, when: \"\(text)\", reason: \"x\"}")
        var life = RandomLife(seed: seed, pipeline: pipeline, retention: .months(13))
        for _ in 0..<(seed > 1000 ? 40 : 0) { life.signal() }
        for _ in 0..<14 {
            life.signal()
            let task = try life.story.last()
            guard task.peildatum == "\(life.house.today)" else { continue }
            let match = NaiveSequence.match(steps, within: within, life.house, born: nil)
            #expect(task.bijdragen.first?.signalen == match, "\(text) on \(life.house.today)")
        }
    }
}
