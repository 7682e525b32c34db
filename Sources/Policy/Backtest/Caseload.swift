// All tasks that one pipeline gave over a stream, each as it was last and what must be known of before.
// In: TaskFacts. Out: a row for each task, by household. Depends on: Engine, PseudonymIndex.

package import Engine
package import Signals

/// One task over its whole life.
package struct CaseRow: Sendable {
    /// Its last revision.
    package var last: TaskFacts
    /// The class with which it was opened, and the day on which it got the one it has.
    package var firstClass: UInt8
    package var raisedOn: CivilDate
    /// It was late at some revision.
    package var wasLate: Bool
    package var attempts: UInt16
    /// The first attempt that is no administration; the first that reached somebody, both by order of arrival.
    package var firstAttempt: CivilDate?
    package var reachedOn: CivilDate?
    /// Kinds of contact that were tried and that reached somebody, as bits by raw value.
    package var tried: UInt16
    package var reachedBy: UInt16
    /// Place of the household's task before this one; -1 for its first.
    var previous: Int32

    init(_ facts: TaskFacts, previous: Int32) {
        last = facts
        firstClass = facts.classIndex
        raisedOn = facts.today
        wasLate = facts.isLate
        attempts = 0
        firstAttempt = nil
        reachedOn = nil
        tried = 0
        reachedBy = 0
        self.previous = previous
    }

    mutating func take(_ facts: TaskFacts) {
        if facts.classIndex != last.classIndex { raisedOn = facts.today }
        wasLate = wasLate || facts.isLate
        if facts.attemptKind != TaskFacts.none { note(facts) }
        last = facts
    }

    private mutating func note(_ facts: TaskFacts) {
        guard facts.attemptKind != ContactKind.administratief.rawValue else { return }
        attempts &+= 1
        tried |= 1 << UInt16(facts.attemptKind)
        if firstAttempt == nil { firstAttempt = facts.attemptDate }
        guard facts.attemptReached else { return }
        reachedBy |= 1 << UInt16(facts.attemptKind)
        if reachedOn == nil { reachedOn = facts.attemptDate }
    }

    /// The last day on which it was open; nil while it is.
    package var closed: CivilDate? { last.isOpen ? nil : last.closed }

    package var result: TaskResult? { last.isOpen ? nil : TaskResult(rawValue: last.result) }
}

/// The tasks of one pipeline, folded from what its engine says.
package struct Caseload: EffectsReader {
    package private(set) var rows: [CaseRow] = []
    package private(set) var households = PseudonymIndex()
    /// By household's number: its newest task.
    private var newest: [Int32] = []

    /// No tasks.
    package init() {}

    package mutating func take(_ effects: borrowing Effects) {
        for index in effects.facts.indices { take(effects.facts[index]) }
    }

    package mutating func take(_ facts: TaskFacts) {
        let household = households.number(of: facts.household)
        if household == newest.count { newest.append(-1) }
        if facts.revision > 1, let place = place(of: facts, household) {
            rows[place].take(facts)
            return
        }
        rows.append(CaseRow(facts, previous: newest[household]))
        newest[household] = Int32(rows.count - 1)
    }

    private func place(of facts: TaskFacts, _ household: Int) -> Int? {
        var place = newest[household]
        while place >= 0 {
            let row = rows[Int(place)]
            if row.last.opened == facts.opened, row.last.number == facts.number { return Int(place) }
            place = row.previous
        }
        return nil
    }

    /// Places in ``rows`` of a household's tasks, in order of opening.
    package func tasks(of household: Pseudonym) -> [Int] {
        guard let number = households.find(household) else { return [] }
        var places: [Int] = []
        var place = newest[number]
        while place >= 0 {
            places.append(Int(place))
            place = rows[Int(place)].previous
        }
        return places.reversed()
    }
}
