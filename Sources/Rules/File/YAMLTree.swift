// YAML as a tree of texts with their places; no booleans, numbers or dates.
// In: a source file. Out: its root node, or findings. Depends on: Yams, Findings.

internal import Yams

/// A node of a YAML file.
package struct YAMLNode: Sendable {
    package enum Content: Sendable {
        case scalar(String)
        case mapping([YAMLEntry])
        case sequence([YAMLNode])
    }
    package enum Style: Sendable { case plain, singleQuoted, doubleQuoted, literal, folded, collection }
    package var content: Content
    package var style: Style
    package var place: Place

    package init(content: Content, style: Style, place: Place) {
        self.content = content
        self.style = style
        self.place = place
    }

    package var text: String? {
        if case .scalar(let text) = content { text } else { nil }
    }
    package var entries: [YAMLEntry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }
    /// `null` or `~`, not in quotes: takes a thing of the base file out.
    package var isNull: Bool { style == .plain && (text == "null" || text == "~") }
    /// Nothing stands where a value should.
    package var isMissing: Bool { style == .plain && text == "" }

    package subscript(key: String) -> YAMLNode? { entries?.first { $0.key == key }?.value }
}

/// A key with its value.
package struct YAMLEntry: Sendable {
    package var key: String
    package var keyPlace: Place
    package var value: YAMLNode

    package init(key: String, keyPlace: Place, value: YAMLNode) {
        self.key = key
        self.keyPlace = keyPlace
        self.value = value
    }
}

