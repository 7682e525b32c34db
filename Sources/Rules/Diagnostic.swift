// What is wrong with a pipeline or test file, where, and what would be right.
// In: nothing. Out: values; how they are shown is the command's matter. Depends on: nothing.

/// One finding about a file that a person wrote.
package struct Diagnostic: Hashable, Sendable {
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
}
