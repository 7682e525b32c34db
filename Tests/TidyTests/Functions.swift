// Where functions begin and how long they are, by indentation: the formatter sees to that.
// In: the lines of a formatted file. Out: first line and number of lines of each. Depends on: SourceTree.

enum Functions {
    struct Length {
        /// From 1.
        var line: Int
        var lines: Int
    }

    private static let starts = ["func ", "init(", "init?(", "deinit", "subscript(", "mutating func "]
    private static let modifiers: Set<Substring> = [
        "package", "private", "fileprivate", "static", "mutating", "consuming", "borrowing", "override",
        "nonmutating", "final", "convenience", "required",
    ]

    /// Every function, initialiser and deinitialiser from its first line to the brace that closes it.
    static func lengths(in file: SourceFile) -> [Length] {
        let lines = file.lines
        return lines.indices.compactMap { index in
            guard isStart(lines[index]) else { return nil }
            let indentation = lines[index].prefix { $0 == " " }
            // Its own line closes it, or the first brace at its indentation.
            if lines[index].hasSuffix("}") { return Length(line: index + 1, lines: 1) }
            let close = lines[(index + 1)...].firstIndex { $0.hasPrefix("\(indentation)}") }
            return close.map { Length(line: index + 1, lines: $0 - index + 1) }
        }
    }

    private static func isStart(_ line: Substring) -> Bool {
        var words = line.drop { $0 == " " }
        // Attributes on the same line, with what stands in their brackets.
        while words.hasPrefix("@") {
            let name = words.prefix { $0 != " " && $0 != "(" }
            words = words.dropFirst(name.count)
            if words.hasPrefix("(") { words = afterBrackets(words) }
            words = words.drop { $0 == " " }
        }
        while let word = words.split(separator: " ", maxSplits: 1).first, modifiers.contains(word) {
            words = words.dropFirst(word.count).drop { $0 == " " }
        }
        return starts.contains { words.hasPrefix($0) }
    }

    private static func afterBrackets(_ text: Substring) -> Substring {
        var depth = 0
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            if depth == 0 { return text[text.index(after: index)...] }
        }
        return ""
    }
}
