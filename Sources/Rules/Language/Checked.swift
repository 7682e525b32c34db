// An expression whose types fit, with the conversions written out; what the compiler and the reasoning read.
// In: nothing. Out: the tree after the type checker. Depends on: Pipeline.

/// A typed node; measures by their index in the pipeline.
indirect enum Checked: Sendable {
    enum Arithmetic: Sendable { case add, subtract, multiply, multiplyByRatio, divide }
    enum Comparison: Sendable { case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual }
    case literal(Int64)
    case measure(Int)
    /// A count where a ratio is wanted: times a million.
    case scaled(Checked)
    case arithmetic(Arithmetic, Checked, Checked)
    case comparison(Comparison, Checked, Checked, at: Range<Int>)
    case within(Checked, low: Checked, high: Checked, at: Range<Int>)
    case not(Checked)
    case and(Checked, Checked)
    case or(Checked, Checked)
}

/// Every distinct measure of a pipeline, each with one index.
struct MeasureTable {
    private(set) var measures: [Measure] = []
    private var indices: [Measure: Int] = [:]

    mutating func index(of measure: Measure) -> Int {
        if let index = indices[measure] { return index }
        indices[measure] = measures.count
        measures.append(measure)
        return measures.count - 1
    }
}

extension Checked {
    /// Whether it reads nothing: no measure, and no comparison of what has been written out.
    var isConstant: Bool {
        switch self {
        case .literal: true
        case .not(let inner), .scaled(let inner): inner.isConstant
        case .and(let left, let right), .or(let left, let right): left.isConstant && right.isConstant
        case .measure, .arithmetic, .comparison, .within: false
        }
    }

    /// Whether it is the same number as another by the way it is written: the same measures, literals and arithmetic.
    func isSameNumber(as other: Checked) -> Bool {
        switch (self, other) {
        case (.literal(let left), .literal(let right)): left == right
        case (.measure(let left), .measure(let right)): left == right
        case (.scaled(let left), .scaled(let right)): left.isSameNumber(as: right)
        case (.arithmetic(let sign, let left, let right), .arithmetic(let otherSign, let one, let two)):
            sign == otherSign && left.isSameNumber(as: one) && right.isSameNumber(as: two)
        default: false
        }
    }

    /// The flat program for it.
    var compiled: Expression {
        var instructions: [Instruction] = []
        emit(into: &instructions)
        return Expression(instructions: instructions)
    }

    private func emit(into code: inout [Instruction]) {
        switch self {
        case .literal(let value): code.append(.push(value))
        case .measure(let index): code.append(.measure(index))
        case .scaled(let inner):
            inner.emit(into: &code)
            code.append(.scaleToRatio)
        case .arithmetic(let operation, let left, let right):
            left.emit(into: &code)
            right.emit(into: &code)
            code.append(operation.instruction)
        case .comparison(let comparison, let left, let right, _):
            left.emit(into: &code)
            right.emit(into: &code)
            code.append(comparison.instruction)
        case .within(let value, let low, let high, _):
            value.emit(into: &code)
            low.emit(into: &code)
            high.emit(into: &code)
            code.append(.within)
        case .not(let inner):
            inner.emit(into: &code)
            code.append(.not)
        case .and(let left, let right), .or(let left, let right):
            left.emit(into: &code)
            let jump = code.count
            code.append(.not)
            right.emit(into: &code)
            if case .and = self {
                code[jump] = .jumpIfFalse(code.count)
            } else {
                code[jump] = .jumpIfTrue(code.count)
            }
        }
    }
}

extension Checked.Arithmetic {
    var instruction: Instruction {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .multiplyByRatio: .multiplyByRatio
        case .divide: .divide
        }
    }
}

extension Checked.Comparison {
    var instruction: Instruction {
        switch self {
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .equal: .equal
        case .notEqual: .notEqual
        }
    }
}
