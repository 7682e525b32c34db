// Wrong use is exit code 64 with a hint; good use does what the help says.

import Foundation
import TestSupport
import Testing

@Suite struct UsageTests {
    @Test(
        "wrong use is exit code 64 and says what is wrong",
        arguments: [
            (["replay", "signals.ndjson"], "--pipeline"),
            (
                ["replay", "--pipeline", "proef.yaml", "--class", "belen", "signals.ndjson"],
                "it has `bellen`, `bericht`"
            ),
            (["replay", "--pipeline", "proef.yaml", "--jobs", "0", "signals.ndjson"], "1 to 64"),
            (
                ["replay", "--pipeline", "proef.yaml", "--until", "2026-02-30", "signals.ndjson"],
                "2026-02-30"
            ),
            (
                ["replay", "--pipeline", "proef.yaml", "--tasks", "x", "--statuses", "x", "signals.ndjson"],
                "given twice"
            ),
            (
                ["replay", "--pipeline", "proef.yaml", "--tasks", "signals.ndjson", "signals.ndjson"],
                "is an input"
            ),
            (["replay", "--pipeline", "proef.yaml", "-", "-"], "given twice"),
            (["replay", "--pipeline", "proef.yaml", "--format", "xml", "signals.ndjson"], "ndjson"),
            (["explain", "--pipeline", "proef.yaml", "signals.ndjson"], "--address or --household"),
            (
                ["explain", "--pipeline", "proef.yaml", "--address", "Dorpsstraat", "signals.ndjson"],
                "postcode"
            ),
            (
                ["explain", "--pipeline", "proef.yaml", "--household", "h1_12", "signals.ndjson"],
                "32 hexadecimal"
            ),
            (["test", "--run", "(", "."], "regular expression"),
            (
                ["generate", "--municipality", "518", "--households", "9", "--months", "1", "--seed", "1"],
                "four digits"
            ),
            (
                ["generate", "--municipality", "0518", "--households", "0", "--months", "1", "--seed", "1"],
                "1 to 10000000"
            ),
            (["onbekend"], "onbekend"),
        ])
    func wrongUse(_ arguments: [String], _ hint: String) throws {
        let run = try Command.run(arguments, folder: try Sample.folder())
        #expect(run.status == 64)
        #expect(run.messages.contains(hint))
        #expect(run.output.isEmpty)
    }

    @Test(
        "every command has help with an example",
        arguments: ["run", "replay", "check", "test", "explain", "generate", "why-stalled"])
    func help(_ command: String) throws {
        let run = try Command.run(["help", command])
        #expect(run.status == 0)
        #expect(run.output.contains("seinpost \(command) "))
    }

    @Test("what is quoted from arguments and file names cannot steer the terminal") func escapes() throws {
        let folder = try Sample.folder()
        let odd = "weg\u{1B}]0;titel\u{7}\u{9B}31m\n.ndjson"
        for arguments in [
            ["replay", "--pipeline", "proef.yaml", odd], ["replay", "--pipeline", odd],
            ["replay", "--pipeline", "proef.yaml", "--tasks", odd + "/t", "signals.ndjson"],
            ["version", "--\(odd)"], ["check", odd], ["test", "--run", "(\(odd)"],
            ["replay", "--pipeline", "proef.yaml", "--class", odd, "signals.ndjson"],
        ] {
            let run = try Command.run(arguments, folder: folder)
            #expect(run.status != 0)
            #expect(run.messages.contains("\u{FFFD}"))
            let scalars = run.messages.unicodeScalars.filter { $0 != "\n" }
            #expect(scalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
        }
    }

    @Test("a stream that is generated as documented gives tasks with the pipeline of The Hague")
    func generated() throws {
        let folder = try Scratch()
        let generate = [
            "generate", "--municipality", "0518", "--households", "2000", "--months", "2", "--seed", "1",
        ]
        let stream = try Command.run(generate)
        #expect(stream.output.contains(#""time":"2026-01-"#))
        try folder.write("s.ndjson", stream.output)
        let pipeline = Fixture.repository + "/pipelines/den-haag.yaml"
        let run = try Command.run(["replay", "--pipeline", pipeline, "--latest", "s.ndjson"], folder: folder)
        #expect(run.status == 0)
        #expect(run.output.contains(#""taak":"T"#))
        let early = try Command.run(generate + ["--live-from", "2026-03-01"])
        #expect(!early.output.contains("outreachtaak"))
        #expect(stream.output.contains("outreachtaak"))
    }

    @Test("completion scripts come for each shell", arguments: ["bash", "zsh", "fish"])
    func completion(_ shell: String) throws {
        let run = try Command.run(["--generate-completion-script", shell])
        #expect(run.status == 0)
        #expect(run.output.contains("seinpost"))
    }

    @Test("the version is one line") func version() throws {
        let run = try Command.run(["version"])
        #expect(run.output.wholeMatch(of: /seinpost [0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
    }

    @Test("check tells findings and exits 1") func check() throws {
        let folder = try Sample.folder()
        #expect(try Command.run(["check", "."], folder: folder).status == 0)
        try folder.write("fout.yaml", Sample.pipeline.replacing("kinds(month)", with: "kindz(month)"))
        let run = try Command.run(["check", "."], folder: folder)
        #expect(run.status == 1)
        #expect(run.output.hasPrefix("fout.yaml:") || run.output.hasPrefix("./fout.yaml:"))
        let json = try Command.run(["check", "--format", "json", "fout.yaml"], folder: folder)
        #expect(json.status == 1)
        #expect(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) is [[String: Any]])
        #expect(try Command.run(["check", "weg.yaml"], folder: folder).status == 66)
    }

    @Test("test passes, fails and writes JUnit") func test() throws {
        let folder = try Sample.folder()
        let good = try Command.run(["test", "proef.yaml"], folder: folder)
        #expect(good.status == 0)
        #expect(good.messages == "1 test, all passed\n")
        #expect(try Command.run(["test", "--run", "^niets$", "."], folder: folder).status == 1)
        try folder.write("proef.test.yaml", Sample.test.replacing("class: bellen", with: "class: bericht"))
        let bad = try Command.run(["test", ".", "--diff", "--junit", "j.xml"], folder: folder)
        #expect(bad.status == 1)
        #expect(bad.output.contains("class  expected bericht, got bellen"))
        #expect(try folder.read("j.xml").contains(#"failures="1""#))
        #expect(try Command.run(["test", "."], folder: try Scratch()).status == 1)
    }

    @Test("a test file that cannot be used is an error in the report, and not all has passed")
    func unusableTests() throws {
        let folder = try Sample.folder()
        try folder.write("kapot.test.yaml", "pipeline: proef.yaml\ntests: [")
        try folder.write("weg.test.yaml", Sample.test.replacing("proef.yaml", with: "weg.yaml"))
        let run = try Command.run(["test", ".", "--junit", "j.xml"], folder: folder)
        #expect(run.status == 78)
        #expect(run.messages.contains("1 test, 2 files could not be used\n"))
        #expect(!run.messages.contains("all passed"))
        let report = try folder.read("j.xml")
        #expect(report.contains(#"<testsuites name="seinpost" tests="3" failures="0" errors="2">"#))
        for name in ["./kapot.test.yaml", "./weg.test.yaml"] {
            #expect(report.contains(#"<testsuite name="\#(name)" tests="1" failures="0" errors="1""#))
        }
        #expect(report.split(separator: "</testsuite>\n").count == 4)
    }
}
