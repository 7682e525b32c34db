// The tests of pipelines, played: what passes, what fails, and what is said then.

import Policy
import Rules
import Signals
import Testing

@Suite struct RuleTestRunnerTests {
    private static let pipeline = """
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
            reason: "{kinds(month)} soorten"
        classes:
          - {id: bellen, score: 30, due: 28d, ladder: [Telefoon, Brief], retry: 7d}
          - {id: bericht, score: 0, due: 28d, ladder: [Brief], retry: 14d}
        teams:
          - {id: centrum, default: true}
        """

    /// Plays one test with these events and expectations, each a line of YAML.
    private func play(_ events: [String], expect: [String], statuses: [String]? = nil) throws
        -> RuleTestResult
    {
        func list(_ key: String, _ lines: [String]) -> String {
            lines.isEmpty ? "    \(key): []\n" : "    \(key):\n" + lines.map { "      - {\($0)}\n" }.joined()
        }
        var text =
            "pipeline: p.yaml\ntests:\n  - name: proef\n" + list("events", events) + list("expect", expect)
        if let statuses { text += list("statuses", statuses) }
        let (file, diagnostics) = RuleTestLoader.load(path: "p.test.yaml") { _ in Array(text.utf8) }
        let test = try #require(file?.tests.first, "\(diagnostics)")
        let pipeline = try #require(
            PipelineLoader.load(path: "p.yaml") { _ in Array(Self.pipeline.utf8) }.pipeline)
        return RuleTestRunner(pipeline: pipeline).run(test)
    }

    private let huur = "on: 2026-03-02, signal: Huur, amount: €620, address: A"

    @Test("every kind of event is played") func everyKind() throws {
        let result = try play(
            [
                huur, "on: 2026-03-03, assign: mw-1, address: A",
                "on: 2026-03-04, attempt: Brief, reached: false, address: A",
                "on: 2026-03-05, signal: Zorg, amount: €100, ID: Z-1, address: A",
                "on: 2026-03-06, withdraw: Zorg, ID: Z-1, reden: betaald, address: A",
                "on: 2026-03-07, circumstance: minderjarige-kinderen, vanaf: 2020-01-01, address: A",
                "on: 2026-03-08, close: Inwoner is overleden, address: A",
                "on: 2026-03-09, erase: true, address: A",
                "on: 2026-03-10",
            ],
            expect: [
                "on: 2026-03-02, address: A, revision: 1, class: bericht, score: 0, due: 2026-03-30, rules: [],"
                    + " next: Brief, late: false",
                "on: 2026-03-03, address: A, revision: 2, worker: mw-1",
                "on: 2026-03-04, address: A, revision: 3, attempts: 1, next: Administratief",
                "on: 2026-03-05, address: A, revision: 4, class: bellen, rules: [meervoudig], team: centrum",
                "on: 2026-03-06, address: A, revision: 5, class: bellen",
                "on: 2026-03-08, address: A, revision: 6, status: gesloten, result: Inwoner is overleden, next: null",
            ],
            statuses: [
                "on: 2026-03-02, signal: Huur, status: Opgepakt",
                "on: 2026-03-05, signal: Zorg, status: Opgepakt",
            ])
        #expect(result.findings == [])
        #expect(result.difference.allSatisfy { $0.side == .both })
    }

    @Test("a wrong field is shown with what was expected and what came") func wrongField() throws {
        let result = try play(
            [huur], expect: ["on: 2026-03-02, address: A, class: bellen, due: 2026-03-30, score: 30"])
        let finding = try #require(result.findings.first)
        #expect(result.findings.count == 1)
        #expect(finding.place.line == 7)
        #expect(finding.fields.map(\.name) == ["class", "score"])
        #expect(
            finding.text == """
                p.test.yaml:7: the task revision differs
                  class  expected bellen, got bericht
                  score  expected 30, got 0
                """)
        #expect(result.difference.map(\.side) == [.expected, .got])
        #expect(
            result.difference[1].text
                == "- {on: 2026-03-02, address: A, class: bericht, score: 0, due: 2026-03-30}")
    }

    @Test("a revision too many fails, and so does one too few") func exhaustive() throws {
        let much = try play([huur], expect: [])
        #expect(much.findings.count == 1)
        #expect(
            much.findings[0].message.contains("unexpectedly: - {on: 2026-03-02, address: A, class: bericht"))
        let few = try play(
            [huur],
            expect: ["on: 2026-03-02, address: A, revision: 1", "on: 2026-03-02, address: A, revision: 2"])
        #expect(few.findings.map(\.message) == ["no task revision came that belongs to this"])
    }

    @Test("statuses are compared only when they are given, and then all") func statuses() throws {
        let low = "on: 2026-03-02, signal: Zorg, amount: €20, address: A"
        #expect(try play([low], expect: []).hasPassed)
        #expect(try play([low], expect: [], statuses: []).findings.count == 1)
        let wrong = try play([low], expect: [], statuses: ["on: 2026-03-02, signal: Zorg, status: Opgepakt"])
        #expect(wrong.findings.first?.fields.first?.got == "Niet opgepakt: onterecht signaal")
    }

    @Test("a worker's event without a task is the test's own fault") func noTask() throws {
        let result = try play(["on: 2026-03-02, attempt: Brief, reached: true, address: A"], expect: [])
        #expect(result.findings.map(\.message) == ["there is no task at address A yet"])
        #expect(result.findings[0].place.line == 5)
    }

    @Test("addresses of a test are different households") func addresses() throws {
        let labels = ["A", "B", "Z", "AA", "AB", "ZZ", "AAA", "Dorpsstraat 1"]
        let events = labels.map { "on: 2026-03-02, signal: Huur, amount: €620, address: \($0)" }
        let expected = labels.map { "on: 2026-03-02, address: \($0), revision: 1, class: bericht" }
        #expect(try play(events, expect: expected).findings == [])
    }

    @Test("JUnit XML holds names and messages as XML wants them") func junit() throws {
        var result = try play([huur], expect: [])
        result.test.name = "a < b & \"c\" \u{1}"
        var report = JUnitReport()
        report.add(file: "p.test.yaml", results: [result], seconds: 1.25)
        #expect(report.xml.contains("name=\"a &lt; b &amp; &quot;c&quot; \u{FFFD}\""))
        #expect(report.xml.contains("tests=\"1\" failures=\"1\" errors=\"0\" time=\"1.250\""))
    }
}
