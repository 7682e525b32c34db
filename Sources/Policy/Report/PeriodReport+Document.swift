// The report of a month as a page for the council.
// In: a PeriodReport. Out: a Document. Depends on: Document.

internal import Engine
internal import Rules
internal import Signals

extension PeriodReport {
    /// The page, in Dutch.
    package var document: Document {
        let shown = self.shown
        var page = Document(title: "Vroegsignalering \(pipeline.id), \(month)")
        page.lead = [
            "In \(month) kregen \(signals) signalen een status en gingen \(tasks) taken open. Taken tellen "
                + "met wat er tot het einde van de invoer van kwam."
        ]
        page.note("Regels", pipeline.stamp)
        page.note("Vensters", pipeline.windowTexts.joined(separator: "; "))
        page.note("Definitie", "\(definition.rawValue): \(definition.dutch)")
        page.note(
            "Geschiedenis",
            "\(RuleWords.text(pipeline.retention)); herhaling binnen \(RuleWords.text(pipeline.repeatWindow))"
        )
        page.note("Kleine aantallen", Disparity.suppressionText)
        page.sections = [
            seriesSection,
            section("Signalen", shown.signals, "Signalen naar soort partner en status"),
            section("Taken", shown.tasks[0], "Taken naar soort partner en klasse", also: shown.tasks[1]),
            section("Bereik per contactsoort", shown.contacts, "Pogingen in de maand naar contactsoort"),
            section(
                "Hulp aanvaard", shown.acceptance, "Taken naar het persoonlijkste contact dat is geprobeerd"),
            section("Termijnen", shown.deadlines, "Taken met een uiterste datum in de maand"),
        ]
        page.sections += disparity.sections(
            of: pipeline, grouping, title: "Verschillen tussen groepen",
            shown: (shown.groupClasses, shown.groupContacts, shown.sample))
        return page
    }

    private func section(
        _ title: String, _ table: ShownTable, _ caption: String, also: ShownTable? = nil
    ) -> Document.Section {
        var section = Document.Section(title)
        // A bar that is left out would be read as zero: groups are drawn by their total.
        let drawn = table.groups.indices.filter { table.groupTotals[$0] != nil }
        section.charts = [
            Chart(
                .bars, caption, unit: "aantal", labels: drawn.map { table.groups[$0] },
                series: [Chart.Series("samen", drawn.map { Double(table.groupTotals[$0] ?? 0) })])
        ]
        section.tables = [table.documentTable(caption)]
        if let also { section.tables.append(also.documentTable("Taken naar wijk en klasse")) }
        return section
    }

    private var seriesSection: Document.Section {
        let own = [
            month, "\(dossiers.all)", "\(dossiers.single)", "\(dossiers.multiple)", "\(dossiers.consecutive)",
            "\(signals)", "\(tasks)", "\(pipeline.version) (\(pipeline.hash))",
        ]
        let before = earlier.map { month in
            [
                month.month, "\(month.dossiers.all)", "\(month.dossiers.single)",
                "\(month.dossiers.multiple)",
                "\(month.dossiers.consecutive)", "\(month.signals)", "\(month.tasks)",
                "\(month.pipeline.version) (\(month.pipeline.hash))",
            ]
        }
        let months = earlier.map(\.month) + [month]
        return Document.Section(
            "Dossiers",
            text: [
                "Een dossier is een adres met een signaal in de maand. Het kan meervoudig en opeenvolgend "
                    + "tegelijk zijn (\(dossiers.both) in deze maand)."
            ],
            charts: [
                Chart(
                    months.count > 1 ? .lines : .bars, "Dossiers per maand", unit: "dossiers", labels: months,
                    series: [
                        Chart.Series(
                            "enkelvoudig",
                            earlier.map { Double($0.dossiers.single) } + [Double(dossiers.single)]),
                        Chart.Series(
                            "meervoudig",
                            earlier.map { Double($0.dossiers.multiple) } + [Double(dossiers.multiple)]),
                        Chart.Series(
                            "opeenvolgend",
                            earlier.map { Double($0.dossiers.consecutive) } + [Double(dossiers.consecutive)]),
                    ])
            ],
            tables: [
                Document.Table(
                    "Dossiers, signalen en taken, alle maanden door \(definition.rawValue)",
                    columns: [
                        "Maand", "Dossiers", "Enkelvoudig", "Meervoudig", "Opeenvolgend", "Signalen", "Taken",
                        "Regels",
                    ], rows: before + [own])
            ])
    }
}
