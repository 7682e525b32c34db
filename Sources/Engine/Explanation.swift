// Why rules held or did not for one household, today: every measure, its window, the signals in it.
// In: a household's state. Out: plain values for a command to lay out. Depends on: Engine, Measures.

package import Rules
package import Signals

/// What the engine knows of one household and makes of it today.
package struct HouseholdExplanation: Sendable {
    /// A signal of the history.
    package struct KeptSignal: Sendable {
        package var id: String
        package var partner: PartnerType
        package var name: String?
        package var amountCents: Int64
        package var date: CivilDate
        package var person: Pseudonym?
        package var isCrisis: Bool
        package var withdrawn: WithdrawalReason?
        /// The task it is attached to; nil when to none that is still there.
        package var task: String?
        package var isPending: Bool
        /// Whether rules see it; an unjustified one, or one of a person with a covering circumstance, they do not.
        package var isSeen: Bool
    }
    /// A circumstance that the history holds, ended or yet to begin ones too: measures such as `helped` see them.
    package struct KnownCircumstance: Sendable {
        /// Where today lies.
        package enum Standing: String, Sendable {
            case inForce = "in force"
            case ended
            case notYet = "not yet in force"
        }
        package var kind: CircumstanceKind
        package var person: Pseudonym?
        package var from: CivilDate
        package var until: CivilDate?
        package var standing: Standing
    }
    /// A measure of a rule, as it is written, with its value and what it was taken from.
    package struct ExplainedMeasure: Sendable {
        package var text: String
        package var type: ValueType
        /// nil when absent.
        package var value: Int64?
        /// First and last day of the window; nil for measures without one, or an open start.
        package var from: CivilDate?
        package var through: CivilDate?
        /// `ID`s of the signals in it, by date; empty for measures over other things.
        package var signals: [String]
    }
    /// One comparison of a condition, each side as text with its value.
    package struct Comparison: Sendable {
        package var left: String
        package var comparison: String
        package var right: String
        package var holds: Bool
    }
    /// A rule for its household, or for one of its persons.
    package struct ExplainedRule: Sendable {
        package var id: String
        package var scope: Rule.Scope
        package var person: Pseudonym?
        /// Whether today lies in its `active` interval.
        package var isActive: Bool
        package var holds: Bool
        package var points: Int
        package var condition: String
        package var measures: [ExplainedMeasure]
        /// Each comparison of the condition with the values on both sides.
        package var comparisons: [Comparison]
    }
    package var household: Pseudonym
    package var today: CivilDate?
    package var signals: [KeptSignal] = []
    package var circumstances: [KnownCircumstance] = []
    package var rules: [ExplainedRule] = []
    /// What an evaluation today would give; nil when rules see no signal.
    package var classID: String?
    package var score: Int?
}

extension Engine {
    /// Explains one household of an engine that is keyed by pseudonym; nil when nothing is kept of it.
    package mutating func explanation(of household: Pseudonym) -> HouseholdExplanation? {
        precondition(keying == .pseudonym, "an explanation finds its household by pseudonym")
        let id = HouseholdID(high: household.high, low: household.low)
        guard store.find(id, hash: id.hash) != nil else { return nil }
        open(id)
        var explanation = HouseholdExplanation(household: household)
        explanation.circumstances = house.circumstances.map { known($0) }
        guard house.today != Household.unknownDate else { return explanation }
        explanation.today = CivilDate(dayNumber: house.today)
        let evaluation = evaluateRules()
        let seen = Set(scratch.visible)
        explanation.signals = house.signals.indices.map { keptSignal($0, isSeen: seen.contains(Int32($0))) }
        for rule in pipeline.rules.indices {
            let subjects = pipeline.rules[rule].scope == .person ? Array(scratch.persons) : [0]
            for subject in subjects { explanation.rules.append(explain(rule, for: subject)) }
        }
        if !seen.isEmpty {
            explanation.classID = pipeline.classes[evaluation.classIndex].id
            explanation.score = Int(evaluation.totalScore)
        }
        return explanation
    }

