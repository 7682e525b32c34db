// The value of a measure for a household or one of its persons, and the signals in its window.
// In: the visible signals and the day's plan. Out: numbers in the units of ValueType. Depends on: DayPlan, Household.

import Rules
import Signals

extension Engine {
    /// The value of a measure; `person` 0 stands for the household. ``Expression/absent`` when there is none.
    func value(of measure: Int, for person: UInt32) -> Int64 {
        let definition = pipeline.measures[measure]
        switch definition.kind {
        case .age:
            let birth = person == 0 ? PersonRow.unknownBirth : house.persons[Int(person) - 1].birth
            guard birth != PersonRow.unknownBirth,
                let age = CivilDate(dayNumber: house.today).completedYears(since: CivilDate(dayNumber: birth))
            else { return Expression.absent }
            return Int64(age)
        case .children: return isInForce(.minderjarigeKinderen, for: 0) ? 1 : 0
        case .monthOfYear: return Int64(plan.month)
        case .sequence(let steps, let within):
            return sequence(steps, within: within, for: person).isEmpty ? 0 : 1
        case .attempts, .reached, .helped:
            return contactValue(definition, range(of: measure, for: person), for: person)
        default:
            let view = SignalView(self, range(of: measure, for: person), definition.partners, person)
            return signalValue(definition.kind, view)
        }
    }

    /// The interval of a measure's window, for an explanation; nil for measures without one.
    func window(of measure: Int, for person: UInt32) -> DayRange? {
        switch pipeline.measures[measure].kind {
        case .age, .children, .monthOfYear: return nil
        case .sequence(_, let within):
            return DayRange(after: house.today - Int32(clamping: within), through: house.today)
        default:
            let range = range(of: measure, for: person)
            return range == DayRange.empty ? nil : range
        }
    }

    /// The interval of a measure's window for a subject.
    private func range(of measure: Int, for person: UInt32) -> DayRange {
        let range = plan.ranges[measure]
        guard case .session(let gap) = pipeline.measures[measure].window else { return range }
        return session(gap: Int32(clamping: gap), through: range.through, for: person)
    }

    /// The latest unbroken run up to a day: from its first signal to that day; empty when there is none.
    private func session(gap: Int32, through: Int32, for person: UInt32) -> DayRange {
        var dates: [Int32] = []
        for place in scratch.visible {
            let signal = house.signals[Int(place)]
            if person != 0 && signal.person != person || signal.date > through { continue }
            dates.append(signal.date)
        }
        dates.sort(by: >)
        guard var first = dates.first, through - first <= gap else { return DayRange.empty }
        for date in dates {
            if first - date > gap { break }
            first = date
        }
        return DayRange(after: first - 1, through: through)
    }

    private func signalValue(_ kind: Measure.Kind, _ view: SignalView) -> Int64 {
        switch kind {
        case .count: return view.count(self)
        case .kinds: return view.kinds(self)
        case .partners: return view.partners(self)
        case .outstanding: return view.outstanding(self)
        case .sum: return view.sum(self)
        case .max: return view.max(self)
        case .latest: return view.latest(self)
        case .span: return view.span(self)
        case .overdue: return view.overdue(self)
        case .crisis: return view.hasCrisis(self)
        default: preconditionFailure("a measure that is not over signals was asked of signals")
        }
    }

    private func contactValue(_ measure: Measure, _ range: DayRange, for person: UInt32) -> Int64 {
        switch measure.kind {
        case .attempts: return Int64(house.attempts.count { counts($0, in: range) })
        case .reached: return house.attempts.contains { counts($0, in: range) && $0.reached } ? 1 : 0
        default:
            let closedHelped = house.tasks.contains { task in
                !task.isOpen && task.closed > plan.cut && range.contains(task.closed)
                    && pipeline.helped.contains(TaskResult(rawValue: task.result)!)
            }
            return closedHelped || cameOutOfDebtHelp(in: range, person) ? 1 : 0
        }
    }

    private func counts(_ attempt: AttemptRow, in range: DayRange) -> Bool {
        attempt.kind != ContactKind.administratief.rawValue && attempt.date > plan.cut
            && range.contains(attempt.date)
    }

    /// A `schuldhulp` of the subject that ended in the interval and before today.
    private func cameOutOfDebtHelp(in range: DayRange, _ person: UInt32) -> Bool {
        house.circumstances.contains { row in
            row.kindValue == .schuldhulp && row.until != CircumstanceRow.open && row.until > plan.cut
                && range.contains(row.until) && row.until < house.today
                && (person == 0 || row.person == 0 || row.person == person)
        }
    }

    /// Adds the places of the signals in a measure's window, and of its kinds, to ``EvaluationScratch/places``.
    mutating func collectPlaces(of measure: Int, for person: UInt32) {
        let definition = pipeline.measures[measure]
        guard definition.isOverSignals else { return }
        if case .sequence(let steps, let within) = definition.kind {
            for place in sequence(steps, within: within, for: person) where !scratch.places.contains(place) {
                scratch.places.append(place)
            }
            return
        }
        let view = SignalView(self, range(of: measure, for: person), definition.partners, person)
        let known = scratch.places.count
        for place in scratch.visible where view.holds(house.signals[Int(place)]) {
            if known == 0 || !scratch.places.contains(place) { scratch.places.append(place) }
        }
    }

