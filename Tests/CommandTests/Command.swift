// Runs the built program as a process of its own.
// In: arguments and standard input. Out: exit code and what was written. Depends on: Foundation.

import Foundation
import TestSupport

/// One run of `seinpost`. What it writes goes to files, so that no pipe can fill up.
struct Command {
    var status: Int32
    var output: String
    var messages: String

    /// The program lies beside the test bundle.
    static let path: String = {
        let test = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        return test.deletingLastPathComponent().appending(path: "seinpost").path
    }()

    /// Runs to the end. Without `input` standard input is empty.
    @discardableResult
    static func run(
        _ arguments: [String], input: Data? = nil, folder: Scratch? = nil, environment: [String: String] = [:]
    ) throws -> Command {
        let process = make(arguments, folder)
        process.environment?.merge(environment) { $1 }
        return try run(process, input: input)
    }

    /// Runs a line of shell in which `$SEINPOST` is the program.
    static func shell(
        _ script: String, input: Data? = nil, folder: Scratch, environment: [String: String] = [:]
    ) throws -> Command {
        let process = make(["-c", script], folder)
        process.executableURL = URL(filePath: "/bin/sh")
        process.environment?["SEINPOST"] = path
        process.environment?.merge(environment) { $1 }
        return try run(process, input: input)
    }

    private static func run(_ process: Process, input: Data?) throws -> Command {
        let scratch = try Scratch()
        let outputPath = scratch.path("output")
        let messagesPath = scratch.path("messages")
        let inputPath = try scratch.write("input", input ?? Data())
        for path in [outputPath, messagesPath] { try Data().write(to: URL(filePath: path)) }
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: inputPath))
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: outputPath))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: messagesPath))
        try process.run()
        process.waitUntilExit()
        return Command(
            status: process.terminationStatus,
            output: try String(contentsOfFile: outputPath, encoding: .utf8),
            messages: try String(contentsOfFile: messagesPath, encoding: .utf8))
    }

    static func make(_ arguments: [String], _ folder: Scratch? = nil) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "TMPDIR": NSTemporaryDirectory()]
        if let folder { process.currentDirectoryURL = folder.url }
        return process
    }
}

/// Pipelines and records for the tests; all persons are invented.
enum Sample {
    static let pipeline = """
        pipeline: proef
        version: "1"
        municipality: "0518"
        zone: Europe/Amsterdam
        source: urn:nld:gemeente:0518:systeem:proef
        partners:
          Huur: {valid: 2021-01-01.., basis: proef}
          Zorg: {valid: 2021-01-01.., basis: proef, threshold: €75}
        rules:
          - id: meervoudig
            scope: household
            when: kinds(month) >= 2
            points: 40
            reason: "{kinds(month)} soorten achterstand in één maand"
        classes:
          - {id: bellen, score: 30, due: 28d, ladder: [Telefoon, Brief], retry: 7d}
          - {id: bericht, score: 0, due: 28d, ladder: [Brief], retry: 14d}
        teams:
          - {id: centrum, default: true}
        """

    static let test = """
        pipeline: proef.yaml
        tests:
          - name: twee soorten
            events:
              - {on: 2026-03-02, signal: Huur, amount: €620, address: A}
              - {on: 2026-03-20, signal: Zorg, amount: €180, address: A}
            expect:
              - {on: 2026-03-02, address: A, class: bericht, revision: 1, due: 2026-03-30}
              - {on: 2026-03-20, address: A, class: bellen, revision: 2, rules: [meervoudig]}
        """

    static func signal(
        _ number: Int, kind: String = "Huur", day: String = "2026-03-02", amount: String = "620.00",
        house: Int = 1
    ) -> String {
        #"{"specversion":"1.0","id":"\#(number)","source":"urn:proef","#
            + #""type":"nl.schulden.vroegsignaal-ontvangen.v1","time":"\#(day)T09:00:00Z","data":{"ID":"S-\#(number)","#
            + #""signaalpartner":{"type":"\#(kind)"},"bedrag":\#(amount),"signaaldatum":"\#(day)","#
            + #""client":{"postcode":"1000 AA","huisnummer":\#(house)}}}"# + "\n"
    }

    /// Two signals of one household in a month.
    static let stream = signal(1) + signal(2, kind: "Zorg", day: "2026-03-20", amount: "180")

    /// A folder with the pipeline, its test and the stream.
    static func folder() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write("proef.yaml", pipeline)
        try scratch.write("proef.test.yaml", test)
        try scratch.write("signals.ndjson", stream)
        return scratch
    }
}
