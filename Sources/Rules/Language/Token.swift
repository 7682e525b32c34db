// The words and signs of the expression language.
// In: the text of an expression. Out: tokens, and what could not be one. Depends on: nothing.

/// Something wrong in a text, at a range of its Unicode scalars.
struct Remark: Hashable, Sendable {
    var severity: Diagnostic.Severity = .error
    var range: Range<Int>
    var message: String
}

/// A unit behind a number of days, weeks or months.
enum LengthUnit: String, CaseIterable, Sendable {
    case days = "d"
    case weeks = "w"
    case months = "mo"
}

/// One word or sign.
struct Token: Sendable {
    enum Kind: Hashable, Sendable {
        case whole(Int64)
        /// Millionths.
        case ratio(Int64)
        /// Cents.
        case money(Int64)
        case length(Int, LengthUnit)
        /// A name, `and`, `or`, `not`, `in`, `true`, `false`, or a word of a partner type.
        case word(String)
        case sign(Sign)
        /// Already reported.
        case broken
        case end
    }
    enum Sign: String, CaseIterable, Sendable {
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case equal = "=="
        case notEqual = "!="
        case range = ".."
        case less = "<"
        case greater = ">"
        case plus = "+"
        case minus = "-"
        case times = "*"
        case divided = "/"
        case open = "("
        case close = ")"
        case openList = "["
        case closeList = "]"
        case comma = ","
        case colon = ":"
    }
    var kind: Kind
    var range: Range<Int>
}

/// Cuts an expression into tokens.
struct Lexer {
    /// Longer literals than any amount or count in this field.
    static let digitLimit = 12

    private let text: [Unicode.Scalar]
    private var position = 0
    private(set) var tokens: [Token] = []
    private(set) var issues: [Remark] = []

    static func tokens(of text: [Unicode.Scalar]) -> (tokens: [Token], issues: [Remark]) {
        var lexer = Lexer(text: text)
        while lexer.next() {}
        lexer.add(.end, from: text.count)
        return (lexer.tokens, lexer.issues)
    }

    private init(text: [Unicode.Scalar]) { self.text = text }

    private func scalar(at index: Int) -> Unicode.Scalar? { text.indices.contains(index) ? text[index] : nil }
    private var current: Unicode.Scalar? { scalar(at: position) }

    private mutating func add(_ kind: Token.Kind, from start: Int) {
        tokens.append(Token(kind: kind, range: start..<position))
    }

    private mutating func fail(from start: Int, _ message: String) {
        issues.append(Remark(range: start..<position, message: message))
        add(.broken, from: start)
    }

    private mutating func next() -> Bool {
        while let blank = current, blank.properties.isWhitespace { position += 1 }
        guard let first = current else { return false }
        if Lexer.isDigit(first) {
            number()
        } else if first == "€" {
            money()
        } else if first.properties.isAlphabetic || first == "_" {
            let start = position
            let word = takeWord()
            add(.word(word), from: start)
        } else {
            sign()
        }
        return true
    }

    private static func isDigit(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar else { return false }
        return (0x30...0x39).contains(scalar.value)
    }

    private mutating func takeDigits() -> String {
        let start = position
        while Lexer.isDigit(current) { position += 1 }
        return string(start..<position)
    }

    private mutating func takeWord() -> String {
        let start = position
        while let scalar = current, scalar.properties.isAlphabetic || Lexer.isDigit(scalar) || scalar == "_" {
            position += 1
        }
        return string(start..<position)
    }

