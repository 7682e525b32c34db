// What compare, report, algorithm-register, ddas and feedback write, and what they refuse.

import Foundation
import TestSupport
import Testing

@Suite struct PolicyCommandTests {
    /// The sample with a pipeline whose rule asks for one more kind, and one of another zone.
    static func folder() throws -> Scratch {
        let folder = try Sample.folder()
        try folder.write(
            "anders.yaml", Sample.pipeline.replacing("kinds(month) >= 2", with: "kinds(month) >= 3"))
        try folder.write("zone.yaml", Sample.pipeline.replacing("Europe/Amsterdam", with: "America/Curacao"))
        return folder
    }

    @Test("compare tells of each difference in text, JSON, CSV and a page") func compare() throws {
        let folder = try Self.folder()
        let base = ["compare", "--pipeline", "proef.yaml", "--with", "anders.yaml", "signals.ndjson"]
        let text = try Command.run(base + ["--report", "page.html"], folder: folder)
        #expect(text.status == 0, "\(text.messages)")
        #expect(text.output.contains("other class") && text.output.contains("rules.meervoudig"))
        #expect(try folder.read("page.html").hasPrefix("<!DOCTYPE html>"))
        let json = try Command.run(base + ["--format", "json"], folder: folder).output
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(object["same"] as? Bool == false)
        let sheet = try Command.run(base + ["--format", "csv"], folder: folder).output
        #expect(sheet.contains(";bellen;bericht;"))
        let same = try Command.run(
            ["compare", "--pipeline", "proef.yaml", "--with", "proef.yaml", "signals.ndjson"], folder: folder)
        #expect(same.output.contains("no difference"))
    }

    @Test("a sweep has a line for each value") func sweep() throws {
        let run = try Command.run(
            [
                "compare", "--pipeline", "proef.yaml", "--sweep", "partners.Zorg.threshold=€50..€250:100",
                "signals.ndjson",
            ], folder: try Self.folder())
        #expect(run.status == 0, "\(run.messages)")
        #expect(run.output.split(separator: "\n").filter { $0.hasPrefix("€") }.count == 3)
    }

    @Test(
        "what cannot be compared is refused",
        arguments: [
            (["--with", "zone.yaml"], 64, "time zones"), ([], 64, "--with or --sweep"),
            (["--with", "anders.yaml", "--sweep", "a=1..2:1"], 64, "not both"),
            (["--sweep", "rules.weg.points=1..2:1"], 64, "has no `weg`"),
            (["--sweep", "classes.bellen.score=0..10:5"], 64, "no longer fall"),
            (["--with", "weg.yaml"], 78, "weg.yaml"),
            (["--with", "anders.yaml", "--report", "signals.ndjson"], 64, "input"),
        ] as [([String], Int32, String)])
    func refused(_ arguments: [String], _ status: Int32, _ words: String) throws {
        let run = try Command.run(
            ["compare", "--pipeline", "proef.yaml"] + arguments + ["signals.ndjson"],
            folder: try Self.folder())
        #expect(run.status == status)
        #expect(run.messages.contains(words), "\(run.messages)")
        #expect(run.output.isEmpty)
    }

    @Test("a month stands beside an earlier one of the same definition only") func report() throws {
        let folder = try Self.folder()
        func report(_ month: String, _ more: [String] = []) throws -> Command {
            try Command.run(
                ["report", "--pipeline", "proef.yaml", "--period", month, "signals.ndjson"] + more,
                folder: folder)
        }
        try folder.write("2.json", try report("2026-02", ["--format", "json"]).output)
        try folder.write(
            "oud.json", try report("2026-02", ["--format", "json", "--definition", "divosa-2022"]).output)
        let series = try report("2026-03", ["--earlier", "2.json", "--report", "maart.html"])
        #expect(series.status == 0, "\(series.messages)")
        #expect(series.output.contains("| 2026-02 |") && series.output.contains("| 2026-03 |"))
        #expect(try folder.read("maart.html").contains("divosa-2023"))
        let mixed = try report("2026-03", ["--earlier", "oud.json"])
        #expect(mixed.status == 65)
        #expect(mixed.messages.contains("seinpost report --period 2026-02 --definition divosa-2023"))
        #expect(try report("2026-13").status == 64)
    }

    @Test("the register's record needs its texts") func register() throws {
        let folder = try Self.folder()
        let base = ["algorithm-register", "--organisation", "Proef", "--contact", "proef@example.nl"]
        let bare = try Command.run(base + ["proef.yaml"], folder: folder)
        #expect(bare.status == 65)
        #expect(bare.messages.contains("write `goal` under `accountability`"))
        #expect(bare.output.isEmpty)
        let whole = try Command.run(base + [Fixture.repository + "/pipelines/den-haag.yaml"], folder: folder)
        #expect(whole.status == 0, "\(whole.messages)")
        #expect(whole.output.contains("\"lawful_basis\""))
    }

    @Test("a delivery and a creditor's feedback hold the signals of the period") func deliveries() throws {
        let folder = try Self.folder()
        let period = [
            "--pipeline", "proef.yaml", "--from", "2026-03-01", "--to", "2026-03-31", "signals.ndjson",
        ]
        let ddas = try Command.run(
            ["ddas", "export"] + period + [
                "--organisation", "Proef", "--kvk", "12345678", "--contact-name", "A", "--contact-role", "B",
                "--contact-mail", "a@example.nl", "--contact-phone", "0", "--at", "2026-04-01T06:00:00Z",
            ], folder: folder)
        #expect(ddas.status == 0, "\(ddas.messages)")
        #expect(ddas.messages == "2 signals, 1 case\n")
        #expect(
            ddas.output.contains("\"postcode\":\"1000AA\"")
                || ddas.output.contains("\"postcode\": \"1000AA\""))
        let feedback = try Command.run(["feedback", "export", "--partner", "Zorg"] + period, folder: folder)
        #expect(feedback.output.hasSuffix("S-2;20-03-2026;Opgepakt;20-03-2026\r\n"))
    }
}
