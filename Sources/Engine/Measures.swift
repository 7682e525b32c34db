// The value of a measure for a household or one of its persons, and the signals in its window.
// In: the visible signals and the day's plan. Out: numbers in the units of ValueType. Depends on: DayPlan, Household.

import Rules
import Signals

extension Engine {
    /// The value of a measure; `person` 0 stands for the household. ``Expression/absent`` when there is none.
    func value(of measure: Int, for person: UInt32) -> Int64 {
        let row = tables.measures[measure]
        switch row.kind {
        case .age:
            let birth = person == 0 ? PersonRow.unknownBirth : house.persons[Int(person) - 1].birth
            guard birth != PersonRow.unknownBirth, let age = plan.age(of: CivilDate(dayNumber: birth)) else {
                return Expression.absent
            }
            return Int64(age)
        case .children: return isInForce(.minderjarigeKinderen, for: 0) ? 1 : 0
        case .monthOfYear: return Int64(plan.month)
        case .sequence: return sequence(measure, for: person).isEmpty ? 0 : 1
        case .attempts, .reached, .helped:
            return contactValue(row.kind, range(of: measure, for: person), for: person)
        default:
            return signalValue(row.kind, SignalView(range(of: measure, for: person), row.partners, person))
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
        guard case .session(let gap) = tables.measures[measure].window else { return range }
        return session(gap: Int32(clamping: gap), through: range.through, for: person)
    }

    /// The latest unbroken run up to a day: from its first signal to that day; empty when there is none.
    private func session(gap: Int32, through: Int32, for person: UInt32) -> DayRange {
        let view = SignalView(DayRange(after: .min, through: through), .max, person)
        if scratch.signals(of: person).range.count > EvaluationScratch.few {
            return session(gap: gap, through: through, dates: view.dates(self))
        }
        var first = Int32.min
        view.forEach(self) { first = Swift.max(first, $0.date) }
        guard first != .min, through - first <= gap else { return DayRange.empty }
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            view.forEach(self) { signal in
                guard signal.date < first, first - signal.date <= gap else { return }
                first = signal.date
                isGrowing = true
            }
        }
        return DayRange(after: first - 1, through: through)
    }

    /// The same from dates in order, the latest first.
    private func session(gap: Int32, through: Int32, dates: [Int32]) -> DayRange {
        guard var first = dates.first, through - first <= gap else { return DayRange.empty }
        for date in dates {
            if first - date > gap { break }
            first = date
        }
        return DayRange(after: first - 1, through: through)
    }

