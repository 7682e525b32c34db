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

/// Lists that evaluations use again and again.
struct EvaluationScratch {
    /// Places of the signals that rules see, in order of arrival.
    var visible = RowList<Int32>()
    /// Persons with a signal among them, in order of first arrival.
    var persons = RowList<UInt32>()
    /// By measure: values for the household, for the person at hand, for the person chosen.
    var householdValues = RowList<Int64>()
    var personValues = RowList<Int64>()
    var chosenValues = RowList<Int64>()
    /// Holding rules, in pipeline order: of the household; of the person at hand; of the person chosen.
    var householdRules = RowList<Int32>()
    var personRules = RowList<Int32>()
    var chosenRules = RowList<Int32>()
    /// Where conditions reckon.
    var stack = RowList<Int64>()
    var words = RowList<Int32>()
    /// Signals in the windows of the contribution at hand.
    var places = RowList<Int32>()
    /// Of a household with many signals: the visible ones by person, where each person's start (by number, and one
    /// more at the end), and which signals are among ``places``. Else empty.
    var grouped = RowList<Int32>()
    var groups = RowList<Int32>()
    var taken = RowList<UInt8>()

    init(_ tables: borrowing PipelineTables) {
        for _ in 0..<tables.measures.count {
            householdValues.append(0)
            personValues.append(0)
            chosenValues.append(0)
        }
        for _ in 0..<tables.stackDepth { stack.append(0) }
    }

    func deallocate() {
        visible.deallocate()
        persons.deallocate()
        householdValues.deallocate()
        personValues.deallocate()
        chosenValues.deallocate()
        householdRules.deallocate()
        personRules.deallocate()
        chosenRules.deallocate()
        stack.deallocate()
        words.deallocate()
        places.deallocate()
        grouped.deallocate()
        groups.deallocate()
        taken.deallocate()
    }
}

extension Engine {
    mutating func evaluateRules() -> Evaluation {
        findVisible()
        scratch.householdRules.removeAll()
        scratch.chosenRules.removeAll()
        for measure in plan.householdMeasures {
            scratch.householdValues[Int(measure)] = value(of: Int(measure), for: 0)
        }
        var base = Evaluation(
            classIndex: tables.classes.count - 1, totalScore: 0, householdScore: 0, person: 0,
            hasYouthRule: false)
        var named = RuleRow.none
        for place in plan.householdRules {
            let rule = tables.rules[Int(place)]
            guard holds(rule, scratch.householdValues) else { continue }
            scratch.householdRules.append(place)
            base.householdScore = saturatingSum(base.householdScore, rule.points)
            named = min(named, rule.classIndex)
        }
        base.totalScore = base.householdScore
        var best: Evaluation?
        for person in scratch.persons where !plan.personRules.isEmpty {
            let candidate = evaluate(person, base, named: named)
            if best == nil || isMoreUrgent(candidate, than: best!) {
                best = candidate
                swap(&scratch.personRules, &scratch.chosenRules)
                swap(&scratch.personValues, &scratch.chosenValues)
            }
        }
        if let best { return best }
        base.classIndex = min(Int(named), classReached(by: base.totalScore))
        return base
    }

    private mutating func evaluate(_ person: UInt32, _ base: Evaluation, named: Int32) -> Evaluation {
        var result = base
        var named = named
        scratch.personRules.removeAll()
        for measure in plan.personMeasures {
            scratch.personValues[Int(measure)] = value(of: Int(measure), for: person)
        }
        for place in plan.personRules {
            let rule = tables.rules[Int(place)]
            guard holds(rule, scratch.personValues) else { continue }
            scratch.personRules.append(place)
            result.totalScore = saturatingSum(result.totalScore, rule.points)
            named = min(named, rule.classIndex)
            if rule.isYouth { result.hasYouthRule = true }
        }
        if !scratch.personRules.isEmpty { result.person = person }
        result.classIndex = min(Int(named), classReached(by: result.totalScore))
        return result
    }

    @inline(__always)
    private func holds(_ rule: RuleRow, _ values: RowList<Int64>) -> Bool {
        Expression.run(tables.instructions.rows(rule.code), scratch.stack.base) { values[$0] } != 0
    }

    private func classReached(by score: Int32) -> Int {
        tables.classes.firstIndex { Int(score) >= $0.score } ?? tables.classes.count - 1
    }

