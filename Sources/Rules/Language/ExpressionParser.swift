// Expressions: from tokens to a tree, reporting everything that does not fit and going on after it.
// In: the text of an expression. Out: a tree and issues. Depends on: Token, Syntax.

internal import Signals

/// Parses `when` and the `{…}` of a reason.
///
/// Binding from strong to weak: `* /`, `+ -`, comparison and `in`, `not`, `and`, `or`
/// (pipelines/README.md, "Expressions").
struct ExpressionParser {
    /// Longer or deeper expressions are refused: nobody can check them.
    static let lengthLimit = 2000
    static let depthLimit = 40

    let text: [Unicode.Scalar]
    private let tokens: [Token]
    private var position = 0
    private var depth = 0
    /// After nesting too deep nothing more is said.
    private var hasGivenUp = false
    var issues: [Remark]

    init(_ text: [Unicode.Scalar]) {
        self.text = text
        (tokens, issues) = Lexer.tokens(of: text)
    }

    /// The whole text as one expression.
    static func parse(_ text: [Unicode.Scalar]) -> (tree: Syntax, issues: [Remark]) {
        guard text.count <= lengthLimit else {
            let message = "the expression is longer than \(lengthLimit) characters; make it two rules"
            return (.broken(0..<1), [Remark(range: 0..<1, message: message)])
        }
        var parser = ExpressionParser(text)
        guard parser.current.kind != .end else {
            return (.broken(0..<0), [Remark(range: 0..<0, message: "an expression is missing here")])
        }
        var tree = parser.parseOr()
        while parser.current.kind != .end {
            parser.unexpected()
            parser.skip()
            if parser.takeWord("and") || parser.takeWord("or") {
                _ = parser.parseOr()
            } else {
                parser.advance()
            }
            tree = .broken(0..<text.count)
        }
        return (tree, parser.issues)
    }

    /// The whole text as one measure, for a reason.
    static func parseMeasure(_ text: [Unicode.Scalar]) -> (measure: Measure?, issues: [Remark]) {
        var parser = ExpressionParser(text)
        guard parser.current.kind != .end else {
            return (nil, [Remark(range: 0..<0, message: onlyMeasure)])
        }
        let tree = parser.parsePrimary()
        if case .measure(let measure, _) = tree, parser.current.kind == .end {
            return (measure, parser.issues)
        }
        if parser.issues.isEmpty {
            parser.issues.append(Remark(range: 0..<text.count, message: onlyMeasure))
        }
        return (nil, parser.issues)
    }

    private static let onlyMeasure = "only a measure stands between `{` and `}`, such as `{count(60d)}`"

    // MARK: Tokens

    var current: Token { tokens[position] }
    var previousEnd: Int { position == 0 ? 0 : tokens[position - 1].range.upperBound }

    mutating func advance() { if position < tokens.count - 1 { position += 1 } }

    mutating func take(_ sign: Token.Sign) -> Bool {
        guard current.kind == .sign(sign) else { return false }
        advance()
        return true
    }

    mutating func takeWord(_ word: String) -> Bool {
        guard current.kind == .word(word) else { return false }
        advance()
        return true
    }

    mutating func fail(_ range: Range<Int>, _ message: String) {
        guard !hasGivenUp else { return }
        issues.append(Remark(range: range, message: message))
    }

