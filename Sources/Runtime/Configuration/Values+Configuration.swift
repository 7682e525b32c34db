// Single values of a configuration: lengths of time, addresses, words out of a list, names of topics.
// In: a scalar node. Out: the value, or a finding that says what was wanted. Depends on: Rules' Values.

internal import Rules

extension Values {
    /// `50ms`, `2s` or `1m`, in milliseconds.
    func milliseconds(_ node: YAMLNode, _ key: String, _ range: ClosedRange<Int>) -> Int? {
        guard let text = text(node, key) else { return nil }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let factor = ["ms": 1, "s": 1_000, "m": 60_000][String(text.dropFirst(digits.count))]
        guard let factor, (1...6).contains(digits.count), let number = Int(digits),
            range.contains(number * factor)
        else {
            wrong(
                node, key,
                "a length of time from \(Self.length(range.lowerBound)) to \(Self.length(range.upperBound)), "
                    + "such as `50ms` or `2s`")
            return nil
        }
        return number * factor
    }

    private static func length(_ milliseconds: Int) -> String {
        milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000)s" : "\(milliseconds)ms"
    }

    /// `127.0.0.1:8080` or `[::1]:8080`.
    func address(_ node: YAMLNode, _ key: String) -> NetworkAddress? {
        guard let text = text(node, key) else { return nil }
        if let address = NetworkAddress(text) { return address }
        wrong(node, key, "a host and a port such as `127.0.0.1:9464`, or `null` to switch it off")
        return nil
    }

    /// One word out of a list.
    func word<Word: RawRepresentable & CaseIterable>(
        _ node: YAMLNode, _ key: String, _ words: Word.Type
    ) -> Word? where Word.RawValue == String {
        guard let text = text(node, key) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let known = Word.allCases.map(\.rawValue)
        let hint = Suggestion.hint(text, among: known)
        let all = "; it is one of \(Suggestion.list(known, "or"))"
        findings.error(node.place, "`\(key)` cannot be `\(text)`\(hint.isEmpty ? all : hint)")
        return nil
    }

    /// The name of a topic or a group.
    func topic(_ node: YAMLNode, _ key: String) -> String? {
        guard let text = text(node, key) else { return nil }
        let isName =
            text.utf8.count <= 249 && text != "." && text != ".."
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || "-._".utf8.contains($0)
            }
        if isName { return text }
        wrong(node, key, "at most 249 letters, digits, dots, hyphens and underscores")
        return nil
    }

    /// The name of this copy.
    func instance(_ node: YAMLNode, _ key: String) -> String? {
        guard let text = text(node, key) else { return nil }
        if Values.isInstance(text) { return text }
        wrong(node, key, "1 to 63 lower case letters, digits and hyphens")
        return nil
    }

    static func isInstance(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
            }
    }

    /// A path or an address: a text without control characters.
    func plain(_ node: YAMLNode, _ key: String) -> String? {
        guard let text = text(node, key) else { return nil }
        if text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) { return text }
        findings.error(node.place, "`\(key)` holds a control character")
        return nil
    }
}
