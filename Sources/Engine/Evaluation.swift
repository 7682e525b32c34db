// Rules over one household: which hold, what score and class that gives, and what is shown of it.
// In: the household at hand and the day's plan. Out: an Evaluation. Depends on: Measures, Contributions.

import Rules
import Signals

/// The outcome of one evaluation: that of the person for whom the most urgent class and highest score came out.
struct Evaluation {
    var classIndex: Int
    var totalScore: Int32
    var householdScore: Int32
    /// The person, when one of their rules holds; else 0.
    var person: UInt32
    /// A holding person rule is marked `youth`.
    var hasYouthRule: Bool
}

/// Arrays that evaluations use again and again.
struct EvaluationScratch {
    /// Places of the signals that rules see, in order of arrival.
    var visible: [Int32] = []
    /// Persons with a signal among them, in order of first arrival.
    var persons: [UInt32] = []
    var values: [Int64] = []
    /// Holding rules, in pipeline order: of the household; of the person at hand; of the person chosen.
    var householdRules: [Int] = []
    var personRules: [Int] = []
    var chosenRules: [Int] = []
    var words: [Int32] = []
    var places: [Int32] = []
}

extension Engine {
    mutating func evaluateRules() -> Evaluation {
        findVisible()
        scratch.householdRules.removeAll(keepingCapacity: true)
        scratch.chosenRules.removeAll(keepingCapacity: true)
        var values = scratch.values
        scratch.values = []
        if values.count != pipeline.measures.count {
            values = [Int64](repeating: 0, count: pipeline.measures.count)
        }
        for measure in plan.householdMeasures { values[measure] = value(of: measure, for: 0) }
        var base = Evaluation(
            classIndex: pipeline.classes.count - 1, totalScore: 0, householdScore: 0, person: 0,
            hasYouthRule: false)
        var named = Int.max
        for rule in plan.householdRules where pipeline.rules[rule].when.holds({ values[$0] }) {
            scratch.householdRules.append(rule)
            base.householdScore = saturatingSum(base.householdScore, pipeline.rules[rule].points)
            named = min(named, pipeline.rules[rule].classIndex ?? .max)
        }
        base.totalScore = base.householdScore
        var best: Evaluation?
        for place in scratch.persons.indices where !plan.personRules.isEmpty {
            let person = scratch.persons[place]
            let candidate = evaluate(person, base, named: named, &values)
            if best == nil || isMoreUrgent(candidate, than: best!) {
                best = candidate
                swap(&scratch.personRules, &scratch.chosenRules)
            }
        }
        scratch.values = values
        if let best { return best }
        base.classIndex = min(named, classReached(by: base.totalScore))
        return base
    }

    private mutating func evaluate(
        _ person: UInt32, _ base: Evaluation, named: Int, _ values: inout [Int64]
    ) -> Evaluation {
        var result = base
        var named = named
        scratch.personRules.removeAll(keepingCapacity: true)
        for measure in plan.personMeasures { values[measure] = value(of: measure, for: person) }
        for rule in plan.personRules where pipeline.rules[rule].when.holds({ values[$0] }) {
            scratch.personRules.append(rule)
            result.totalScore = saturatingSum(result.totalScore, pipeline.rules[rule].points)
            named = min(named, pipeline.rules[rule].classIndex ?? .max)
            if pipeline.rules[rule].isYouth { result.hasYouthRule = true }
        }
        if !scratch.personRules.isEmpty { result.person = person }
        result.classIndex = min(named, classReached(by: result.totalScore))
        return result
    }

    private func classReached(by score: Int32) -> Int {
        pipeline.classes.firstIndex { Int(score) >= $0.score } ?? pipeline.classes.count - 1
    }

    private func saturatingSum(_ score: Int32, _ points: Int) -> Int32 {
        Int32(clamping: Int(score) + min(points, Int(Int32.max)))
    }

