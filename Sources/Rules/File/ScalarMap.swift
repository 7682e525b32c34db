// From a place inside the text of a YAML scalar back to the file: through quotes, escapes, folds and indents.
// In: a scalar node and its file. Out: a place for each character. Depends on: SourceFile, YAMLTree.

/// Where each Unicode scalar of a YAML text stands in the file.
///
/// Best effort: when the walk through the raw text gets lost (an exotic escape), the rest points at the
/// scalar's start.
struct ScalarMap {
    private let start: Place
    /// Line and column by position in the text, and one more for its end.
    private var positions: [(line: Int, column: Int)] = []

    init(_ node: YAMLNode, in file: SourceFile) {
        start = node.place
        guard let text = node.text else { return }
        var walk = Walk(
            content: Array(text.unicodeScalars), file: file, line: node.place.line, column: node.place.column)
        switch node.style {
        case .literal, .folded: walk.block()
        case .singleQuoted, .doubleQuoted:
            walk.column += 1
            walk.flow(node.style)
        case .plain, .collection: walk.flow(.plain)
        }
        positions = walk.positions
    }

    /// The place of a range of the text; on one line, so cut off where the range goes to a next one.
    func place(_ range: Range<Int>) -> Place {
        guard positions.indices.contains(range.lowerBound) else {
            guard let last = positions.last, range.lowerBound >= positions.count else { return start }
            return Place(file: start.file, line: last.line, column: last.column + 1, length: 1)
        }
        let from = positions[range.lowerBound]
        var length = 1
        for index in range where positions.indices.contains(index) && positions[index].line == from.line {
            length = max(length, positions[index].column - from.column + 1)
        }
        return Place(file: start.file, line: from.line, column: from.column, length: length)
    }

    /// Goes through the raw text and the content side by side.
    private struct Walk {
        let content: [Unicode.Scalar]
        let file: SourceFile
        /// From 1, of the next raw character.
        var line: Int
        var column: Int
        var positions: [(line: Int, column: Int)] = []

        init(content: [Unicode.Scalar], file: SourceFile, line: Int, column: Int) {
            self.content = content
            self.file = file
            self.line = line
            self.column = column
        }

        private var raw: ArraySlice<Unicode.Scalar> { file.line(line).dropFirst(column - 1) }
        private var isLost: Bool { line > file.lines.count }

        private mutating func take(raw count: Int) {
            positions.append((line, column))
            column += count
        }

        /// Plain and quoted texts: a line end with the blanks around it is one space, more line ends one
        /// less.
        mutating func flow(_ style: YAMLNode.Style) {
            while positions.count < content.count, !isLost {
                let rest = raw
                let next = content[positions.count]
                if rest.allSatisfy({ $0 == " " || $0 == "\t" }) {
                    fold()
                } else if style == .doubleQuoted, rest.first == "\\" {
                    if rest.count == 1 {
                        nextLine()
                    } else {
                        take(raw: 2 + ScalarMap.digits(after: rest[rest.startIndex + 1]))
                    }
                } else if rest.first == next {
                    take(raw: style == .singleQuoted && next == "'" ? 2 : 1)
                } else {
                    return
                }
            }
        }

        private mutating func nextLine() {
            repeat { line += 1 } while !isLost && file.line(line).allSatisfy { $0 == " " || $0 == "\t" }
            column = 1 + file.line(line).prefix { $0 == " " || $0 == "\t" }.count
        }

        private mutating func fold() {
            if content[positions.count] == "\n" {
                while positions.count < content.count, content[positions.count] == "\n" { take(raw: 0) }
            } else {
                take(raw: 0)
            }
            nextLine()
        }

        /// Block texts: they start on the next line, each line after its indent.
        mutating func block() {
            line += 1
            while !isLost, file.line(line).allSatisfy({ $0 == " " }) {
                if positions.count < content.count, content[positions.count] == "\n" { take(raw: 0) }
                line += 1
            }
            let indent = file.line(line).prefix { $0 == " " }.count
            column = indent + 1
            while positions.count < content.count, !isLost {
                let next = content[positions.count]
                if let first = raw.first {
                    guard first == next else { return }
                    take(raw: 1)
                } else if next == " " {
                    take(raw: 0)
                    line += 1
                    column = indent + 1
                } else if next == "\n" {
                    while positions.count < content.count, content[positions.count] == "\n" { take(raw: 0) }
                    repeat { line += 1 } while !isLost && file.line(line).count <= indent
                    column = indent + 1
                } else {
                    return
                }
            }
        }
    }

    /// How many hexadecimal digits an escape has after its letter.
    private static func digits(after letter: Unicode.Scalar) -> Int {
        switch letter {
        case "x": 2
        case "u": 4
        case "U": 8
        default: 0
        }
    }
}
