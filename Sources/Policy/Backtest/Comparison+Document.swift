// A comparison as a page for a policy officer.
// In: a Comparison. Out: a Document. Depends on: Document, Disparity+Document.

internal import Engine
internal import Rules
internal import Signals

extension Comparison {
    /// The whole report, in Dutch.
    package var document: Document {
        var page = Document(
            title: "Terugblik: \(left.pipeline.id) \(left.pipeline.version) naast \(right.pipeline.version)")
        page.lead = [summary]
        page.note("Regels nu", left.pipeline.stamp)
        page.note("Regels straks", right.pipeline.stamp)
        if let first = population.first, let last = population.last {
            page.note("Signalen van", "\(TaskSheet.dutch(first)) tot en met \(TaskSheet.dutch(last))")
        }
        page.note("Huishoudens met een signaal", "\(population.groups.count)")
        page.note("Vensters van de regels straks", right.pipeline.windowTexts.joined(separator: "; "))
        page.sections = [classSection, changeSection, hoursSection, scoreSection, weekSection, groupSection]
        page.sections += right.disparity.sections(
            of: right.pipeline, grouping, title: "Straks: verschillen tussen groepen")
        page.sections += left.disparity.sections(
            of: left.pipeline, grouping, title: "Nu: verschillen tussen groepen")
        page.sections.append(householdSection)
        return page
    }

    private var summary: String {
        if isSame { return "Beide regelsets geven over deze signalen precies dezelfde taken." }
        let added = changes[.added] ?? 0
        let dropped = changes[.dropped] ?? 0
        let others = differences.count - added - dropped
        return
            "Van \(left.caseload.rows.count) taken naar \(right.caseload.rows.count): \(added) komen erbij, "
            + "\(dropped) vervallen, \(others) veranderen en \(unchanged) blijven gelijk."
    }

    private var classSection: Document.Section {
        let none = "geen taak"
        let columns = right.pipeline.classes.map(\.id) + [none]
        let names = left.pipeline.classes.map(\.id) + [none]
        return Document.Section(
            "Klassen: van nu naar straks", text: ["Een rij is de klasse nu, een kolom de klasse straks."],
            charts: [
                Chart(
                    .flow, "Taken van klasse nu (links) naar klasse straks (rechts)", unit: "taken",
                    labels: columns,
                    series: zip(names, flow).map { Chart.Series($0, $1.map(Double.init)) })
            ],
            tables: [
                Document.Table(
                    "Taken naar klasse nu en straks", columns: ["Nu ↓ straks →"] + columns,
                    rows: zip(names, flow).map { [$0] + $1.map { "\($0)" } })
            ])
    }

    private var changeSection: Document.Section {
        var rows = TaskChange.allCases.compactMap { change in
            changes[change].map { [change.dutch, "\($0)"] }
        }
        rows.append(["gelijk", "\(unchanged)"])
        return Document.Section(
            "Wat er verandert",
            text: [
                "Een taak kan op meer manieren veranderen. Taken met hetzelfde nummer horen bij elkaar, en "
                    + "anders taken van één huishouden die tegelijk open staan."
            ],
            tables: [Document.Table("Taken per soort verschil", columns: ["Verschil", "Taken"], rows: rows)])
    }