/// Reads one file into a tree.
package struct YAMLReader {
    /// Deeper nesting than any pipeline needs.
    static let depthLimit = 32
    /// Bounds the work that aliases of aliases can cause inside the parser.
    static let aliasLimit = 32
    /// As many keys that occur twice are reported one by one.
    static let duplicateLimit = 20

    let file: SourceFile
    let number: Int
    let findings: Findings
    /// Keys that were marked so that the parser would accept a second one: place to first character.
    private var marked: [Int: [Int: Unicode.Scalar]] = [:]
    private var anchorsSeen: Set<Place> = []
    /// Whether a part of the tree could not be used, so that what is missing says nothing.
    private var isBroken = false

    init(file: SourceFile, number: Int, findings: Findings) {
        self.file = file
        self.number = number
        self.findings = findings
    }

    /// The root, or nil with a finding when there is none that could be read.
    package static func root(of file: SourceFile, number: Int, findings: Findings) -> YAMLNode? {
        guard file.problem == nil else { return nil }
        var reader = YAMLReader(file: file, number: number, findings: findings)
        return reader.root()
    }

    private mutating func root() -> YAMLNode? {
        let start = Place(file: number, line: 1, column: 1, length: 1)
        guard aliasCount <= YAMLReader.aliasLimit else {
            findings.error(start, "too many words start with `*`; aliases are not part of the language")
            return nil
        }
        var lines = file.lines
        for _ in 0...YAMLReader.duplicateLimit {
            do {
                // Nodes keep their anchors only as long as the parser lives.
                let parser = try Parser(yaml: joined(lines), resolver: .basic, encoding: .utf8)
                return try withExtendedLifetime(parser) {
                    guard let node = try parser.singleRoot() else {
                        findings.error(start, "the file is empty")
                        return nil
                    }
                    let root = convert(node, depth: 0)
                    return isBroken ? nil : root
                }
            } catch YamlError.duplicatedKeysInMapping(_, let context) {
                guard mark(context.mark, in: &lines) else {
                    findings.error(place(context.mark), "this key occurs twice")
                    return nil
                }
            } catch let error as YamlError {
                report(error)
                return nil
            } catch {
                findings.error(start, "not valid YAML")
                return nil
            }
        }
        findings.error(start, "more than \(YAMLReader.duplicateLimit) keys occur twice")
        return nil
    }

    /// The text with LF; padded, as the parser keeps a pointer into it that a short string would not outlive.
    private func joined(_ lines: [[Unicode.Scalar]]) -> String {
        var text = String.UnicodeScalarView()
        for (index, line) in lines.enumerated() {
            if index > 0 { text.append("\n") }
            text.append(contentsOf: line)
        }
        if text.count < 64 {
            text.append(contentsOf: ("\n#" + String(repeating: " ", count: 64)).unicodeScalars)
        }
        return String(text)
    }

    private var aliasCount: Int {
        var count = 0
        for line in file.lines {
            for index in line.indices
            where line[index] == "*" && index + 1 < line.count && line[index + 1] != " " {
                if index == 0 || " [{,-:?".unicodeScalars.contains(line[index - 1]) { count += 1 }
            }
        }
        return count
    }

    /// Replaces the first character of a key by one of private use, so that it differs from its double.
    private mutating func mark(_ mark: Mark, in lines: inout [[Unicode.Scalar]]) -> Bool {
        let line = mark.line - 1
        var column = mark.column - 1
        guard lines.indices.contains(line), lines[line].indices.contains(column) else { return false }
        if lines[line][column] == "\"" || lines[line][column] == "'" { column += 1 }
        let count = marked.values.reduce(0) { $0 + $1.count }
        guard lines[line].indices.contains(column),
            !"\"'\\{[&!*?".unicodeScalars.contains(lines[line][column]),
            let replacement = Unicode.Scalar(0xF000 + UInt32(count))
        else { return false }
        marked[mark.line, default: [:]][mark.column] = lines[line][column]
        lines[line][column] = replacement
        return true
    }

    private mutating func convert(_ node: Node, depth: Int) -> YAMLNode? {
        let place = place(node.mark)
        guard depth < YAMLReader.depthLimit else {
            findings.error(place, "nested deeper than \(YAMLReader.depthLimit) levels")
            isBroken = true
            return nil
        }
        guard node.anchor == nil else {
            if anchorsSeen.insert(place).inserted {
                findings.error(
                    place, "anchors (`&`) and aliases (`*`) are not part of the language; write it out")
            }
            isBroken = true
            return nil
        }
        if !["str", "seq", "map"].contains(where: { node.tag.description == "tag:yaml.org,2002:" + $0 }) {
            findings.error(place, "tags (`!`) are not part of the language; remove it")
        }
        switch node {
        case .scalar(let scalar):
            return convert(scalar, place)
        case .sequence(let sequence):
            var items: [YAMLNode] = []
            for item in sequence {
                if let converted = convert(item, depth: depth + 1) { items.append(converted) }
            }
            return YAMLNode(content: .sequence(items), style: .collection, place: place)
        case .mapping(let mapping):
            return convert(mapping, place, depth: depth)
        case .alias:
            return nil
        }
    }

    private func convert(_ scalar: Node.Scalar, _ place: Place) -> YAMLNode {
        let style: YAMLNode.Style =
            switch scalar.style {
            case .singleQuoted: .singleQuoted
            case .doubleQuoted: .doubleQuoted
            case .literal: .literal
            case .folded: .folded
            default: .plain
            }
        var text = scalar.string
        if let first = marked[place.line]?[place.column], !text.isEmpty {
            var scalars = text.unicodeScalars
            scalars.removeFirst()
            text = String(first) + String(scalars)
        }
        var place = place
        let rest = max(1, file.line(place.line).count - place.column + 1)
        let quotes = style == .singleQuoted || style == .doubleQuoted ? 2 : 0
        place.length =
            style == .literal || style == .folded ? 1 : min(rest, text.unicodeScalars.count + quotes)
        return YAMLNode(content: .scalar(text), style: style, place: place)
    }

    private mutating func convert(_ mapping: Node.Mapping, _ place: Place, depth: Int) -> YAMLNode {
        var entries: [YAMLEntry] = []
        var lines: [String: Int] = [:]
        for (keyNode, valueNode) in mapping {
            guard let key = convert(keyNode, depth: depth + 1) else { continue }
            guard let text = key.text else {
                findings.error(key.place, "a key must be a text")
                isBroken = true
                continue
            }
            let value = convert(valueNode, depth: depth + 1)
            if let line = lines[text] {
                findings.error(key.place, "`\(text)` occurs twice; the first stands on line \(line)")
                continue
            }
            lines[text] = key.place.line
            if let value { entries.append(YAMLEntry(key: text, keyPlace: key.place, value: value)) }
        }
        return YAMLNode(content: .mapping(entries), style: .collection, place: place)
    }

    private func place(_ mark: Mark?) -> Place {
        Place(file: number, line: mark?.line ?? 1, column: mark?.column ?? 1, length: 1)
    }

    private func report(_ error: YamlError) {
        let (mark, problem, context): (Mark?, String, YamlError.Context?) =
            switch error {
            case .scanner(let context, let problem, let mark, _),
                .parser(let context, let problem, let mark, _),
                .composer(let context, let problem, let mark, _):
                (mark, problem, context)
            case .reader(let problem, _, _, _): (nil, problem, nil)
            default: (nil, "it cannot be read", nil)
            }
        // At the end of the file the parser points past the last line.
        var place = place(mark)
        if place.line > file.lines.count || (place.line == file.lines.count && file.line(place.line).isEmpty)
        {
            place.line = max(1, file.lines.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 1)
            place.column = max(1, file.line(place.line).count)
        }
        if problem.hasPrefix("Maximum nesting") {
            findings.error(place, "nested deeper than \(YAMLReader.depthLimit) levels")
        } else if problem.hasPrefix("but found another document") {
            findings.error(place, "a file holds one document; remove what stands from here")
        } else {
            let line = context.map { min($0.mark.line, file.lines.count) } ?? 0
            let origin = context.map { " (\($0.text), line \(line))" } ?? ""
            findings.error(place, "not valid YAML: \(problem)\(origin)\(hint(problem, at: place))")
        }
    }

    private func hint(_ problem: String, at place: Place) -> String {
        let line = file.line(place.line)
        if problem.hasPrefix("mapping values are not allowed") {
            return "; a text with `: ` in it, such as an expression with `kind:`, stands in quotes"
        }
        if line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
            return "; indent with spaces, not tabs"
        }
        if line.indices.contains(place.column - 1), "`@%".unicodeScalars.contains(line[place.column - 1]) {
            return "; a text that starts with this character stands in quotes"
        }
        return ""
    }
}
