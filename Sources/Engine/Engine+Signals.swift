// A signal arrives (A), or is taken back (B).
// In: the record. Out: statuses, kept signals, evaluation. Depends on: Engine, Household.

import Rules
import Signals

extension Engine {
    mutating func process(_ signal: ArrearsSignal, _ record: Record, _ texts: TextSource) {
        open(id(of: signal.subject.household, texts))
        let event = fingerprint(of: record, texts)
        let name = vocabulary.number(of: texts.bytes(of: signal.name))
        let packed = PackedID(texts.bytes(of: signal.id))
        if isDuplicate(signal, event: event, name: name, packed: packed, texts) {
            effects.tally.duplicates += 1
            note(.duplicate, signal, record, texts)
            return
        }
        guard let term = term(for: signal) else { return reject(.noLegalBasis, signal, record, texts) }
        if lastDay != Household.unknownDate, signal.signalDate.dayNumber > lastDay + 1 {
            return reject(.dateInFuture, signal, record, texts)
        }
        if house.today != Household.unknownDate, signal.signalDate.dayNumber <= plan.cut {
            return reject(.tooLate, signal, record, texts)
        }
        advance(to: signal.signalDate)
        let person = personNumber(of: signal.subject, add: false)
        let reference = Engine.fingerprint(ofReference: texts.bytes(of: signal.reference))
        let withdrawn = withdrawal(signal.partner, name, signal.id, texts)
        let decision = decide(
            signal, term: term, person: person, name: name, reference: reference,
            isWithdrawn: withdrawn != nil)
        note(decision, signal, record, texts)
        if let status = decision.status { emitStatus(status, of: signal, record, texts) }
        if decision == .historyOnly { effects.tally.historyOnly += 1 }
        if decision.keeps {
            keep(
                signal, decision, event: event, name: name, packed: packed, reference: reference, record,
                texts)
        }
        evaluate()
        close()
    }

    private mutating func reject(
        _ reason: DeadLetterReason, _ signal: ArrearsSignal, _ record: Record, _ texts: TextSource
    ) {
        note(.deadLetter(reason), signal, record, texts)
        deadLetter(reason, origin: current.origin)
    }

    func fingerprint(of record: Record, _ texts: TextSource) -> UInt64 {
        var print = Fingerprint()
        print.add(texts.bytes(of: record.source))
        print.add(texts.bytes(of: record.id))
        return print.value
    }

    /// Never 0 for a text that is there.
    static func fingerprint(ofReference bytes: UnsafeRawBufferPointer) -> UInt64 {
        if bytes.isEmpty { return 0 }
        var print = Fingerprint()
        print.add(bytes)
        return print.value == 0 ? 1 : print.value
    }

    private func isDuplicate(
        _ signal: ArrearsSignal, event: UInt64, name: UInt32, packed: PackedID?, _ texts: TextSource
    ) -> Bool {
        for row in house.signals where row.date > plan.cut {
            if row.event == event { return true }
            if row.partner == signal.partner.rawValue, row.name == name,
                house.matches(row.id, texts.bytes(of: signal.id), packed)
            {
                return true
            }
        }
        return false
    }

    /// The terms on which this kind of partner might signal on the signal's date.
    private func term(for signal: ArrearsSignal) -> TermRow? {
        for place in tables.termSpans[Int(signal.partner.rawValue)].places {
            let term = tables.terms[place]
            if term.validity.holds(on: signal.signalDate) { return term }
        }
        return nil
    }

    /// What becomes of a signal; the order of the checks is the contract's. A crisis signal skips three of them.
    private func decide(
        _ signal: ArrearsSignal, term: TermRow, person: UInt32?, name: UInt32, reference: UInt64,
        isWithdrawn: Bool
    ) -> Decision {
        if let liveFrom = tables.liveFrom, signal.signalDate < liveFrom { return .historyOnly }
        if !signal.isCrisis, let unjustified = unjustified(signal, term) { return unjustified }
        let subject = person ?? .max
        if isInForce(.overleden, for: subject) { return .covered(.overleden) }
        if isInForce(.vertrokken, for: subject) { return .covered(.vertrokken) }
        if !signal.isCrisis {
            if isInForce(.schuldhulp, for: subject) { return .covered(.schuldhulp) }
            if isInForce(.afgemeld, for: subject) { return .covered(.afgemeld) }
            if let person, isRepeat(signal, person: person, name: name, reference: reference) {
                return .repeated
            }
        }
        let waits = !signal.isCrisis && !isWithdrawn && house.openTask == nil && isInForce(.pauzeknop, for: 0)
        return .pending(paused: waits)
    }

    /// Below or above the days that the partner may signal, or below the threshold.
    private func unjustified(_ signal: ArrearsSignal, _ term: TermRow) -> Decision? {
        if let origin = signal.originDate {
            let days = signal.signalDate - origin
            if days < term.fromDays { return .tooEarly(days: days, from: term.fromDays) }
            if days > term.untilDays { return .tooLong(days: days, until: term.untilDays) }
        }
        var threshold = term.thresholdCents
        if term.youthThresholdCents != TermRow.absent, let birth = signal.subject.birthDate,
            let age = signal.signalDate.completedYears(since: birth), tables.youth.contains(age)
        {
            threshold = term.youthThresholdCents
        }
        if signal.amountCents < threshold { return .belowThreshold(cents: threshold) }
        return nil
    }

