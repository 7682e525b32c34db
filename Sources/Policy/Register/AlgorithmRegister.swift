// The record of a pipeline for the Dutch algorithm register: publication standard 1.0.
// In: a checked pipeline and who publishes it. Out: fields within their lengths, or what is wrong. Depends on:
// RuleWords.

package import Rules
internal import Signals

/// What a person must give that no pipeline says.
package struct RegisterPublication: Sendable {
    package var organisation: String
    package var contact: String
    /// `In ontwikkeling`, `In gebruik` or `Buiten gebruik`.
    package var status: String
    /// Of the data protection assessment; nil while there is none to be found.
    package var assessmentLink: String?

    package init(organisation: String, contact: String, status: String, assessmentLink: String?) {
        self.organisation = organisation
        self.contact = contact
        self.status = status
        self.assessmentLink = assessmentLink
    }

    package static let statuses = ["In ontwikkeling", "In gebruik", "Buiten gebruik"]
}

/// One field of the standard.
package struct RegisterField: Sendable, Equatable {
    package var key: String
    package var title: String
    package var text: String
    /// Characters at most; nil where the standard sets no limit.
    package var most: Int?
}

/// The record, made from what runs.
package struct AlgorithmRegister: Sendable {
    package let pipeline: Pipeline
    package let publication: RegisterPublication

    package init(_ pipeline: Pipeline, _ publication: RegisterPublication) {
        self.pipeline = pipeline
        self.publication = publication
    }

    /// The fields in the order of the standard.
    package var fields: [RegisterField] {
        func own(_ key: String) -> String { pipeline.accountability[key] ?? "" }
        return [
            field("name", "Naam", "Vroegsignalering van schulden: \(pipeline.id)", 100),
            field("organization", "Organisatie", publication.organisation, nil),
            field("short_description", "Korte omschrijving", AlgorithmRegister.short, 350),
            field("publiccategory", "Publicatiecategorie", "Impactvolle algoritmes", nil),
            field("theme", "Thema", "Sociale zekerheid", nil),
            field("status", "Status", publication.status, nil),
            field("contact_email", "Contactgegevens", publication.contact, nil),
            field("begin_date", "Begindatum", begin, nil),
            field("goal", "Doel en impact", own("goal"), 2500),
            field("proportionality", "Afwegingen", own("proportionality"), 2500),
            field("human_intervention", "Menselijke tussenkomst", own("human-intervention"), 2500),
            field("risks", "Risicobeheer", own("risks"), 2500),
            field("lawful_basis", "Wettelijke basis", own("lawful-basis"), 2500),
            field("impacttoetsen", "Impacttoets", publication.assessmentLink ?? "", nil),
            field("source_data", "Gegevens", RuleWords(pipeline).inputs, 2500),
            field("methods_and_models", "Technische werking", RuleWords(pipeline).workings, 5000),
            field("provider", "Leverancier", "Seinpost", 200),
            field("lang", "Taal", "NLD", nil),
            field("standard_version", "Schema", "1.0.0", nil),
            field("source_id", "Bron-ID", "\(pipeline.id) \(pipeline.version) \(pipeline.hash)", nil),
        ]
    }

    private static let short =
        "Regels die bepalen in welke volgorde en op welke manier de gemeente hulp aanbiedt aan huishoudens met een "
        + "betalingsachterstand. Elk terecht signaal leidt tot een aanbod. Een medewerker beslist en legt contact."

    /// The month in which the pipeline goes live.
    private var begin: String { pipeline.liveFrom.map { String($0.description.prefix(7)) } ?? "" }

    private func field(_ key: String, _ title: String, _ text: String, _ most: Int?) -> RegisterField {
        RegisterField(key: key, title: title, text: text, most: most)
    }

    /// What keeps the record from being published, a sentence each: texts that are missing or too long.
    package var problems: [String] {
        let mayBeEmpty: Set = ["begin_date", "impacttoetsen"]
        return fields.compactMap { field in
            if field.text.isEmpty, !mayBeEmpty.contains(field.key) {
                return "`\(field.title)` is missing\(AlgorithmRegister.hint(field.key))"
            }
            guard let most = field.most, field.text.count > most else { return nil }
            return "`\(field.title)` has \(field.text.count) characters; the register takes at most \(most)"
        }
    }

    /// Where a missing text is to be written.
    private static func hint(_ key: String) -> String {
        let keys = [
            "goal": "goal", "proportionality": "proportionality", "human_intervention": "human-intervention",
            "risks": "risks", "lawful_basis": "lawful-basis",
        ]
        return keys[key].map { "; write `\($0)` under `accountability`" } ?? ""
    }

    /// The record as JSON; fields without a text are left out.
    package var json: JSONValue {
        .object(fields.filter { !$0.text.isEmpty }.map { .init(name: $0.key, value: .text($0.text)) })
    }
}