    private func saturatingSum(_ score: Int32, _ points: Int32) -> Int32 {
        let (sum, overflow) = score.addingReportingOverflow(points)
        return overflow ? .max : sum
    }

    /// The most urgent class, then the higher score, then more person rules, then the smaller `persoon`.
    private mutating func isMoreUrgent(_ candidate: Evaluation, than best: Evaluation) -> Bool {
        if candidate.classIndex != best.classIndex { return candidate.classIndex < best.classIndex }
        if candidate.totalScore != best.totalScore { return candidate.totalScore > best.totalScore }
        if scratch.personRules.count != scratch.chosenRules.count {
            return scratch.personRules.count > scratch.chosenRules.count
        }
        // Without person rules the two are the same in all that is shown.
        guard !scratch.personRules.isEmpty else { return false }
        return keptPersonPseudonym(candidate.person) < keptPersonPseudonym(best.person)
    }

    /// The signals that rules see: of the history, not withdrawn as unjustified, and not of a person who wants or needs
    /// no offer; a crisis is always seen.
    private mutating func findVisible() {
        scratch.visible.removeAll()
        scratch.persons.removeAll()
        scratch.places.removeAll()
        scratch.grouped.removeAll()
        scratch.groups.removeAll()
        scratch.taken.removeAll()
        if house.signals.count > EvaluationScratch.few { return findManyVisible() }
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
        isInForce(.afgemeld, for: person) || isInForce(.overleden, for: person)
            || isInForce(.vertrokken, for: person) || isInForce(.schuldhulp, for: person)
    }

    // MARK: Showing

    /// Puts the evaluation just made on a task: score, person, contributions.
    mutating func show(_ evaluation: Evaluation, on task: Int) {
        let oldReferrals = referrals(of: task)
        scratch.words.removeAll()
        var household = 0
        var person = 0
        while true {
            let ofHousehold =
                household < scratch.householdRules.count ? scratch.householdRules[household] : .max
            let ofPerson = person < scratch.chosenRules.count ? scratch.chosenRules[person] : .max
            let next = min(ofHousehold, ofPerson)
            if next == .max { break }
            if next == ofHousehold {
                household += 1
                appendContribution(of: Int(next), for: 0, scratch.householdValues)
            } else {
                person += 1
                appendContribution(of: Int(next), for: evaluation.person, scratch.chosenValues)
            }
        }
        if setShown(words: scratch.words, of: task) { markLists(UInt32(task + 1)) }
        house.tasks[task].totalScore = evaluation.totalScore
        house.tasks[task].householdScore = evaluation.householdScore
        house.tasks[task].person = evaluation.person
        house.tasks[task].evaluatedOn = house.today
        if pieces.hasReferrals, referrals(of: task) != oldReferrals { markLists(UInt32(task + 1)) }
    }

    private mutating func appendContribution(of rule: Int, for subject: UInt32, _ values: RowList<Int64>) {
        let row = tables.rules[rule]
        scratch.takeNone()
        scratch.words.append(Int32(rule))
        scratch.words.append(row.points)
        scratch.words.append(Int32(row.shown.count))
        let counted = scratch.words.count
        scratch.words.append(0)
        for place in row.shown.places {
            let measure = Int(tables.shown[place])
            let value = values[measure]
            scratch.words.append(Int32(truncatingIfNeeded: value))
            scratch.words.append(Int32(truncatingIfNeeded: value >> 32))
            collectPlaces(of: measure, for: subject)
        }
        sortPlaces()
        scratch.words[counted] = Int32(scratch.places.count)
        scratch.words.append(contentsOf: scratch.places)
    }

    /// By date, then arrival: mostly that is how they stand already, so each goes back past the few that are later.
    private mutating func sortPlaces() {
        if scratch.places.count > EvaluationScratch.few { return sortManyPlaces() }
        for end in scratch.places.indices.dropFirst() {
            let place = scratch.places[end]
            let key = (house.signals[Int(place)].date, place)
            var free = end
            while free > 0 {
                let earlier = scratch.places[free - 1]
                if (house.signals[Int(earlier)].date, earlier) <= key { break }
                scratch.places[free] = earlier
                free -= 1
            }
            scratch.places[free] = place
        }
    }
}
