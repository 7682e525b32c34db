// Which task of one pipeline answers to which of another.
// In: two caseloads. Out: pairs, and tasks without a counterpart. Depends on: Caseload.

internal import Engine
package import Signals

/// A task under two pipelines; one side is missing for a task that only the other gives.
package struct TaskPair: Sendable, Equatable {
    package var household: Pseudonym
    /// Places in ``Caseload/rows`` of either side.
    package var left: Int?
    package var right: Int?
}

/// Pairs the tasks of each household.
///
/// Tasks of the same number belong together. Of the others, those of one household that were open at the same time do:
/// a rule or threshold that lets a signal in opens the task on another day. What is left was added or dropped.
package struct TaskPairs: Sendable {
    package private(set) var pairs: [TaskPair] = []

    /// All tasks of both, in order of household of the left side, then of the right.
    package init(_ left: Caseload, _ right: Caseload) {
        pairs.reserveCapacity(max(left.rows.count, right.rows.count))
        for household in left.households.pseudonyms {
            pair(household, left, left.tasks(of: household), right, right.tasks(of: household))
        }
        for household in right.households.pseudonyms where left.households.find(household) == nil {
            for task in right.tasks(of: household) {
                pairs.append(TaskPair(household: household, left: nil, right: task))
            }
        }
    }

    private mutating func pair(
        _ household: Pseudonym, _ left: Caseload, _ mine: [Int], _ right: Caseload, _ theirs: [Int]
    ) {
        var free = theirs
        var unpaired: [Int] = []
        for task in mine {
            let facts = left.rows[task].last
            let same = free.firstIndex {
                right.rows[$0].last.opened == facts.opened && right.rows[$0].last.number == facts.number
            }
            guard let same else {
                unpaired.append(task)
                continue
            }
            pairs.append(TaskPair(household: household, left: task, right: free.remove(at: same)))
        }
        for task in unpaired {
            let same = free.firstIndex { TaskPairs.overlap(left.rows[task], right.rows[$0]) }
            pairs.append(TaskPair(household: household, left: task, right: same.map { free.remove(at: $0) }))
        }
        for task in free { pairs.append(TaskPair(household: household, left: nil, right: task)) }
    }

    /// Whether both were open on some day.
    private static func overlap(_ left: CaseRow, _ right: CaseRow) -> Bool {
        if let end = left.closed, end < right.last.opened { return false }
        if let end = right.closed, end < left.last.opened { return false }
        return true
    }
}
