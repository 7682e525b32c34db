// Revisions and statuses as plain values instead of lines.
// In: the household at hand. Out: facts in Effects. Depends on: Engine, TaskFacts.

import Signals

extension Engine {
    /// Appends what a task shows now.
    mutating func appendFacts(of task: Int) {
        let row = house.tasks[task]
        let number = UInt32(task + 1)
        var kinds = PartnerSet()
        for signal in house.signals where signal.task == number {
            kinds.insert(PartnerSet(signal.partnerType))
        }
        var attempt = AttemptRow(event: 0, task: 0, date: 0, kind: TaskFacts.none, reached: false, dayPart: 0)
        if current.isAttempt, let last = house.attempts.last, last.task == number { attempt = last }
        effects.facts.append(
            TaskFacts(
                household: householdPseudonym(), rules: shownRules(of: row),
                opened: CivilDate(dayNumber: row.opened), number: row.number, revision: row.revision,
                today: CivilDate(dayNumber: house.today), due: CivilDate(dayNumber: row.due),
                closed: CivilDate(dayNumber: row.closed), score: row.totalScore, kinds: kinds,
                classIndex: UInt8(clamping: classIndex(of: row)),
                team: UInt8(clamping: tables.teams.firstIndex(of: row.team) ?? Int(TaskFacts.none)),
                isOpen: row.isOpen, isLate: row.flags.contains(.late),
                isSampled: row.flags.contains(.sampled), result: row.result, attemptKind: attempt.kind,
                attemptReached: attempt.reached, attemptDate: CivilDate(dayNumber: attempt.date)))
    }

    /// The rules of the shown contributions as bits.
    private func shownRules(of row: TaskRow) -> UInt128 {
        var rules: UInt128 = 0
        var at = Int(row.shownStart)
        let end = at + Int(row.shownCount)
        while at < end {
            let template = Int(house.shown[at])
            if template < TaskFacts.ruleLimit { rules |= 1 << UInt128(template) }
            at += 4 + 2 * Int(house.shown[at + 2]) + Int(house.shown[at + 3])
        }
        return rules
    }

    /// Appends a status that the record gave its own signal.
    mutating func appendFacts(_ status: SignalStatus, of signal: ArrearsSignal) {
        effects.signalFacts.append(
            SignalFacts(
                household: householdPseudonym(), signalDate: signal.signalDate,
                today: CivilDate(dayNumber: house.today), amountCents: signal.amountCents,
                partner: signal.partner, status: status, isFirst: true))
    }

    /// Appends a status that a kept signal got from another record.
    mutating func appendFacts(_ status: SignalStatus, ofSignalAt place: Int) {
        let signal = house.signals[place]
        effects.signalFacts.append(
            SignalFacts(
                household: householdPseudonym(), signalDate: CivilDate(dayNumber: signal.date),
                today: CivilDate(dayNumber: house.today), amountCents: Int64(signal.amountCents),
                partner: signal.partnerType, status: status, isFirst: false))
    }
}