    /// The most urgent class, then the higher score, then more person rules, then the smaller `persoon`.
    private func isMoreUrgent(_ candidate: Evaluation, than best: Evaluation) -> Bool {
        if candidate.classIndex != best.classIndex { return candidate.classIndex < best.classIndex }
        if candidate.totalScore != best.totalScore { return candidate.totalScore > best.totalScore }
        if scratch.personRules.count != scratch.chosenRules.count {
            return scratch.personRules.count > scratch.chosenRules.count
        }
        // Without person rules the two are the same in all that is shown.
        guard !scratch.personRules.isEmpty else { return false }
        return personPseudonym(candidate.person) < personPseudonym(best.person)
    }

    /// The signals that rules see: of the history, not withdrawn as unjustified, and not of a person who wants or needs
    /// no offer; a crisis is always seen.
    private mutating func findVisible() {
        scratch.visible.removeAll(keepingCapacity: true)
        scratch.persons.removeAll(keepingCapacity: true)
        for place in house.signals.indices {
            let signal = house.signals[place]
            if signal.date <= plan.cut || signal.isUnjustified { continue }
            if !house.circumstances.isEmpty, !signal.flags.contains(.crisis), isHidden(signal.person) {
                continue
            }
            scratch.visible.append(Int32(place))
            if signal.person != 0, !scratch.persons.contains(signal.person) {
                scratch.persons.append(signal.person)
            }
        }
    }

    /// Whether a circumstance of the person, or of the whole household, hides what they owe from rules.
    private func isHidden(_ person: UInt32) -> Bool {
        [CircumstanceKind.afgemeld, .overleden, .vertrokken, .schuldhulp].contains {
            isInForce($0, for: person)
        }
    }

    // MARK: Showing

    /// Puts an evaluation on a task: score, person, contributions.
    mutating func show(_ evaluation: Evaluation, on task: Int) {
        let oldReferrals = pipeline.referrals.isEmpty ? [] : referrals(of: task)
        var words = scratch.words
        scratch.words = []
        words.removeAll(keepingCapacity: true)
        var household = 0
        var person = 0
        while true {
            let ofHousehold =
                household < scratch.householdRules.count ? scratch.householdRules[household] : .max
            let ofPerson = person < scratch.chosenRules.count ? scratch.chosenRules[person] : .max
            let next = min(ofHousehold, ofPerson)
            if next == .max { break }
            if next == ofHousehold { household += 1 } else { person += 1 }
            appendContribution(of: next, evaluation, to: &words)
        }
        if setShown(words: words, of: task) { markLists(UInt32(task + 1)) }
        scratch.words = words
        house.tasks[task].totalScore = evaluation.totalScore
        house.tasks[task].householdScore = evaluation.householdScore
        house.tasks[task].person = evaluation.person
        house.tasks[task].evaluatedOn = house.today
        if !pipeline.referrals.isEmpty, referrals(of: task) != oldReferrals { markLists(UInt32(task + 1)) }
    }

    private mutating func appendContribution(of rule: Int, _ evaluation: Evaluation, to words: inout [Int32])
    {
        let subject = pipeline.rules[rule].scope == .person ? evaluation.person : 0
        scratch.places.removeAll(keepingCapacity: true)
        words.append(Int32(rule))
        words.append(Int32(clamping: pipeline.rules[rule].points))
        words.append(Int32(pipeline.rules[rule].shown.count))
        let counted = words.count
        words.append(0)
        for shown in pipeline.rules[rule].shown {
            let value = value(of: shown.measure, for: subject)
            words.append(Int32(truncatingIfNeeded: value))
            words.append(Int32(truncatingIfNeeded: value >> 32))
            collectPlaces(of: shown.measure, for: subject)
        }
        if scratch.places.count > 1 {
            scratch.places.sort {
                (house.signals[Int($0)].date, $0) < (house.signals[Int($1)].date, $1)
            }
        }
        words[counted] = Int32(scratch.places.count)
        words.append(contentsOf: scratch.places)
    }
}
