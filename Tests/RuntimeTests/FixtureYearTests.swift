// A synthetic year of The Hague against the hashes of its logs (fixtures/den-haag-year).
// In: `seinpost generate`. Out: failures, or a recorded hash. Depends on: Fixture, Golden, ReplayedLogs.

import Foundation
import TestSupport
import Testing

@Suite("A year of The Hague") struct FixtureYearTests {
    /// A year of this many households takes a debug build some ten seconds.
    private static let arguments = [
        "generate", "--municipality", "0518", "--households", "20000", "--months", "12", "--seed", "1",
        "--start", "2026-01-01",
    ]

    @Test("a synthetic year gives the logs whose hashes are recorded") func hashes() throws {
        let text = try withTemporaryFolder { folder in
            let input = folder + "/signals.ndjson"
            // Built with the tests, and beside them.
            let command = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
                .appendingPathComponent("seinpost")
            try run(command, FixtureYearTests.arguments, to: input)
            let logs = try ReplayedLogs(of: [input], Fixture.pipeline("pipelines/den-haag.yaml"), jobs: 2)
            return try [
                line("tasks", logs.tasks, folder), line("statuses", logs.statuses, folder),
                line("dead-letters", logs.deadLetters, folder),
            ].joined()
        }
        let golden = Golden(path: Fixture("den-haag-year").path("hash"))
        let difference = try golden.difference(from: Array(text.utf8))
        #expect(difference == nil)
    }

    /// Name, SHA-256 and number of lines of a log.
    private func line(_ name: String, _ log: [UInt8], _ folder: String) throws -> String {
        try "\(name) \(digest(of: log, in: folder)) \(log.count { $0 == UInt8(ascii: "\n") })\n"
    }

    /// In hexadecimal digits.
    private func digest(of bytes: [UInt8], in folder: String) throws -> String {
        let log = folder + "/log"
        try Data(bytes).write(to: URL(fileURLWithPath: log))
        try run(URL(fileURLWithPath: "/usr/bin/env"), ["sha256sum", log], to: log + ".sha256")
        return String(try String(contentsOfFile: log + ".sha256", encoding: .utf8).prefix(64))
    }

    private func run(_ command: URL, _ arguments: [String], to path: String) throws {
        try Data().write(to: URL(fileURLWithPath: path))
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? output.close() }
        let process = Process()
        process.executableURL = command
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(command.lastPathComponent) failed")
    }
}
