// The compiled program against a slow reference that walks the typed tree.
// In: random trees and values. Out: failures. Depends on: Rules.

import Testing

@testable import Rules

/// A small generator with a seed, so that a failure can be repeated.
struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// What a tree is worth by the words of the language: absent is nil, numbers have no bounds but those of 64
/// bits.
enum Reference {
    static func number(_ tree: Checked, _ values: [Int64?]) -> Int64? {
        switch tree {
        case .literal(let value): return value
        case .measure(let index): return values[index]
        case .scaled(let inner): return number(inner, values).flatMap { fit(Int128($0) * 1_000_000) }
        case .arithmetic(let operation, let left, let right):
            guard let one = number(left, values), let two = number(right, values) else { return nil }
            let (a, b) = (Int128(one), Int128(two))
            switch operation {
            case .add: return fit(a + b)
            case .subtract: return fit(a - b)
            case .multiply: return fit(a * b)
            case .multiplyByRatio: return fit(halfUp(a * b, 1_000_000))
            case .divide: return b == 0 ? nil : fit(halfUp(a * 1_000_000, b))
            }
        default: return holds(tree, values) ? 1 : 0
        }
    }

    /// The smallest number is the mark for absent, so a result may not be it.
    static func fit(_ value: Int128) -> Int64? { Int64(exactly: value).flatMap { $0 == .min ? nil : $0 } }

    /// The nearest whole number; of two the larger. By counting up from below.
    static func halfUp(_ dividend: Int128, _ divisor: Int128) -> Int128 {
        let (top, bottom) = divisor < 0 ? (-dividend, -divisor) : (dividend, divisor)
        var floor = top / bottom
        while floor * bottom > top { floor -= 1 }
        let rest = top - floor * bottom
        return rest * 2 >= bottom ? floor + 1 : floor
    }

    static func holds(_ tree: Checked, _ values: [Int64?]) -> Bool {
        switch tree {
        case .not(let inner): return !holds(inner, values)
        case .and(let left, let right): return holds(left, values) && holds(right, values)
        case .or(let left, let right): return holds(left, values) || holds(right, values)
        case .comparison(let comparison, let left, let right, _):
            guard let one = number(left, values), let two = number(right, values) else { return false }
            switch comparison {
            case .less: return one < two
            case .lessOrEqual: return one <= two
            case .greater: return one > two
            case .greaterOrEqual: return one >= two
            case .equal: return one == two
            case .notEqual: return one != two
            }
        case .within(let value, let low, let high, _):
            guard let value = number(value, values), let low = number(low, values),
                let high = number(high, values)
            else { return false }
            return low <= value && value <= high
        default: return number(tree, values) != 0
        }
    }
}

@Suite("Evaluator")
struct EvaluatorTests {
    static let measures = 6

    static func number(_ dice: inout Dice, depth: Int) -> Checked {
        switch depth == 0 ? Int.random(in: 0...1, using: &dice) : Int.random(in: 0...7, using: &dice) {
        case 0: return .literal(Int64(Int.random(in: -3...3_000_000, using: &dice)))
        case 1: return .measure(Int.random(in: 0..<measures, using: &dice))
        case 2: return .scaled(number(&dice, depth: depth - 1))
        default:
            let all: [Checked.Arithmetic] = [.add, .subtract, .multiply, .multiplyByRatio, .divide]
            return .arithmetic(
                all.randomElement(using: &dice)!, number(&dice, depth: depth - 1),
                number(&dice, depth: depth - 1))
        }
    }

    static func condition(_ dice: inout Dice, depth: Int) -> Checked {
        switch depth == 0 ? 0 : Int.random(in: 0...5, using: &dice) {
        case 0, 1:
            let all: [Checked.Comparison] = [
                .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual,
            ]
            return .comparison(
                all.randomElement(using: &dice)!, number(&dice, depth: 2), number(&dice, depth: 2), at: 0..<1)
        case 2:
            return .within(
                number(&dice, depth: 1), low: number(&dice, depth: 1), high: number(&dice, depth: 1),
                at: 0..<1)
        case 3: return .not(condition(&dice, depth: depth - 1))
        case 4: return .and(condition(&dice, depth: depth - 1), condition(&dice, depth: depth - 1))
        default: return .or(condition(&dice, depth: depth - 1), condition(&dice, depth: depth - 1))
        }
    }

    static func values(_ dice: inout Dice) -> [Int64?] {
        (0..<measures).map { _ in
            switch Int.random(in: 0...9, using: &dice) {
            case 0, 1: nil
            case 2: Int64.max - Int64.random(in: 0...5, using: &dice)
            case 3: Int64.min + Int64.random(in: 1...5, using: &dice)
            case 4, 5: Int64.random(in: -5...5, using: &dice)
            default: Int64.random(in: 0...50_000_000, using: &dice)
            }
        }
    }

    @Test("A program gives what the tree says, for random trees and values", arguments: 0..<20)
    func programs(seed: Int) {
        var dice = Dice(state: UInt64(seed))
        for _ in 0..<200 {
            let tree = EvaluatorTests.condition(&dice, depth: 4)
            let program = tree.compiled
            for _ in 0..<5 {
                let values = EvaluatorTests.values(&dice)
                let result = program.holds { values[$0] ?? Expression.absent }
                #expect(result == Reference.holds(tree, values), "\(tree) with \(values)")
            }
        }
    }

    @Test(
        "Ratios round half up, towards plus infinity for negatives too",
        arguments: [
            (1, 2, 500_000), (1, 3, 333_333), (2, 3, 666_667), (-1, 2_000_000, 0), (1, 2_000_000, 1),
            (-3, 2_000_000, -1), (3, 2_000_000, 2), (-2, 3, -666_667), (1, -2_000_000, 0),
            (-3, -2_000_000, 2),
        ] as [(Int64, Int64, Int64)])
    func rounding(left: Int64, right: Int64, expected: Int64) {
        #expect(Reckoning.apply(.divide, left, right) == expected)
        #expect(Reckoning.rounded(Int128(left) * 1_000_000, Int128(right)) == expected)
    }

    @Test("A comparison with absent is false, unequal too; reckoning with it and what overflows is absent")
    func absent() {
        let absent = Expression.absent
        for instruction in [Instruction.less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual] {
            #expect(Reckoning.apply(instruction, absent, 1) == 0)
            #expect(Reckoning.apply(instruction, 1, absent) == 0)
            #expect(Reckoning.apply(instruction, absent, absent) == 0)
        }
        for instruction in [Instruction.add, .subtract, .multiply, .multiplyByRatio, .divide] {
            #expect(Reckoning.apply(instruction, absent, 1) == absent)
            #expect(Reckoning.apply(instruction, 1, absent) == absent)
        }
        #expect(Reckoning.apply(.add, .max, 1) == absent)
        #expect(Reckoning.apply(.multiply, .max, 2) == absent)
        #expect(Reckoning.apply(.divide, .max, 1) == absent)
        #expect(Reckoning.apply(.divide, 5, 0) == absent)
    }

    @Test("`and` and `or` ask only for the measures that decide")
    func shortCircuit() {
        let (first, second) = (Checked.measure(0), Checked.measure(1))
        for (tree, value, asked) in [
            (Checked.and(first, second), Int64(0), [0]), (.and(first, second), 1, [0, 1]),
            (.or(first, second), 1, [0]), (.or(first, second), 0, [0, 1]),
        ] {
            var seen: [Int] = []
            _ = tree.compiled.holds { index in
                seen.append(index)
                return value
            }
            #expect(seen == asked)
        }
    }
}
