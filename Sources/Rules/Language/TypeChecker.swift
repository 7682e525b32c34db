// Gives every part of an expression its type and says what does not fit.
// In: a parsed expression. Out: a typed one, or issues. Depends on: Syntax, Checked.

/// The rules of types (pipelines/README.md, "Expressions"): money with money, days with days, a count stands
/// for a ratio where one is wanted, conditions only in conditions.
struct TypeChecker {
    struct Typed {
        var tree: Checked
        var type: ValueType
    }

    private let text: [Unicode.Scalar]
    private var table: MeasureTable
    private(set) var issues: [Remark] = []
    /// In order of writing, with their ranges.
    private(set) var used: [(measure: Measure, range: Range<Int>)] = []

    private init(text: [Unicode.Scalar], table: MeasureTable) {
        self.text = text
        self.table = table
    }

    struct Outcome {
        /// nil when an issue says why.
        var tree: Checked?
        var issues: [Remark]
        var used: [(measure: Measure, range: Range<Int>)]
    }

    /// A condition: an expression that is true or false.
    static func condition(_ syntax: Syntax, text: [Unicode.Scalar], table: inout MeasureTable) -> Outcome {
        var checker = TypeChecker(text: text, table: table)
        let typed = checker.check(syntax)
        var tree = typed?.tree
        if let typed, typed.type != .bool {
            checker.fail(syntax.range, checker.notCondition(syntax, typed.type, "a rule's `when`"))
            tree = nil
        }
        table = checker.table
        return Outcome(tree: tree, issues: checker.issues, used: checker.used)
    }

    private mutating func fail(_ range: Range<Int>, _ message: String) {
        issues.append(Remark(range: range, message: message))
    }

