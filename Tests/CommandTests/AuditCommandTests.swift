// `audit verify` and `user hash`, as an administrator runs them.

import Foundation
import Runtime
import TestSupport
import Testing

@Suite("Commands of accountability")
struct AuditCommandTests {
    private static func lines(_ count: Int) throws -> [[UInt8]] {
        var chain = try AuditChain(writer: "seinpost-1")
        return (0..<count).map { number in
            chain.link(
                .action(
                    AuditedAction(
                        time: Moment(milliseconds: 1_772_445_600_000 + Int64(number)), actor: "a.jansen",
                        action: "taak-oppakken", object: nil, outcome: .done, origin: "203.0.113.9",
                        trace: TraceContext())))
        }
    }

    private static func write(_ lines: some Sequence<[UInt8]>, _ name: String, _ folder: Scratch) throws {
        try folder.write(name, Data(lines.joined(separator: [0x0A])) + Data([0x0A]))
    }

    @Test("A whole audit is told with how it ends, over more than one file") func whole() throws {
        let folder = try Scratch()
        let lines = try Self.lines(5)
        try Self.write(lines[..<2], "1.ndjson", folder)
        try Self.write(lines[2...], "2.ndjson", folder)
        let run = try Command.run(["audit", "verify", "1.ndjson", "2.ndjson"], folder: folder)
        #expect(run.status == 0 && run.messages.isEmpty)
        #expect(run.output.hasPrefix("seinpost-1: 5 lines, ending with "))
    }

    @Test("A broken audit is exit code 1 and names the first broken link") func broken() throws {
        let folder = try Scratch()
        var lines = try Self.lines(5)
        lines[1] = Array(
            String(decoding: lines[1], as: UTF8.self).replacing("a.jansen", with: "b.jansen").utf8)
        try Self.write(lines, "audit.ndjson", folder)
        var run = try Command.run(["audit", "verify", "audit.ndjson"], folder: folder)
        #expect(run.status == 1)
        #expect(
            run.messages.hasPrefix(
                "audit.ndjson:3: this line of `seinpost-1` does not hold the hash of the line before it\n"))
        #expect(run.messages.hasSuffix("the audit is broken in 1 place\n"))
        try Self.write(lines[2...], "audit.ndjson", folder)
        run = try Command.run(["audit", "verify", "audit.ndjson"], folder: folder)
        #expect(run.status == 1)
        #expect(
            run.messages.contains("audit.ndjson:1: this line of `seinpost-1` has number 3 where 1 was due"))
    }

    @Test("The journal of a configuration is read where it lies") func journal() throws {
        let folder = try ConfigurationCommandTests.folder()
        let run = try Command.run(["audit", "verify", "--config", "seinpost.yaml"], folder: folder)
        #expect(run.status == 0, "\(run.messages)")
        #expect(run.output == "the audit has no lines\n")
    }

    @Test(
        "It is either a configuration or files",
        arguments: [[], ["--config", "seinpost.yaml", "audit.ndjson"]])
    func usage(_ arguments: [String]) throws {
        let run = try Command.run(["audit", "verify"] + arguments)
        #expect(run.status == 64 && run.messages.contains("either --config or exported files"))
    }

    @Test("A password is hashed, and a short one is refused") func hash() throws {
        let run = try Command.run(["user", "hash"], input: Data("vier losse woorden\n".utf8))
        #expect(run.status == 0 && run.output.hasPrefix("scrypt$15$8$3$"))
        #expect(!(run.output + run.messages).contains("woorden"))
        let short = try Command.run(["user", "hash"], input: Data("welkom01\n".utf8))
        #expect(short.status == 65 && short.output.isEmpty)
        #expect(!short.messages.contains("welkom01"))
    }
}
