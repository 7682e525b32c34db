// The record of the algorithm register as a page that a resident may read.
// In: an AlgorithmRegister. Out: a Document. Depends on: Document, RuleWords.

internal import Rules
internal import Signals

extension AlgorithmRegister {
    /// The page, in Dutch: the fields, then every rule, partner, class and referral as it runs.
    package var document: Document {
        let words = RuleWords(pipeline)
        var page = Document(title: "Vroegsignalering van schulden: \(pipeline.id)")
        // Long texts are sections of their own; the workings stand below as tables.
        let long: Set = [
            "goal", "proportionality", "human_intervention", "risks", "lawful_basis", "source_data",
        ]
        let elsewhere: Set = ["name", "short_description", "methods_and_models"]
        for field in fields where !field.text.isEmpty {
            if field.key == "short_description" { page.lead = [field.text] }
            if long.contains(field.key) {
                page.sections.append(Document.Section(field.title, text: [field.text]))
            } else if !elsewhere.contains(field.key) {
                page.note(field.title, field.text)
            }
        }
        page.sections.append(
            Document.Section(
                "Regels",
                text: ["De punten van alle regels die gelden worden opgeteld."],
                tables: [
                    Document.Table(
                        "Regels",
                        columns: ["Regel", "Wat de regel doet", "Reden bij de taak", "Onderbouwing"],
                        rows: pipeline.rules.map { rule in
                            [rule.id, words.sentence(rule), words.reason(rule), rule.justification ?? ""]
                        })
                ]))
        page.sections.append(
            Document.Section(
                "Wie mag melden",
                tables: [
                    Document.Table(
                        "Partners", columns: ["Soort partner", "Voorwaarden", "Grondslag"],
                        rows: words.partners.map { [$0.name, $0.terms, $0.basis] })
                ]))
        page.sections.append(
            Document.Section(
                "Klassen en verwijzingen",
                tables: [
                    Document.Table(
                        "Klassen", columns: ["Klasse", "Vanaf", "Binnen", "Contact"],
                        rows: pipeline.classes.map { taskClass in
                            [
                                taskClass.id, "\(taskClass.score) punten", RuleWords.text(taskClass.due),
                                taskClass.ladder.map(\.wireName).joined(separator: ", daarna "),
                            ]
                        }),
                    Document.Table(
                        "Verwijzingen", columns: ["Verwijzing", "Geldt", "Toelichting"],
                        rows: pipeline.referrals.map {
                            [$0.name, RuleWords.text($0.validity), $0.note ?? ""]
                        }),
                ]))
        return page
    }
}
