// Why it did, or did not, fire: an explanation of one household as text.
// In: what the engine says of it, the deliveries of its signals, the revisions of its tasks. Out: lines.
// Depends on: Engine.

package import Engine
package import Rules
package import Signals

/// Everything that a replay found out about one household.
package struct ExplanationText: Sendable {
    package var household: Pseudonym
    package var pipeline: Pipeline
    package var explanation: HouseholdExplanation?
    package var deliveries: [DecisionTrace.Entry]
    package var revisions: [TaskData]
    /// Adds an ANSI style such as `1` or `32`; by default none.
    package var style: @Sendable (String, String) -> String = { _, text in text }

    package init(
        household: Pseudonym, pipeline: Pipeline, explanation: HouseholdExplanation?,
        deliveries: [DecisionTrace.Entry], revisions: [TaskData]
    ) {
        self.household = household
        self.pipeline = pipeline
        self.explanation = explanation
        self.deliveries = deliveries
        self.revisions = revisions
    }

    /// Whether the stream says anything of the household.
    package var isKnown: Bool { explanation != nil || !deliveries.isEmpty || !revisions.isEmpty }

    package var rendered: String {
        let name = household.text(as: .household)
        guard isKnown else { return "household \(name): no record in this stream is about it\n" }
        var text = style("1", "household \(name)")
        if let today = explanation?.today { text += " on \(today)" }
        text += ", pipeline \(pipeline.id) \(pipeline.version)\n" + verdict + "\n"
        text += section("signals, as they came", deliveries.map(delivery))
        if let explanation {
            text += section("circumstances in force", explanation.circumstances.map(circumstance))
            text += section("what the history holds", explanation.signals.map(kept))
            text += section("rules", explanation.rules.flatMap(rule))
        }
        text += section("tasks, revision by revision", revisions.flatMap(revision))
        return text
    }

    private var verdict: String {
        guard let explanation else {
            return "nothing is kept of it: forgotten, erased, or every signal was refused"
        }
        guard let taskClass = explanation.classID, let score = explanation.score else {
            return "the rules see no signal of it, so there is no score"
        }
        return "an evaluation on this day gives score \(score), class \(taskClass)"
    }

    private func section(_ title: String, _ lines: [String]) -> String {
        "\n" + style("1", title) + "\n" + (lines.isEmpty ? ["none"] : lines).map { "  \($0)\n" }.joined()
    }

    // MARK: Signals

    private func delivery(_ entry: DecisionTrace.Entry) -> String {
        let status = entry.decision.status?.wireName ?? "no status"
        let day = entry.today.map { ", today was \($0)" } ?? ""
        return
            "\(entry.signalDate)  \(entry.partner.wireName) \(Self.money(entry.amountCents))  \(entry.id)  "
            + "\(style("1", status)): \(entry.decision.reason)\(day)"
    }

    private func kept(_ signal: HouseholdExplanation.KeptSignal) -> String {
        var facts: [String] = []
        if signal.isCrisis { facts.append("crisis") }
        if let withdrawn = signal.withdrawn { facts.append("withdrawn: \(withdrawn.wireName)") }
        if let task = signal.task { facts.append("attached to \(task)") }
        if signal.isPending { facts.append("pending") }
        if !signal.isSeen { facts.append("not seen by rules") }
        if let person = signal.person { facts.append("person \(Self.short(person))") }
        let name = signal.name.map { " (\($0))" } ?? ""
        return
            "\(signal.date)  \(signal.partner.wireName)\(name) \(Self.money(signal.amountCents))  \(signal.id)"
            + (facts.isEmpty ? "" : "  " + facts.joined(separator: ", "))
    }

    private func circumstance(_ row: HouseholdExplanation.CircumstanceInForce) -> String {
        let whose = row.person.map { "person \(Self.short($0))" } ?? "household"
        return "\(row.kind.wireName) since \(row.from)\(row.until.map { " until \($0)" } ?? ""), \(whose)"
    }

    // MARK: Rules

    private func rule(_ rule: HouseholdExplanation.ExplainedRule) -> [String] {
        let holds = rule.holds && rule.isActive
        let mark = holds ? style("32", "holds   ") : rule.isActive ? "does not" : "inactive"
        let whose = rule.person.map { "person \(Self.short($0))" } ?? rule.scope.rawValue
        var lines = ["\(mark)  \(style("1", rule.id)) (\(whose), \(rule.points) points): \(rule.condition)"]
        if !rule.isActive { lines.append("          the rule is not in force on this day") }
        for comparison in rule.comparisons where !comparison.holds && !holds {
            let wanted = "wanted \(comparison.comparison) \(comparison.right)"
            lines.append("          \(style("33", "missing")): \(comparison.left), \(wanted)")
        }
        for measure in rule.measures { lines.append("          " + self.measure(measure)) }
        return lines
    }

    private func measure(_ measure: HouseholdExplanation.ExplainedMeasure) -> String {
        var text = "\(measure.text) = \(measure.written)"
        if let through = measure.through {
            text += measure.from.map { "  [\($0) to \(through)]" } ?? "  [up to \(through)]"
        }
        if !measure.signals.isEmpty { text += "  " + measure.signals.joined(separator: ", ") }
        return text
    }

    // MARK: Tasks

    private func revision(_ task: TaskData) -> [String] {
        var facts = [
            task.status.rawValue, "class \(task.taskClass)", "score \(task.score.total)", "due \(task.due)",
        ]
        if task.isLate { facts.append("late") }
        if let next = task.next { facts.append("next \(next.kind) from \(next.from)") }
        facts.append("team \(task.team)")
        if let worker = task.worker { facts.append("worker \(worker)") }
        if let result = task.result { facts.append("result \(result)") }
        if task.isSample { facts.append("sample") }
        return [
            "\(task.today)  \(style("1", "\(task.task).\(task.revision)"))  \(facts.joined(separator: ", "))"
        ]
            + task.contributions.map { "          \($0.rule) (\($0.points)): \($0.reason)" }
    }

    static func money(_ cents: Int64) -> String { "€ \(TaskSheet.money(cents))" }

    /// Enough of a pseudonym to tell persons of one household apart.
    static func short(_ person: Pseudonym) -> String { String(person.text(as: .person).prefix(9)) }
}

extension Decision {
    /// Why a delivery of a signal got its status, in a sentence without its beginning.
    package var reason: String {
        switch self {
        case .duplicate: "delivered before; no effect"
        case .deadLetter(let reason): "cannot be used: \(reason.code)"
        case .historyOnly: "dated before the municipality went live; kept as history"
        case .tooEarly(let days, let from):
            "\(days) days in arrears, and this partner may signal from \(from)"
        case .tooLong(let days, let until):
            "\(days) days in arrears, and this partner may signal until \(until)"
        case .belowThreshold(let cents): "below the threshold of € \(TaskSheet.money(cents))"
        case .covered(let kind): "\(kind.wireName) is in force"
        case .repeated: "the same debt, not higher, is on a task already"
        case .pending(paused: true): "kept; waits for the end of the pause"
        case .pending(paused: false): "kept, to be attached to a task"
        }
    }
}
