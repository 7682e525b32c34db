// What a pipeline means on one day: the intervals of its windows and which rules exist.
// In: a pipeline's tables and a day. Out: day numbers and indices. Depends on: Signals, Rules, PipelineTables.

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

/// The part of an evaluation that depends on the day alone. One for an engine, which moves it from day to day.
struct DayPlan {
    private(set) var today = Household.unknownDate
    /// History holds what is dated after it.
    private(set) var cut: Int32 = 0
    /// By measure: its window's interval; for a session the reference date in `through`.
    private(set) var ranges = RowList<DayRange>()
    /// Rules that exist on this day, in pipeline order, and the measures that they show.
    private(set) var householdRules = RowList<Int32>()
    private(set) var personRules = RowList<Int32>()
    private(set) var householdMeasures = RowList<Int32>()
    private(set) var personMeasures = RowList<Int32>()
    private(set) var year = 0
    private(set) var month = 0
    private(set) var day = 0
    /// The first day on which the history no longer holds what is dated today.
    private(set) var leaves: Int32 = 0

    mutating func move(to date: CivilDate, _ tables: borrowing PipelineTables) {
        today = date.dayNumber
        cut = tables.retention.before(date).dayNumber
        (year, month, day) = date.components
        leaves = tables.retention.firstDayWithout(date).dayNumber
        ranges.removeAll()
        for measure in tables.measures { ranges.append(DayPlan.range(of: measure, today: date)) }
        householdRules.removeAll()
        personRules.removeAll()
        householdMeasures.removeAll()
        personMeasures.removeAll()
        for place in tables.rules.indices where tables.rules[place].active.holds(on: date) {
            let rule = tables.rules[place]
            if rule.isPersonRule {
                personRules.append(Int32(place))
                DayPlan.add(tables.shown, rule.shown, to: &personMeasures)
            } else {
                householdRules.append(Int32(place))
                DayPlan.add(tables.shown, rule.shown, to: &householdMeasures)
            }
        }
    }

    /// Completed years of someone born on a day; nil for a birth after today. As
    /// ``CivilDate/completedYears(since:)``, with today taken apart once.
    func age(of birth: CivilDate) -> Int? {
        guard birth.dayNumber <= today else { return nil }
        let born = birth.components
        return year - born.year - ((month, day) < (born.month, born.day) ? 1 : 0)
    }

    private static func add(
        _ shown: RowList<Int32>, _ span: RowSpan, to measures: inout RowList<Int32>
    ) {
        for place in span.places {
            let measure = shown[place]
            if !measures.contains(measure) { measures.append(measure) }
        }
    }

    private static func range(of measure: MeasureRow, today: CivilDate) -> DayRange {
        let reference = measure.ago?.before(today) ?? today
        let through = reference.dayNumber
        switch measure.window {
        case .sliding(let period):
            return DayRange(after: period.before(reference).dayNumber, through: through)
        case .session, .all: return DayRange(after: .min, through: through)
        case .month, .quarter, .year: break
        }
        let (year, month, _) = reference.components
        var first = 1
        if measure.window == .month { first = month }
        if measure.window == .quarter { first = (month - 1) / 3 * 3 + 1 }
        return DayRange(
            after: CivilDate(year: year, month: first, day: 1).dayNumber - 1, through: through)
    }

    func deallocate() {
        ranges.deallocate()
        householdRules.deallocate()
        personRules.deallocate()
        householdMeasures.deallocate()
        personMeasures.deallocate()
    }
}
