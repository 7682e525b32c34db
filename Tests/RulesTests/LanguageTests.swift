// The expression language: binding, types, text of measures, and that nothing makes it trap.
// In: texts. Out: failures. Depends on: Rules.

import Signals
import Testing

@testable import Rules

@Suite("Language")
struct LanguageTests {
    /// Whether a condition is sound, and its tree with the measures it uses.
    static func check(_ text: String) -> (tree: Checked?, issues: [Remark], measures: [Measure]) {
        let scalars = Array(text.unicodeScalars)
        var table = MeasureTable()
        let (syntax, issues) = ExpressionParser.parse(scalars)
        let outcome = TypeChecker.condition(syntax, text: scalars, table: &table)
        let all = issues + outcome.issues
        return (all.isEmpty ? outcome.tree : nil, all, table.measures)
    }

    @Test(
        "Operators bind as written: products, sums, comparisons, not, and, or",
        arguments: [
            ("true or false and false", true), ("not true or true", true), ("not (true or true)", false),
            ("not 1 == 2", true), ("1 + 2 * 3 == 7", true), ("(1 + 2) * 3 == 9", true),
            ("7 - 2 - 1 == 4", true),
            ("8 / 2 / 2 == 2", true), ("1 / 2 == 0.5", true), ("€10 * 0.333333 == €3,33", true),
            ("€1 * 0.005 == €0,01", true), ("€3 / €2 == 1.5", true), ("2 in 1..2", true),
            ("3 in 1..2", false),
            ("1.5 in 1..2", true), ("5d + 2d == 7d", true), ("3 == 3.0", true), ("0.5 * 3 == 1.5", true),
            ("1.5 * 1.5 == 2.25", true), ("1 - 2 < 0", true), ("1 / (1 - 1) == 1", false),
            ("2 + 1 in 3 - 1..4", true),
            ("true == (1 < 2)", true), ("true != false", true), ("not not true", true),
            ("€12,50 > €12", true),
        ])
    func binding(text: String, expected: Bool) throws {
        let result = LanguageTests.check(text)
        let tree = try #require(result.tree, "\(text): \(result.issues)")
        #expect(tree.compiled.holds { _ in Expression.absent } == expected)
    }

