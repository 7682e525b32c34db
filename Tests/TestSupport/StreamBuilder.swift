// Random streams over a few invented households, small enough that everything soon happens to everyone.
// In: a seed and a pipeline. Out: lines of NDJSON. Depends on: SeededGenerator, EventLine, InventedAddress.

package import Rules
import Signals

/// One line of a random stream.
package struct StreamLine: Sendable {
    package var text: String
    /// Place of its address in ``InventedAddress/all``; nil for a day record and for rubbish.
    package var household: Int?
}

/// Makes streams that follow from a seed. Time moves in days, each with a day record when `bringsDays`.
package struct StreamBuilder {
    /// Only what an engine keyed by address can take: no pseudonyms, so no records of workers.
    package var addressesOnly = false
    /// Day records stand in the stream; otherwise the source must add them.
    package var bringsDays: Bool

    private var dice: SeededGenerator
    private let partners: [String]
    private var today: CivilDate
    private var number = 0
    private var hour = 0
    /// What earlier signals were about, to withdraw or repeat.
    private var sent: [Debt] = []
    /// The task last claimed, for another worker to want it too.
    private var claimed: (house: Int, task: String)?
    /// Days on which a task may have been opened, by household.
    private var opened: [[String]]
    private var written: [StreamLine] = []

    private struct Debt {
        var house: Int
        var id: String
        var partner: JSONFields
        var born: String?
        var reference: String?
    }

    // The temper of this stream.
    private let percentQuick: Int
    private let percentGap: Int
    private let percentOddDates: Int
    private let percentPause: Int
    private let weights: [(EventKind, Int)]

    package init(seed: Int, pipeline: Pipeline) {
        dice = SeededGenerator(seed: seed)
        partners = PartnerType.allCases.filter { !pipeline.partners[Int($0.rawValue)].isEmpty }.map(
            \.wireName)
        today = CivilDate(dice.pick(["2026-02-10", "2026-01-29", "2024-01-15", "2027-12-10", "2026-04-01"]))!
        opened = InventedAddress.all.map { _ in [] }
        bringsDays = dice.chance(50)
        percentQuick = dice.pick([15, 40, 80])
        percentGap = dice.pick([0, 2, 6])
        percentOddDates = dice.pick([0, 3, 12])
        percentPause = dice.pick([0, 10, 60])
        weights = [
            (.signal, dice.pick([40, 80, 140])), (.withdrawal, dice.pick([5, 20])),
            (.assignment, dice.pick([10, 30])), (.attempt, dice.pick([10, 40])),
            (.closing, dice.pick([5, 20])), (.circumstance, dice.pick([3, 15, 40])),
            (.erasure, dice.pick([0, 2, 8])),
        ]
    }

    /// The next `count` records, and the day records among them.
    package mutating func lines(_ count: Int) -> [StreamLine] {
        var lines: [StreamLine] = []
        if bringsDays { lines.append(dayRecord()) }
        for _ in 0..<count {
            if dice.chance(percentQuick) {
                moveOn()
                if bringsDays { lines.append(dayRecord()) }
            }
            let line = written.isEmpty || dice.chance(94) ? record() : dice.pick(Array(written.suffix(25)))
            written.append(line)
            lines.append(line)
        }
        return lines
    }

    private mutating func moveOn() {
        var step = dice.pick([1, 1, 1, 2, 3, 7, 14])
        if dice.chance(percentGap) { step = dice.pick([28, 31, 59, 60, 61, 62, 90, 183, 214, 360, 400]) }
        today = today + step
        hour = 0
    }

    // MARK: Pieces

    private mutating func time() -> String {
        hour = min(hour + 1, 18)
        let two = hour < 10 ? "0\(hour)" : "\(hour)"
        return "\(today)T\(two):\(dice.whole(10...59)):00\(dice.pick(["Z", "Z", "+02:00", ".250Z"]))"
    }

    private mutating func line(_ kind: EventKind, _ house: Int?, _ data: JSONFields) -> StreamLine {
        number += 1
        let text = eventLine(
            kind, id: "e\(number)", source: dice.pick(["urn:proef:a", "urn:proef:b"]), time: time(),
            data: data)
        return StreamLine(text: text, household: house)
    }

    private mutating func dayRecord() -> StreamLine {
        var data = JSONFields()
        data.text("datum", "\(today)")
        return line(.day, nil, data)
    }

    /// Close to today; now and then late, old or ahead.
    private mutating func date(back: Int = 6) -> CivilDate {
        if dice.chance(percentOddDates) {
            return today + dice.pick([1, 2, 3, 30, -45, -59, -60, -61, -62, -90, -213, -396, -400])
        }
        return today - dice.pick([0, 0, 0, 1, 2, dice.whole(0...back)])
    }

    /// One of three persons of the address, or nobody in particular.
    private mutating func born() -> String? {
        dice.pick(["2008-02-29", "1955-07-01", "\((today + 5).adding(months: -12 * 18))".dayOf28, nil])
    }

    private mutating func subject(_ house: Int, born: String?, area: String? = nil) -> JSONFields {
        let address = InventedAddress.all[house]
        var fields = JSONFields()
        if !addressesOnly && dice.chance(30) {
            fields.text("huishouden", address.householdText)
            fields.text("persoon", born.map { address.personText(born: $0) })
            fields.text("geboortedatum", born)
            fields.text("buurtcode", area)
            fields.text("bron", "levering.ndjson:\(number)")
            return fields
        }
        let spelling = dice.pick(address.spellings)
        var client = JSONFields()
        client.text("postcode", spelling.postcode)
        client.raw("huisnummer", spelling.number)
        client.text("huisnummertoevoeging", spelling.suffix)
        client.text("geboortedatum", born)
        client.text("buurtcode", area)
        fields.raw("client", client.json)
        return fields
    }

    /// A task that may be open, closed, forgotten or never have been.
    private mutating func task(_ house: Int) -> String {
        guard let day = opened[house].last, dice.chance(95) else { return "onbekend" }
        let days = Array(opened[house].suffix(8))
        return InventedAddress.all[house].task(
            opened: dice.chance(30) ? day : dice.pick(days), number: dice.chance(10) ? 2 : 1)
    }

    // MARK: Records

    private mutating func record() -> StreamLine {
        let house = dice.whole(0...InventedAddress.all.count - 1)
        let usable = weights.filter { kind, _ in
            !addressesOnly || ![.assignment, .attempt, .closing].contains(kind)
        }
        var draw = dice.whole(0...usable.reduce(-1) { $0 + $1.1 })
        for (kind, weight) in usable {
            draw -= weight
            if draw >= 0 { continue }
            switch kind {
            case .signal: return signal(house)
            case .withdrawal: return withdrawal(house)
            case .assignment, .attempt, .closing: return workersRecord(kind, house)
            case .circumstance: return circumstance(house)
            case .erasure, .day: return line(.erasure, house, subject(house, born: born()))
            }
        }
        preconditionFailure("the weights add up")
    }

    private mutating func partner() -> JSONFields {
        var partner = JSONFields()
        partner.text("type", dice.chance(95) ? dice.pick(partners) : "Belastingdienst")
        partner.text("naam", dice.pick([nil, nil, "", "Woonstichting \"V\" \\ één"]))
        return partner
    }

    private mutating func signal(_ house: Int) -> StreamLine {
        var debt = Debt(
            house: house, id: "S\(dice.whole(1...60))", partner: partner(), born: born(),
            reference: dice.pick([nil, nil, "K1", "K2", ""]))
        if let last = sent.last, dice.chance(25) {
            // The same delivered otherwise, or the same debt reported again.
            let id = dice.chance(40) ? last.id : debt.id
            debt = last
            debt.id = id
        }
        let day = date(back: 20)
        var data = JSONFields()
        data.text("ID", debt.id)
        data.raw("signaalpartner", debt.partner.json)
        data.raw(
            "bedrag", dice.pick(["0", "12.5", "24.99", "49.99", "75.00", "1e2", "180", "620", "1500.01"]))
        data.text("signaaldatum", "\(day)")
        if dice.chance(60) {
            data.text("ontstaansdatum", "\(day - dice.pick([5, 29, 30, 45, 61, 100, 201]))")
        }
        if dice.chance(15) { data.raw("crisissignaal", dice.chance(80) ? "true" : "false") }
        data.text("kenmerk", debt.reference)
        let area = dice.pick([nil, "BU05183312", "BU05180101", "bu05183312"])
        data.append(subject(debt.house, born: debt.born, area: area))
        sent.append(debt)
        opened[debt.house].append("\(today)")
        return line(.signal, debt.house, data)
    }

    private mutating func withdrawal(_ house: Int) -> StreamLine {
        var (house, id, named) = (house, "S\(dice.whole(1...60))", partner())
        if !sent.isEmpty, dice.chance(80) {
            let debt = dice.pick(Array(sent.suffix(8)))
            (house, id, named) = (debt.house, debt.id, debt.partner)
        }
        var data = JSONFields()
        data.text("ID", id)
        data.raw("signaalpartner", named.json)
        data.append(subject(house, born: born()))
        data.text("datum", "\(date())")
        data.text("reden", dice.pick(WithdrawalReason.wireNames))
        return line(.withdrawal, house, data)
    }

    private mutating func workersRecord(_ kind: EventKind, _ house: Int) -> StreamLine {
        var (house, task) = (house, task(house))
        if kind == .assignment {
            if let claimed, dice.chance(50) { (house, task) = claimed }
            claimed = (house, task)
        }
        var data = JSONFields()
        data.text("huishouden", InventedAddress.all[house].householdText)
        data.text("taak", task)
        data.text("datum", "\(date(back: kind == .closing ? 40 : 6))")
        switch kind {
        case .assignment:
            data.raw("medewerker", dice.pick(["\"m.jansen\"", "\"f.deboer\"", "null"]))
            if dice.chance(30) { data.text("team", dice.pick(["centrum", "escamp", "elders"])) }
            if dice.chance(30) { data.raw("overname", dice.chance(70) ? "true" : "false") }
        case .attempt:
            data.text("soort", dice.pick(ContactKind.wireNames))
            data.raw("bereikt", dice.chance(30) ? "true" : "false")
            data.text("dagdeel", dice.pick(DayPart.wireNames + [nil]))
        default:
            data.text("resultaat", dice.pick(TaskResult.wireNames + ["(Budget)advies en/of quick fix"]))
        }
        return line(kind, house, data)
    }

    private mutating func circumstance(_ house: Int) -> StreamLine {
        let kind = dice.chance(percentPause) ? "pauzeknop" : dice.pick(CircumstanceKind.wireNames)
        let from = dice.pick([today, today - 10, today - 183, today - 1100, today + dice.whole(1...20)])
        var data = subject(house, born: born())
        data.text("soort", kind)
        data.text("vanaf", "\(from)")
        if dice.chance(65) { data.text("tot", "\(from + dice.pick([-1, 0, 3, 10, 30, 60]))") }
        return line(.circumstance, house, data)
    }
}

extension String {
    /// The same date with a day of the month that every month has.
    fileprivate var dayOf28: String { suffix(2) > "28" ? dropLast(2) + "28" : self }
}
