// What may not be written where, and what to write instead.
// In: nothing. Out: the list that the tidy tests go through. Depends on: SourceTree.

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
            file.codeLines.enumerated().filter { occurs(in: $0.element) }.map {
                "\(file.path):\($0.offset + 1): `\(text)`: use \(use)"
            }
        }
    }

    /// Whether the text stands in a line, and not as the end of a longer name.
    private func occurs(in line: Substring) -> Bool {
        guard line.contains(text) else { return false }
        return line.ranges(of: text).contains { range in
            guard text.first?.isLetter == true, range.lowerBound > line.startIndex else { return true }
            let before = line[line.index(before: range.lowerBound)]
            return !before.isLetter && !before.isNumber && before != "_"
        }
    }
}

enum Bans {
    static let clock = "the dates of the records; nothing here reads a clock"
    static let pure = ["Sources/Engine", "Sources/Rules", "Sources/Signals"]

    /// Only commands speak.
    static let silent = (pure + ["Sources/Runtime", "Sources/Policy"]).map {
        Ban(folder: $0, text: "print(", use: "effects and diagnostics as values")
    }

    static let all: [Ban] =
        silent
        + pure.flatMap { folder in
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
                // Time zones, their names for the checks of pipelines, and a decoder for tasks read back from
                // their lines, which the fold never does.
                Ban(
                    folder: folder, text: "import Foundation",
                    use: "the standard library, or CivilZone for zones",
                    allowed: [
                        "Sources/Signals/CivilZone.swift", "Sources/Rules/Zone.swift",
                        "Sources/Engine/TaskRecord.swift",
                    ]),
            ]
        } + [
            Ban(
                folder: "Sources", text: "fatalError(",
                use: "a typed error, or precondition for our own mistakes"),
            Ban(folder: "Sources", text: "@unchecked Sendable", use: "Mutex, or a struct with one owner"),
            Ban(folder: "Sources", text: "nonisolated(unsafe)", use: "Mutex, or a struct with one owner"),
            Ban(folder: "Sources", text: "try!", use: "try, with an error that says what was wrong"),
            Ban(folder: "Sources", text: "as!", use: "as?, or a type that makes the question needless"),
            // The protocol that dates conform to is public.
            Ban(
                folder: "Sources", text: "public ", use: "package: nothing here is a library for others",
                allowed: ["Sources/seinpost/Generate.swift"]),
            Ban(folder: "Sources", text: "@_", use: "what the language promises to keep"),
            Ban(
                folder: "Tests", text: "sleep(", use: "nothing: a test that waits is wrong on a slow machine"),
        ]
}
