// One task at one revision as a CloudEvent (pipelines/README.md, "Records out").
// In: the household at hand. Out: bytes without a line feed. Depends on: JSONWriting, Contributions.

import Rules
import Signals

extension Engine {
    /// `taak`: T, the first 12 digits of the household's pseudonym, the day of opening and the number on that day.
    func appendTaskID(_ row: TaskRow, household: Pseudonym, to bytes: inout ByteList) {
        bytes.append(UInt8(ascii: "T"))
        bytes.append(hexadecimal: household.high, digits: 12)
        bytes.append(UInt8(ascii: "-"))
        bytes.append(compactDate: CivilDate(dayNumber: row.opened))
        guard row.number > 1 else { return }
        bytes.append(UInt8(ascii: "-"))
        bytes.append(number: Int64(row.number))
    }

    func taskID(_ row: TaskRow) -> [UInt8] {
        let household = pseudonym(of: current.id)
        return ByteList.bytes { appendTaskID(row, household: household, to: &$0) }
    }

    mutating func appendTask(_ task: Int, time: ByteList, to bytes: inout ByteList) {
        let row = house.tasks[task]
        let household = householdPseudonym()
        bytes.append("{\"specversion\":\"1.0\",\"id\":\"")
        appendTaskID(row, household: household, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        bytes.append(number: Int64(row.revision))
        bytes.append(pieces.taskHead, of: pieces.texts)
        bytes.append(household, as: .household)
        bytes.append("\",\"time\":\"")
        bytes.appendEscaped(time)
        bytes.append("\",\"datacontenttype\":\"application/json\",\"data\":{\"taak\":\"")
        appendTaskID(row, household: household, to: &bytes)
        bytes.append("\",\"revisie\":")
        bytes.append(number: Int64(row.revision))
        bytes.append(",\"huishouden\":\"")
        bytes.append(household, as: .household)
        if row.person != 0 {
            bytes.append("\",\"persoon\":\"")
            bytes.append(personPseudonym(row.person), as: .person)
        }
        bytes.append(
            row.isOpen ? "\",\"status\":\"open\",\"klasse\":\"" : "\",\"status\":\"gesloten\",\"klasse\":\"")
        vocabulary.appendEscaped(row.classID, to: &bytes)
        bytes.append("\",\"score\":{\"totaal\":")
        bytes.append(number: Int64(row.totalScore))
        bytes.append(",\"huishouden\":")
        bytes.append(number: Int64(row.householdScore))
        bytes.append(",\"persoon\":")
        bytes.append(number: Int64(row.totalScore) - Int64(row.householdScore))
        bytes.append("},\"bijdragen\":[")
        appendContributions(of: task, to: &bytes)
        bytes.append("],\"signalen\":[")
        appendSignals(of: task, to: &bytes)
        appendPlan(of: task, to: &bytes)
        appendOutcome(of: task, to: &bytes)
    }

    private func appendContributions(of task: Int, to bytes: inout ByteList) {
        let row = house.tasks[task]
        var at = Int(row.shownStart)
        let end = at + Int(row.shownCount)
        var isFirst = true
        while at < end {
            let template = Int(house.shown[at])
            let points = house.shown[at + 1]
            let values = at + 4
            let signals = values + 2 * Int(house.shown[at + 2])
            let next = signals + Int(house.shown[at + 3])
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            for place in pieces.pieces(ofTemplate: template).places {
                let piece = pieces.piece(place)
                bytes.append(piece.text, of: pieces.texts)
                switch piece.value {
                case .points: bytes.append(number: Int64(points))
                case .shown: bytes.append(value: shownValue(values, piece.place), piece.type)
                case .spoken: bytes.append(dutch: shownValue(values, piece.place), piece.type)
                case .signals: appendIDs(signals..<next, to: &bytes)
                case .none: break
                }
            }
            at = next
        }
    }

    private func appendIDs(_ words: Range<Int>, to bytes: inout ByteList) {
        for word in words {
            bytes.append(word == words.lowerBound ? "\"" : ",\"")
            appendID(Int(house.shown[word]), to: &bytes)
            bytes.append("\"")
        }
    }

    private func appendID(_ place: Int, to bytes: inout ByteList) {
        let id = house.signals[place].id
        guard id.form != SignalRow.idIsUUID else { return id.append(to: &bytes, texts: []) }
        bytes.appendEscaped(id.bytes(texts: house.texts))
    }

    private func appendSignals(of task: Int, to bytes: inout ByteList) {
        var isFirst = true
        for place in house.signals.indices where house.signals[place].task == UInt32(task + 1) {
            let signal = house.signals[place]
            bytes.append(isFirst ? "{\"ID\":\"" : ",{\"ID\":\"")
            isFirst = false
            appendID(place, to: &bytes)
            bytes.append("\",\"soort\":\"")
            bytes.append(pieces.partner(signal.partner), of: pieces.texts)
            if signal.name != 0 {
                bytes.append("\",\"naam\":\"")
                vocabulary.appendEscaped(signal.name, to: &bytes)
            }
            bytes.append("\",\"bedrag\":")
            bytes.append(euros: Int64(signal.amountCents))
            bytes.append(",\"signaaldatum\":\"")
            bytes.append(date: CivilDate(dayNumber: signal.date))
            if signal.withdrawn != 0 {
                bytes.append("\",\"ingetrokken\":\"")
                bytes.append(name: WithdrawalReason(rawValue: signal.withdrawn - 1)!.wireName)
            }
            bytes.append("\"}")
        }
        bytes.append("]")
        let area = house.signals.last { $0.task == UInt32(task + 1) && $0.area != 0 }?.area ?? 0
        if area != 0 {
            bytes.append(",\"buurtcode\":\"")
            vocabulary.appendEscaped(area, to: &bytes)
            bytes.append("\"")
        }
    }

    private func appendPlan(of task: Int, to bytes: inout ByteList) {
        let row = house.tasks[task]
        bytes.append(",\"geopend\":\"")
        bytes.append(date: CivilDate(dayNumber: row.opened))
        bytes.append("\",\"uiterlijk\":\"")
        bytes.append(date: CivilDate(dayNumber: row.due))
        bytes.append("\",\"telaat\":")
        bytes.append(boolean: row.flags.contains(.late))
        if row.nextKind != TaskRow.none {
            bytes.append(",\"volgendeActie\":{\"soort\":\"")
            bytes.append(pieces.contact(row.nextKind), of: pieces.texts)
            bytes.append("\",\"vanaf\":\"")
            bytes.append(date: CivilDate(dayNumber: row.nextFrom))
            bytes.append("\"}")
        }
        bytes.append(",\"team\":\"")
        vocabulary.appendEscaped(row.team, to: &bytes)
        if row.worker != 0 {
            bytes.append("\",\"medewerker\":\"")
            vocabulary.appendEscaped(row.worker, to: &bytes)
        }
        bytes.append("\",\"verwijzingen\":[")
        for (place, id) in referrals(of: task).enumerated() {
            bytes.append(place == 0 ? "\"" : ",\"")
            bytes.appendEscaped(id)
            bytes.append("\"")
        }
        bytes.append("],\"pogingen\":[")
        appendAttempts(of: task, to: &bytes)
        bytes.append("]")
    }

    private func appendAttempts(of task: Int, to bytes: inout ByteList) {
        var isFirst = true
        for attempt in house.attempts where attempt.task == UInt32(task + 1) {
            bytes.append(isFirst ? "{\"soort\":\"" : ",{\"soort\":\"")
            isFirst = false
            bytes.append(pieces.contact(attempt.kind), of: pieces.texts)
            bytes.append("\",\"bereikt\":")
            bytes.append(boolean: attempt.reached)
            bytes.append(",\"datum\":\"")
            bytes.append(date: CivilDate(dayNumber: attempt.date))
            if attempt.dayPart != TaskRow.none {
                bytes.append("\",\"dagdeel\":\"")
                bytes.append(name: DayPart(rawValue: attempt.dayPart)!.wireName)
            }
            bytes.append("\"}")
        }
    }

    private func appendOutcome(of task: Int, to bytes: inout ByteList) {
        let row = house.tasks[task]
        if row.result != TaskRow.none {
            bytes.append(",\"resultaat\":\"")
            bytes.append(name: TaskResult(rawValue: row.result)!.wireName)
            bytes.append("\",\"gesloten\":\"")
            bytes.append(date: CivilDate(dayNumber: row.closed))
            bytes.append("\"")
        }
        bytes.append(",\"steekproef\":")
        bytes.append(boolean: row.flags.contains(.sampled))
        bytes.append(pieces.stamp(row.stamp), of: pieces.texts)
        bytes.append(date: CivilDate(dayNumber: row.revisedOn))
        bytes.append("\"}}")
    }
}

extension RowList<UInt8> {
    mutating func append(boolean: Bool) {
        if boolean { append("true") } else { append("false") }
    }

