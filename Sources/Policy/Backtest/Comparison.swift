// What another pipeline would have changed over a stream: differences, totals, hours, disparity.
// In: two caseloads and the households of the stream. Out: numbers for tables and pages. Depends on: all of this
// folder.

package import Engine
package import Rules
package import Signals

/// One pipeline's part of a comparison.
package struct ComparedSide: Sendable {
    package var pipeline: Pipeline
    package var caseload: Caseload
    package var tally: Tally
    package var hours: WeeklyHours
    package var disparity: Disparity

    package init(
        pipeline: Pipeline, caseload: Caseload, tally: Tally, _ population: Population, _ grouping: Grouping,
        through end: CivilDate
    ) {
        self.pipeline = pipeline
        self.caseload = caseload
        self.tally = tally
        let reach = ContactKind.allCases.map { population.reachShare(of: $0) }
        hours = WeeklyHours(caseload, of: pipeline, reach: reach, through: end) { household in
            guard let place = population.index.find(household),
                let age = population.groups[place].youngest
            else { return false }
            return grouping.youth.contains(Int(age))
        }
        disparity = Disparity(caseload, of: pipeline, population, grouping)
    }
}

/// Left is what runs now, right what is tried.
package struct Comparison: Sendable {
    /// Tasks of one row of a table: on the left, on the right, of these added and dropped.
    package struct Totals: Sendable, Equatable {
        package var left = 0
        package var right = 0
        package var added = 0
        package var dropped = 0
        /// No tasks.
        package init() {}
    }

    package let left: ComparedSide
    package let right: ComparedSide
    package let difference: PipelineDifference
    package let population: Population
    package let grouping: Grouping
    package private(set) var differences: [TaskDifference] = []
    /// How many tasks have each change; one may have several.
    package private(set) var changes: [TaskChange: Int] = [:]
    package private(set) var unchanged = 0
    /// By class of the left (no task last), then of the right: how many tasks.
    package private(set) var flow: [[Int]]
    package private(set) var byClass: [(id: String, totals: Totals)] = []
    /// By the Monday of the week of opening.
    package private(set) var byWeek: [(monday: CivilDate, totals: Totals)] = []
    /// By dimension, group and what becomes of a task: dropped, added, changed, the same.
    package private(set) var groupTables: [CountTable] = []
    /// By score, of either side: how many tasks.
    package private(set) var scores: [(score: Int, left: Int, right: Int)] = []

    package static let fates = ["vervalt", "komt erbij", "verandert", "blijft gelijk"]

    package init(
        _ left: ComparedSide, _ right: ComparedSide, _ population: Population, _ grouping: Grouping
    ) {
        self.left = left
        self.right = right
        self.population = population
        self.grouping = grouping
        difference = PipelineDifference(left.pipeline, right.pipeline)
        flow = [[Int]](
            repeating: [Int](repeating: 0, count: right.pipeline.classes.count + 1),
            count: left.pipeline.classes.count + 1)
        let pairs = TaskPairs(left.caseload, right.caseload).pairs
        var fates: [(household: Int, fate: Int)] = []
        fates.reserveCapacity(pairs.count)
        for pair in pairs { take(pair, &fates) }
        countClasses()
        countWeeks(pairs)
        countScores()
        for dimension in Dimension.allCases {
            let (labels, groups) = grouping.assign(population, by: dimension)
            var table = CountTable(
                dimension.dutch, people: "vergeleken taken", groups: labels, outcomes: Comparison.fates)
            for (household, fate) in fates { table.counts[groups[household]][fate] += 1 }
            groupTables.append(table)
        }
    }

    /// Whether the two give the same tasks.
    package var isSame: Bool { differences.isEmpty }

    private mutating func take(_ pair: TaskPair, _ fates: inout [(household: Int, fate: Int)]) {
        let mine = pair.left.map { left.caseload.rows[$0].last }
        let theirs = pair.right.map { right.caseload.rows[$0].last }
        let from = mine.map { min(Int($0.classIndex), flow.count - 1) } ?? flow.count - 1
        let to = theirs.map { min(Int($0.classIndex), flow[0].count - 1) } ?? flow[0].count - 1
        flow[from][to] += 1
        var fate = 3
        if let found = difference.difference(pair.household, mine, theirs) {
            for change in found.changes { changes[change, default: 0] += 1 }
            differences.append(found)
            fate = mine == nil ? 1 : theirs == nil ? 0 : 2
        } else {
            unchanged += 1
        }
        if let household = population.index.find(pair.household) { fates.append((household, fate)) }
    }

    private mutating func countClasses() {
        var ids = left.pipeline.classes.map(\.id)
        ids += right.pipeline.classes.map(\.id).filter { !ids.contains($0) }
        for id in ids {
            var totals = Totals()
            if let from = left.pipeline.classes.firstIndex(where: { $0.id == id }) {
                totals.left = flow[from].reduce(0, +)
                totals.dropped = flow[from][flow[from].count - 1]
            }
            if let to = right.pipeline.classes.firstIndex(where: { $0.id == id }) {
                totals.right = flow.reduce(0) { $0 + $1[to] }
                totals.added = flow[flow.count - 1][to]
            }
            byClass.append((id, totals))
        }
    }

    private mutating func countWeeks(_ pairs: [TaskPair]) {
        var weeks: [Int: Totals] = [:]
        for pair in pairs {
            let from = pair.left.map { WeeklyHours.week(of: left.caseload.rows[$0].last.opened) }
            let to = pair.right.map { WeeklyHours.week(of: right.caseload.rows[$0].last.opened) }
            if let from { weeks[from, default: Totals()].left += 1 }
            if let to { weeks[to, default: Totals()].right += 1 }
            if from == nil, let to { weeks[to, default: Totals()].added += 1 }
            if to == nil, let from { weeks[from, default: Totals()].dropped += 1 }
        }
        byWeek = weeks.keys.sorted().map { (WeeklyHours.monday(of: $0), weeks[$0] ?? Totals()) }
    }

    private mutating func countScores() {
        var counts: [Int: (left: Int, right: Int)] = [:]
        for row in left.caseload.rows { counts[Int(row.last.score), default: (0, 0)].left += 1 }
        for row in right.caseload.rows { counts[Int(row.last.score), default: (0, 0)].right += 1 }
        scores = counts.keys.sorted().map { ($0, counts[$0]?.left ?? 0, counts[$0]?.right ?? 0) }
    }
}
