// What a task shows of the rules that held: kept as words beside the task, so that it outlives rules and signals.
// In: evaluations. Out: words, and the values back. Depends on: Rules, Household.

import Rules
import Signals

/// The part of a contribution that is the rule's and not the household's; kept apart from the pipeline, because a task
/// shows the rule as it was when it held.
struct ContributionTemplate: Hashable {
    var rule: String
    var isPersonRule: Bool
    var reason: [Rule.ReasonPart]
    /// Keys of `waarden` and their types.
    var keys: [String]
    var types: [ValueType]
    /// Ids of instruments, with the days on which each may be named.
    var referrals: [String]
    var referralValidity: [Validity]
    /// Places of those instruments in the pipeline, for their order.
    var referralOrder: [Int]

    init(rule index: Int, of pipeline: Pipeline) {
        let rule = pipeline.rules[index]
        self.rule = rule.id
        isPersonRule = rule.scope == .person
        reason = rule.reason
        keys = rule.shown.map(\.text)
        types = rule.shown.map { pipeline.measures[$0.measure].type }
        referrals = rule.referrals.map { pipeline.referrals[$0].id }
        referralValidity = rule.referrals.map { pipeline.referrals[$0].validity }
        referralOrder = rule.referrals
    }
}

/// One contribution of a task, unpacked.
struct ShownContribution: Equatable {
    /// Place in the engine's templates.
    var template: Int
    var points: Int32
    /// In the units of ``ValueType``; ``Expression/absent`` when absent.
    var values: [Int64]
    /// Places in ``Household/signals``.
    var signals: [Int32]

    func append(to words: inout RowList<Int32>) {
        words.append(Int32(template))
        words.append(points)
        words.append(Int32(values.count))
        words.append(Int32(signals.count))
        for value in values {
            words.append(Int32(truncatingIfNeeded: value))
            words.append(Int32(truncatingIfNeeded: value >> 32))
        }
        for signal in signals { words.append(signal) }
    }
}

extension Engine {
    func shownContributions(of task: Int) -> [ShownContribution] {
        let row = house.tasks[task]
        var list: [ShownContribution] = []
        var at = Int(row.shownStart)
        let end = at + Int(row.shownCount)
        while at < end {
            let values = Int(house.shown[at + 2])
            let signals = Int(house.shown[at + 3])
            var contribution = ShownContribution(
                template: Int(house.shown[at]), points: house.shown[at + 1], values: [], signals: [])
            at += 4
            contribution.values = (0..<values).map { shownValue(at, $0) }
            at += 2 * values
            contribution.signals = Array(house.shown[at..<at + signals])
            at += signals
            list.append(contribution)
        }
        return list
    }

    /// The value at a place among those that start at a word; each takes two.
    func shownValue(_ start: Int, _ place: Int) -> Int64 {
        let low = UInt64(UInt32(bitPattern: house.shown[start + 2 * place]))
        let high = UInt64(UInt32(bitPattern: house.shown[start + 2 * place + 1]))
        return Int64(bitPattern: high << 32 | low)
    }

    mutating func setShown(_ contributions: [ShownContribution], of task: Int) {
        var words = RowList<Int32>()
        defer { words.deallocate() }
        for contribution in contributions { contribution.append(to: &words) }
        setShown(words: words, of: task)
    }

    /// Replaces the words of one task, moving those of the others; true when they differ from before.
    @discardableResult
    mutating func setShown(words: RowList<Int32>, of task: Int) -> Bool {
        let row = house.tasks[task]
        let start = row.shownCount == 0 ? house.shown.count : Int(row.shownStart)
        let range = start..<start + Int(row.shownCount)
        if row.shownCount == words.count, house.shown[range].elementsEqual(words) { return false }
        house.shown.replace(range, with: words)
        for other in house.tasks.indices
        where other != task && Int(house.tasks[other].shownStart) >= range.upperBound {
            house.tasks[other].shownStart =
                UInt32(Int(house.tasks[other].shownStart) + words.count - range.count)
        }
        house.tasks[task].shownStart = UInt32(start)
        house.tasks[task].shownCount = UInt32(words.count)
        return true
    }

    /// Ids of the instruments that the shown rules name and that were valid on the day of the shown evaluation,
    /// in pipeline order.
    func referrals(of task: Int) -> [String] {
        let row = house.tasks[task]
        guard pieces.hasReferrals, row.shownCount > 0 else { return [] }
        var named: [(order: Int, id: String)] = []
        var at = Int(row.shownStart)
        let end = at + Int(row.shownCount)
        while at < end {
            let template = Int(house.shown[at])
            at += 4 + 2 * Int(house.shown[at + 2]) + Int(house.shown[at + 3])
            for place in templates[template].referrals.indices {
                let day = CivilDate(dayNumber: row.evaluatedOn)
                guard templates[template].referralValidity[place].holds(on: day) else { continue }
                let id = templates[template].referrals[place]
                if !named.contains(where: { $0.id == id }) {
                    named.append((templates[template].referralOrder[place], id))
                }
            }
        }
        if named.isEmpty { return [] }
        return named.sorted { $0.order < $1.order }.map(\.id)
    }
}
