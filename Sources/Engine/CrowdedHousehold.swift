// An address with many signals, such as an institution: each evaluation stays about linear in their number.
// In: the household at hand. Out: what rules see, grouped by person; measures over many signals. Depends on: Measures.

import Rules
import Signals

extension EvaluationScratch {
    /// Up to so many signals, looking through all of them again is quicker than keeping tables.
    static let few = 32

    /// The places of the visible signals of a person, or of all for 0: a list and where in it they stand.
    @inline(__always)
    func signals(of person: UInt32) -> (places: RowList<Int32>, range: Range<Int>) {
        if person == 0 || groups.isEmpty { return (visible, visible.indices) }
        return (grouped, Int(groups[Int(person)])..<Int(groups[Int(person) + 1]))
    }

    /// Adds a place to ``places`` unless it is there already.
    @inline(__always)
    mutating func take(_ place: Int32, known: Int) {
        if taken.isEmpty {
            if known == 0 || !places.contains(place) { places.append(place) }
        } else if taken[Int(place)] == 0 {
            taken[Int(place)] = 1
            places.append(place)
        }
    }

    /// Empties ``places``.
    mutating func takeNone() {
        if !taken.isEmpty { for place in places { taken[Int(place)] = 0 } }
        places.removeAll()
    }
}

extension Engine {
    /// The same as for few signals, with a table of persons: who is hidden, and where the signals of each stand.
    mutating func findManyVisible() {
        let hidden = hiddenPersons()
        for _ in 0..<house.persons.count + 2 { scratch.groups.append(0) }
        for place in house.signals.indices {
            scratch.taken.append(0)
            let signal = house.signals[place]
            let person = Int(signal.person)
            if signal.date <= plan.cut || signal.isUnjustified { continue }
            if hidden[person], !signal.flags.contains(.crisis) { continue }
            scratch.visible.append(Int32(place))
            if person != 0, scratch.groups[person + 1] == 0 { scratch.persons.append(signal.person) }
            scratch.groups[person + 1] += 1
        }
        for person in scratch.groups.indices.dropFirst() {
            scratch.groups[person] += scratch.groups[person - 1]
        }
        var next = Array(scratch.groups)
        for place in scratch.visible { scratch.grouped.append(place) }
        for place in scratch.visible {
            let person = Int(house.signals[Int(place)].person)
            scratch.grouped[Int(next[person])] = place
            next[person] += 1
        }
    }

    /// By number of the person, 0 for the household alone: whether a circumstance hides what they owe from rules.
    private func hiddenPersons() -> [Bool] {
        var hidden = [Bool](repeating: false, count: house.persons.count + 1)
        for row in house.circumstances where isInForce(row) {
            switch row.kindValue {
            case .afgemeld, .overleden, .vertrokken, .schuldhulp: hidden[Int(row.person)] = true
            case .pauzeknop, .minderjarigeKinderen: break
            }
        }
        return hidden[0] ? hidden.map { _ in true } : hidden
    }

    /// By number of the person: whether a signal, a task or a circumstance names them.
    func namedPersons() -> [Bool] {
        var named = [Bool](repeating: false, count: house.persons.count + 1)
        for signal in house.signals { named[Int(signal.person)] = true }
        for task in house.tasks { named[Int(task.person)] = true }
        for circumstance in house.circumstances { named[Int(circumstance.person)] = true }
        return named
    }

    /// The pseudonym of a person of the household at hand, kept with them: among many it is asked for again and again.
    mutating func keptPersonPseudonym(_ number: UInt32) -> Pseudonym {
        let person = house.persons[Int(number) - 1]
        if person.pseudonym != .none { return person.pseudonym }
        let pseudonym = personPseudonym(number)
        house.persons[Int(number) - 1] = PersonRow(birth: person.birth, pseudonym: pseudonym)
        return pseudonym
    }

    /// Puts ``EvaluationScratch/places`` in order of date, then arrival.
    mutating func sortManyPlaces() {
        let sorted = scratch.places.sorted {
            (house.signals[Int($0)].date, $0) < (house.signals[Int($1)].date, $1)
        }
        scratch.places.replaceAll(with: sorted)
    }
}

extension SignalView {
    /// Dates, the latest first.
    func dates(_ engine: borrowing Engine) -> [Int32] {
        var dates: [Int32] = []
        forEach(engine) { dates.append($0.date) }
        dates.sort(by: >)
        return dates
    }

    /// How many different senders.
    func partnersOfMany(_ engine: borrowing Engine) -> Int64 {
        var seen: Set<UInt64> = []
        forEach(engine) { seen.insert(UInt64($0.partner) << 32 | UInt64($0.name)) }
        return Int64(seen.count)
    }

    /// The latest amount of each debt, with the debts in a table.
    func outstandingOfMany(_ engine: borrowing Engine) -> Int64 {
        var debts: [SignalRow] = []
        var table = DebtTable(count: engine.scratch.signals(of: person).range.count)
        forEach(engine) { signal in
            let place = table.place(of: signal, among: debts)
            if place == debts.count {
                debts.append(signal)
            } else if signal.date >= debts[place].date {
                debts[place] = signal
            }
        }
        if debts.isEmpty { return Expression.absent }
        return debts.reduce(0) { $0 + ($1.withdrawn == 0 ? Int64($1.amountCents) : 0) }
    }
}

/// Finds the debt that a signal is about: an open table, at most half full.
private struct DebtTable {
    /// Place of a debt plus 1; 0 for none.
    private var slots: [Int32]

    init(count: Int) {
        var size = 64
        while size < 2 * count { size *= 2 }
        slots = [Int32](repeating: 0, count: size)
    }

    /// The place of the signal's debt; the next free one, which it gets, when it is new.
    mutating func place(of signal: SignalRow, among debts: [SignalRow]) -> Int {
        let parts = UInt64(signal.partner) << 56 ^ UInt64(signal.name) << 28 ^ UInt64(signal.person)
        var slot = Int(truncatingIfNeeded: Fingerprint.mix(signal.reference, parts)) & (slots.count - 1)
        while slots[slot] != 0 {
            let place = Int(slots[slot]) - 1
            if SignalView.isSameDebt(debts[place], signal) { return place }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(debts.count + 1)
        return debts.count
    }
}
