// Reads single values of a pipeline file: amounts, lengths of time, dates, ranges, shares, ids.
// In: a scalar node. Out: the value, or a finding that says what was wanted. Depends on: YAMLTree, Findings,
// Token.

internal import Signals

/// Reads values from nodes; nil always means that a finding has said why.
package struct Values {
    package let findings: Findings

    package init(findings: Findings) { self.findings = findings }

    /// A text that is not empty.
    package func text(_ node: YAMLNode, _ key: String) -> String? {
        guard let text = node.text else {
            findings.error(node.place, "`\(key)` must be a text, not \(node.shape)")
            return nil
        }
        if node.isMissing {
            findings.error(
                node.place, "`\(key)` has no value; leave the key out, or write `null` to take it out")
            return nil
        }
        if text.allSatisfy(\.isWhitespace) {
            findings.error(node.place, "`\(key)` is empty")
            return nil
        }
        return text
    }

    /// Reports a value that is not what was wanted.
    package func wrong(_ node: YAMLNode, _ key: String, _ wanted: String) {
        findings.error(node.place, "`\(key)` must be \(wanted), not `\(node.text ?? "")`")
    }

    /// A whole number in a range.
    package func whole(_ node: YAMLNode, _ key: String, _ range: ClosedRange<Int>) -> Int? {
        guard let text = text(node, key) else { return nil }
        guard Values.isDigits(text), text.count <= 12, let value = Int(text), range.contains(value) else {
            wrong(node, key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return value
    }

    /// `true` or `false`.
    package func truth(_ node: YAMLNode, _ key: String) -> Bool? {
        guard let text = text(node, key) else { return nil }
        if text == "true" || text == "false" { return text == "true" }
        wrong(node, key, "`true` or `false`")
        return nil
    }

    /// `€50` or `€12,50`, in cents.
    func money(_ node: YAMLNode, _ key: String) -> Int64? {
        guard let text = text(node, key) else { return nil }
        let (tokens, issues) = Lexer.tokens(of: Array(text.unicodeScalars))
        if issues.isEmpty, tokens.count == 2, case .money(let cents) = tokens[0].kind { return cents }
        if let issue = issues.first, text.hasPrefix("€") {
            findings.error(node.place, "`\(key)`: \(issue.message)")
        } else {
            wrong(node, key, "an amount such as `€50` or `€12,50`")
        }
        return nil
    }

    /// A number and a unit out of those given; at least 1 unless `zero` may be.
    private func length(_ node: YAMLNode, _ key: String, _ units: [String], zero: Bool = false) -> (
        Int, String
    )? {
        guard let text = text(node, key) else { return nil }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = String(text.dropFirst(digits.count))
        guard !digits.isEmpty, digits.count <= 5, let value = Int(digits), units.contains(unit),
            zero || value > 0
        else {
            let examples = units.map { "`\(["d": "28d", "w": "6w", "mo": "13mo", "wd": "3wd"][$0] ?? $0)`" }
            wrong(node, key, "a length of time such as " + examples.joined(separator: " or "))
            return nil
        }
        return (value, unit)
    }

    /// `30d`, as a number of days.
    func days(_ node: YAMLNode, _ key: String) -> Int? { length(node, key, ["d"], zero: true)?.0 }

    /// `62d`, `6w` or `13mo`.
    func period(_ node: YAMLNode, _ key: String) -> Period? {
        guard let (value, unit) = length(node, key, ["d", "w", "mo"]) else { return nil }
        switch unit {
        case "d": return .days(value)
        case "w": return .days(value * 7)
        default: return .months(value)
        }
    }

    /// `28d` or `3wd`.
    func term(_ node: YAMLNode, _ key: String) -> Term? {
        guard let (value, unit) = length(node, key, ["d", "wd"], zero: true) else { return nil }
        return unit == "d" ? .days(value) : .workingDays(value)
    }

    func date(_ node: YAMLNode, _ key: String) -> CivilDate? {
        guard let text = text(node, key) else { return nil }
        if let date = CivilDate(text) { return date }
        wrong(node, key, "a date such as `2026-01-01`")
        return nil
    }

    /// `2021-01-01..`, `..2025-12-31` or `2021-01-01..2022-01-01`, both ends included.
    func validity(_ node: YAMLNode, _ key: String) -> Validity? {
        guard let text = text(node, key) else { return nil }
        let parts = Values.split(text)
        guard let parts, !(parts.0.isEmpty && parts.1.isEmpty) else {
            wrong(node, key, "an interval such as `2021-01-01..` or `2021-01-01..2025-12-31`")
            return nil
        }
        let from = parts.0.isEmpty ? nil : CivilDate(parts.0)
        let until = parts.1.isEmpty ? nil : CivilDate(parts.1)
        for (part, date) in [(parts.0, from), (parts.1, until)] where !part.isEmpty && date == nil {
            findings.error(node.place, "`\(part)` in `\(key)` is not a date such as `2026-01-01`")
            return nil
        }
        if let from, let until, until < from {
            findings.error(node.place, "`\(key)` ends before it begins; write the earlier date first")
            return nil
        }
        return Validity(from: from, until: until)
    }

    /// `18..27`.
    func ages(_ node: YAMLNode, _ key: String) -> ClosedRange<Int>? {
        guard let text = text(node, key) else { return nil }
        guard let (low, high) = Values.split(text), Values.isDigits(low), Values.isDigits(high),
            low.count <= 3,
            high.count <= 3, let from = Int(low), let to = Int(high), to <= 150
        else {
            wrong(node, key, "a range of ages such as `18..27`")
            return nil
        }
        if from > to {
            findings.error(node.place, "the range `\(text)` in `\(key)` is empty; write the lower age first")
            return nil
        }
        return from...to
    }

    /// A share from 0 to 1, as that fraction of 2^64, rounded down; `below` is nil for all.
    func share(_ node: YAMLNode, _ key: String) -> (below: UInt64?, Void)? {
        guard let text = text(node, key) else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let part = parts.count == 2 ? parts[1] : ""
        guard (1...2).contains(parts.count), parts[0] == "0" || parts[0] == "1", part.count <= 18,
            parts.count == 1 || Values.isDigits(part), let number = UInt64(part.isEmpty ? "0" : part),
            parts[0] == "0" || number == 0
        else {
            wrong(node, key, "a share from 0 to 1 such as `0.02`")
            return nil
        }
        if parts[0] == "1" { return (nil, ()) }
        var scale: UInt64 = 1
        for _ in 0..<part.count { scale *= 10 }
        // number / scale of 2^64: number < scale, so the quotient fits.
        return (scale.dividingFullWidth((number, 0)).quotient, ())
    }

    /// Hours with at most three decimals, in thousandths.
    func milliHours(_ node: YAMLNode, _ key: String) -> Int? {
        guard let text = text(node, key) else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), parts.allSatisfy(Values.isDigits), parts[0].count <= 9,
            let value = Lexer.value(parts[0], parts.count == 2 ? parts[1] : "", decimals: 3)
        else {
            wrong(node, key, "a number of hours such as `36` or `0.5`")
            return nil
        }
        return Int(value)
    }

    /// Lower case letters, digits and hyphens.
    func slug(_ node: YAMLNode, _ key: String) -> String? {
        guard let text = text(node, key) else { return nil }
        if Values.isSlug(text) { return text }
        wrong(node, key, "lower case letters, digits and hyphens")
        return nil
    }

    /// A value of a code list of the national model.
    func code<Code: CodeList>(_ node: YAMLNode, _ key: String, _ list: Code.Type) -> Code? {
        guard let text = text(node, key) else { return nil }
        return code(text, at: node.place, key, list)
    }

    func code<Code: CodeList>(_ text: String, at place: Place, _ what: String, _ list: Code.Type) -> Code? {
        if let code = Code(wireName: text) { return code }
        let hint = Suggestion.hint(text, among: Code.wireNames)
        let known = "; it is one of \(Suggestion.list(Code.wireNames, "or"))"
        findings.error(place, "unknown \(what) `\(text)`\(hint.isEmpty ? known : hint)")
        return nil
    }

    /// A list; one that is none gives a finding.
    package func list(_ node: YAMLNode, _ key: String) -> [YAMLNode]? {
        if case .sequence(let items) = node.content { return items }
        let hint = node.text.map { $0.isEmpty ? "" : "; write `[\($0)]`" } ?? ""
        findings.error(node.place, "`\(key)` must be a list, not \(node.shape)\(hint)")
        return nil
    }

    package static func isDigits(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy { (0x30...0x39).contains($0.value) }
    }

    static func isSlug(_ text: String) -> Bool {
        !text.isEmpty && text.count <= 64 && text.first != "-" && text.last != "-"
            && text.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-"
            }
    }

    /// The two sides of `..`, without blanks.
    private static func split(_ text: String) -> (String, String)? {
        let scalars = Array(text.unicodeScalars)
        guard
            let dot = scalars.indices.first(where: {
                $0 + 1 < scalars.count && scalars[$0] == "." && scalars[$0 + 1] == "."
            })
        else { return nil }
        func string(_ part: ArraySlice<Unicode.Scalar>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: part.filter { $0 != " " })
            return String(view)
        }
        return (string(scalars[..<dot]), string(scalars[(dot + 2)...]))
    }
}

extension YAMLNode {
    /// What it is, for messages.
    package var shape: String {
        switch content {
        case .scalar(let text): isMissing ? "nothing" : "the text `\(text)`"
        case .mapping: "a mapping"
        case .sequence: "a list"
        }
    }
}
