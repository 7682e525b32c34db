// Which conditions can never hold and which always do, by the intervals that measures can lie in.
// In: a typed expression. Out: certain answers only; everything else is "perhaps". Depends on: Checked.

internal import Signals

/// The values that something can take, both ends included; the ends of Int64 stand for no bound.
struct Bounds: Hashable, Sendable {
    var low: Int64
    var high: Int64
    /// Whether it can be absent, so that no comparison with it is sure to hold.
    var mayBeAbsent = false

    /// The ends in a larger unit, each rounded to either side; no bound stays no bound.
    func divided(by unit: Int64) -> Quotient {
        func ends(_ value: Int64) -> Quotient.End {
            if unit == 1 || value == .min || value == .max { return Quotient.End(down: value, up: value) }
            let (quotient, rest) = value.quotientAndRemainder(dividingBy: unit)
            return Quotient.End(
                down: rest < 0 ? quotient - 1 : quotient, up: rest > 0 ? quotient + 1 : quotient)
        }
        return Quotient(low: ends(low), high: ends(high))
    }

    static let anything = Bounds(low: .min, high: .max, mayBeAbsent: true)
    var isEmpty: Bool { low > high }

    /// What a measure can be. `partnerTypes`: those that may signal.
    static func of(_ measure: Measure, partnerTypes: PartnerSet) -> Bounds {
        let possible = measure.partners.isEmpty ? partnerTypes : measure.partners.intersection(partnerTypes)
        switch measure.kind {
        case .count, .partners, .attempts: return Bounds(low: 0, high: .max)
        case .kinds: return Bounds(low: 0, high: Int64(possible.rawValue.nonzeroBitCount))
        case .outstanding, .sum: return Bounds(low: 0, high: .max, mayBeAbsent: true)
        // One signal's amount: at most 10 million euros, in cents.
        case .max, .latest: return Bounds(low: 0, high: 1_000_000_000, mayBeAbsent: true)
        case .span:
            if case .sliding(.days(let days)) = measure.window {
                return Bounds(low: 0, high: Int64(days - 1))
            }
            return Bounds(low: 0, high: .max)
        case .overdue: return .anything
        case .crisis, .sequence, .reached, .helped, .children: return Bounds(low: 0, high: 1)
        // Dates lie between 1900 and 2199.
        case .age: return Bounds(low: 0, high: 299, mayBeAbsent: true)
        case .monthOfYear: return Bounds(low: 1, high: 12)
        }
    }
}

/// Bounds in a unit in which their ends need not be whole.
struct Quotient: Hashable, Sendable {
    struct End: Hashable, Sendable {
        var down: Int64
        var up: Int64
    }
    var low: End
    var high: End
}

/// Reasons about one condition.
struct Reasoning {
    enum Verdict { case never, always, perhaps }
    /// Beyond so many alternatives nothing is said.
    private static let alternativeLimit = 64

    /// By index of the measure.
    private let bounds: [Bounds]

    init(measures: [Measure], partnerTypes: PartnerSet) {
        bounds = measures.map { Bounds.of($0, partnerTypes: partnerTypes) }
    }

    /// Whether the condition is sure never to hold, or sure always to.
    func verdict(_ tree: Checked) -> Verdict {
        if isImpossible(tree, true) { return .never }
        return isImpossible(tree, false) ? .always : .perhaps
    }

    /// The comparisons of a condition that are sure to go one way, each by itself.
    func settled(_ tree: Checked) -> [(range: Range<Int>, verdict: Verdict)] {
        switch tree {
        case .and(let left, let right), .or(let left, let right): return settled(left) + settled(right)
        case .not(let inner): return settled(inner)
        case .comparison(_, _, _, let range), .within(_, _, _, let range):
            let verdict = verdict(tree)
            return verdict == .perhaps ? [] : [(range, verdict)]
        default: return []
        }
    }

    /// Something that must hold (or must not) in one alternative.
    private struct Demand {
        var tree: Checked
        var isWanted: Bool
    }

    private func isImpossible(_ tree: Checked, _ isWanted: Bool) -> Bool {
        guard let alternatives = alternatives(tree, isWanted) else { return false }
        return alternatives.allSatisfy { isContradiction($0) }
    }