    private func string(_ range: Range<Int>) -> String {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text[range])
        return String(scalars)
    }

    private mutating func number() {
        let start = position
        let whole = takeDigits()
        if current == ".", Lexer.isDigit(scalar(at: position + 1)) {
            position += 1
            let part = takeDigits()
            if part.count > 6 {
                fail(from: start, "a ratio has at most six decimals")
            } else if let value = Lexer.value(whole, part, decimals: 6) {
                add(.ratio(value), from: start)
            } else {
                fail(from: start, "this number is too large")
            }
            return
        }
        if current == ",", Lexer.isDigit(scalar(at: position + 1)) {
            position += 1
            let part = takeDigits()
            fail(from: start, "a ratio is written with a point; write `\(whole).\(part)`")
            return
        }
        guard let value = Lexer.value(whole, "", decimals: 0) else {
            fail(from: start, "this number is too large")
            return
        }
        guard let letter = current, letter.properties.isAlphabetic || letter == "_" else {
            add(.whole(value), from: start)
            return
        }
        let unit = takeWord()
        if let known = LengthUnit(rawValue: unit), value <= 100_000 {
            add(.length(Int(value), known), from: start)
        } else if LengthUnit(rawValue: unit) != nil {
            fail(from: start, "this length of time is too large")
        } else {
            fail(from: start, "unknown unit `\(unit)`; a length of time is written `60d`, `6w` or `6mo`")
        }
    }

    /// Digits before and after the separator as one whole number; nil when there are too many.
    static func value(_ whole: String, _ part: String, decimals: Int) -> Int64? {
        guard whole.count <= digitLimit, part.count <= decimals else { return nil }
        return Int64(whole + part + String(repeating: "0", count: decimals - part.count))
    }

    private mutating func money() {
        let start = position
        position += 1
        if current?.properties.isWhitespace == true, Lexer.isDigit(scalar(at: position + 1)) {
            position += 1
            let digits = takeDigits()
            fail(from: start, "no space stands after `€`; write `€\(digits)`")
            return
        }
        let whole = takeDigits()
        var part: String?
        var separator: Unicode.Scalar?
        if current == "," || current == ".", Lexer.isDigit(scalar(at: position + 1)) {
            separator = current
            position += 1
            part = takeDigits()
        }
        if whole.isEmpty {
            fail(from: start, "an amount is written `€250` or `€12,50`")
        } else if separator == ".", part?.count == 3 {
            while current == "." || current == "," || Lexer.isDigit(current) { position += 1 }
            fail(from: start, "no dots stand between thousands; an amount is written `€1250` or `€1250,50`")
        } else if separator == ".", let part {
            fail(from: start, "cents stand after a comma; write `€\(whole),\(part)`")
        } else if let part, part.count != 2 {
            fail(from: start, "an amount has no cents or two digits of them, such as `€12,50`")
        } else if let value = Lexer.value(whole, part ?? "00", decimals: 2) {
            add(.money(value), from: start)
        } else {
            fail(from: start, "this amount is too large")
        }
    }

    private mutating func quoted(_ quote: Unicode.Scalar) {
        let start = position
        position += 1
        while let scalar = current, scalar != quote { position += 1 }
        if current != nil { position += 1 }
        let text = string(start..<position)
        fail(from: start, "`\(text)`: kinds of partner stand without quotes, and there are no other texts")
    }

    private mutating func sign() {
        let start = position
        if let quote = current, quote == "\"" || quote == "'" {
            quoted(quote)
            return
        }
        let isOther = string(position..<min(text.count, position + 2)) == "<>"
        for length in [2, 1] where !isOther && position + length <= text.count {
            if let sign = Token.Sign(rawValue: string(position..<position + length)) {
                position += length
                add(.sign(sign), from: start)
                return
            }
        }
        let others: [(String, String)] = [
            ("&&", "write `and`"), ("||", "write `or`"), ("<>", "write `!=`"), ("=", "write `==` to compare"),
            ("!", "write `not`"), ("≤", "write `<=`"), ("≥", "write `>=`"), ("≠", "write `!=`"),
            ("×", "write `*`"), ("%", "write a ratio such as `0.8`"), ("$", "amounts are in `€`"),
            ("–", "write `-`"), ("−", "write `-`"), ("…", "write `..`"),
        ]
        for (other, hint) in others where string(position..<min(text.count, position + other.count)) == other
        {
            position += other.unicodeScalars.count
            fail(from: start, "`\(other)` is not part of the language; \(hint)")
            return
        }
        position += 1
        fail(from: start, "`\(string(start..<position))` is not part of the language")
    }
}