    private func known(_ row: CircumstanceRow) -> HouseholdExplanation.KnownCircumstance {
        let end = end(of: row)
        return HouseholdExplanation.KnownCircumstance(
            kind: row.kindValue, person: row.person == 0 ? nil : personPseudonym(row.person),
            from: CivilDate(dayNumber: row.from),
            until: end == CircumstanceRow.open ? nil : CivilDate(dayNumber: end),
            standing: isInForce(row) ? .inForce : house.today < row.from ? .notYet : .ended)
    }

    private func keptSignal(_ place: Int, isSeen: Bool) -> HouseholdExplanation.KeptSignal {
        let row = house.signals[place]
        let task = row.task == 0 ? [] : taskID(house.tasks[Int(row.task) - 1])
        return HouseholdExplanation.KeptSignal(
            id: idText(place), partner: row.partnerType,
            name: row.name == 0 ? nil : vocabulary.string(row.name),
            amountCents: Int64(row.amountCents), date: CivilDate(dayNumber: row.date),
            person: row.person == 0 ? nil : personPseudonym(row.person),
            isCrisis: row.flags.contains(.crisis),
            withdrawn: row.withdrawn == 0 ? nil : WithdrawalReason(rawValue: row.withdrawn - 1),
            task: task.isEmpty ? nil : String(decoding: task, as: UTF8.self),
            isPending: row.flags.contains(.pending), isSeen: isSeen)
    }

    private func idText(_ place: Int) -> String {
        String(decoding: house.signals[place].id.bytes(texts: house.texts), as: UTF8.self)
    }

    private mutating func explain(_ index: Int, for subject: UInt32) -> HouseholdExplanation.ExplainedRule {
        let rule = pipeline.rules[index]
        var values = [Int: Int64]()
        var measures: [HouseholdExplanation.ExplainedMeasure] = []
        for shown in rule.shown {
            values[shown.measure] = value(of: shown.measure, for: subject)
            measures.append(explain(shown, for: subject))
        }
        return HouseholdExplanation.ExplainedRule(
            id: rule.id, scope: rule.scope, person: subject == 0 ? nil : personPseudonym(subject),
            isActive: rule.active.holds(on: CivilDate(dayNumber: house.today)),
            holds: rule.when.holds { values[$0] ?? Expression.absent }, points: rule.points,
            condition: rule.whenText, measures: measures,
            comparisons: ConditionReader(rule, pipeline, values).comparisons())
    }

    private mutating func explain(
        _ shown: ShownMeasure, for subject: UInt32
    ) -> HouseholdExplanation.ExplainedMeasure {
        let measure = pipeline.measures[shown.measure]
        let value = value(of: shown.measure, for: subject)
        scratch.takeNone()
        collectPlaces(of: shown.measure, for: subject)
        let places = scratch.places.sorted {
            (house.signals[Int($0)].date, $0) < (house.signals[Int($1)].date, $1)
        }
        let window = window(of: shown.measure, for: subject)
        return HouseholdExplanation.ExplainedMeasure(
            text: shown.text, type: measure.type, value: value == Expression.absent ? nil : value,
            from: window?.after == .min ? nil : window.map { CivilDate(dayNumber: $0.after + 1) },
            through: window.map { CivilDate(dayNumber: $0.through) }, signals: places.map { idText(Int($0)) })
    }
}

/// Walks a compiled condition and notes each comparison with the values on both sides.
private struct ConditionReader {
    private struct Term {
        var text: String
        var value: Int64
        var type: ValueType?
    }
    private let rule: Rule
    private let pipeline: Pipeline
    private let values: [Int: Int64]
    private var stack: [Term] = []
    private var found: [HouseholdExplanation.Comparison] = []

    init(_ rule: Rule, _ pipeline: Pipeline, _ values: [Int: Int64]) {
        self.rule = rule
        self.pipeline = pipeline
        self.values = values
    }