    /// Disjunctive normal form; nil when it grows too large.
    private func alternatives(_ tree: Checked, _ isWanted: Bool) -> [[Demand]]? {
        switch (tree, isWanted) {
        case (.not(let inner), _): return alternatives(inner, !isWanted)
        case (.and(let left, let right), true), (.or(let left, let right), false):
            guard let first = alternatives(left, isWanted), let second = alternatives(right, isWanted),
                first.count * second.count <= Reasoning.alternativeLimit
            else { return nil }
            return first.flatMap { one in second.map { one + $0 } }
        case (.or(let left, let right), true), (.and(let left, let right), false):
            guard let first = alternatives(left, isWanted), let second = alternatives(right, isWanted),
                first.count + second.count <= Reasoning.alternativeLimit
            else { return nil }
            return first + second
        default: return [[Demand(tree: tree, isWanted: isWanted)]]
        }
    }

    private func isContradiction(_ demands: [Demand]) -> Bool {
        var known = bounds
        for demand in demands {
            refine(&known, demand)
            if known.contains(where: \.isEmpty) { return true }
        }
        return demands.contains { demand in
            switch outcome(demand.tree, known) {
            case .never: demand.isWanted
            case .always: !demand.isWanted
            case .perhaps: false
            }
        }
    }

    /// Narrows what a measure can be by a comparison with something that has bounds.
    private func refine(_ known: inout [Bounds], _ demand: Demand) {
        switch demand.tree {
        case .measure(let index):
            let value: Int64 = demand.isWanted ? 1 : 0
            narrow(&known[index], .equal, Bounds(low: value, high: value).divided(by: 1))
        case .comparison(let comparison, let left, let right, _):
            guard let sign = effective(comparison, demand.isWanted, known, [left, right]) else { return }
            if let (index, unit) = Reasoning.target(left) {
                narrow(&known[index], sign, interval(right, known).divided(by: unit))
            }
            if let (index, unit) = Reasoning.target(right) {
                narrow(&known[index], sign.swapped, interval(left, known).divided(by: unit))
            }
        case .within(let value, let low, let high, _) where demand.isWanted:
            guard let (index, unit) = Reasoning.target(value) else { return }
            narrow(&known[index], .greaterOrEqual, interval(low, known).divided(by: unit))
            narrow(&known[index], .lessOrEqual, interval(high, known).divided(by: unit))
        default: break
        }
    }

    /// The measure that a side is, and how many of the side's units one of it is.
    private static func target(_ tree: Checked) -> (index: Int, unit: Int64)? {
        switch tree {
        case .measure(let index): (index, 1)
        case .scaled(.measure(let index)): (index, 1_000_000)
        default: nil
        }
    }

    /// The comparison itself, or its opposite where that is what its not holding means: not where one side is
    /// absent.
    private func effective(
        _ comparison: Checked.Comparison, _ isWanted: Bool, _ known: [Bounds], _ sides: [Checked]
    ) -> Checked.Comparison? {
        if isWanted { return comparison }
        return sides.contains { interval($0, known).mayBeAbsent } ? nil : comparison.opposite
    }

    private func narrow(_ bounds: inout Bounds, _ comparison: Checked.Comparison, _ other: Quotient) {
        switch comparison {
        case .less where other.high.up != .max:
            bounds.high = min(bounds.high, other.high.up == .min ? .min : other.high.up - 1)
        case .lessOrEqual: bounds.high = min(bounds.high, other.high.down)
        case .greater where other.low.down != .min:
            bounds.low = max(bounds.low, other.low.down == .max ? .max : other.low.down + 1)
        case .greaterOrEqual: bounds.low = max(bounds.low, other.low.up)
        case .equal:
            bounds.low = max(bounds.low, other.low.up)
            bounds.high = min(bounds.high, other.high.down)
        case .notEqual where other.low.up == other.high.down && other.low == other.high:
            let value = other.low.up
            if bounds.low == value, bounds.low < .max { bounds.low += 1 }
            if bounds.high == value, bounds.high > .min { bounds.high -= 1 }
        default: break
        }
    }

    /// One condition without `and`, `or`, `not`, given what is known of the measures.
    private func outcome(_ tree: Checked, _ known: [Bounds]) -> Verdict {
        switch tree {
        case .literal(let value): return value == 0 ? .never : .always
        case .measure(let index):
            if known[index].high == 0 { return .never }
            return known[index].low == 1 ? .always : .perhaps
        case .comparison(let comparison, let left, let right, _):
            let (one, two) = (interval(left, known), interval(right, known))
            if left.isSameNumber(as: right) {
                return outcomeOfEqual(comparison, mayBeAbsent: one.mayBeAbsent)
            }
            return outcome(comparison, one, two)
        case .within(let value, let low, let high, _):
            let value = interval(value, known)
            let both = [
                outcome(.greaterOrEqual, value, interval(low, known)),
                outcome(.lessOrEqual, value, interval(high, known)),
            ]
            if both.contains(.never) { return .never }
            return both.contains(.perhaps) ? .perhaps : .always
        default: return .perhaps
        }
    }

