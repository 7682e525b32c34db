// What reaches the municipality from outside: signals, withdrawals, circumstances, erasures.
// In: events of the agenda. Out: lines, and what they set going.
// Depends on: SyntheticStream, SyntheticCaseload.

import Signals

extension SyntheticStream {
    /// A signal is delivered: written, remembered, and perhaps the start of a task.
    mutating func receive(_ signal: SyntheticSignal) {
        var draw = SyntheticDraw(seed, .circumstance, signal.id, UInt64(signal.sending))
        let births = population.births(of: Int(signal.household))
        let before = lines.text.bytes.count
        lines.signal(
            signal, births: births, hasContact: draw.happens(SyntheticFigures.withContact), at: moment)
        if draw.happens(SyntheticFigures.malformed) { addBroken(from: before, &draw) }
        if SyntheticPartner.all[Int(signal.partner)].type == .hypotheek { return }
        let isFirst = cases[signal.household] == nil
        let isUnjustified = isUnjustified(signal, births)
        let isPending = cases[signal.household, default: SyntheticCase()].receive(
            signal, on: today, isUnjustified: isUnjustified, isHistory: signal.day < liveFrom.dayNumber)
        if isPending { openIfNeeded(signal.household) }
        if signal.sending == 0 { changeLives(signal, births, isFirst, &draw) }
    }

    /// Whether the signal lies outside the terms that the pipelines share (semantics §4.3 a).
    private func isUnjustified(_ signal: SyntheticSignal, _ births: [CivilDate]) -> Bool {
        let isPremium = SyntheticPartner.all[Int(signal.partner)].type == .zorg
        let terms = SyntheticFigures.termDays.values
        if signal.origin != .min {
            let days = Int(signal.day - signal.origin)
            if days < terms[0] || (isPremium && days > terms[1]) { return true }
        }
        var threshold = SyntheticFigures.threshold.value
        if isPremium, signal.person >= 0, let youth = population.municipality.youthThreshold {
            let age = CivilDate(dayNumber: signal.day).completedYears(since: births[Int(signal.person)]) ?? 0
            if (18...27).contains(age) { threshold = youth }
        }
        return Int(signal.amount) < threshold
    }

    /// A damaged copy of the line that starts at `place`, before the good one: cut off, or with a part
    /// overwritten.
    private mutating func addBroken(from place: Int, _ draw: inout SyntheticDraw) {
        let good = Array(lines.text.bytes[place...])
        var broken = good
        let middle = 40 + draw.below(max(1, good.count - 120))
        switch draw.below(3) {
        case 0: broken = Array(good[..<middle]) + [0x0A]
        case 1: broken[middle] = 0xFF  // no UTF-8 has this byte
        default: broken[0] = 0x5B
        }
        lines.text.bytes.replaceSubrange(place..., with: broken + good)
    }

    /// What now and then follows from, or happens around, arrears: told some days after the signal.
    private mutating func changeLives(
        _ signal: SyntheticSignal, _ births: [CivilDate], _ isFirst: Bool, _ draw: inout SyntheticDraw
    ) {
        let household = signal.household
        func told(_ lowest: Int, _ highest: Int) -> Int32 { today + Int32(draw.between(lowest, highest)) }
        if signal.ending != .silent {
            plan(.withdrawal(signal), on: told(2, signal.ending == .unjustified ? 12 : 25), at: second(&draw))
        }
        let hasChildren = births.contains { CivilDate(dayNumber: today).completedYears(since: $0) ?? 0 < 18 }
        if isFirst && hasChildren && draw.happens(SyntheticFigures.childrenKnown) {
            planCircumstance(
                household, .minderjarigeKinderen, person: -1, from: told(1, 3), until: .max, &draw)
        }
        // Of the resident, when the creditor named one; else, and of those who live alone, of the household.
        let person = births.count > 1 ? signal.person : -1
        if draw.happens(SyntheticFigures.schuldhulp) {
            let day = told(3, 50)
            planCircumstance(
                household, .schuldhulp, person: draw.below(3) == 0 ? person : -1, from: day, until: .max,
                &draw)
        }
        if draw.happens(SyntheticFigures.vertrokken) {
            planCircumstance(household, .vertrokken, person: person, from: told(3, 40), until: .max, &draw)
        }
        if draw.happens(SyntheticFigures.overleden) {
            planCircumstance(household, .overleden, person: person, from: told(3, 60), until: .max, &draw)
        }
        let chance = draw.below(100_000)
        let rates = SyntheticFigures.erased.values
        if chance < rates[0] {
            plan(.erasure(household: household, person: -1), on: told(20, 90), at: second(&draw))
        } else if chance < rates[0] + rates[1], signal.person >= 0 {
            plan(.erasure(household: household, person: signal.person), on: told(20, 90), at: second(&draw))
        }
    }

    /// In office hours, UTC.
    func second(_ draw: inout SyntheticDraw) -> Int { 7 * 3600 + draw.below(41_000) }

    /// Plans the telling of a circumstance; debt help may end again, a pause always does.
    mutating func planCircumstance(
        _ household: UInt32, _ kind: CircumstanceKind, person: Int8, from: Int32, until: Int32,
        _ draw: inout SyntheticDraw
    ) {
        var circumstance = SyntheticCircumstance(kind: kind, person: person, from: from, until: until)
        plan(.circumstance(household: household, circumstance), on: from, at: second(&draw))
        if kind == .schuldhulp && draw.happens(SyntheticFigures.helpEnds) {
            circumstance.until = from + Int32(draw.between(60, 300))
            plan(.circumstance(household: household, circumstance), on: circumstance.until, at: second(&draw))
        }
    }

    mutating func withdraw(_ signal: SyntheticSignal) {
        let reason: WithdrawalReason =
            signal.ending == .paid ? .betaald : signal.ending == .arrangement ? .regeling : .onterecht
        lines.withdrawal(
            signal, reason: reason, births: population.births(of: Int(signal.household)), at: moment)
        cases[signal.household]?.withdraw(signal.id, isUnjustified: signal.ending == .unjustified)
    }

    mutating func change(_ household: UInt32, _ told: SyntheticCircumstance) {
        let event = SyntheticDraw.key(
            seed, .closing, UInt64(household), UInt64(order) << 32 | UInt64(told.kind.rawValue))
        let birth = told.person < 0 ? nil : population.births(of: Int(household))[Int(told.person)]
        let isByPseudonym = birth == nil && event & 1 == 0
        lines.circumstance(
            told, household: Int(household), pseudonym: isByPseudonym ? pseudonym(of: household) : nil,
            birth: birth,
            event: event, at: moment)
        var kept = told
        // Without an end these hold six months for a household: new residents must not be refused help.
        if told.person < 0 && told.until == .max && [.vertrokken, .overleden, .afgemeld].contains(told.kind) {
            kept.until = CivilDate(dayNumber: told.from).adding(months: 6).dayNumber
        }
        cases[household, default: SyntheticCase()].apply(kept, on: today)
        if told.kind == .pauzeknop { expectEndOfPause(household, after: told.until) }
    }

    mutating func erase(_ household: UInt32, _ person: Int8) {
        let event = SyntheticDraw.key(seed, .closing, UInt64(household), UInt64(order))
        let birth = person < 0 ? nil : population.births(of: Int(household))[Int(person)]
        let isByPseudonym = birth == nil && event & 1 == 0
        lines.erasure(
            household: Int(household), pseudonym: isByPseudonym ? pseudonym(of: household) : nil,
            birth: birth,
            event: event, at: moment)
        if person < 0 { cases[household] = nil } else { cases[household]?.isLost = true }
    }
}
