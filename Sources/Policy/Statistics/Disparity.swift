// Whether a pipeline treats groups unevenly: tasks, classes, reach and acceptance per group.
// In: a caseload and the households of the stream. Out: tables and ratios. Depends on: Suppression, RiskRatio.

internal import Engine
package import Rules
package import Signals

/// What came of the households of each group under one pipeline.
package struct Disparity: Sendable {
    /// One figure of one group against all others.
    package struct Figure: Sendable, Equatable {
        package var dimension: Dimension
        package var group: String
        package var measure: String
        /// Nil where a count it needs is left out.
        package var hits: Int?
        package var size: Int?
        package var ratio: RiskRatio?
    }

    /// By dimension: households by the most urgent class they reached, then tasks by how far contact came.
    package var classTables: [CountTable] = []
    package var contactTables: [CountTable] = []
    /// Tasks that chance raised against the others of their class, by how far contact came: the baseline.
    package var sampleTable: CountTable

    package static let contacts = ["niet geprobeerd", "niet bereikt", "bereikt, geen hulp", "hulp aanvaard"]
    package static let noTask = "geen taak"

    /// Results that count as accepted help.
    package static let accepted: Set<TaskResult> = [
        .adviesOfQuickFix, .vervolghulp, .vervolghulpFinancieel, .vervolghulpNietFinancieel,
    ]

    /// - Parameter isMeant: which tasks count; households count all the same.
    package init(
        _ caseload: Caseload, of pipeline: Pipeline, _ population: Population, _ grouping: Grouping,
        where isMeant: (CaseRow) -> Bool = { _ in true }
    ) {
        let outcomes = pipeline.classes.map(\.id) + [Disparity.noTask]
        sampleTable = CountTable(
            "Steekproef", people: "taken", groups: ["steekproef", "andere taken"],
            outcomes: Disparity.contacts)
        // By household: its most urgent class, and its tasks by how far contact came.
        var best = [Int](repeating: pipeline.classes.count, count: population.groups.count)
        var contacts: [(household: Int, contact: Int)] = []
        for row in caseload.rows where isMeant(row) {
            let contact = Disparity.contact(row)
            sampleTable.counts[row.last.isSampled ? 0 : 1][contact] += 1
            guard let place = population.index.find(row.last.household) else { continue }
            best[place] = min(best[place], Int(row.last.classIndex))
            contacts.append((place, contact))
        }
        for dimension in Dimension.allCases {
            let (labels, groups) = grouping.assign(population, by: dimension)
            var classes = CountTable(
                dimension.dutch, people: "huishoudens", groups: labels, outcomes: outcomes)
            for (place, group) in groups.enumerated() { classes.counts[group][best[place]] += 1 }
            var reach = CountTable(
                dimension.dutch, people: "taken", groups: labels, outcomes: Disparity.contacts)
            for (household, contact) in contacts { reach.counts[groups[household]][contact] += 1 }
            classTables.append(classes)
            contactTables.append(reach)
        }
    }

    /// How far contact came, as a place in ``contacts``.
    package static func contact(_ row: CaseRow) -> Int {
        if row.attempts == 0 { return 0 }
        if row.reachedBy == 0 { return 1 }
        return row.result.map(accepted.contains) == true ? 3 : 2
    }

    /// The figures that follow from what is shown, and from nothing else.
    ///
    /// - Parameters:
    ///   - classes, contacts: the tables after suppression, by dimension.
    ///   - count: how many classes the pipeline has.
    package static func figures(_ classes: [ShownTable], _ contacts: [ShownTable], classes count: Int)
        -> [Figure]
    {
        var figures: [Figure] = []
        for (place, dimension) in Dimension.allCases.enumerated() {
            let table = classes[place]
            for group in table.groups.indices {
                let size = 0..<count + 1
                for most in 1...count {
                    let name = most == count ? "taak" : "klasse \(table.outcomes[most - 1]) of hoger"
                    figures.append(figure(dimension, table, group, name, hits: 0..<most, size: size))
                }
            }
            let reach = contacts[place]
            for group in reach.groups.indices {
                figures.append(figure(dimension, reach, group, "bereikt", hits: 2..<4, size: 1..<4))
                figures.append(figure(dimension, reach, group, "hulp aanvaard", hits: 3..<4, size: 2..<4))
            }
        }
        return figures
    }

    private static func figure(
        _ dimension: Dimension, _ table: ShownTable, _ group: Int, _ measure: String, hits: Range<Int>,
        size: Range<Int>
    ) -> Figure {
        var figure = Figure(dimension: dimension, group: table.groups[group], measure: measure)
        guard let mine = table.sum(group, hits), let mySize = table.sum(group, size) else { return figure }
        figure.hits = mine
        figure.size = mySize
        guard let all = table.total(hits), let allSize = table.total(size) else { return figure }
        figure.ratio = RiskRatio(
            hits: mine, size: mySize, otherHits: all - mine, otherSize: allSize - mySize)
        return figure
    }
}
