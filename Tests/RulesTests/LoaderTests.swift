// Sound files give the pipeline that they describe: sections, defaults, merging, hash, and odd bytes.
// In: good/*.yaml and texts. Out: failures. Depends on: Rules.

import Foundation
import Signals
import Testing

@testable import Rules

/// Loads from a folder beside this file, or from texts by name.
enum Load {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    static func good(_ name: String) -> (pipeline: Pipeline?, diagnostics: [Diagnostic]) {
        PipelineLoader.load(path: name) {
            Array(try Data(contentsOf: folder.appendingPathComponent("good/" + $0)))
        }
    }

    static func bytes(_ files: [String: [UInt8]]) -> (String) throws -> [UInt8] {
        { path in
            guard let bytes = files[path] else { throw CocoaError(.fileNoSuchFile) }
            return bytes
        }
    }

    static func text(_ text: String) -> (pipeline: Pipeline?, diagnostics: [Diagnostic]) {
        PipelineLoader.load(path: "x.yaml", read: bytes(["x.yaml": Array(text.utf8)]))
    }

    /// The least that a pipeline needs.
    static let least = """
        pipeline: x
        version: "1"
        municipality: "0518"
        source: urn:x
        partners: {Huur: {}}
        classes: [{id: a, score: 0, due: 1d, retry: 1d, ladder: [Brief]}]
        teams: [{id: t, default: true}]
        rules: [{id: r, scope: household, when: crisis(31d), reason: x}]

        """
}

@Suite("Loader")
struct LoaderTests {
    @Test("Every key arrives where it belongs")
    func everything() throws {
        let (found, diagnostics) = Load.good("base.yaml")
        #expect(diagnostics.map(\.message) == ["rule `weg` can never hold: it says `false`"])
        #expect(found == nil)
        let (merged, warnings) = Load.good("own.yaml")
        #expect(warnings.map { $0.rendered() } == [])
        let pipeline = try #require(merged)
        #expect(pipeline.id == "eigen" && pipeline.version == "2" && pipeline.municipality == "0518")
        #expect(pipeline.areasEdition == 2025 && pipeline.zone == "Europe/Amsterdam")
        #expect(pipeline.youth == 18...27 && pipeline.retention == .months(13))
        #expect(pipeline.repeatWindow == .days(62), "taken out, so the default")
        #expect(pipeline.liveFrom == CivilDate("2026-01-01"))
        #expect(pipeline.helped == [.adviesOfQuickFix])
        #expect(pipeline.teams.map(\.id) == ["jong", "centrum"])
        #expect(pipeline.referrals.map(\.id) == ["a", "b", "c"])
        #expect(pipeline.referrals[1].note == nil && pipeline.referrals[1].url == "https://example.org")
        #expect(pipeline.capacity?.perWeek.map(\.milliHours) == [500])
        #expect(pipeline.capacity?.perContact == [Capacity.Entry(key: .telefoon, milliHours: 125)])
        #expect(pipeline.columns.first?.columns.map(\.column) == ["Openstaand", "Peildatum"])
        #expect(pipeline.accountability == ["goal": "doel", "lawful-basis": "wet"])
    }

    @Test("Classes fall by score after a merge, base things keep their order, a mapping form merges by id")
    func merging() throws {
        let pipeline = try #require(Load.good("own.yaml").pipeline)
        #expect(pipeline.classes.map(\.id) == ["crisis", "bellen", "tussen", "bericht"])
        #expect(pipeline.classes[3].ladder == [.brief], "a plain list replaces")
        #expect(pipeline.classes[3].due == .workingDays(3) && pipeline.classes[3].retry == .workingDays(1))
        #expect(pipeline.rules.map(\.id) == ["eerste", "tweede", "derde"])
        #expect(pipeline.rules[0].points == 41 && pipeline.rules[0].referrals == [0])
        #expect(pipeline.rules[1].classIndex == 1 && pipeline.rules[2].classIndex == 0)
        #expect(pipeline.rules[1].referrals == [1, 0] && pipeline.rules[1].isYouth)
        let zorg = pipeline.partners[Int(PartnerType.zorg.rawValue)]
        #expect(zorg.first?.youthThresholdCents == nil && zorg.first?.fromDays == 30)
        #expect(pipeline.partners[Int(PartnerType.energie.rawValue)].isEmpty)
    }