    private func signalValue(_ kind: MeasureRow.Kind, _ view: SignalView) -> Int64 {
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

    private func contactValue(
        _ kind: MeasureRow.Kind, _ range: DayRange, for person: UInt32
    ) -> Int64 {
        switch kind {
        case .attempts: return Int64(house.attempts.count { counts($0, in: range) })
        case .reached: return house.attempts.contains { counts($0, in: range) && $0.reached } ? 1 : 0
        default:
            let closedHelped = house.tasks.contains { task in
                !task.isOpen && task.closed > plan.cut && range.contains(task.closed)
                    && tables.helped & 1 << UInt64(task.result) != 0
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
        let row = tables.measures[measure]
        guard row.isOverSignals else { return }
        if row.kind == .sequence {
            for place in sequence(measure, for: person) { scratch.take(place, known: scratch.places.count) }
            return
        }
        let view = SignalView(range(of: measure, for: person), row.partners, person)
        let known = scratch.places.count
        let (places, range) = scratch.signals(of: person)
        for index in range where view.holds(house.signals[Int(places[index])]) {
            scratch.take(places[index], known: known)
        }
    }

    /// The matched signals of a sequence, first step first; empty when there is none. The latest possible end, and
    /// going back from it the latest possible steps.
    private func sequence(_ measure: Int, for person: UInt32) -> [Int32] {
        guard case .sequence(let steps, let within) = pipeline.measures[measure].kind, !steps.isEmpty
        else { return [] }
        let (places, range) = scratch.signals(of: person)
        let candidates = range.map { places[$0] }
            .filter { person == 0 || house.signals[Int($0)].person == person }
            .sorted { (house.signals[Int($0)].date, $0) < (house.signals[Int($1)].date, $1) }
        let lists = steps.map { step in
            candidates.filter { house.signals[Int($0)].partner == step.rawValue }
        }
        for end in lists[lists.count - 1].reversed() {
            let date = house.signals[Int(end)].date
            guard date <= house.today else { continue }
            if Int(house.today) - Int(date) >= within { break }
            // With an earlier end there is less to choose from.
            guard let matched = match(lists, until: end) else { break }
            if Int(date) - Int(house.signals[Int(matched[0])].date) <= within { return matched }
        }
        return []
    }

    /// A signal for each step, the last of them given and before it the latest possible; nil when there are none.
    private func match(_ lists: [[Int32]], until end: Int32) -> [Int32]? {
        var matched = [end]
        for list in lists.dropLast().reversed() {
            let date = house.signals[Int(matched[matched.count - 1])].date
            // Where the signals of this kind with a later date begin.
            var low = 0
            var high = list.count
            while low < high {
                let middle = (low + high) / 2
                if house.signals[Int(list[middle])].date <= date { low = middle + 1 } else { high = middle }
            }
            while low > 0, matched.contains(list[low - 1]) { low -= 1 }
            guard low > 0 else { return nil }
            matched.append(list[low - 1])
        }
        return matched.reversed()
    }
}

/// The signals of a measure: of a subject, in an interval, of some kinds.
struct SignalView {
    let range: DayRange
    let partners: UInt16
    let person: UInt32

    init(_ range: DayRange, _ partners: UInt16, _ person: UInt32) {
        self.range = range
        self.partners = partners
        self.person = person
    }

    @inline(__always)
    func holds(_ signal: SignalRow) -> Bool {
        range.contains(signal.date) && (person == 0 || signal.person == person)
            && partners & (1 << UInt16(signal.partner)) != 0
    }

    @inline(__always)
    func forEach(_ engine: borrowing Engine, _ body: (SignalRow) -> Void) {
        let (places, range) = engine.scratch.signals(of: person)
        for index in range {
            let signal = engine.house.signals[Int(places[index])]
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
        let (places, range) = engine.scratch.signals(of: person)
        if range.count > EvaluationScratch.few { return partnersOfMany(engine) }
        var count: Int64 = 0
        for index in range {
            let signal = engine.house.signals[Int(places[index])]
            guard holds(signal) else { continue }
            let isKnown = places[range.lowerBound..<index].contains { earlier in
                let row = engine.house.signals[Int(earlier)]
                return row.partner == signal.partner && row.name == signal.name && holds(row)
            }
            if !isKnown { count += 1 }
        }
        return count
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
        let (places, range) = engine.scratch.signals(of: person)
        if range.count > EvaluationScratch.few { return outstandingOfMany(engine) }
        var sum: Int64 = 0
        var any = false
        for index in range {
            let signal = engine.house.signals[Int(places[index])]
            guard holds(signal) else { continue }
            any = true
            // Of one date the one that arrived last counts.
            let isRenewed = range.contains { other in
                let row = engine.house.signals[Int(places[other])]
                return Self.isSameDebt(row, signal) && holds(row)
                    && (row.date > signal.date || row.date == signal.date && other > index)
            }
            if !isRenewed && signal.withdrawn == 0 { sum += Int64(signal.amountCents) }
        }
        return any ? sum : Expression.absent
    }

    static func isSameDebt(_ row: SignalRow, _ other: SignalRow) -> Bool {
        row.reference == other.reference && row.partner == other.partner && row.name == other.name
            && row.person == other.person
    }
}
