// The repository's own rules, checked over its own files.
// In: the working tree. Out: failures that name file, line and what to use instead. Depends on: SourceTree.

import Testing

/// Something that may not be written in a folder, and what to write instead.
struct Ban: Sendable, CustomTestStringConvertible {
    var folder: String
    var text: String
    var use: String
    /// Paths where it may, each for a reason given at its use.
    var allowed: [String] = []
    var testDescription: String { "\(text) in \(folder)" }

    func violations(in files: [SourceFile]) -> [String] {
        files.filter { file in !allowed.contains { file.path.hasPrefix($0) } }.flatMap { file in
            file.codeLines.enumerated().filter { $0.element.contains(text) }.map {
                "\(file.path):\($0.offset + 1): `\(text)`: use \(use)"
            }
        }
    }
}

@Suite("Tidy")
struct TidyTests {
    static let clock = "the dates of the records; nothing here reads a clock"
    static let pure = ["Sources/Engine", "Sources/Rules", "Sources/Signals"]

    static let bans: [Ban] =
        pure.flatMap { folder in
            [
                Ban(folder: folder, text: "Date()", use: clock),
                Ban(folder: folder, text: "ContinuousClock", use: clock),
                Ban(folder: folder, text: "SuspendingClock", use: clock),
                Ban(folder: folder, text: "clock_gettime", use: clock),
                Ban(
                    folder: folder, text: "SystemRandomNumberGenerator", use: "nothing random; see semantics"),
                Ban(folder: folder, text: ".random(in:", use: "nothing random; a fold gives the same twice"),
                Ban(folder: folder, text: "FileHandle", use: "a closure that reads, given by the command"),
                Ban(folder: folder, text: "FileManager", use: "a closure that reads, given by the command"),
                // Time zones, and their names for the checks of pipelines.
                Ban(
                    folder: folder, text: "import Foundation",
                    use: "the standard library, or CivilZone for zones",
                    allowed: ["Sources/Signals/CivilZone.swift", "Sources/Rules/Zone.swift"]),
            ]
        } + [
            Ban(
                folder: "Sources", text: "fatalError(",
                use: "a typed error, or precondition for our own mistakes"),
            Ban(folder: "Sources", text: "@unchecked Sendable", use: "Mutex, or a struct with one owner"),
            Ban(folder: "Sources", text: "nonisolated(unsafe)", use: "Mutex, or a struct with one owner"),
            Ban(folder: "Sources", text: "unsafeBitCast", use: "a conversion that the compiler checks"),
            Ban(folder: "Sources", text: "try!", use: "try, with an error that says what was wrong"),
            Ban(folder: "Sources", text: "as!", use: "as?, or a type that makes the question needless"),
            Ban(
                folder: "Sources", text: "print(",
                use: "effects and diagnostics as values; only commands speak",
                allowed: ["Sources/seinpost/"]),
            Ban(folder: "Sources", text: "public ", use: "package: nothing here is a library for others"),
            Ban(folder: "Sources", text: "@_", use: "what the language promises to keep"),
            Ban(
                folder: "Tests", text: "sleep(", use: "nothing: a test that waits is wrong on a slow machine"),
            Ban(
                folder: "Tests", text: ".disabled(",
                use: "withKnownIssue, which fails when the defect is gone"),
        ]

    @Test("A folder does without what its rules forbid", arguments: bans) func banned(_ ban: Ban) {
        let files = SourceTree.swiftFiles(under: ban.folder)
        #expect(!files.isEmpty, "a ban that looks at no file proves nothing")
        #expect(ban.violations(in: files) == [])
    }

    @Test(
        "What is allowed is there: no exception outlives its reason",
        arguments: bans.filter { !$0.allowed.isEmpty })
    func exceptions(_ ban: Ban) {
        let everywhere = Ban(folder: ban.folder, text: ban.text, use: ban.use)
        let used = everywhere.violations(in: SourceTree.swiftFiles(under: "Sources"))
        for path in ban.allowed {
            #expect(used.contains { $0.hasPrefix(path) }, "\(path) no longer needs `\(ban.text)`")
        }
    }