    @Test("Measures are shared by value; each rule keeps its own texts, `when` first, without doubles")
    func shown() throws {
        let pipeline = try #require(Load.good("own.yaml").pipeline)
        let rule = pipeline.rules[1]
        #expect(
            rule.shown.map(\.text) == [
                "age", "outstanding(90d)", "outstanding(90d, ago: 30d)", "kinds(month)",
            ])
        #expect(rule.shown[3].measure == pipeline.rules[0].shown[0].measure)
        #expect(
            rule.reason == [
                .text("Van "), .value(2), .text(" naar "), .value(1), .text(" ("), .value(3),
                .text(" soorten)"),
            ])
        #expect(rule.whenText.contains("and outstanding(90d) >= 2"))
        #expect(pipeline.measures.count == Set(pipeline.measures).count)
        #expect(rule.active.from == CivilDate("2026-01-01") && rule.active.until == nil)
    }

    @Test("The hash is over the bytes of all files, base first")
    func hash() throws {
        let pipeline = try #require(Load.good("own.yaml").pipeline)
        let all = try ["root/root.yaml", "base.yaml", "own.yaml"].map {
            Array(try Data(contentsOf: Load.folder.appendingPathComponent("good/" + $0)))
        }
        #expect(pipeline.hash == PipelineFiles.hash(all))
        #expect(PipelineFiles.hash([Array("ab".utf8), Array("c".utf8)]) == "ba7816bf8f01", "SHA-256 of abc")
        #expect(PipelineFiles.hash([]) == "e3b0c44298fc")
    }

    @Test("What is left out has its default")
    func defaults() throws {
        let (found, diagnostics) = Load.text(Load.least)
        #expect(diagnostics.isEmpty)
        let pipeline = try #require(found)
        #expect(pipeline.zone == "Europe/Amsterdam" && pipeline.youth == 18...27)
        #expect(pipeline.retention == .months(13) && pipeline.repeatWindow == .days(62))
        #expect(pipeline.sample == nil && pipeline.liveFrom == nil && pipeline.capacity == nil)
        #expect(pipeline.rules[0].points == 0)
        #expect(pipeline.partners[Int(PartnerType.huur.rawValue)].first?.thresholdCents == nil)
    }

    @Test("Partner terms stand by date, whatever their order in the file")
    func terms() throws {
        let text = Load.least.replacingOccurrences(
            of: "{Huur: {}}",
            with: "{Huur: [{valid: 2022-01-01.., from: 2d}, {valid: ..2021-12-31, from: 1d}]}")
        let pipeline = try #require(Load.text(text).pipeline)
        #expect(pipeline.partners[Int(PartnerType.huur.rawValue)].map(\.fromDays) == [1, 2])
    }

    @Test(
        "A share becomes its exact fraction of 2^64, rounded down",
        arguments: [
            ("0", 0), ("0.5", 1 << 63), ("0.02", 368_934_881_474_191_032), ("1", nil), ("1.000", nil),
            ("0.1", 1_844_674_407_370_955_161), ("0.999999999999999999", 18_446_744_073_709_551_597),
        ] as [(String, UInt64?)])
    func share(rate: String, below: UInt64?) throws {
        let (found, diagnostics) = Load.text(Load.least + "sample: {rate: \(rate), class: a}\n")
        #expect(diagnostics.isEmpty)
        #expect(try #require(found).sample == Sample(below: below, classIndex: 0))
    }

    @Test("A byte order mark, CR LF and other line ends change nothing but the hash")
    func lineEnds() throws {
        let plain = try #require(Load.text(Load.least).pipeline)
        for text in [
            "\u{FEFF}" + Load.least, Load.least.replacingOccurrences(of: "\n", with: "\r\n"),
            Load.least.replacingOccurrences(of: "\n", with: "\r"), "---\n" + Load.least + "...\n",
        ] {
            let (found, diagnostics) = Load.text(text)
            #expect(diagnostics.isEmpty)
            #expect(found?.rules.map(\.whenText) == plain.rules.map(\.whenText))
            #expect(found?.hash != plain.hash)
        }
        let (_, wrong) = Load.text(
            ("\u{FEFF}" + Load.least + "# é\nfoo: 1\n").replacingOccurrences(of: "\n", with: "\r\n"))
        #expect(wrong.map { "\($0.line):\($0.column) \($0.sourceLine)" } == ["10:1 foo: 1"])
    }

    @Test("Texts stay texts: no YAML 1.1 booleans, numbers or dates")
    func texts() throws {
        let text = Load.least.replacingOccurrences(of: "version: \"1\"", with: "version: 1_000.50e3")
            .replacingOccurrences(of: "{id: t, default: true}", with: "{id: no, default: true}")
        let pipeline = try #require(Load.text(text).pipeline)
        #expect(pipeline.version == "1_000.50e3" && pipeline.teams[0].id == "no")
    }

    @Test("An unreadable file is one finding at its head")
    func unreadable() {
        let (pipeline, diagnostics) = PipelineLoader.load(path: "a/b.yaml", read: Load.bytes([:]))
        #expect(pipeline == nil)
        #expect(diagnostics.map { $0.rendered() } == ["a/b.yaml:1:1: error: cannot read `a/b.yaml`\n"])
    }

    @Test("A base is looked for in the folder of the file that extends it")
    func folders() throws {
        let files = [
            "p/own.yaml": Array("extends: ../q/base.yaml\npipeline: own\n".utf8),
            "p/../q/base.yaml": Array("extends: /r/root.yaml\n".utf8), "/r/root.yaml": Array(Load.least.utf8),
        ]
        let (pipeline, diagnostics) = PipelineLoader.load(path: "p/own.yaml", read: Load.bytes(files))
        #expect(diagnostics.isEmpty)
        #expect(pipeline?.id == "own")
        let endless = PipelineLoader.load(path: "0") { Array("extends: \(Int($0)! + 1)\n".utf8) }
        #expect(endless.diagnostics.map(\.message) == ["more than 16 files extend each other"])
    }

    @Test("Broken bytes and broken structure give findings, never a trap", arguments: 0..<20)
    func mutations(seed: Int) throws {
        var dice = Dice(state: UInt64(seed) &+ 5)
        let names = ["good/base.yaml", "good/every.test.yaml", "bad/positions.yaml"]
        for name in names {
            let original = Array(try Data(contentsOf: Load.folder.appendingPathComponent(name)))
            for _ in 0..<5 {
                var bytes = original
                for _ in 0..<Int.random(in: 1...6, using: &dice) {
                    let place = Int.random(in: 0..<bytes.count, using: &dice)
                    switch Int.random(in: 0...3, using: &dice) {
                    case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
                    case 1: bytes.remove(at: place)
                    case 2:
                        bytes.insert(
                            contentsOf: Array("{[\"'&*!|>:- #\n\t".utf8).shuffled(using: &dice).prefix(2),
                            at: place)
                    default: bytes.removeSubrange(place..<min(bytes.count, place + 40))
                    }
                }
                let read = { (_: String) in bytes }
                let (pipeline, found) = PipelineLoader.load(path: name, read: read)
                #expect((pipeline == nil) == found.contains { $0.severity == .error })
                let (file, other) = RuleTestLoader.load(path: name, read: read)
                #expect((file == nil) == other.contains { $0.severity == .error })
                for diagnostic in found + other { _ = diagnostic.rendered(isColored: true) + diagnostic.json }
            }
        }
    }

    @Test("A file that is too large is refused")
    func large() {
        let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: SourceFile.byteLimit + 1)
        let (_, diagnostics) = PipelineLoader.load(path: "x") { _ in bytes }
        #expect(diagnostics.map(\.message) == ["the file is larger than 1048576 bytes"])
    }
}
