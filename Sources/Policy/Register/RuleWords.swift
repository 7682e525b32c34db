// Rules, terms and classes in Dutch sentences that say what runs.
// In: a pipeline. Out: sentences. Depends on: Rules.

internal import Engine
package import Rules
internal import Signals

/// A pipeline in words.
package struct RuleWords: Sendable {
    private let pipeline: Pipeline

    package init(_ pipeline: Pipeline) { self.pipeline = pipeline }

    // MARK: Rules

    /// One rule: whom it looks at, when it holds and what follows. The condition stands as it is written in the file.
    package func sentence(_ rule: Rule) -> String {
        var text = rule.scope == .person ? "Voor een persoon: als " : "Voor een adres: als "
        text += "[\(rule.whenText.split(whereSeparator: \.isWhitespace).joined(separator: " "))], "
        var effects = ["\(rule.points) \(rule.points == 1 ? "punt" : "punten")"]
        if let place = rule.classIndex { effects.append("minstens klasse \(pipeline.classes[place].id)") }
        if rule.isYouth { effects.append("het jongerenteam") }
        if !rule.referrals.isEmpty {
            effects.append(
                "verwijzing naar "
                    + rule.referrals.map { pipeline.referrals[$0].name }.joined(separator: ", "))
        }
        text += "dan " + effects.joined(separator: "; ") + "."
        let term = RuleWords.text(rule.active)
        if !term.isEmpty { text += " Geldt \(term)." }
        return text
    }

    /// The reason a worker reads, with the measures in it as they are written.
    package func reason(_ rule: Rule) -> String {
        rule.reason.map { part in
            switch part {
            case .text(let text): text
            case .value(let place): "{\(rule.shown[place].text)}"
            }
        }.joined()
    }

    // MARK: Partners and classes

    /// Each kind of partner with its terms, in the order of the national list.
    package var partners: [(name: String, terms: String, basis: String)] {
        PartnerType.allCases.flatMap { kind in
            pipeline.partners[Int(kind.rawValue)].map { term in
                var parts: [String] = []
                if let days = term.fromDays { parts.append("vanaf \(days) dagen achterstand") }
                if let days = term.untilDays { parts.append("tot en met \(days) dagen") }
                if let cents = term.thresholdCents { parts.append("vanaf € \(TaskSheet.money(cents))") }
                if let cents = term.youthThresholdCents {
                    parts.append("voor jongeren vanaf € \(TaskSheet.money(cents))")
                }
                let validity = RuleWords.text(term.validity)
                if !validity.isEmpty { parts.append(validity) }
                return (kind.wireName, parts.joined(separator: ", "), term.basis ?? "")
            }
        }
    }

    /// What a class asks of a team.
    package func sentence(_ taskClass: TaskClass) -> String {
        "\(taskClass.id): vanaf \(taskClass.score) punten, binnen \(RuleWords.text(taskClass.due)), contact door "
            + taskClass.ladder.map(\.wireName).joined(separator: ", daarna ")
    }

    // MARK: Texts of the register

    /// Which facts go in.
    package var inputs: String {
        let kinds = PartnerType.allCases.filter { !pipeline.partners[Int($0.rawValue)].isEmpty }.map(
            \.wireName)
        var text =
            "Meldingen van betalingsachterstand van deze soorten partners: \(kinds.joined(separator: ", ")). "
        text +=
            "Per melding: bedrag, datum, begin van de achterstand, of het een crisis is, het soort partner. "
        if usesAge { text += "De leeftijd, afgeleid van de geboortedatum, in de regels die dat noemen. " }
        if pipeline.measures.contains(where: { $0.kind == .children }) {
            text += "Of de gemeente weet dat er minderjarige kinderen wonen. "
        }
        text +=
            "Eerder contact door het team en hoe een eerdere taak afliep. Adressen en personen zijn alleen als "
        text +=
            "pseudoniem bekend. Naam, geslacht, nationaliteit, geboorteplaats, postcode en buurt tellen niet mee. "
        return text + "De geschiedenis gaat \(RuleWords.text(pipeline.retention)) terug."
    }

    private var usesAge: Bool {
        pipeline.measures.contains { $0.kind == .age }
            || pipeline.partners.contains { $0.contains { $0.youthThresholdCents != nil } }
    }

    /// How the rules work, from signal to task.
    package var workings: String {
        var lines = [
            "Een vast stel regels, geen zelflerend systeem. De punten van de regels die gelden worden opgeteld; "
                + "de klasse volgt uit de som of uit een regel die een klasse noemt. "
                + "Versie \(pipeline.version) (\(pipeline.hash))."
        ]
        lines += pipeline.rules.map { "- \($0.id): \(sentence($0))" }
        lines.append("Klassen: " + pipeline.classes.map(sentence).joined(separator: ". ") + ".")
        if let sample = pipeline.sample {
            let rate = sample.below.map { Double($0) / 18_446_744_073_709_551_616 } ?? 1
            lines.append(
                "Toeval: \(Decimals.percent(rate)) van de nieuwe taken krijgt minstens klasse "
                    + "\(pipeline.classes[sample.classIndex].id), om te zien wat de regels missen.")
        }
        return lines.joined(separator: "\n")
    }

    // MARK: Terms

    static func text(_ validity: Validity) -> String {
        switch (validity.from, validity.until) {
        case (nil, nil): ""
        case (let from?, nil): "vanaf \(TaskSheet.dutch(from))"
        case (nil, let until?): "tot en met \(TaskSheet.dutch(until))"
        case (let from?, let until?): "van \(TaskSheet.dutch(from)) tot en met \(TaskSheet.dutch(until))"
        }
    }

    static func text(_ term: Term) -> String {
        switch term {
        case .days(let days): "\(days) dagen"
        case .workingDays(let days): "\(days) werkdagen"
        }
    }

    static func text(_ period: Period) -> String {
        switch period {
        case .days(let days): "\(days) dagen"
        case .months(let months): "\(months) maanden"
        }
    }
}