    /// The matched signals of a sequence, first step first; empty when there is none. The latest possible end, and
    /// going back from it the latest possible steps.
    private func sequence(_ steps: [PartnerType], within: Int, for person: UInt32) -> [Int32] {
        guard let last = steps.last else { return [] }
        let candidates = scratch.visible.filter { person == 0 || house.signals[Int($0)].person == person }
            .sorted {
                (house.signals[Int($0)].date, $0) < (house.signals[Int($1)].date, $1)
            }
        for end in candidates.indices.reversed() {
            let signal = house.signals[Int(candidates[end])]
            guard signal.date <= house.today, Int(house.today) - Int(signal.date) < within else { continue }
            guard signal.partner == last.rawValue else { continue }
            let matched = steps.dropLast().reversed().reduce(
                into: (places: [candidates[end]], complete: true)
            ) {
                matched, step in
                let next = house.signals[Int(matched.places[0])]
                let place = candidates.last { candidate in
                    let row = house.signals[Int(candidate)]
                    return row.partner == step.rawValue && row.date <= next.date
                        && !matched.places.contains(candidate)
                }
                if let place { matched.places.insert(place, at: 0) } else { matched.complete = false }
            }
            guard matched.complete else { continue }
            let first = house.signals[Int(matched.places[0])].date
            if Int(signal.date) - Int(first) <= within { return matched.places }
        }
        return []
    }
}

/// The signals of a measure: of a subject, in an interval, of some kinds.
struct SignalView {
    let range: DayRange
    let partners: UInt16
    let person: UInt32

    init(_ engine: borrowing Engine, _ range: DayRange, _ partners: PartnerSet, _ person: UInt32) {
        self.range = range
        self.partners = partners.isEmpty ? .max : partners.rawValue
        self.person = person
    }

    @inline(__always)
    func holds(_ signal: SignalRow) -> Bool {
        range.contains(signal.date) && (person == 0 || signal.person == person)
            && partners & (1 << UInt16(signal.partner)) != 0
    }

    @inline(__always)
    private func forEach(_ engine: borrowing Engine, _ body: (SignalRow) -> Void) {
        for place in engine.scratch.visible {
            let signal = engine.house.signals[Int(place)]
            if holds(signal) { body(signal) }
        }
    }

    func count(_ engine: borrowing Engine) -> Int64 {
        var count: Int64 = 0
        forEach(engine) { _ in count += 1 }
        return count
    }

    func kinds(_ engine: borrowing Engine) -> Int64 {
        var kinds: UInt16 = 0
        forEach(engine) { kinds |= 1 << UInt16($0.partner) }
        return Int64(kinds.nonzeroBitCount)
    }

    func partners(_ engine: borrowing Engine) -> Int64 {
        var seen: [UInt64] = []
        forEach(engine) { signal in
            let partner = UInt64(signal.partner) << 32 | UInt64(signal.name)
            if !seen.contains(partner) { seen.append(partner) }
        }
        return Int64(seen.count)
    }

    func sum(_ engine: borrowing Engine) -> Int64 {
        var sum: Int64 = 0
        var any = false
        forEach(engine) {
            sum += Int64($0.amountCents)
            any = true
        }
        return any ? sum : Expression.absent
    }

    func max(_ engine: borrowing Engine) -> Int64 {
        var largest = Expression.absent
        forEach(engine) { largest = Swift.max(largest, Int64($0.amountCents)) }
        return largest
    }

    func latest(_ engine: borrowing Engine) -> Int64 {
        var date = Int32.min
        var amount = Expression.absent
        forEach(engine) { signal in
            guard signal.date >= date else { return }
            date = signal.date
            amount = Int64(signal.amountCents)
        }
        return amount
    }

    func span(_ engine: borrowing Engine) -> Int64 {
        var first = Int32.max
        var last = Int32.min
        forEach(engine) {
            first = min(first, $0.date)
            last = Swift.max(last, $0.date)
        }
        return first > last ? 0 : Int64(last) - Int64(first)
    }

    func overdue(_ engine: borrowing Engine) -> Int64 {
        var longest = Int32.min
        forEach(engine) { longest = Swift.max(longest, $0.overdueDays) }
        return longest == SignalRow.absentDays ? Expression.absent : Int64(longest)
    }

    func hasCrisis(_ engine: borrowing Engine) -> Int64 {
        var any = false
        forEach(engine) { if $0.flags.contains(.crisis) { any = true } }
        return any ? 1 : 0
    }

    /// The latest amount of each debt, where one debt is what a partner reports of one person under one `kenmerk`.
    func outstanding(_ engine: borrowing Engine) -> Int64 {
        var debts: [SignalRow] = []
        forEach(engine) { signal in
            let known = debts.firstIndex {
                $0.partner == signal.partner && $0.name == signal.name && $0.reference == signal.reference
                    && $0.person == signal.person
            }
            guard let known else { return debts.append(signal) }
            if signal.date >= debts[known].date { debts[known] = signal }
        }
        if debts.isEmpty { return Expression.absent }
        return debts.reduce(0) { $0 + ($1.withdrawn == 0 ? Int64($1.amountCents) : 0) }
    }
}
