// What is wrong with a pipeline or test file, where, and what would be right.
// In: nothing. Out: values; how they are shown is the command's matter. Depends on: nothing.

/// One finding about a file that a person wrote.
package struct Diagnostic: Hashable, Sendable {
    /// An error makes a file unusable; a warning does not.
    package enum Severity: String, Sendable { case error, warning }
    package var severity: Severity
    /// As it was given or written in `extends`.
    package var file: String
    /// From 1; columns count Unicode scalars.
    package var line: Int
    package var column: Int
    /// How many columns the caret line spans, at least 1.
    package var length: Int
    /// What is wrong and, after `; `, what would be right.
    package var message: String
    /// The line of the file, without its line feed; empty when there is none.
    package var sourceLine: String
    /// A finding at a place; ``sourceLine`` may be empty.
    package init(
        severity: Severity, file: String, line: Int, column: Int, length: Int, message: String,
        sourceLine: String
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.length = length
        self.message = message
        self.sourceLine = sourceLine
    }

    /// The same without any text of the file: no line, and nothing that the message quotes.
    var bare: Diagnostic {
        var bare = self
        bare.sourceLine = ""
        bare.message = message.split(separator: "`", omittingEmptySubsequences: false).enumerated().map {
            $0.offset.isMultiple(of: 2) || $0.element.isSign ? String($0.element) : "…"
        }.joined(separator: "`")
        return bare
    }
}

extension Substring {
    /// One character such as `*`: the language's, and not a text of the file.
    fileprivate var isSign: Bool { count == 1 && allSatisfy { !$0.isLetter && !$0.isNumber } }
}