    /// Bytes of lines and rows, C, and hashes: where a pointer is worth its care.
    static let withPointers = [
        "Sources/Engine/Arena.swift", "Sources/Engine/Digest.swift", "Sources/Engine/Engine+Emission.swift",
        "Sources/Engine/Engine+Signals.swift", "Sources/Engine/Engine+Tasks.swift",
        "Sources/Engine/Engine.swift",
        "Sources/Engine/Fingerprint.swift", "Sources/Engine/JSONWriting.swift",
        "Sources/Engine/PackedID.swift",
        "Sources/Engine/Store.swift", "Sources/Engine/TaskWriter.swift", "Sources/Engine/Vocabulary.swift",
    ]

    @Test("Unsafe pointers stay in the files that are named for it")
    func pointers() {
        let files = SourceTree.swiftFiles(under: "Sources")
        #expect(!files.isEmpty, "a check that looks at no file proves nothing")
        let found = files.filter { file in file.codeLines.contains { $0.contains("Unsafe") } }.map(\.path)
        #expect(
            found.filter { !TidyTests.withPointers.contains($0) } == [],
            "use arrays and spans, or name the file here")
        #expect(TidyTests.withPointers.filter { !found.contains($0) } == [], "no longer needed here")
    }

    @Test(
        "A Swift file starts with a header of two or three lines, then an empty one",
        arguments: ["Sources", "Tests"])
    func headers(folder: String) {
        let files = SourceTree.swiftFiles(under: folder)
        #expect(!files.isEmpty, "a check that looks at no file proves nothing")
        let wrong = files.filter { file in
            let header = file.lines.prefix { $0.hasPrefix("//") }
            let isEnd = header.count == file.lines.count || file.lines[header.count].isEmpty
            return !(2...3).contains(header.count) || !isEnd || header.contains { $0.hasPrefix("///") }
        }
        #expect(wrong.map(\.path) == [], "say what it is; in and out; what it depends on")
    }

    @Test("Lines have at most 110 columns", arguments: ["Sources", "Tests", "ops", "Package.swift"])
    func columns(folder: String) {
        let files = SourceTree.files(under: folder) { path in
            [".swift", ".py", ".sh"].contains { path.hasSuffix($0) } || path.hasPrefix("ops/")
        }
        #expect(!files.isEmpty, "a check that looks at no file proves nothing")
        let wrong = files.flatMap { file in
            file.lines.enumerated().filter { $0.element.count > 110 }.map { "\(file.path):\($0.offset + 1)" }
        }
        #expect(wrong == [])
    }

    @Test("A function fits a screen: at most 70 lines", arguments: ["Sources", "Tests"])
    func functions(folder: String) {
        let files = SourceTree.swiftFiles(under: folder)
        #expect(!files.isEmpty, "a check that looks at no file proves nothing")
        let all = files.flatMap { file in Functions.lengths(in: file).map { (file.path, $0) } }
        #expect(all.count > files.count, "functions are found")
        #expect(all.filter { $0.1.lines > 70 }.map { "\($0.0):\($0.1.line) has \($0.1.lines) lines" } == [])
    }

    @Test(
        "No work is put off in a comment, and no line is left for later",
        arguments: ["Sources", "Tests", "ops"])
    func putOff(folder: String) {
        let files = SourceTree.files(under: folder) { !$0.hasPrefix("Tests/TidyTests/") }
        #expect(!files.isEmpty, "a check that looks at no file proves nothing")
        for word in ["TODO", "FIXME", "XXX", "HACK"] {
            let wrong = files.filter { file in file.lines.contains { TidyTests.names(word, in: $0) } }
            #expect(wrong.map(\.path) == [], "\(word): write an issue")
        }
    }

    /// Whether a word stands on its own in a line.
    private static func names(_ word: String, in line: Substring) -> Bool {
        line.split { !$0.isLetter && !$0.isNumber }.contains { $0 == word }
    }

    @Test("No file names a person's folder or a machine")
    func places() {
        let files = SourceTree.files(under: "") { path in
            !path.hasPrefix("Tests/TidyTests/") && !path.hasSuffix(".ndjson")
        }
        #expect(files.count > 100, "a check that looks at no file proves nothing")
        for place in ["/home/", "/Users/", "/root/", "/work/", "C:\\Users", ".internal", ".lan/", "10.0.0."] {
            let wrong = files.flatMap { file in
                file.lines.enumerated().filter { $0.element.contains(place) }.map {
                    "\(file.path):\($0.offset + 1)"
                }
            }
            #expect(wrong == [], "\(place): a path from the root of the repository")
        }
    }
}
