// How findings look to people and to programs, and how near words are found.
// In: findings. Out: failures. Depends on: Rules.

import Foundation
import Testing

@testable import Rules

@Suite("Findings")
struct DiagnosticTests {
    static let sample = Diagnostic(
        severity: .warning, file: "a \"b\".yaml", line: 2, column: 3, length: 2, message: "é \\ is odd",
        sourceLine: "\tx\u{1B}[1mé")

    @Test("A caret stands under what is meant; tabs stay, control characters do not reach the terminal")
    func rendered() {
        #expect(
            DiagnosticTests.sample.rendered()
                == "a \"b\".yaml:2:3: warning: é \\ is odd\n\tx\u{FFFD}[1mé\n\t ^^\n")
        #expect(DiagnosticTests.sample.rendered(isColored: true).contains("\u{1B}[1;33mwarning:\u{1B}[0m"))
    }

    @Test("JSON is valid and keeps every character")
    func json() throws {
        #expect(Diagnostic.json([]) == "[]\n")
        var odd = DiagnosticTests.sample
        odd.message = "a\u{1}\n\t\"\\/é\u{2028}"
        let data = Data(Diagnostic.json([DiagnosticTests.sample, odd]).utf8)
        let list = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        #expect(list.map { $0["message"] as? String } == ["é \\ is odd", odd.message])
        #expect(list[0]["file"] as? String == "a \"b\".yaml" && list[0]["line"] as? Int == 2)
        #expect(list[0]["severity"] as? String == "warning" && list[0]["length"] as? Int == 2)
    }

    @Test(
        "The nearest word is suggested when it is near enough",
        arguments: [
            ("rulez", "rules"), ("pipelien", "pipeline"), ("Clases", "classes"), ("xyz", nil), ("", nil),
            ("repeatwindow", "repeat-window"),
        ])
    func suggestions(word: String, expected: String?) {
        #expect(Suggestion.nearest(word, among: PipelineKeys.pipeline) == expected)
    }

    @Test(
        "Distances count inserts, removals, replacements and swaps",
        arguments: [("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("kitten", "sitting", 3), ("abc", "abc", 0)])
    func distance(from: String, to: String, expected: Int) {
        #expect(Suggestion.distance(Array(from), Array(to)) == expected)
    }
}