    @Test("Every pair of types under every operator is accepted or refused as the table says")
    func types() {
        let values: [(ValueType, String)] = [
            (.count, "count(60d)"), (.money, "sum(60d)"), (.days, "span(60d)"), (.ratio, "1.5"),
            (.bool, "crisis(60d)"),
        ]
        let numbers: Set<ValueType> = [.count, .ratio]
        for (left, one) in values {
            for (right, two) in values {
                let alike = left == right || numbers.isSuperset(of: [left, right])
                for sign in ["<", "<=", ">", ">=", "==", "!="] {
                    let isOrder = sign != "==" && sign != "!="
                    let expected = alike && !(isOrder && left == .bool)
                    #expect(
                        (LanguageTests.check("\(one) \(sign) \(two)").tree != nil) == expected,
                        "\(one) \(sign) \(two)")
                }
                let results: [(String, ValueType?)] = [
                    ("+", alike && left != .bool ? (left == right ? left : .ratio) : nil),
                    ("-", alike && left != .bool ? (left == right ? left : .ratio) : nil),
                    ("*", product(left, right)),
                    (
                        "/",
                        (left == .money && right == .money) || numbers.isSuperset(of: [left, right])
                            ? .ratio : nil
                    ),
                ]
                for (sign, type) in results {
                    for (wanted, literal) in [
                        (ValueType.count, "3"), (.money, "€3"), (.days, "3d"), (.ratio, "3.5"),
                    ] {
                        let fits =
                            type == wanted || (type.map { numbers.isSuperset(of: [$0, wanted]) } ?? false)
                        let text = "\(one) \(sign) \(two) > \(literal)"
                        #expect((LanguageTests.check(text).tree != nil) == fits, "\(text)")
                    }
                }
                for word in ["and", "or"] {
                    let expected = left == .bool && right == .bool
                    #expect((LanguageTests.check("\(one) \(word) \(two)").tree != nil) == expected)
                }
            }
        }
    }

    private func product(_ left: ValueType, _ right: ValueType) -> ValueType? {
        switch (left, right) {
        case (.count, .count): .count
        case (.count, .ratio), (.ratio, .count), (.ratio, .ratio): .ratio
        case (.money, .count), (.count, .money), (.money, .ratio), (.ratio, .money): .money
        default: nil
        }
    }

    @Test(
        "Measures are read with their window and arguments",
        arguments: [
            ("count(60d) > 0", Measure(kind: .count, window: .sliding(.days(60)), partners: [], ago: nil)),
            ("count(6w) > 0", Measure(kind: .count, window: .sliding(.days(42)), partners: [], ago: nil)),
            ("kinds(6mo) > 0", Measure(kind: .kinds, window: .sliding(.months(6)), partners: [], ago: nil)),
            ("partners(quarter) > 0", Measure(kind: .partners, window: .quarter, partners: [], ago: nil)),
            (
                "span(session(6w)) > 0d",
                Measure(kind: .span, window: .session(days: 42), partners: [], ago: nil)
            ),
            (
                "max(all, ago: 1mo, kind: CAK Eigen bijdrage) > €0",
                Measure(kind: .max, window: .all, partners: PartnerSet(.cakEigenBijdrage), ago: .months(1))
            ),
            (
                "crisis( year , kind : [ Huur , CAK  Zorgverzekeringen ] )",
                Measure(
                    kind: .crisis, window: .year,
                    partners: [PartnerSet(.huur), PartnerSet(.cakZorgverzekeringen)],
                    ago: nil)
            ),
            (
                "reached(month, ago: 2w)",
                Measure(kind: .reached, window: .month, partners: [], ago: .days(14))
            ),
            (
                "sequence(Energie, Huur, Energie, within: 2w)",
                Measure(
                    kind: .sequence(steps: [.energie, .huur, .energie], within: 14), window: .all,
                    partners: [], ago: nil)
            ),
            ("age in 18..27", Measure(kind: .age, window: .all, partners: [], ago: nil)),
            ("monthOfYear == 1", Measure(kind: .monthOfYear, window: .all, partners: [], ago: nil)),
            ("children", Measure(kind: .children, window: .all, partners: [], ago: nil)),
        ])
    func measures(text: String, measure: Measure) {
        let result = LanguageTests.check(text)
        #expect(result.issues.isEmpty)
        #expect(result.measures == [measure])
    }

    @Test("Whatever words stand in whatever order: issues or a program, never a trap", arguments: 0..<20)
    func soup(seed: Int) {
        let words = [
            "count", "(", ")", "60d", "kinds", "kind", ":", "Huur", "[", "]", ",", "ago", "30d", "and", "or",
            "not",
            "in", "18", "..", "27", "<", ">=", "==", "€250", "€12,5", "1.5", "+", "-", "*", "/", "age",
            "children",
            "sequence", "within", "session", "45d", "month", "all", "true", "false", "outstanding", "CAK",
            "Eigen",
            "bijdrage", "foo", "postcode", "\"", "'", "=", "&&", "é", "\u{0}", "9999999999999", "{", "}", "…",
            "0d",
            "count(60d)", "crisis(all)", "sum(90d)", "span(6mo)",
        ]
        var dice = Dice(state: UInt64(seed) &+ 1000)
        for _ in 0..<300 {
            let count = Int.random(in: 0...24, using: &dice)
            let glue = Bool.random(using: &dice) ? " " : ""
            let text = (0..<count).map { _ in words.randomElement(using: &dice)! }.joined(separator: glue)
            let result = LanguageTests.check(text)
            #expect((result.tree == nil) == !result.issues.isEmpty, "\(text)")
            for issue in result.issues { #expect(issue.range.upperBound <= text.unicodeScalars.count) }
            if let tree = result.tree {
                _ = tree.compiled.holds { _ in Expression.absent }
                let all = PartnerType.allCases.reduce(into: PartnerSet()) { $0.insert(PartnerSet($1)) }
                _ = Reasoning(measures: result.measures, partnerTypes: all).verdict(tree)
            }
            _ = ExpressionParser.parseMeasure(Array(text.unicodeScalars))
        }
    }

    @Test("What is said to be settled is so for every value that a measure can have", arguments: 0..<20)
    func verdicts(seed: Int) {
        let parts = [
            "count(60d) > 3", "count(60d) < 3", "count(60d) >= 0", "count(60d) == 2", "count(60d) != 2",
            "outstanding(90d) > €2", "outstanding(90d) <= €2", "outstanding(90d) >= €0",
            "kinds(month) in 2..3",
            "kinds(month) > 11", "crisis(31d)", "monthOfYear in 1..12", "monthOfYear == 13",
            "count(60d) < 1.5",
            "2 * count(60d) > 5", "count(60d) + kinds(month) < 1", "count(60d) - 1 > 1", "1 < count(60d)",
            "count(60d) > kinds(month)", "crisis(31d) == true", "outstanding(90d) * 0.5 > €1",
        ]
        var dice = Dice(state: UInt64(seed) &+ 77)
        for _ in 0..<60 {
            var text = parts.randomElement(using: &dice)!
            for _ in 0..<Int.random(in: 0...3, using: &dice) {
                let next = parts.randomElement(using: &dice)!
                let word = Bool.random(using: &dice) ? "and" : "or"
                text =
                    Int.random(in: 0...3, using: &dice) == 0
                    ? "not (\(text)) \(word) \(next)" : "(\(text)) \(word) \(next)"
            }
            guard let tree = LanguageTests.check(text).tree else {
                Issue.record("\(text) does not parse")
                continue
            }
            let measures = LanguageTests.check(text).measures
            let all = PartnerType.allCases.reduce(into: PartnerSet()) { $0.insert(PartnerSet($1)) }
            let verdict = Reasoning(measures: measures, partnerTypes: all).verdict(tree)
            guard verdict != .perhaps else { continue }
            let program = tree.compiled
            for _ in 0..<60 {
                let values = measures.map { measure -> Int64 in
                    let bounds = Bounds.of(measure, partnerTypes: all)
                    if bounds.mayBeAbsent, Int.random(in: 0...3, using: &dice) == 0 {
                        return Expression.absent
                    }
                    return Int64.random(in: bounds.low...min(bounds.high, 400), using: &dice)
                }
                #expect(program.holds { values[$0] } == (verdict == .always), "\(text) with \(values)")
            }
        }
    }
}
