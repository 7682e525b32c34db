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
    /// What happened to its signals: each arrival, and each status that one got later.
    package var events: [DecisionTrace.Entry]
    package var revisions: [TaskData]
    /// The day after which records were left out; nil when none were.
    package var through: CivilDate?
    /// Adds an ANSI style such as `1` or `32`; by default none.
    package var style: @Sendable (String, String) -> String = { _, text in text }

    /// - Parameter revisions: of its tasks, in the order in which they went out.
    package init(
        household: Pseudonym, pipeline: Pipeline, explanation: HouseholdExplanation?,
        events: [DecisionTrace.Entry], revisions: [TaskData], through: CivilDate? = nil
    ) {
        self.household = household
        self.pipeline = pipeline
        self.explanation = explanation
        self.events = events
        self.revisions = revisions
        self.through = through
    }

    /// Whether the stream says anything of the household.
    package var isKnown: Bool { explanation != nil || !events.isEmpty || !revisions.isEmpty }

    /// Lines for people; nothing in it can steer a terminal but ``style``.
    package var rendered: String {
        let name = household.text(as: .household)
        guard isKnown else {
            let span = through.map { " up to \($0)" } ?? ""
            return "household \(name): no record in this stream\(span) is about it\n"
        }
        var text = style("1", "household \(name)")
        if let today = explanation?.today { text += " on \(today)" }
        text += ", pipeline \(pipeline.id.printable) \(pipeline.version.printable)\n" + verdict + "\n"
        text += section("signals and their statuses, as they came", events.map(event))
        if let explanation {
            text += section("circumstances", explanation.circumstances.map(circumstance))
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
        return "an evaluation on this day gives score \(score), class \(taskClass.printable)"
    }

    private func section(_ title: String, _ lines: [String]) -> String {
        "\n" + style("1", title) + "\n" + (lines.isEmpty ? ["none"] : lines).map { "  \($0)\n" }.joined()
    }

    // MARK: Signals

    private func event(_ entry: DecisionTrace.Entry) -> String {
        let status = entry.status?.wireName ?? "no status"
        let day = entry.today.map { ", today was \($0)" } ?? ""
        let signal = "\(entry.partner.wireName) \(Self.money(entry.amountCents))  \(entry.id.printable)"
        return "\(entry.signalDate)  \(signal)  \(style("1", status)): \(entry.reason.printable)\(day)"
    }

    private func kept(_ signal: HouseholdExplanation.KeptSignal) -> String {
        var facts: [String] = []
        if signal.isCrisis { facts.append("crisis") }
        if let withdrawn = signal.withdrawn { facts.append("withdrawn: \(withdrawn.wireName)") }
        if let task = signal.task { facts.append("attached to \(task)") }
        if signal.isPending { facts.append("pending") }
        if !signal.isSeen { facts.append("not seen by rules") }
        if let person = signal.person { facts.append("person \(Self.short(person))") }
        let partner = signal.partner.wireName + (signal.name.map { " (\($0.printable))" } ?? "")
        let text = "\(signal.date)  \(partner) \(Self.money(signal.amountCents))  \(signal.id.printable)"
        return text + (facts.isEmpty ? "" : "  " + facts.joined(separator: ", "))
    }

    private func circumstance(_ row: HouseholdExplanation.KnownCircumstance) -> String {
        let whose = row.person.map { "person \(Self.short($0))" } ?? "household"
        let span = "since \(row.from)\(row.until.map { " until \($0)" } ?? "")"
        return "\(row.kind.wireName) \(span), \(whose): \(row.standing.rawValue)"
    }

    // MARK: Rules

    private func rule(_ rule: HouseholdExplanation.ExplainedRule) -> [String] {
        let holds = rule.holds && rule.isActive
        let mark = holds ? style("32", "holds   ") : rule.isActive ? "does not" : "inactive"
        let whose = rule.person.map { "person \(Self.short($0))" } ?? rule.scope.rawValue
        let name = style("1", rule.id.printable)
        var lines = ["\(mark)  \(name) (\(whose), \(rule.points) points): \(rule.condition.printable)"]
        if !rule.isActive { lines.append("          the rule is not in force on this day") }
        for comparison in rule.comparisons where !comparison.holds && !holds {
            let wanted = "wanted \(comparison.comparison) \(comparison.right)".printable
            lines.append("          \(style("33", "missing")): \(comparison.left.printable), \(wanted)")
        }
        for measure in rule.measures { lines.append("          " + self.measure(measure).printable) }
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
        let name = style("1", "\(task.task).\(task.revision)".printable)
        return ["\(task.today)  \(name)  \(facts.joined(separator: ", ").printable)"]
            + task.contributions.map { "          \($0.rule) (\($0.points)): \($0.reason)".printable }
    }

    static func money(_ cents: Int64) -> String { "€ \(TaskSheet.money(cents))" }

    /// Enough of a pseudonym to tell persons of one household apart.
    static func short(_ person: Pseudonym) -> String { String(person.text(as: .person).prefix(9)) }
}

extension DecisionTrace.Entry {
    /// The status that the signal got; nil when it got none.
    package var status: SignalStatus? {
        switch event {
        case .arrival(let decision): decision.status
        case .later(let status, _): status
        }
    }

    /// Why it got that status, or none, in a sentence without its beginning.
    package var reason: String {
        switch event {
        case .arrival(let decision): decision.reason
        case .later(_, .attached): "attached to \(task ?? "a task")"
        case .later(_, .covered(let kind)): "\(kind.wireName) came into force while it waited"
        case .later(_, .leftHistory): "it waited until it left the history"
        }
    }
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
