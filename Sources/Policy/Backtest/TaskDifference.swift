// In what a task differs between two pipelines, and by which parts of the two files.
// In: a pair of tasks. Out: changes and causes. Depends on: TaskPairs, PipelineDifference.

package import Engine
package import Signals

/// One task that the two pipelines do not treat alike.
package struct TaskDifference: Sendable {
    package var household: Pseudonym
    package var left: TaskFacts?
    package var right: TaskFacts?
    package var changes: [TaskChange]
    /// Ids of rules that only one side shows.
    package var rulesGained: [String]
    package var rulesLost: [String]
    /// The parts of the pipeline files that made the difference, such as `rules.meervoudig`.
    package var causes: [String]
}

/// One way in which a task differs.
package enum TaskChange: String, CaseIterable, Sendable {
    case added, dropped
    case otherClass = "other class"
    case otherTeam = "other team"
    case earlierDue = "earlier due"
    case laterDue = "later due"
    case otherDay = "opened on another day"
    case otherReasons = "other reasons"

    package var dutch: String {
        switch self {
        case .added: "komt erbij"
        case .dropped: "vervalt"
        case .otherClass: "andere klasse"
        case .otherTeam: "ander team"
        case .earlierDue: "eerder uiterlijk"
        case .laterDue: "later uiterlijk"
        case .otherDay: "op een andere dag geopend"
        case .otherReasons: "andere redenen"
        }
    }
}

extension PipelineDifference {
    /// The difference of one pair; nil when the two sides are alike.
    func difference(_ household: Pseudonym, _ left: TaskFacts?, _ right: TaskFacts?) -> TaskDifference? {
        guard let left, let right else {
            guard let one = left ?? right else { return nil }
            return TaskDifference(
                household: household, left: left, right: right, changes: [left == nil ? .added : .dropped],
                rulesGained: ids(ofRight: right?.rules ?? 0), rulesLost: ids(ofLeft: left?.rules ?? 0),
                causes: admissionCauses(one.kinds))
        }
        // Nearly all pairs are alike; that costs no more than looking.
        if isAlike(left, right) { return nil }
        let gained = ids(ofRight: right.rules).filter { !ids(ofLeft: left.rules).contains($0) }
        let lost = ids(ofLeft: left.rules).filter { !ids(ofRight: right.rules).contains($0) }
        var changes: [TaskChange] = []
        if classID(ofLeft: left.classIndex) != classID(ofRight: right.classIndex) {
            changes.append(.otherClass)
        }
        if teamID(ofLeft: left.team) != teamID(ofRight: right.team) { changes.append(.otherTeam) }
        if right.due != left.due { changes.append(right.due < left.due ? .earlierDue : .laterDue) }
        if right.opened != left.opened { changes.append(.otherDay) }
        if changes.isEmpty, !gained.isEmpty || !lost.isEmpty || left.score != right.score {
            changes.append(.otherReasons)
        }
        if changes.isEmpty { return nil }
        return TaskDifference(
            household: household, left: left, right: right, changes: changes, rulesGained: gained,
            rulesLost: lost, causes: causes(left, right, gained: gained, lost: lost, changes))
    }

    private func causes(
        _ left: TaskFacts, _ right: TaskFacts, gained: [String], lost: [String], _ changes: [TaskChange]
    ) -> [String] {
        var causes = (gained + lost).filter(changedRules.contains).map { "rules.\($0)" }
        let shared = Set(ids(ofLeft: left.rules)).intersection(ids(ofRight: right.rules))
        causes += shared.filter(changedRules.contains).sorted().map { "rules.\($0)" }
        let classes = Set([classID(ofLeft: left.classIndex), classID(ofRight: right.classIndex)])
        causes += classes.filter(changedClasses.contains).sorted().map { "classes.\($0)" }
        if left.isSampled != right.isSampled { causes.append("sample") }
        if changes.contains(.otherTeam), hasOtherTeams { causes.append("teams") }
        if changes.contains(.otherDay) || causes.isEmpty {
            causes += admissionCauses(left.kinds.union(right.kinds))
        }
        var seen: Set<String> = []
        return causes.filter { seen.insert($0).inserted }
    }
}
