// Collects what is wrong with the files of one load, each at its place.
// In: places and messages. Out: diagnostics in order of file, line and column. Depends on: SourceFile,
// Diagnostic.

/// The files of one load and everything found in them.
///
/// A class, as the readers of all sections write to the same list; it never leaves the load.
package final class Findings {
    package private(set) var files: [SourceFile] = []
    private var found: Set<Diagnostic> = []
    private var list: [(file: Int, diagnostic: Diagnostic)] = []
    /// Files, by number, that are what they were given as. Only of these is the text shown: a stream or a key that
    /// was given by mistake must not end up on a screen or in a log.
    private var recognised: Set<Int> = []

    /// Whether to advise on what is allowed but asks for an explanation, as `seinpost check` does.
    let advises: Bool

    package init(advises: Bool = false) { self.advises = advises }

    /// Whether anything makes the result unusable.
    package var hasErrors: Bool { list.contains { $0.diagnostic.severity == .error } }

    /// Takes a file in and gives its number; reports what makes it unreadable.
    package func add(path: String, bytes: [UInt8]) -> SourceFile {
        let file = SourceFile(path: path, bytes: bytes, number: files.count)
        files.append(file)
        if let problem = file.problem { error(problem.place, problem.message) }
        return file
    }

    /// For the file that was asked for, when there is nothing to point at.
    func unreadable(_ path: String) {
        let file = add(path: path, bytes: [])
        recognised.insert(files.count - 1)
        error(Place(file: files.count - 1, line: 1, column: 1, length: 1), "cannot read `\(file.path)`")
    }

    /// Looks whether a file has a key that only such a file has: `root` has it or, when there is no root as the file is
    /// damaged, a line begins with it.
    package func recognise(_ number: Int, _ root: YAMLNode?, by keys: [String]) -> Bool {
        let isRecognised: Bool
        if let root {
            isRecognised = root.entries?.contains { keys.contains($0.key) } ?? false
        } else {
            isRecognised = files[number].hasLine(withKeyAmong: keys)
        }
        if isRecognised { recognised.insert(number) }
        return isRecognised
    }

    /// A text that is what it was given as, such as the value of a flag.
    package func recognise(_ number: Int) { recognised.insert(number) }

    package func error(_ place: Place, _ message: String) { add(.error, place, message) }
    package func warning(_ place: Place, _ message: String) { add(.warning, place, message) }

    func add(_ severity: Diagnostic.Severity, _ place: Place, _ message: String) {
        let diagnostic = diagnostic(severity, place, message)
        if found.insert(diagnostic).inserted { list.append((place.file, diagnostic)) }
    }

    /// A finding that is not (yet) one of the list.
    func diagnostic(_ severity: Diagnostic.Severity, _ place: Place, _ message: String) -> Diagnostic {
        let file = files[place.file]
        return Diagnostic(
            severity: severity, file: file.path, line: place.line, column: place.column,
            length: max(1, place.length), message: message, sourceLine: String(file.line(place.line)[...]))
    }

    /// The files in order of reading (the one that was asked for first), each from top to bottom; without any text of
    /// files that were not recognised.
    package var diagnostics: [Diagnostic] {
        list.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            return (a.file, a.diagnostic.line, a.diagnostic.column, left.offset)
                < (b.file, b.diagnostic.line, b.diagnostic.column, right.offset)
        }.map { recognised.contains($0.element.file) ? $0.element.diagnostic : $0.element.diagnostic.bare }
    }
}
