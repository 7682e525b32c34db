// What a pipeline means on one day: the intervals of its windows and which rules exist.
// In: a pipeline and a day. Out: day numbers and indices. Depends on: Signals, Rules.

import Rules
import Signals

/// An interval of day numbers: after the one, through the other.
struct DayRange: Equatable {
    var after: Int32
    var through: Int32

    @inline(__always)
    func contains(_ day: Int32) -> Bool { day > after && day <= through }

    static let empty = DayRange(after: 0, through: 0)
}

/// The part of an evaluation that depends on the day alone. Made once for each different `today`.
struct DayPlan {
    let today: Int32
    /// History holds what is dated after it.
    let cut: Int32
    /// By measure: its window's interval; for a session the reference date in `through`.
    let ranges: [DayRange]
    /// Rules that exist on this day, in pipeline order, and the measures that their conditions read.
    let householdRules: [Int]
    let personRules: [Int]
    let householdMeasures: [Int]
    let personMeasures: [Int]
    let month: Int
    /// The first day on which the history no longer holds what is dated today.
    let leaves: Int32

    init(pipeline: Pipeline, today: CivilDate) {
        self.today = today.dayNumber
        cut = pipeline.retention.before(today).dayNumber
        month = today.components.month
        leaves = pipeline.retention.firstDayWithout(today).dayNumber
        ranges = pipeline.measures.map { DayPlan.range(of: $0, today: today) }
        let active = pipeline.rules.indices.filter { pipeline.rules[$0].active.holds(on: today) }
        householdRules = active.filter { pipeline.rules[$0].scope == .household }
        personRules = active.filter { pipeline.rules[$0].scope == .person }
        householdMeasures = DayPlan.measures(of: householdRules, in: pipeline)
        personMeasures = DayPlan.measures(of: personRules, in: pipeline)
    }

    private static func measures(of rules: [Int], in pipeline: Pipeline) -> [Int] {
        var seen = Set<Int>()
        var list: [Int] = []
        for rule in rules {
            for shown in pipeline.rules[rule].shown where seen.insert(shown.measure).inserted {
                list.append(shown.measure)
            }
        }
        return list
    }

    static func range(of measure: Measure, today: CivilDate) -> DayRange {
        let reference = measure.ago?.before(today) ?? today
        let through = reference.dayNumber
        let (year, month, _) = reference.components
        switch measure.window {
        case .sliding(let period):
            return DayRange(after: period.before(reference).dayNumber, through: through)
        case .month:
            return DayRange(
                after: CivilDate(year: year, month: month, day: 1).dayNumber - 1, through: through)
        case .quarter:
            let first = (month - 1) / 3 * 3 + 1
            return DayRange(
                after: CivilDate(year: year, month: first, day: 1).dayNumber - 1, through: through)
        case .year:
            return DayRange(after: CivilDate(year: year, month: 1, day: 1).dayNumber - 1, through: through)
        case .session, .all: return DayRange(after: .min, through: through)
        }
    }
}
