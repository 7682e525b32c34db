// A month for the council: signals, tasks, contact, deadlines, groups, definitions; comparable with earlier months.
// In: what a pipeline did over the month. Out: figures, JSON. Depends on: PeriodLog, Disparity, Suppression.

internal import Engine
package import Rules
internal import Signals

/// The figures of one month.
package struct PeriodReport: Sendable {
    /// `2026-03`.
    package let month: String
    package let definition: MatchDefinition
    package let pipeline: Pipeline
    package let grouping: Grouping
    package let dossiers: Dossiers
    package let signals: Int
    package let tasks: Int
    /// Tables before suppression, which goes over all of them together.
    package let signalTable: CountTable
    package let taskTables: [CountTable]
    package let contactTable: CountTable
    package let acceptanceTable: CountTable
    package let deadlineTable: CountTable
    package let disparity: Disparity
    /// Earlier months by the same definition, in order.
    package var earlier: [EarlierReport] = []

    /// - Parameters:
    ///   - log: of the month.
    ///   - population: the households with a signal in the month.
    package init(
        month: String, _ log: PeriodLog, of pipeline: Pipeline, _ population: Population,
        by definition: MatchDefinition
    ) {
        self.month = month
        self.definition = definition
        self.pipeline = pipeline
        grouping = Grouping(youth: pipeline.youth)
        dossiers = Dossiers(log.signalDates, period: log.period, by: definition)
        let rows = log.caseload.rows.filter(log.isOpened)
        tasks = rows.count
        signals = log.statuses.reduce(0) { $0 + $1.reduce(0, +) }
        var table = CountTable(
            "Soort partner", people: "signalen", groups: PartnerType.wireNames,
            outcomes: SignalStatus.wireNames)
        table.counts = log.statuses
        signalTable = table
        taskTables = PeriodReport.taskTables(rows, pipeline, population, grouping)
        table = CountTable(
            "Contactsoort", people: "pogingen", groups: ContactKind.wireNames,
            outcomes: ["niet bereikt", "bereikt"])
        table.counts = zip(log.attempts, log.reached).map { [$0 - $1, $1] }
        contactTable = table
        acceptanceTable = PeriodReport.acceptance(rows)
        deadlineTable = PeriodReport.deadlines(log, pipeline)
        disparity = Disparity(
            log.caseload, of: pipeline, population, grouping, where: log.isOpened)
    }

    private static func taskTables(
        _ rows: [CaseRow], _ pipeline: Pipeline, _ population: Population, _ grouping: Grouping
    ) -> [CountTable] {
        let classes = pipeline.classes.map(\.id)
        return [Dimension.kind, .area].map { dimension in
            let (labels, groups) = grouping.assign(population, by: dimension)
            // Tasks of households without a signal dated in the month are a group of their own.
            var table = CountTable(
                dimension.dutch, people: "taken naar klasse", groups: labels + ["eerder signaal"],
                outcomes: classes)
            for row in rows where Int(row.last.classIndex) < classes.count {
                let place = population.index.find(row.last.household)
                table.counts[place.map { groups[$0] } ?? labels.count][Int(row.last.classIndex)] += 1
            }
            return table
        }
    }

    /// Tasks of the month by the most personal kind of contact that was tried, and whether help was accepted.
    private static func acceptance(_ rows: [CaseRow]) -> CountTable {
        let order: [ContactKind] = [
            .huisbezoek, .afspraakOpLocatie, .telefoon, .smsWhatsapp, .mail, .kaartje, .brief, .overige,
            .onbekend,
        ]
        var table = CountTable(
            "Persoonlijkste contact", people: "taken", groups: order.map(\.wireName) + ["geen"],
            outcomes: Disparity.contacts)
        for row in rows {
            let place = order.firstIndex { row.tried & 1 << UInt16($0.rawValue) != 0 }
            table.counts[place ?? order.count][Disparity.contact(row)] += 1
        }
        return table
    }

    /// Tasks that had to be tried before a day of the month: in time, late, or closed before anybody tried.
    private static func deadlines(_ log: PeriodLog, _ pipeline: Pipeline) -> CountTable {
        var table = CountTable(
            "Klasse", people: "taken met een datum in de maand", groups: pipeline.classes.map(\.id),
            outcomes: ["op tijd", "te laat", "gesloten zonder poging", "nog open"])
        for row in log.caseload.rows
        where log.period.contains(row.last.due) && Int(row.last.classIndex) < pipeline.classes.count {
            let outcome = row.wasLate ? 1 : row.attempts > 0 ? 0 : row.closed != nil ? 2 : 3
            table.counts[Int(row.last.classIndex)][outcome] += 1
        }
        return table
    }

    /// All tables as they may be shown.
    package var shown: ShownReport {
        let tables =
            [signalTable] + taskTables + [contactTable, acceptanceTable, deadlineTable]
            + disparity.classTables
            + disparity.contactTables + [disparity.sampleTable]
        let shown = Suppression.apply(to: tables)
        let dimensions = disparity.classTables.count
        return ShownReport(
            signals: shown[0], tasks: Array(shown[1...2]), contacts: shown[3], acceptance: shown[4],
            deadlines: shown[5], groupClasses: Array(shown[6..<6 + dimensions]),
            groupContacts: Array(shown[6 + dimensions..<6 + 2 * dimensions]),
            sample: shown[6 + 2 * dimensions])
    }

    /// One object; keys stay. What ``EarlierReport`` reads is part of it.
    package var json: JSONValue {
        let shown = self.shown
        let figures = Disparity.figures(
            shown.groupClasses, shown.groupContacts, classes: pipeline.classes.count)
        return .members([
            "month": .text(month), "definition": .text(definition.rawValue), "pipeline": pipeline.stampJSON,
            "signals": .count(signals), "tasks": .count(tasks),
            "dossiers": .members([
                "all": .count(dossiers.all), "single": .count(dossiers.single),
                "multiple": .count(dossiers.multiple), "consecutive": .count(dossiers.consecutive),
                "both": .count(dossiers.both),
            ]),
            "signalTable": shown.signals.json, "taskTables": .array(shown.tasks.map(\.json)),
            "contacts": shown.contacts.json, "acceptance": shown.acceptance.json,
            "deadlines": shown.deadlines.json,
            "disparity": .members([
                "method": .text(RiskRatio.method), "figures": .array(figures.map(\.json)),
            ]),
        ])
    }
}

/// The tables of a report after suppression.
package struct ShownReport: Sendable {
    package var signals: ShownTable
    package var tasks: [ShownTable]
    package var contacts: ShownTable
    package var acceptance: ShownTable
    package var deadlines: ShownTable
    package var groupClasses: [ShownTable]
    package var groupContacts: [ShownTable]
    package var sample: ShownTable
}
