// The keys of one mapping of a file: known, unknown, wanted.
// In: a node. Out: its values by key, with findings for what does not belong. Depends on: YAMLTree, Findings.

/// A mapping with a closed list of keys.
package struct Fields {
    package let node: YAMLNode
    /// What it is, for messages: "rule `crisis`".
    package let what: String
    package let findings: Findings

    /// Reports a node that is no mapping (nil) and keys that are not known.
    package init?(_ node: YAMLNode, _ what: String, known: [String], _ findings: Findings) {
        guard let entries = node.entries else {
            findings.error(node.place, "\(what) must be a mapping of keys and values, not \(node.shape)")
            return nil
        }
        self.node = node
        self.what = what
        self.findings = findings
        for entry in entries where !known.contains(entry.key) {
            if Values.isDigits(entry.key), entry.value.isMissing {
                let message =
                    "a comma between `{` and `}` starts the next key; a text with a comma stands in quotes"
                findings.error(entry.keyPlace, message)
                continue
            }
            let hint = Suggestion.hint(entry.key, among: known)
            let all = "; \(what) has the keys \(Suggestion.list(known))"
            findings.error(entry.keyPlace, "unknown key `\(entry.key)`\(hint.isEmpty ? all : hint)")
        }
    }

    package subscript(key: String) -> YAMLNode? { node[key] }

    /// Where a key stands; the start of the mapping when it is not there.
    package func keyPlace(_ key: String) -> Place {
        node.entries?.first { $0.key == key }?.keyPlace ?? node.place
    }

    /// The value of a key that must be there.
    package func required(_ key: String) -> YAMLNode? {
        if let value = node[key] { return value }
        findings.error(node.place, "\(what) has no `\(key)`")
        return nil
    }
}
