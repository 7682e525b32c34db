// Takes out of a household what nothing needs any more, once the record's effects are out.
// In: the household at hand. Out: smaller arrays, places renumbered. Depends on: Engine, Household.

import Rules
import Signals

extension Engine {
    /// Drops what left the history and is shown by no task. A task stays while it is open or in the history, with the
    /// signals and attempts that it shows.
    mutating func compact() {
        guard house.today != Household.unknownDate else { return }
        if !house.circumstances.isEmpty {
            house.circumstances.replaceAll(with: house.circumstances.filter { house.today < leaves($0) })
        }
        house.withdrawals.removeAll { $0.date <= plan.cut }
        if house.tasks.contains(where: { !$0.isOpen && $0.closed <= plan.cut }) { dropTasks() }
        house.attempts.removeAll { $0.task == 0 && $0.date <= plan.cut }
        // What a task of the history shows stays with it: most that left cannot go yet.
        if house.signals.contains(where: { $0.date <= plan.cut && $0.task == 0 }) { dropSignals() }
        if !house.texts.isEmpty { repackTexts() }
        if house.persons.count > 1 || house.signals.isEmpty, hasForgottenPerson() { dropPersons() }
    }

    private mutating func dropTasks() {
        var number = [UInt32](repeating: 0, count: house.tasks.count + 1)
        var kept: [TaskRow] = []
        var keptShown: [[ShownContribution]] = []
        for task in house.tasks.indices {
            if isInHistory(task) {
                kept.append(house.tasks[task])
                keptShown.append(shownContributions(of: task))
                number[task + 1] = UInt32(kept.count)
            } else {
                retire(task)
            }
        }
        for place in house.signals.indices {
            house.signals[place].task = number[Int(house.signals[place].task)]
        }
        for place in house.attempts.indices {
            house.attempts[place].task = number[Int(house.attempts[place].task)]
        }
        house.tasks.replaceAll(with: kept)
        house.shown.removeAll()
        for (task, contributions) in keptShown.enumerated() {
            house.tasks[task].shownCount = 0
            setShown(contributions, of: task)
        }
    }

    private mutating func dropSignals() {
        var shown = Set<Int32>()
        for task in house.tasks.indices {
            for contribution in shownContributions(of: task) { shown.formUnion(contribution.signals) }
        }
        let removed = house.signals.indices.map { place in
            house.signals[place].date <= plan.cut && house.signals[place].task == 0
                && !shown.contains(Int32(place))
        }
        removeSignals { removed[$0] }
    }

    /// Removes signals and renumbers what names the others. No contribution may name a removed one.
    mutating func removeSignals(where isRemoved: (Int) -> Bool) {
        var number = [Int32](repeating: -1, count: house.signals.count)
        var kept: [SignalRow] = []
        for place in house.signals.indices where !isRemoved(place) {
            number[place] = Int32(kept.count)
            kept.append(house.signals[place])
        }
        guard kept.count < house.signals.count else { return }
        for task in house.tasks.indices {
            var contributions = shownContributions(of: task)
            for index in contributions.indices {
                contributions[index].signals = contributions[index].signals.map { number[Int($0)] }
            }
            setShown(contributions, of: task)
        }
        for index in house.awaiting.indices {
            house.awaiting[index].signal = UInt32(number[Int(house.awaiting[index].signal)])
        }
        house.signals.replaceAll(with: kept)
    }

    private func hasForgottenPerson() -> Bool {
        if house.persons.count > EvaluationScratch.few { return namedPersons().dropFirst().contains(false) }
        return house.persons.indices.contains { !isNamed(person: UInt32($0 + 1)) }
    }

    private func isNamed(person: UInt32) -> Bool {
        house.signals.contains { $0.person == person } || house.tasks.contains { $0.person == person }
            || house.circumstances.contains { $0.person == person }
    }

    private mutating func dropPersons() {
        var number = [UInt32](repeating: 0, count: house.persons.count + 1)
        for signal in house.signals { number[Int(signal.person)] = 1 }
        for task in house.tasks { number[Int(task.person)] = 1 }
        for circumstance in house.circumstances { number[Int(circumstance.person)] = 1 }
        number[0] = 0
        var kept: [PersonRow] = []
        for place in house.persons.indices where number[place + 1] == 1 {
            kept.append(house.persons[place])
            number[place + 1] = UInt32(kept.count)
        }
        house.persons.replaceAll(with: kept)
        for place in house.signals.indices {
            house.signals[place].person = number[Int(house.signals[place].person)]
        }
        for place in house.tasks.indices {
            house.tasks[place].person = number[Int(house.tasks[place].person)]
        }
        for place in house.circumstances.indices {
            house.circumstances[place].person = number[Int(house.circumstances[place].person)]
        }
    }

    /// Copies the texts that are still named, when there are others.
    private mutating func repackTexts() {
        var used = 0
        for signal in house.signals where signal.idForm == SignalRow.idInTexts { used += Int(signal.idLow) }
        for row in house.withdrawals where row.idForm == SignalRow.idInTexts { used += Int(row.idLow) }
        for row in house.awaiting { used += Int(row.textCount) }
        for task in house.tasks where task.flags.contains(.timeInTexts) {
            used += Int(task.time & 0xffff_ffff)
        }
        guard used < house.texts.count else { return }
        let old = house.texts
        house.texts.removeAll(keepingCapacity: true)
        func move(_ start: Int, _ count: Int, _ texts: inout [UInt8]) -> UInt64 {
            defer { texts.append(contentsOf: old[start..<start + count]) }
            return UInt64(texts.count)
        }
        for place in house.signals.indices where house.signals[place].idForm == SignalRow.idInTexts {
            let row = house.signals[place]
            house.signals[place].idHigh = move(Int(row.idHigh), Int(row.idLow), &house.texts)
        }
        for place in house.withdrawals.indices where house.withdrawals[place].idForm == SignalRow.idInTexts {
            let row = house.withdrawals[place]
            house.withdrawals[place].idHigh = move(Int(row.idHigh), Int(row.idLow), &house.texts)
        }
        for place in house.awaiting.indices {
            let row = house.awaiting[place]
            house.awaiting[place].textStart = UInt32(
                move(Int(row.textStart), Int(row.textCount), &house.texts))
        }
        for place in house.tasks.indices where house.tasks[place].flags.contains(.timeInTexts) {
            let time = house.tasks[place].time
            let start = move(Int(time >> 32), Int(time & 0xffff_ffff), &house.texts)
            house.tasks[place].time = start << 32 | time & 0xffff_ffff
        }
    }
}
