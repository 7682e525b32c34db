// Differences between groups as sections of a page.
// In: a Disparity. Out: sections with tables. Depends on: Document, Suppression.

package import Rules

extension Disparity {
    static let suppressionText =
        "Een aantal onder \(Suppression.least) staat er niet (·), en ook niet wat zo'n aantal zou verraden."

    /// Counts per group, and ratios with their intervals.
    ///
    /// - Parameter shown: the tables as they may be shown, when they were suppressed together with others.
    package func sections(
        of pipeline: Pipeline, _ grouping: Grouping, title: String,
        shown: (classes: [ShownTable], contacts: [ShownTable], sample: ShownTable)? = nil
    ) -> [Document.Section] {
        let shown = shown ?? self.shown
        let figures = Disparity.figures(shown.classes, shown.contacts, classes: pipeline.classes.count)
        var section = Document.Section(
            title,
            text: [
                "Elk huishouden met een signaal zit per indeling in één groep: leeftijd van de jongste over wie een "
                    + "signaal kwam, wijk van het laatste signaal, soort partner, en of de gemeente van kinderen weet. "
                    + "Wie net boven de jongerenleeftijd (\(grouping.youth.lowerBound) tot en met "
                    + "\(grouping.youth.upperBound)) zit, is een eigen groep.",
                "Methode: \(RiskRatio.method). Een verhouding boven 1 betekent: vaker dan bij alle anderen. "
                    + "Een verschil is nog geen oneerlijk verschil; het vraagt om een uitleg. "
                    + "\(Disparity.suppressionText)",
            ])
        for table in shown.classes {
            section.tables.append(
                table.documentTable("Huishoudens naar hoogste klasse: \(table.title.lowercased())"))
        }
        for table in shown.contacts {
            section.tables.append(table.documentTable("Taken naar contact: \(table.title.lowercased())"))
        }
        section.tables.append(
            shown.sample.documentTable(
                "Taken die het toeval koos (steekproef) naast andere taken: een ijkpunt zonder regels"))
        section.tables.append(
            Document.Table(
                "Verhoudingen tot alle anderen, met 95%-interval",
                columns: [
                    "Groep", "Maat", "Aantal", "Van", "Aandeel", "Verhouding", "Interval", "Verschilt",
                ],
                rows: figures.map(\.cells)))
        return [section]
    }
}

extension Disparity.Figure {
    fileprivate var cells: [String] {
        let share = hits.flatMap { hits in
            size.map { $0 > 0 ? Decimals.percent(Double(hits) / Double($0)) : "–" }
        }
        return [
            "\(dimension.dutch): \(group)", measure, hits.map { "\($0)" } ?? "·", size.map { "\($0)" } ?? "·",
            share ?? "·", ratio.map { Decimals.text($0.ratio, places: 2) } ?? "·",
            ratio.map { "\(Decimals.text($0.low, places: 2)) – \(Decimals.text($0.high, places: 2))" } ?? "·",
            ratio.map { $0.isDistinct ? "ja" : "nee" } ?? "·",
        ]
    }
}

extension ShownTable {
    /// The table with its totals; `·` where a count is left out.
    package func documentTable(_ caption: String) -> Document.Table {
        func shown(_ count: Int?) -> String { count.map { "\($0)" } ?? "·" }
        var rows = groups.enumerated().map { row, group in
            [group] + counts[row].map(shown) + [shown(groupTotals[row])]
        }
        rows.append(["samen"] + outcomeTotals.map(shown) + [shown(total)])
        return Document.Table(caption, columns: [title] + outcomes + ["samen"], rows: rows)
    }
}
