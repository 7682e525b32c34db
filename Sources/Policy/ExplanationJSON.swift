// An explanation of one household for programs.
// In: the same as the text. Out: one line of JSON with keys that stay. Depends on: ExplanationText.

import Engine
import Rules
import Signals

extension ExplanationText {
    /// One object. Tasks are given as they went out, each as its whole CloudEvent.
    ///
    /// - Parameter tasks: the lines of ``revisions``.
    package func json(tasks: [String]) -> String {
        var fields: [(String, String)] = [
            ("household", JSONText.quoted(household.text(as: .household))), ("known", "\(isKnown)"),
            (
                "pipeline",
                Self.object([("id", JSONText.quoted(pipeline.id)), ("hash", JSONText.quoted(pipeline.hash))])
            ),
            ("today", Self.date(explanation?.today)), ("class", Self.text(explanation?.classID)),
            ("score", explanation?.score.map { "\($0)" } ?? "null"),
            ("deliveries", Self.array(events.filter(\.isArrival).map(Self.event))),
            ("laterStatuses", Self.array(events.filter { !$0.isArrival }.map(Self.event))),
        ]
        fields.append(
            ("circumstances", Self.array((explanation?.circumstances ?? []).map(Self.circumstance))))
        fields.append(("signals", Self.array((explanation?.signals ?? []).map(Self.signal))))
        fields.append(("rules", Self.array((explanation?.rules ?? []).map(Self.rule))))
        fields.append(("tasks", Self.array(tasks)))
        return Self.object(fields) + "\n"
    }

    private static func event(_ entry: DecisionTrace.Entry) -> String {
        object([
            ("id", JSONText.quoted(entry.id)), ("partner", JSONText.quoted(entry.partner.wireName)),
            ("date", date(entry.signalDate)), ("amount", euros(entry.amountCents)),
            ("status", text(entry.status?.wireName)),
            ("reason", JSONText.quoted(entry.reason)),
            ("today", date(entry.today)),
        ])
    }

    private static func circumstance(_ row: HouseholdExplanation.KnownCircumstance) -> String {
        object([
            ("kind", JSONText.quoted(row.kind.wireName)), ("person", text(row.person?.text(as: .person))),
            ("from", date(row.from)), ("until", date(row.until)),
            ("standing", JSONText.quoted(row.standing.rawValue)),
        ])
    }

    private static func signal(_ signal: HouseholdExplanation.KeptSignal) -> String {
        object([
            ("id", JSONText.quoted(signal.id)), ("partner", JSONText.quoted(signal.partner.wireName)),
            ("name", text(signal.name)), ("date", date(signal.date)), ("amount", euros(signal.amountCents)),
            ("person", text(signal.person?.text(as: .person))), ("crisis", "\(signal.isCrisis)"),
            ("withdrawn", text(signal.withdrawn?.wireName)), ("task", text(signal.task)),
            ("pending", "\(signal.isPending)"), ("seen", "\(signal.isSeen)"),
        ])
    }

    private static func rule(_ rule: HouseholdExplanation.ExplainedRule) -> String {
        let comparisons = rule.comparisons.map { comparison in
            object([
                ("left", JSONText.quoted(comparison.left)),
                ("comparison", JSONText.quoted(comparison.comparison)),
                ("right", JSONText.quoted(comparison.right)), ("holds", "\(comparison.holds)"),
            ])
        }
        return object([
            ("id", JSONText.quoted(rule.id)), ("scope", JSONText.quoted(rule.scope.rawValue)),
            ("person", text(rule.person?.text(as: .person))), ("active", "\(rule.isActive)"),
            ("holds", "\(rule.holds && rule.isActive)"), ("points", "\(rule.points)"),
            ("when", JSONText.quoted(rule.condition)), ("comparisons", array(comparisons)),
            ("measures", array(rule.measures.map(measure))),
        ])
    }

    private static func measure(_ measure: HouseholdExplanation.ExplainedMeasure) -> String {
        object([
            ("text", JSONText.quoted(measure.text)), ("type", JSONText.quoted(measure.type.rawValue)),
            ("value", value(measure)), ("written", JSONText.quoted(measure.written)),
            ("from", date(measure.from)), ("through", date(measure.through)),
            ("signals", array(measure.signals.map(JSONText.quoted))),
        ])
    }

    private static func value(_ measure: HouseholdExplanation.ExplainedMeasure) -> String {
        guard let value = measure.value else { return "null" }
        switch measure.type {
        case .count, .days: return "\(value)"
        case .money: return euros(value)
        case .bool: return value == 0 ? "false" : "true"
        case .ratio: return "\(Double(value) / 1_000_000)"
        }
    }

    private static func euros(_ cents: Int64) -> String { TaskSheet.money(cents).replacing(",", with: ".") }
    private static func date(_ date: CivilDate?) -> String { date.map { "\"\($0)\"" } ?? "null" }
    private static func text(_ text: String?) -> String { text.map(JSONText.quoted) ?? "null" }
    private static func array(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }

    private static func object(_ fields: [(String, String)]) -> String {
        "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }
}