    private func source(_ range: Range<Int>) -> String {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text[range.clamped(to: 0..<text.count)])
        return String(scalars)
    }

    private func notCondition(_ syntax: Syntax, _ type: ValueType, _ user: String) -> String {
        let source = source(syntax.range)
        return "\(user) wants a condition, and `\(source)` is \(type.described); compare it, such as "
            + "`\(source) >= \(type.example)`"
    }

    private mutating func check(_ syntax: Syntax) -> Typed? {
        switch syntax {
        case .broken: return nil
        case .literal(let value, let type, _): return Typed(tree: .literal(value), type: type)
        case .measure(let measure, let range):
            used.append((measure, range))
            return Typed(tree: .measure(table.index(of: measure)), type: measure.type)
        case .not(let inner, _):
            guard let operand = condition(inner, "`not`") else { return nil }
            return Typed(tree: .not(operand), type: .bool)
        case .within(let value, let low, let high, let range):
            return checkRange(value, low, high, range)
        case .binary(let sign, let left, let right, let range):
            switch sign {
            case .and, .or:
                let first = condition(left, "`\(sign.rawValue)`")
                let second = condition(right, "`\(sign.rawValue)`")
                guard let first, let second else { return nil }
                return Typed(tree: sign == .and ? .and(first, second) : .or(first, second), type: .bool)
            case .add, .subtract, .multiply, .divide:
                let first = check(left)
                let second = check(right)
                guard let first, let second else { return nil }
                return arithmetic(sign, (left, first), (right, second), range)
            default:
                let first = check(left)
                let second = check(right)
                guard let first, let second else { return nil }
                return comparison(sign, (left, first), (right, second), range)
            }
        }
    }

    private mutating func condition(_ syntax: Syntax, _ user: String) -> Checked? {
        guard let typed = check(syntax) else { return nil }
        guard typed.type == .bool else {
            fail(syntax.range, notCondition(syntax, typed.type, user))
            return nil
        }
        return typed.tree
    }

    private mutating func checkRange(
        _ value: Syntax, _ low: Syntax, _ high: Syntax, _ range: Range<Int>
    ) -> Typed? {
        let parts = [check(value), check(low), check(high)].compactMap { $0 }
        guard parts.count == 3 else { return nil }
        if parts[0].type == .bool {
            fail(
                value.range,
                "`in` wants a number, and `\(source(value.range))` is \(ValueType.bool.described)")
            return nil
        }
        let wantsRatio = parts.contains { $0.type == .ratio }
        var trees: [Checked] = []
        for (part, syntax) in zip(parts, [value, low, high]) {
            guard let tree = converted(part, to: wantsRatio && part.type == .count ? .ratio : part.type),
                same(part.type, parts[0].type)
            else {
                let hint = rewrite(syntax, part.type, as: parts[0].type)
                fail(
                    syntax.range,
                    "`\(source(value.range))` is \(parts[0].type.described), and "
                        + "`\(source(syntax.range))` is \(part.type.described)\(hint)")
                return nil
            }
            trees.append(tree)
        }
        if case .literal(let from) = trees[1], case .literal(let to) = trees[2], from > to {
            let bounds = low.range.lowerBound..<high.range.upperBound
            fail(bounds, "the range `\(source(bounds))` is empty; write the lower end first")
            return nil
        }
        return Typed(tree: .within(trees[0], low: trees[1], high: trees[2], at: range), type: .bool)
    }

    /// Whether two values may be compared or added: of one type, or both numbers.
    private func same(_ left: ValueType, _ right: ValueType) -> Bool {
        left == right || (left == .count && right == .ratio) || (left == .ratio && right == .count)
    }

    private func converted(_ typed: Typed, to type: ValueType) -> Checked? {
        guard typed.type == .count, type == .ratio else { return typed.tree }
        if case .literal(let value) = typed.tree {
            let (product, overflow) = value.multipliedReportingOverflow(by: 1_000_000)
            return overflow ? nil : .literal(product)
        }
        return .scaled(typed.tree)
    }

    private typealias Part = (syntax: Syntax, typed: Typed)

    private mutating func pair(_ left: Part, _ right: Part) -> (Checked, Checked, ValueType)? {
        let (first, second) = (left.typed.type, right.typed.type)
        guard same(first, second) else { return nil }
        if first == second { return (left.typed.tree, right.typed.tree, first) }
        guard let one = converted(left.typed, to: .ratio), let two = converted(right.typed, to: .ratio) else {
            return nil
        }
        return (one, two, .ratio)
    }

    private mutating func comparison(_ sign: Operator, _ left: Part, _ right: Part, _ range: Range<Int>)
        -> Typed?
    {
        guard let (first, second, type) = pair(left, right) else {
            fail(range, mismatch("compared", left, right))
            return nil
        }
        if type == .bool, sign != .equal, sign != .notEqual {
            fail(range, "conditions know only `==` and `!=`, not `\(sign.rawValue)`")
            return nil
        }
        let kind: Checked.Comparison =
            switch sign {
            case .less: .less
            case .lessOrEqual: .lessOrEqual
            case .greater: .greater
            case .greaterOrEqual: .greaterOrEqual
            case .notEqual: .notEqual
            default: .equal
            }
        return Typed(tree: .comparison(kind, first, second, at: range), type: .bool)
    }

    private mutating func arithmetic(_ sign: Operator, _ left: Part, _ right: Part, _ range: Range<Int>)
        -> Typed?
    {
        let types = (left.typed.type, right.typed.type)
        switch (sign, types.0, types.1) {
        case (_, .bool, _), (_, _, .bool):
            let part = types.0 == .bool ? left : right
            fail(
                part.syntax.range,
                "`\(source(part.syntax.range))` is \(ValueType.bool.described); it cannot be reckoned with")
            return nil
        case (.add, _, _), (.subtract, _, _):
            guard let (first, second, type) = pair(left, right) else {
                fail(range, mismatch(sign == .add ? "added" : "subtracted", left, right))
                return nil
            }
            return Typed(tree: .arithmetic(sign == .add ? .add : .subtract, first, second), type: type)
        case (.multiply, .count, .ratio), (.multiply, .ratio, .count), (.multiply, .count, .count),
            (.multiply, .money, .count), (.multiply, .count, .money):
            // One side is a plain number of times, so the product is exact in the other's unit.
            let type = types.0 == .count ? types.1 : types.0
            return Typed(tree: .arithmetic(.multiply, left.typed.tree, right.typed.tree), type: type)
        case (.multiply, .ratio, .ratio), (.multiply, .money, .ratio), (.multiply, .ratio, .money):
            let type = types.0 == .ratio ? types.1 : types.0
            return Typed(tree: .arithmetic(.multiplyByRatio, left.typed.tree, right.typed.tree), type: type)
        case (.divide, .money, .money), (.divide, .count, .count), (.divide, .ratio, .ratio),
            (.divide, .count, .ratio), (.divide, .ratio, .count):
            guard let (first, second, _) = pair(left, right) else { return nil }
            if case .literal(0) = second { fail(right.syntax.range, "division by 0") }
            return Typed(tree: .arithmetic(.divide, first, second), type: .ratio)
        default:
            let verb = sign == .multiply ? "multiplied" : "divided"
            var hint = ""
            if sign == .divide, types.0 == .money { hint = "; multiply by a ratio instead, such as `* 0.5`" }
            if types.0 == .days || types.1 == .days {
                hint = "; days can only be added, subtracted and compared"
            }
            if sign == .multiply, types == (.money, .money) {
                hint = "; multiply an amount by a count or a ratio"
            }
            fail(range, mismatch(verb, left, right, hint: hint))
            return nil
        }
    }

    private func mismatch(_ verb: String, _ left: Part, _ right: Part, hint: String? = nil) -> String {
        let (first, second) = (left.typed.type, right.typed.type)
        let fix: String =
            if let hint {
                hint
            } else if case .literal = left.syntax {
                rewrite(left.syntax, first, as: second)
            } else {
                rewrite(right.syntax, second, as: first)
            }
        return "`\(source(left.syntax.range))` is \(first.described) and `\(source(right.syntax.range))` is "
            + "\(second.described); they cannot be \(verb)\(fix)"
    }

    /// How a literal would be written in another type.
    private func rewrite(_ syntax: Syntax, _ type: ValueType, as wanted: ValueType) -> String {
        guard case .literal(let value, _, _) = syntax else { return "" }
        let count: Int64
        switch type {
        case .count, .days: count = value
        case .money where value % 100 == 0: count = value / 100
        default: return ""
        }
        switch wanted {
        case .money: return "; write `€\(count)`"
        case .days: return "; write `\(count)d`"
        case .count, .ratio: return "; write `\(count)`"
        case .bool: return ""
        }
    }
}

extension ValueType {
    /// With its article, for messages.
    var described: String {
        switch self {
        case .count: "a count"
        case .money: "an amount of money"
        case .days: "a number of days"
        case .ratio: "a ratio"
        case .bool: "true or false"
        }
    }

    fileprivate var example: String {
        switch self {
        case .count: "1"
        case .money: "€100"
        case .days: "28d"
        case .ratio: "0.5"
        case .bool: "true"
        }
    }
}