    func comparisons() -> [HouseholdExplanation.Comparison] {
        var reader = self
        for instruction in rule.when.instructions { reader.step(instruction) }
        return reader.found
    }

    private mutating func step(_ instruction: Instruction) {
        switch instruction {
        case .push(let literal): stack.append(Term(text: "", value: literal, type: nil))
        case .measure(let index):
            let text = rule.shown.first { $0.measure == index }?.text ?? ""
            stack.append(
                Term(
                    text: text, value: values[index] ?? Expression.absent, type: pipeline.measures[index].type
                ))
        case .not: break
        case .jumpIfFalse, .jumpIfTrue: noteBool()
        case .scaleToRatio:
            let term = stack.removeLast()
            let scaled = Reckoning.multiply(term.value, 1_000_000)
            stack.append(Term(text: written(term, as: term.type), value: scaled, type: .ratio))
        case .within:
            let high = stack.removeLast()
            let low = stack.removeLast()
            let value = stack.removeLast()
            let type = value.type ?? low.type ?? high.type
            let isAbsent = [value, low, high].contains { $0.value == Expression.absent }
            let holds = !isAbsent && low.value <= value.value && value.value <= high.value
            let range = "\(written(low, as: type))..\(written(high, as: type))"
            note(value, "in", range, holds, type)
        case .less: compare("<", instruction)
        case .lessOrEqual: compare("<=", instruction)
        case .greater: compare(">", instruction)
        case .greaterOrEqual: compare(">=", instruction)
        case .equal: compare("==", instruction)
        case .notEqual: compare("!=", instruction)
        case .add: calculate("+", instruction)
        case .subtract: calculate("-", instruction)
        case .multiply, .multiplyByRatio: calculate("*", instruction)
        case .divide: calculate("/", instruction)
        }
        if case .measure = instruction, rule.when.instructions.count == 1 { noteBool() }
    }

    private mutating func compare(_ sign: String, _ instruction: Instruction) {
        let right = stack.removeLast()
        let left = stack.removeLast()
        let type = left.type ?? right.type
        let holds = Reckoning.apply(instruction, left.value, right.value) != 0
        note(left, sign, written(right, as: type), holds, type)
    }

    private mutating func note(
        _ left: Term, _ sign: String, _ right: String, _ holds: Bool, _ type: ValueType?
    ) {
        found.append(
            HouseholdExplanation.Comparison(
                left: written(left, as: type), comparison: sign, right: right, holds: holds))
        stack.append(Term(text: "", value: holds ? 1 : 0, type: nil))
    }

    private mutating func calculate(_ sign: String, _ instruction: Instruction) {
        let right = stack.removeLast()
        let left = stack.removeLast()
        let type: ValueType? =
            sign == "/"
            ? .ratio : (left.type == .money || right.type == .money) ? .money : left.type ?? right.type
        // A factor stands without a unit; terms and what is divided have the unit of the other side.
        let factor: ValueType = instruction == .multiplyByRatio ? .ratio : .count
        let leftType = left.type ?? (sign == "*" ? factor : right.type)
        let rightType = right.type ?? (sign == "*" ? factor : left.type)
        stack.append(
            Term(
                text: "\(written(left, as: leftType)) \(sign) \(written(right, as: rightType))",
                value: Reckoning.apply(instruction, left.value, right.value), type: type))
    }

    /// A side of `and` or `or` that is a measure by itself.
    private mutating func noteBool() {
        guard let term = stack.popLast(), term.type == .bool else { return }
        found.append(
            HouseholdExplanation.Comparison(
                left: term.text, comparison: "==", right: "ja", holds: term.value == 1))
    }

    private func written(_ term: Term, as type: ValueType?) -> String {
        let bytes = ByteList.bytes { $0.append(dutch: term.value, term.type ?? type ?? .count) }
        let value = String(decoding: bytes, as: UTF8.self)
        return term.text.isEmpty ? value : "\(term.text) = \(value)"
    }
}
