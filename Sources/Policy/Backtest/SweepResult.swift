// What a sweep found, as text, JSON and a page.
// In: a range and what each value gave. Out: tables and charts. Depends on: Sweep, Document.

internal import Engine
package import Rules

/// One value of a sweep.
package struct SweepPoint: Sendable {
    package var value: Int
    package var tasks: Int
    /// By class.
    package var classes: [Int]
    package var hours: Double
    package var weeksOver: Int
    package var youthTasks: Int
    /// How many households of the youth band the contacts are expected to reach.
    package var youthReached: Double

    /// The figures of one side.
    package init(_ value: Int, _ side: ComparedSide) {
        self.value = value
        tasks = side.caseload.rows.count
        classes = side.tally.tasks
        hours = side.hours.total
        weeksOver = side.hours.weeksOver.reduce(0) { $0 + ($1 ?? 0) }
        youthTasks = side.hours.youthTasks
        youthReached = side.hours.youthReached
    }
}

/// A sweep with its results in order of value.
package struct Sweep: Sendable {
    package var range: SweepRange
    package var pipeline: Pipeline
    package var points: [SweepPoint]

    package init(range: SweepRange, pipeline: Pipeline, points: [SweepPoint]) {
        self.range = range
        self.pipeline = pipeline
        self.points = points
    }

    /// One line for each value.
    package var text: String {
        var table = TextTable(
            [range.key, "tasks"] + pipeline.classes.map(\.id)
                + ["hours", "team weeks over", "youth tasks", "youth reached"])
        for point in points {
            table.add(
                [range.text(point.value), "\(point.tasks)"] + point.classes.map { "\($0)" } + [
                    Decimals.text(point.hours, places: 1, point: "."), "\(point.weeksOver)",
                    "\(point.youthTasks)", Decimals.text(point.youthReached, places: 1, point: "."),
                ])
        }
        return "\(pipeline.stamp)\n\n" + table.rendered
    }

    /// One object; keys stay.
    package var json: JSONValue {
        .members([
            "pipeline": pipeline.stampJSON, "key": .text(range.key),
            "points": .array(
                points.map { point in
                    .members([
                        "value": .text(range.text(point.value)), "tasks": .count(point.tasks),
                        "classes": .array(point.classes.map { .count($0) }),
                        "hours": .decimal(point.hours), "teamWeeksOver": .count(point.weeksOver),
                        "youthTasks": .count(point.youthTasks), "youthReached": .decimal(point.youthReached),
                    ])
                }),
        ])
    }

    /// The page, in Dutch.
    package var document: Document {
        var page = Document(title: "Wat als: \(range.key)")
        page.lead = [
            "Dezelfde signalen, \(points.count) keer met een andere waarde. Uren en bereik zijn gewogen met "
                + "de kans dat een contact iemand bereikt, zoals gemeten in deze signalen."
        ]
        page.note("Regels", pipeline.stamp)
        let labels = points.map { range.text($0.value) }
        func chart(_ title: String, _ unit: String, _ value: (SweepPoint) -> Double) -> Chart {
            Chart(.lines, title, unit: unit, labels: labels, series: [.init(title, points.map(value))])
        }
        page.sections = [
            Document.Section(
                "Taken, uren en bereikte jongeren",
                charts: [
                    chart("Taken", "taken") { Double($0.tasks) },
                    chart("Verwachte uren", "uren") { $0.hours },
                    chart("Naar verwachting bereikte jongeren", "huishoudens") { $0.youthReached },
                ],
                tables: [
                    Document.Table(
                        "Per waarde van \(range.key)",
                        columns: ["Waarde", "Taken"] + pipeline.classes.map(\.id) + [
                            "Uren", "Teamweken te vol", "Taken jongeren", "Bereikte jongeren",
                        ],
                        rows: points.map { point in
                            [range.text(point.value), "\(point.tasks)"] + point.classes.map { "\($0)" } + [
                                Decimals.text(point.hours, places: 1), "\(point.weeksOver)",
                                "\(point.youthTasks)", Decimals.text(point.youthReached, places: 1),
                            ]
                        })
                ])
        ]
        return page
    }
}
