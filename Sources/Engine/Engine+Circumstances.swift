// Circumstances (F): what is in force for whom, how long the history holds it, and erasure (H).
// In: records. Out: changed circumstances, forgotten persons and households. Depends on: Engine, Household.

import Rules
import Signals

extension Engine {
    mutating func process(_ change: CircumstanceChange, _ texts: TextSource) {
        open(id(of: change.subject.household, texts))
        let holdsForPerson: Bool
        switch change.kind {
        case .schuldhulp, .afgemeld, .overleden, .vertrokken: holdsForPerson = change.subject.namesPerson
        case .pauzeknop, .minderjarigeKinderen: holdsForPerson = false
        }
        let removes = change.until.map { $0 < change.from } ?? false
        let person = holdsForPerson ? personNumber(of: change.subject, add: !removes) : 0
        if let person { put(change, person: person, removes: removes) }
        guard house.today != Household.unknownDate else { return close() }
        closeByCircumstances()
        evaluate()
        close()
    }

    private mutating func put(_ change: CircumstanceChange, person: UInt32, removes: Bool) {
        let known = house.circumstances.firstIndex {
            $0.kindValue == change.kind && $0.person == person && $0.from == change.from.dayNumber
        }
        if removes {
            if let known { house.circumstances.remove(at: known) }
            return
        }
        let until = change.until?.dayNumber ?? CircumstanceRow.open
        if let known {
            house.circumstances[known].until = until
        } else {
            house.circumstances.append(
                CircumstanceRow(
                    person: person, from: change.from.dayNumber, until: until, kind: change.kind.rawValue))
        }
    }

    /// The end as given, or for a departure, death or refusal of the whole household six months after its start:
    /// new residents must not be refused help.
    func end(of row: CircumstanceRow) -> Int32 {
        if row.until != CircumstanceRow.open || row.person != 0 { return row.until }
        switch row.kindValue {
        case .vertrokken, .overleden, .afgemeld:
            return CivilDate(dayNumber: row.from).adding(months: 6).dayNumber
        default: return CircumstanceRow.open
        }
    }

    /// The first day on which the history no longer holds it.
    func leaves(_ row: CircumstanceRow) -> Int32 {
        let end = end(of: row)
        if end != CircumstanceRow.open {
            return tables.retention.firstDayWithout(CivilDate(dayNumber: end)).dayNumber
        }
        let months = row.kindValue == .minderjarigeKinderen ? 18 * 12 : 36
        return CivilDate(dayNumber: row.from).adding(months: months).dayNumber
    }

    func isInForce(_ row: CircumstanceRow) -> Bool {
        row.from <= house.today && house.today <= end(of: row) && house.today < leaves(row)
    }

    /// Whether a circumstance of this kind is in force for a person (or the household alone: 0; or a person of
    /// whom nothing is known yet: `.max`): their own or the household's.
    func isInForce(_ kind: CircumstanceKind, for person: UInt32) -> Bool {
        if house.circumstances.isEmpty { return false }
        return house.circumstances.contains {
            $0.kindValue == kind && ($0.person == 0 || $0.person == person) && isInForce($0)
        }
    }

    /// Closes the open task, and ends pending signals, where a circumstance covers them.
    mutating func closeByCircumstances() {
        if house.circumstances.isEmpty { return }
        let kinds: [(CircumstanceKind, TaskResult)] = [
            (.overleden, .overleden), (.vertrokken, .geenInwoner), (.schuldhulp, .alBekendBijSchuldhulp),
            (.afgemeld, .regeltHetZelf),
        ]
        for (kind, result) in kinds {
            let sparesCrisis = kind == .schuldhulp || kind == .afgemeld
            if let task = house.openTask, covers(kind, task: task, sparesCrisis: sparesCrisis) {
                closeTask(task, result, on: house.today, byWorker: false)
            }
            for place in house.signals.indices {
                let signal = house.signals[place]
                guard signal.flags.contains(.pending), isInForce(kind, for: signal.person),
                    !(sparesCrisis && signal.flags.contains(.crisis))
                else { continue }
                house.signals[place].flags.remove(.pending)
                noteStatus(Decision.status(under: kind), place, because: .covered(kind))
            }
        }
    }

    private func covers(_ kind: CircumstanceKind, task: Int, sparesCrisis: Bool) -> Bool {
        var any = false
        for signal in house.signals where signal.task == UInt32(task + 1) {
            if sparesCrisis && signal.flags.contains(.crisis) { return false }
            if !isInForce(kind, for: signal.person) { return false }
            any = true
        }
        return any
    }

    // MARK: H

    mutating func erase(_ subject: Subject, _ texts: TextSource) {
        open(id(of: subject.household, texts))
        guard let row = current.row else { return }
        guard subject.namesPerson else {
            forget(row)
            return
        }
        guard let person = personNumber(of: subject, add: false) else { return }
        forgetPerson(person)
        close()
    }

    private mutating func forgetPerson(_ person: UInt32) {
        let theirs = Set(house.signals.indices.filter { house.signals[$0].person == person }.map(Int32.init))
        for task in house.tasks.indices where isInHistory(task) {
            if house.signals.contains(where: { $0.person == person && $0.task == UInt32(task + 1) }) {
                markLists(UInt32(task + 1))
            }
            forget(person, signals: theirs, in: task)
        }
        house.circumstances.removeAll { $0.person == person }
        house.awaiting.removeAll { theirs.contains(Int32($0.signal)) }
        removeSignals { theirs.contains(Int32($0)) }
        applyRetention()
        closeWhenWithdrawn()
        closeByCircumstances()
    }

    /// Takes out of a task the contributions that name one of these signals, and those of person rules when they
    /// were this person's.
    private mutating func forget(_ person: UInt32, signals: Set<Int32>, in task: Int) {
        let isTheirs = house.tasks[task].person == person
        let all = shownContributions(of: task)
        let left = all.filter { contribution in
            if isTheirs && templates[contribution.template].isPersonRule { return false }
            return !contribution.signals.contains(where: signals.contains)
        }
        if left.count != all.count {
            setShown(left, of: task)
            markLists(UInt32(task + 1))
        }
        if isTheirs { house.tasks[task].person = 0 }
    }
}
