// A compiled condition and how it runs: a flat program over a small stack of 64-bit values.
// In: a way to get the value of a measure. Out: whether it holds. Depends on: Pipeline.

/// A boolean expression as a flat program. Immutable; leaves exactly one value on the stack.
package struct Expression: Hashable, Sendable {
    package let instructions: [Instruction]
    /// The most values that lie on the stack at once, 1 to ``depthLimit``.
    package let depth: Int

    /// Deeper programs do not come out of the parser, which bounds nesting.
    @inlinable package static var depthLimit: Int { 256 }

    /// Checks that the program neither takes from an empty stack nor jumps out of itself or back.
    package init(instructions: [Instruction]) {
        self.instructions = instructions
        guard let depth = Expression.depth(of: instructions), depth <= Expression.depthLimit else {
            preconditionFailure("A program takes what it has put on the stack and leaves one value.")
        }
        self.depth = depth
    }

    /// Stands for "absent" on the stack; arithmetic with it is absent, a comparison with it false.
    @inlinable package static var absent: Int64 { .min }

    private static func depth(of instructions: [Instruction]) -> Int? {
        var depth = 0
        var deepest = 0
        var expected = [Int?](repeating: nil, count: instructions.count + 1)
        for (index, instruction) in instructions.enumerated() {
            if let wanted = expected[index], wanted != depth { return nil }
            switch instruction {
            case .push, .measure: depth += 1
            case .not, .scaleToRatio:
                if depth < 1 { return nil }
            case .within:
                if depth < 3 { return nil }
                depth -= 2
            case .jumpIfFalse(let target), .jumpIfTrue(let target):
                guard depth >= 1, target > index, target <= instructions.count else { return nil }
                expected[target] = depth
                depth -= 1
            default:
                if depth < 2 { return nil }
                depth -= 1
            }
            deepest = max(deepest, depth)
        }
        if let wanted = expected[instructions.count], wanted != depth { return nil }
        return depth == 1 ? deepest : nil
    }

    /// Whether the condition holds, given the value of each measure by its index in ``Pipeline/measures``,
    /// ``absent`` for an absent one.
    ///
    /// Asks only for the measures that it needs: `and` and `or` stop at the first side that decides. A result
    /// that does not fit in 64 bits is absent. No allocation. Cost: one step per instruction.
    @inlinable package func holds(_ value: (Int) -> Int64) -> Bool {
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: depth) { stack in
            instructions.withUnsafeBufferPointer { Expression.run($0, stack.baseAddress!, value) != 0 }
        }
    }

    @inlinable package static func run(
        _ code: UnsafeBufferPointer<Instruction>, _ stack: UnsafeMutablePointer<Int64>,
        _ value: (Int) -> Int64
    ) -> Int64 {
        var next = 0
        // The first free place of the stack.
        var top = stack
        while next < code.count {
            let instruction = code[next]
            next += 1
            switch instruction {
            case .push(let literal):
                top.pointee = literal
                top += 1
            case .measure(let index):
                top.pointee = value(index)
                top += 1
            case .not:
                top[-1] = top[-1] == 0 ? 1 : 0
            case .scaleToRatio:
                top[-1] = Reckoning.multiply(top[-1], 1_000_000)
            case .within:
                top -= 2
                let isAbsent = top[-1] == absent || top[0] == absent || top[1] == absent
                top[-1] = !isAbsent && top[0] <= top[-1] && top[-1] <= top[1] ? 1 : 0
            case .jumpIfFalse(let target):
                if top[-1] == 0 { next = target } else { top -= 1 }
            case .jumpIfTrue(let target):
                if top[-1] != 0 { next = target } else { top -= 1 }
            default:
                top -= 1
                top[-1] = Reckoning.apply(instruction, top[-1], top[0])
            }
        }
        return top[-1]
    }
}

/// Reckoning with values of which ``Expression/absent`` is one; what overflows is absent.
package enum Reckoning {
    /// An instruction that takes two values and gives one.
    @inlinable package static func apply(_ instruction: Instruction, _ left: Int64, _ right: Int64) -> Int64 {
        let isAbsent = left == Expression.absent || right == Expression.absent
        switch instruction {
        case .less: return !isAbsent && left < right ? 1 : 0
        case .lessOrEqual: return !isAbsent && left <= right ? 1 : 0
        case .greater: return !isAbsent && left > right ? 1 : 0
        case .greaterOrEqual: return !isAbsent && left >= right ? 1 : 0
        case .equal: return !isAbsent && left == right ? 1 : 0
        case .notEqual: return !isAbsent && left != right ? 1 : 0
        default: break
        }
        if isAbsent { return Expression.absent }
        switch instruction {
        case .add:
            let (sum, overflow) = left.addingReportingOverflow(right)
            return overflow ? Expression.absent : sum
        case .subtract:
            let (difference, overflow) = left.subtractingReportingOverflow(right)
            return overflow ? Expression.absent : difference
        case .multiply: return multiply(left, right)
        case .multiplyByRatio: return rounded(Int128(left) * Int128(right), 1_000_000)
        case .divide: return right == 0 ? Expression.absent : rounded(Int128(left) * 1_000_000, Int128(right))
        default: return Expression.absent
        }
    }

    @inlinable package static func multiply(_ left: Int64, _ right: Int64) -> Int64 {
        if left == Expression.absent || right == Expression.absent { return Expression.absent }
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? Expression.absent : product
    }

    /// The quotient rounded half up: of two nearest whole numbers the larger, for negatives too.
    @inlinable package static func rounded(_ dividend: Int128, _ divisor: Int128) -> Int64 {
        let (top, bottom) =
            divisor < 0 ? (-2 * dividend - divisor, -2 * divisor) : (2 * dividend + divisor, 2 * divisor)
        var quotient = top / bottom
        if top % bottom < 0 { quotient -= 1 }
        return Int64(exactly: quotient) ?? Expression.absent
    }
}