    func source(_ range: Range<Int>) -> String {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text[range])
        return String(scalars)
    }

    /// Says that the current token does not belong here, unless the lexer has spoken of it.
    mutating func unexpected(_ wanted: String = "") {
        let hint = wanted.isEmpty ? "" : "; \(wanted)"
        switch current.kind {
        case .broken: break
        case .end: fail(current.range, "the expression stops too early\(hint)")
        default: fail(current.range, "`\(source(current.range))` is not expected here\(hint)")
        }
    }

    /// Goes on to the next `and`, `or` or closing bracket of this level, or the end.
    mutating func skip() {
        var open = 0
        while true {
            switch current.kind {
            case .end: return
            case .word("and") where open == 0, .word("or") where open == 0: return
            case .sign(.open), .sign(.openList): open += 1
            case .sign(.close), .sign(.closeList):
                if open == 0 { return }
                open -= 1
            default: break
            }
            advance()
        }
    }

    // MARK: Levels

    private mutating func parseOr() -> Syntax {
        var left = parseAnd()
        while takeWord("or") {
            let right = parseAnd()
            left = .binary(.or, left, right, at: left.range.lowerBound..<previousEnd)
        }
        return left
    }

    private mutating func parseAnd() -> Syntax {
        var left = parseNot()
        while takeWord("and") {
            let right = parseNot()
            left = .binary(.and, left, right, at: left.range.lowerBound..<previousEnd)
        }
        return left
    }

    private mutating func parseNot() -> Syntax {
        let start = current.range.lowerBound
        guard case .word("not") = current.kind else { return parseComparison() }
        depth += 1
        defer { depth -= 1 }
        guard depth <= ExpressionParser.depthLimit else { return tooDeep() }
        advance()
        let operand = parseNot()
        return .not(operand, at: start..<previousEnd)
    }

    private mutating func tooDeep() -> Syntax {
        let range = current.range
        fail(range, "nested deeper than \(ExpressionParser.depthLimit) levels; make it two rules")
        hasGivenUp = true
        while current.kind != .end { advance() }
        return .broken(range)
    }

    private mutating func parseComparison() -> Syntax {
        let left = parseSum()
        var tree = left
        if takeWord("in") {
            tree = parseRange(left)
        } else if case .sign(let sign) = current.kind, let comparison = Operator(comparison: sign) {
            advance()
            let right = parseSum()
            tree = .binary(comparison, left, right, at: left.range.lowerBound..<previousEnd)
        } else {
            return left
        }
        while true {
            if case .sign(let sign) = current.kind, Operator(comparison: sign) != nil {
                fail(current.range, "comparisons cannot be chained; write `a < b and b < c`, or `b in 1..9`")
            } else if current.kind == .word("in") {
                fail(current.range, "`in` cannot follow a comparison; join two conditions with `and`")
            } else {
                return tree
            }
            skip()
            tree = .broken(left.range.lowerBound..<previousEnd)
        }
    }

    private mutating func parseRange(_ value: Syntax) -> Syntax {
        let low = parseSum()
        guard take(.range) else {
            if case .broken = low {} else { unexpected("a range is written `18..27`") }
            skip()
            return .broken(value.range.lowerBound..<previousEnd)
        }
        let high = parseSum()
        return .within(value, low: low, high: high, at: value.range.lowerBound..<previousEnd)
    }

    private mutating func parseSum() -> Syntax {
        var left = parseProduct()
        while true {
            let sign: Operator
            if take(.plus) { sign = .add } else if take(.minus) { sign = .subtract } else { return left }
            let right = parseProduct()
            left = .binary(sign, left, right, at: left.range.lowerBound..<previousEnd)
        }
    }

    private mutating func parseProduct() -> Syntax {
        var left = parsePrimary()
        while true {
            let sign: Operator
            if take(.times) {
                sign = .multiply
            } else if take(.divided) {
                sign = .divide
            } else {
                return left
            }
            let right = parsePrimary()
            left = .binary(sign, left, right, at: left.range.lowerBound..<previousEnd)
        }
    }

    private mutating func parsePrimary() -> Syntax {
        let token = current
        switch token.kind {
        case .whole(let value):
            advance()
            return .literal(value, .count, at: token.range)
        case .ratio(let value):
            advance()
            return .literal(value, .ratio, at: token.range)
        case .money(let value):
            advance()
            return .literal(value, .money, at: token.range)
        case .length(let value, let unit):
            advance()
            if unit == .days { return .literal(Int64(value), .days, at: token.range) }
            let hint = unit == .weeks ? "`\(value * 7)d`" : "such as `30d`"
            fail(token.range, "a length of time that is compared is in days, \(hint)")
            return .broken(token.range)
        case .word("true"), .word("false"):
            advance()
            return .literal(token.kind == .word("true") ? 1 : 0, .bool, at: token.range)
        case .word("not"):
            fail(token.range, "`not` binds weaker than what stands before it; put brackets around `not …`")
            skip()
            return .broken(token.range)
        case .word("and"), .word("or"), .word("in"):
            unexpected("a value is missing before it")
            if token.kind == .word("in") { skip() }
            return .broken(token.range)
        case .word(let word):
            return parseMeasure(word)
        case .sign(.open):
            return parseBrackets()
        case .sign(.minus), .sign(.plus):
            fail(token.range, "a sign cannot stand before a value; there are no negative numbers")
            advance()
            _ = parsePrimary()
            return .broken(token.range)
        default:
            unexpected("a value is wanted, such as `count(60d)`, `3` or `€250`")
            if token.kind == .broken { advance() }
            skip()
            return .broken(token.range)
        }
    }

    private mutating func parseBrackets() -> Syntax {
        depth += 1
        defer { depth -= 1 }
        guard depth <= ExpressionParser.depthLimit else { return tooDeep() }
        let open = current.range
        advance()
        let inner = parseOr()
        if take(.close) { return inner }
        if current.kind == .end {
            fail(open, "this bracket is not closed")
            return .broken(open.lowerBound..<previousEnd)
        }
        unexpected("`)` is wanted")
        while current.kind != .end, current.kind != .sign(.close) {
            skip()
            if takeWord("and") || takeWord("or") {
                _ = parseOr()
            } else if current.kind == .sign(.closeList) {
                advance()
            }
        }
        _ = take(.close)
        return .broken(open.lowerBound..<previousEnd)
    }
}