    private var hoursSection: Document.Section {
        let mondays = right.hours.hours[0].indices.map { WeeklyHours.monday(of: right.hours.firstWeek + $0) }
        let labels = mondays.map { String(TaskSheet.dutch($0).prefix(5)) }
        var section = Document.Section(
            "Werk per week",
            text: [
                "Elke taak vraagt om de contacten van haar klasse, tot zij gesloten is. Een contact telt "
                    + "naar de kans dat het nog nodig is: de kans dat eerdere contacten niemand bereikten, "
                    + "zoals gemeten in dezelfde signalen. "
                    + "Uren per contact en uren per week staan in de regels (capacity)."
            ])
        var columns = ["Week van"]
        var rows = mondays.map { [TaskSheet.dutch($0)] }
        for (place, team) in right.hours.teams.enumerated() {
            let mine = hours(of: team, left.hours, mondays)
            let theirs = right.hours.hours[place]
            if mine.reduce(0, +) + theirs.reduce(0, +) == 0 { continue }
            var series = [Chart.Series("nu", mine), Chart.Series("straks", theirs)]
            if let limit = right.hours.capacity[place] {
                series.append(
                    Chart.Series(
                        "beschikbaar", [Double](repeating: limit, count: mondays.count), isLimit: true))
            }
            section.charts.append(
                Chart(.lines, "Team \(team)", unit: "uren per week", labels: labels, series: series))
            columns += ["\(team) nu", "\(team) straks"]
            for row in rows.indices {
                rows[row] += [Decimals.text(mine[row], places: 1), Decimals.text(theirs[row], places: 1)]
            }
        }
        section.tables = [Document.Table("Uren per week en team", columns: columns, rows: rows)]
        return section
    }

    private func hours(of team: String, _ hours: WeeklyHours, _ mondays: [CivilDate]) -> [Double] {
        guard let place = hours.teams.firstIndex(of: team) else { return mondays.map { _ in 0 } }
        return mondays.map { monday in
            let week = WeeklyHours.week(of: monday) - hours.firstWeek
            return hours.hours[place].indices.contains(week) ? hours.hours[place][week] : 0
        }
    }

    private var scoreSection: Document.Section {
        Document.Section(
            "Verdeling van de scores",
            charts: [
                Chart(
                    .bars, "Taken per score", unit: "taken", labels: scores.map { "\($0.score)" },
                    series: [
                        Chart.Series("nu", scores.map { Double($0.left) }),
                        Chart.Series("straks", scores.map { Double($0.right) }),
                    ])
            ],
            tables: [
                Document.Table(
                    "Taken per score", columns: ["Score", "Nu", "Straks"],
                    rows: scores.map { ["\($0.score)", "\($0.left)", "\($0.right)"] })
            ])
    }

    private var weekSection: Document.Section {
        Document.Section(
            "Geopende taken per week",
            charts: [
                Chart(
                    .lines, "Geopende taken per week", unit: "taken",
                    labels: byWeek.map { String(TaskSheet.dutch($0.monday).prefix(5)) },
                    series: [
                        Chart.Series("nu", byWeek.map { Double($0.totals.left) }),
                        Chart.Series("straks", byWeek.map { Double($0.totals.right) }),
                    ])
            ],
            tables: [
                Document.Table(
                    "Geopende taken per week", columns: ["Week van", "Nu", "Straks", "Erbij", "Vervalt"],
                    rows: byWeek.map {
                        [
                            TaskSheet.dutch($0.monday), "\($0.totals.left)", "\($0.totals.right)",
                            "\($0.totals.added)", "\($0.totals.dropped)",
                        ]
                    })
            ])
    }

    private var groupSection: Document.Section {
        Document.Section(
            "Wie het merkt", text: [Disparity.suppressionText],
            tables: Suppression.apply(to: groupTables).map {
                $0.documentTable("Taken naar \($0.title.lowercased())")
            })
    }

    private var householdSection: Document.Section {
        let most = 200
        return Document.Section(
            "Huishoudens met een verschil",
            text: [
                differences.count > most
                    ? "De eerste \(most) van \(differences.count); met --format csv staan ze er allemaal in."
                    : "Alle \(differences.count). Deze lijst is niet bedoeld om te delen."
            ],
            tables: [
                Document.Table(
                    "Taken met een verschil",
                    columns: [
                        "Huishouden", "Taak", "Klasse", "Team", "Uiterlijk", "Verschil", "Regels en oorzaak",
                    ],
                    rows: differences.prefix(most).map { difference in
                        var row = cells(difference)
                        row[5] = difference.changes.map(\.dutch).joined(separator: ", ")
                        return row
                    })
            ])
    }
}