    private func isRepeat(_ signal: ArrearsSignal, person: UInt32, name: UInt32, reference: UInt64) -> Bool {
        let through = signal.signalDate.dayNumber
        for row in house.signals where row.reference == reference && row.person == person {
            if row.partner == signal.partner.rawValue && row.name == name && row.withdrawn == 0
                && row.date <= through && row.date > plan.cut && row.flags.contains(.answered)
                && Int64(row.amountCents) >= signal.amountCents
                && row.date > tables.repeatWindow.before(signal.signalDate).dayNumber
            {
                return true
            }
        }
        return false
    }

    private mutating func keep(
        _ signal: ArrearsSignal, _ decision: Decision, event: UInt64, name: UInt32, packed: PackedID?,
        reference: UInt64, _ record: Record, _ texts: TextSource
    ) {
        let id = packed ?? house.pack(texts.bytes(of: signal.id))
        let person = personNumber(of: signal.subject, add: true)!
        var row = SignalRow(
            event: event, idHigh: id.high, idLow: id.low, reference: reference,
            date: signal.signalDate.dayNumber,
            overdueDays: signal.originDate.map { Int32(truncatingIfNeeded: signal.signalDate - $0) }
                ?? SignalRow.absentDays,
            amountCents: UInt32(signal.amountCents), name: name, area: area(signal.subject.area),
            person: person,
            task: 0, partner: signal.partner.rawValue, flags: signal.isCrisis ? .crisis : [], withdrawn: 0,
            idForm: id.form)
        if let place = withdrawal(signal.partner, name, signal.id, texts) {
            row.withdrawn = house.withdrawals[place].reason
        }
        if case .pending(let paused) = decision, row.withdrawn == 0 {
            row.flags.insert(.pending)
            if paused { holdBack(record, texts) }
        }
        house.signals.append(row)
    }

    /// Remembers the event of the signal that is kept next: a later status names it again.
    private mutating func holdBack(_ record: Record, _ texts: TextSource) {
        let start = house.texts.count
        house.texts.append(contentsOf: texts.bytes(of: record.source))
        house.texts.append(UInt8(ascii: " "))
        house.texts.append(contentsOf: texts.bytes(of: record.id))
        house.awaiting.append(
            AwaitingRow(
                signal: UInt32(house.signals.count), textStart: UInt32(start),
                textCount: UInt32(house.texts.count - start)))
    }

    /// The area's number in the vocabulary.
    private mutating func area(_ code: UInt64) -> UInt32 {
        guard code != 0 else { return 0 }
        if let known = areas.number(of: code) { return known }
        var bytes: [UInt8] = [UInt8(ascii: "B"), UInt8(ascii: "U")]
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: code >> shift))
        }
        let number = bytes.withUnsafeBytes { vocabulary.number(of: $0) }
        areas.add(code, number)
        return number
    }

    // MARK: B

    mutating func process(_ withdrawal: Withdrawal, _ texts: TextSource) {
        open(id(of: withdrawal.subject.household, texts))
        if lastDay != Household.unknownDate, withdrawal.date.dayNumber > lastDay + 1 {
            return deadLetter(.dateInFuture, origin: current.origin)
        }
        advance(to: withdrawal.date)
        let name = vocabulary.number(of: texts.bytes(of: withdrawal.name))
        let packed = PackedID(texts.bytes(of: withdrawal.id))
        let reason = 1 + withdrawal.reason.rawValue
        if let place = signal(withdrawal.partner, name, withdrawal.id, packed, texts) {
            withdraw(place, reason: reason)
        } else if withdrawal.date.dayNumber > plan.cut {
            keep(withdrawal, name: name, packed: packed, reason: reason, texts)
        }
        closeWhenWithdrawn()
        evaluate()
        close()
    }

    /// The entry of the history with this partner, name and `ID`.
    private func signal(
        _ partner: PartnerType, _ name: UInt32, _ id: Text, _ packed: PackedID?, _ texts: TextSource
    ) -> Int? {
        house.signals.firstIndex { row in
            row.date > plan.cut && row.partner == partner.rawValue && row.name == name
                && house.matches(row.id, texts.bytes(of: id), packed)
        }
    }

    private func withdrawal(
        _ partner: PartnerType, _ name: UInt32, _ id: Text, _ texts: TextSource
    ) -> Int? {
        guard !house.withdrawals.isEmpty else { return nil }
        let packed = PackedID(texts.bytes(of: id))
        return house.withdrawals.firstIndex { row in
            row.date > plan.cut && row.partner == partner.rawValue && row.name == name
                && house.matches(row.id, texts.bytes(of: id), packed)
        }
    }

    private mutating func withdraw(_ place: Int, reason: UInt8) {
        guard house.signals[place].withdrawn != reason else { return }
        house.signals[place].withdrawn = reason
        house.signals[place].flags.remove(.pending)
        markLists(house.signals[place].task)
    }

    private mutating func keep(
        _ withdrawal: Withdrawal, name: UInt32, packed: PackedID?, reason: UInt8, _ texts: TextSource
    ) {
        if let known = self.withdrawal(withdrawal.partner, name, withdrawal.id, texts) {
            house.withdrawals[known].reason = reason
            house.withdrawals[known].date = withdrawal.date.dayNumber
            return
        }
        let id = packed ?? house.pack(texts.bytes(of: withdrawal.id))
        house.withdrawals.append(
            WithdrawalRow(
                idHigh: id.high, idLow: id.low, name: name, date: withdrawal.date.dayNumber,
                partner: withdrawal.partner.rawValue, idForm: id.form, reason: reason))
    }

    /// Notes that something a task shows in its lists changed; 0 is no task. A task that left the history with the
    /// move of `today` by this record is gone and gets no revision.
    mutating func markLists(_ task: UInt32) {
        if task > 0, isInHistory(Int(task) - 1) { house.tasks[Int(task) - 1].flags.insert(.listsChanged) }
    }
}