    /// The same number on both sides.
    private func outcomeOfEqual(_ comparison: Checked.Comparison, mayBeAbsent: Bool) -> Verdict {
        switch comparison {
        case .less, .greater, .notEqual: .never
        case .lessOrEqual, .greaterOrEqual, .equal: mayBeAbsent ? .perhaps : .always
        }
    }

    private func outcome(_ comparison: Checked.Comparison, _ left: Bounds, _ right: Bounds) -> Verdict {
        let isSure = !left.mayBeAbsent && !right.mayBeAbsent
        switch comparison {
        case .less:
            if left.low >= right.high, left.low != .min, right.high != .max { return .never }
            return isSure && left.high < right.low && left.high != .max ? .always : .perhaps
        case .lessOrEqual:
            if left.low > right.high { return .never }
            return isSure && left.high <= right.low && left.high != .max && right.low != .min
                ? .always : .perhaps
        case .greater: return outcome(.less, right, left)
        case .greaterOrEqual: return outcome(.lessOrEqual, right, left)
        case .equal:
            if left.low > right.high || right.low > left.high { return .never }
            let isOne = left.low == left.high && right.low == right.high && left.low == right.low
            return isSure && isOne ? .always : .perhaps
        case .notEqual:
            switch outcome(
                .equal, Bounds(low: left.low, high: left.high), Bounds(low: right.low, high: right.high))
            {
            case .never: return isSure ? .always : .perhaps
            case .always: return .never
            case .perhaps: return .perhaps
            }
        }
    }

    private func interval(_ tree: Checked, _ known: [Bounds]) -> Bounds {
        switch tree {
        case .literal(let value): return Bounds(low: value, high: value)
        case .measure(let index): return known[index]
        case .scaled(let inner):
            return product(interval(inner, known), Bounds(low: 1_000_000, high: 1_000_000))
        case .arithmetic(.add, let left, let right):
            let (one, two) = (interval(left, known), interval(right, known))
            return Bounds(
                low: Reasoning.sum(one.low, two.low), high: Reasoning.sum(one.high, two.high),
                mayBeAbsent: true)
        case .arithmetic(.subtract, let left, let right):
            let (one, two) = (interval(left, known), interval(right, known))
            return Bounds(
                low: Reasoning.sum(one.low, Reasoning.negative(two.high)),
                high: Reasoning.sum(one.high, Reasoning.negative(two.low)), mayBeAbsent: true)
        case .arithmetic(.multiply, let left, let right):
            return product(interval(left, known), interval(right, known))
        case .comparison, .within, .not, .and, .or: return Bounds(low: 0, high: 1)
        default: return .anything
        }
    }

    /// The sum of two ends, where an end of Int64 stays what it is.
    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        for bound in [Int64.min, .max] where left == bound || right == bound { return bound }
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? (left < 0 ? .min : .max) : sum
    }

    /// The other end on the other side of zero.
    private static func negative(_ end: Int64) -> Int64 {
        end == .min ? .max : end == .max ? .min : -end
    }

    /// Of two values that are not negative; else anything.
    private func product(_ left: Bounds, _ right: Bounds) -> Bounds {
        guard left.low >= 0, right.low >= 0 else { return .anything }
        let (low, lowOverflow) = left.low.multipliedReportingOverflow(by: right.low)
        var high = Int64.max
        if left.high != .max, right.high != .max {
            let (value, overflow) = left.high.multipliedReportingOverflow(by: right.high)
            high = overflow ? .max : value
        }
        if left.high == 0 || right.high == 0 { high = 0 }
        return Bounds(low: lowOverflow ? 0 : low, high: high, mayBeAbsent: true)
    }
}

extension Checked.Comparison {
    fileprivate var opposite: Checked.Comparison {
        switch self {
        case .less: .greaterOrEqual
        case .lessOrEqual: .greater
        case .greater: .lessOrEqual
        case .greaterOrEqual: .less
        case .equal: .notEqual
        case .notEqual: .equal
        }
    }

    /// With its sides swapped.
    fileprivate var swapped: Checked.Comparison {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        case .equal, .notEqual: self
        }
    }
}
