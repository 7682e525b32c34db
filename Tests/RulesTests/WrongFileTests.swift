// A file that is something else than it was given as: what it holds stays out of the findings.

import Foundation
import Testing

@testable import Rules

@Suite("Wrong files")
struct WrongFileTests {
    static let record =
        #"{"specversion":"1.0","source":"urn:GEHEIM","id":"GEHEIM","data":{"GEHEIM":"GEHEIM"}}"#

    static let texts = [
        "GEHEIM", "GEHEIM\n", "GEHEIM: GEHEIM\n", "source: GEHEIM\nGEHEIM: [1\n", "- GEHEIM\n- GEHEIM: [\n",
        record, record + "\n" + record + "\n", record + "\n\n{\"GEHEIM\":", "GEHEIM: 1\nGEHEIM: 2\n",
        "&GEHEIM a: *GEHEIM\n", "!GEHEIM {GEHEIM: 1}\n", "GEHEIM\u{1B}[31m\n", "%GEHEIM 1\n---\n",
        "? [GEHEIM]\n: 1\n", "\"GEHEIM\\q\"\n", "zone: GEHEIM\nversion: GEHEIM\n",
    ]

    @Test("Nothing of it is quoted, as pipeline, as base or as test", arguments: texts)
    func silent(text: String) {
        let read = Load.bytes(["x": Array(text.utf8), "own.yaml": Array("extends: x\npipeline: own\n".utf8)])
        let tests = RuleTestLoader.load(path: "x", read: read)
        #expect(tests.file == nil)
        for path in ["x", "own.yaml"] {
            let (pipeline, found) = PipelineLoader.load(path: path, read: read)
            #expect(pipeline == nil)
            for finding in found + tests.diagnostics where finding.file == "x" {
                #expect(finding.severity == .error)
                #expect(finding.sourceLine.isEmpty)
                #expect(!(finding.rendered() + finding.json).contains("GEHEIM"))
            }
            #expect(found.contains { $0.file == "x" })
        }
    }

    @Test(
        "A pipeline with an error in its YAML is still shown with its line",
        arguments: ["rules: [\n", "partners:\n  Huur: {valid: a: b}\n"])
    func shown(text: String) {
        let (_, found) = Load.text(Load.least + text)
        #expect(found.contains { !$0.sourceLine.isEmpty })
    }

    @Test("A finding without text of the file keeps its place and its words") func bare() {
        let finding = Diagnostic(
            severity: .error, file: "x", line: 2, column: 3, length: 4,
            message: "unknown key `a`; did you mean `b`?", sourceLine: "a: 1")
        #expect(finding.bare.rendered() == "x:2:3: error: unknown key `…`; did you mean `…`?\n")
    }
}
