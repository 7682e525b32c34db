// kcat as a client that shares no code with the broker.
// In: arguments, lines to produce. Out: what it wrote, its exit code. Depends on: Foundation, kcat on the PATH.

import Foundation
import TestSupport

/// One run of kcat, to the end.
struct Kcat {
    var status: Int32
    var lines: [String]
    var messages: String

    /// Everything goes through files, so that no pipe can fill up; `timeout` ends a run that hangs.
    static func run(_ broker: BrokerProcess, _ arguments: [String], input: String = "") throws -> Kcat {
        let folder = FileManager.default.temporaryDirectory.appending(path: "kcat-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let names = ["input", "output", "messages"].map { folder.appending(path: $0) }
        for name in names { try Data(input.utf8).write(to: name) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["timeout", "30", "kcat", "-b", broker.address] + arguments
        process.standardInput = try FileHandle(forReadingFrom: names[0])
        let output = try FileHandle(forWritingTo: names[1])
        let messages = try FileHandle(forWritingTo: names[2])
        try output.truncate(atOffset: 0)
        try messages.truncate(atOffset: 0)
        process.standardOutput = output
        process.standardError = messages
        try process.run()
        process.waitUntilExit()
        let text = try String(contentsOf: names[1], encoding: .utf8)
        return Kcat(
            status: process.terminationStatus,
            lines: text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init),
            messages: try String(contentsOf: names[2], encoding: .utf8))
    }

    /// Produces one record a line, `key:value`; an empty value is null.
    @discardableResult static func produce(
        _ broker: BrokerProcess, _ topic: String, _ lines: [String], _ more: [String] = []
    ) throws -> Kcat {
        let input = lines.map { "\($0)\n" }.joined()
        return try run(broker, ["-P", "-t", topic, "-K:", "-Z"] + more, input: input)
    }

    /// Everything in a topic up to its end, as `offset key=value`.
    static func read(
        _ broker: BrokerProcess, _ topic: String, committed: Bool = true, _ more: [String] = []
    ) throws -> [String] {
        let isolation = "isolation.level=read_\(committed ? "committed" : "uncommitted")"
        let arguments = ["-C", "-q", "-t", topic, "-e", "-o", "beginning", "-X", isolation]
        return try run(broker, arguments + ["-f", "%o %k=%s\n"] + more).lines
    }
}