    /// A value of `waarden`: money with two decimals, absent as null.
    mutating func append(value: Int64, _ type: ValueType) {
        if value == Expression.absent { return append("null") }
        switch type {
        case .count, .days: append(number: value)
        case .money: append(euros: value)
        case .bool: append(boolean: value != 0)
        case .ratio: append(ratio: value, decimalMark: UInt8(ascii: "."))
        }
    }

    /// A value within a reason, for Dutch readers.
    mutating func append(dutch value: Int64, _ type: ValueType) {
        if value == Expression.absent { return append("onbekend") }
        switch type {
        case .count, .days: append(number: value)
        case .money: append(dutchEuros: value)
        case .bool: if value != 0 { append("ja") } else { append("nee") }
        case .ratio: append(ratio: value, decimalMark: UInt8(ascii: ","))
        }
    }

    /// `€ 1.234,56`.
    private mutating func append(dutchEuros cents: Int64) {
        append("€ ")
        if cents < 0 { append(UInt8(ascii: "-")) }
        append(groups: cents.magnitude / 100)
        append(UInt8(ascii: ","))
        append(twoDigits: Int(cents.magnitude % 100))
    }

    /// A whole number with a point before each three digits.
    private mutating func append(groups number: UInt64) {
        guard number >= 1000 else { return append(number: Int64(number)) }
        append(groups: number / 1000)
        append(UInt8(ascii: "."))
        append(0x30 + UInt8(truncatingIfNeeded: number / 100 % 10))
        append(twoDigits: Int(number % 100))
    }

    /// Millionths without trailing zeros.
    private mutating func append(ratio value: Int64, decimalMark: UInt8) {
        if value < 0 { append(UInt8(ascii: "-")) }
        append(number: Int64(value.magnitude / 1_000_000))
        var rest = value.magnitude % 1_000_000
        guard rest > 0 else { return }
        append(decimalMark)
        var unit: UInt64 = 100_000
        while rest > 0 {
            append(UInt8(truncatingIfNeeded: rest / unit) + 0x30)
            rest %= unit
            unit /= 10
        }
    }
}
