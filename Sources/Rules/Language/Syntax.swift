// An expression as it was parsed, before its types are known.
// In: nothing. Out: the tree between parser and checker. Depends on: Token, Pipeline.

internal import Signals

/// A node of a parsed expression; ranges are in Unicode scalars of the expression's text.
indirect enum Syntax: Sendable {
    case literal(Int64, ValueType, at: Range<Int>)
    case measure(Measure, at: Range<Int>)
    case not(Syntax, at: Range<Int>)
    case binary(Operator, Syntax, Syntax, at: Range<Int>)
    /// `value in low..high`.
    case within(Syntax, low: Syntax, high: Syntax, at: Range<Int>)
    /// What could not be parsed and has been reported.
    case broken(Range<Int>)

    var range: Range<Int> {
        switch self {
        case .literal(_, _, let range), .measure(_, let range), .not(_, let range),
            .binary(_, _, _, let range),
            .within(_, _, _, let range), .broken(let range):
            range
        }
    }
}

enum Operator: String, Sendable {
    case or, and
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case notEqual = "!="
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"

    init?(comparison sign: Token.Sign) {
        switch sign {
        case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual:
            self.init(rawValue: sign.rawValue)
        default: return nil
        }
    }
}

/// The names of the measures and what they take (pipelines/README.md, "Measures").
struct MeasureName: Sendable {
    enum Form: Sendable {
        /// `name(window, kind: …, ago: …)`
        case overSignals
        /// `name(window, ago: …)`
        case overContacts
        /// `sequence(A, B, within: …)`
        case sequence
        /// The name alone.
        case bare
    }
    var name: String
    var form: Form
    /// For a sequence an empty one, completed by the parser.
    var kind: Measure.Kind

    static let all: [MeasureName] = [
        MeasureName(name: "count", form: .overSignals, kind: .count),
        MeasureName(name: "kinds", form: .overSignals, kind: .kinds),
        MeasureName(name: "partners", form: .overSignals, kind: .partners),
        MeasureName(name: "outstanding", form: .overSignals, kind: .outstanding),
        MeasureName(name: "sum", form: .overSignals, kind: .sum),
        MeasureName(name: "max", form: .overSignals, kind: .max),
        MeasureName(name: "latest", form: .overSignals, kind: .latest),
        MeasureName(name: "span", form: .overSignals, kind: .span),
        MeasureName(name: "overdue", form: .overSignals, kind: .overdue),
        MeasureName(name: "crisis", form: .overSignals, kind: .crisis),
        MeasureName(name: "sequence", form: .sequence, kind: .sequence(steps: [], within: 0)),
        MeasureName(name: "attempts", form: .overContacts, kind: .attempts),
        MeasureName(name: "reached", form: .overContacts, kind: .reached),
        MeasureName(name: "helped", form: .overContacts, kind: .helped),
        MeasureName(name: "age", form: .bare, kind: .age),
        MeasureName(name: "children", form: .bare, kind: .children),
        MeasureName(name: "monthOfYear", form: .bare, kind: .monthOfYear),
    ]

    static func named(_ name: String) -> MeasureName? { all.first { $0.name == name } }

    /// What the law or the municipality does not want weighed; in English and in Dutch, lower case.
    static let protected: Set<String> = [
        "postcode", "zipcode", "name", "naam", "sex", "gender", "geslacht", "nationality", "nationaliteit",
        "neighbourhood", "neighborhood", "buurt", "buurtcode", "wijk", "wijkcode", "area", "address", "adres",
        "street",
        "straat", "birthplace", "geboorteplaats", "geboorteland", "birthcountry", "origin", "herkomst",
        "afkomst",
        "ethnicity", "etniciteit", "religion", "religie", "geloof", "language", "taal", "bsn",
        "burgerservicenummer", "municipality", "woonplaats", "huisnummer",
    ]

    /// The message for a word that is no measure.
    static func unknown(_ word: String) -> String {
        let lower = word.lowercased()
        if protected.contains(lower) {
            return "`\(word)` is a protected attribute and does not exist in the language"
        }
        if lower == "youth" { return "`youth` is not a measure; write ages, such as `age in 18..27`" }
        if ["and", "or", "not", "in", "true", "false"].contains(lower), word != lower {
            return "`\(word)` is written in lower case: `\(lower)`"
        }
        if PartnerType(wireName: word) != nil {
            return
                "`\(word)` is a kind of partner, not a measure; write "
                + "`kind: \(word)` inside a measure's brackets"
        }
        return "unknown measure `\(word)`" + Suggestion.hint(word, among: all.map(\.name))
    }
}
