// Each tidy check against something that it must find: a check that never failed proves nothing.
// In: invented files. Out: failures. Depends on: TidyTests.

import Testing

@Suite("Tidy checks see what they are for")
struct TidyCheckTests {
    @Test("A ban sees its text in code, and not in a comment or a longer name", arguments: Bans.all)
    func ban(_ ban: Ban) {
        let path = "\(ban.folder)/Nieuw.swift"
        let bad = SourceFile(path: path, text: "// Een bestand.\n\n    \(ban.text)1)\n")
        #expect(ban.violations(in: [bad]).count == 1)
        #expect(ban.violations(in: [SourceFile(path: path, text: "    // \(ban.text)1)\n")]) == [])
        if ban.text.first?.isLetter == true {
            #expect(ban.violations(in: [SourceFile(path: path, text: "    finger\(ban.text)1)\n")]) == [])
        }
        for allowed in ban.allowed {
            #expect(ban.violations(in: [SourceFile(path: allowed, text: ban.text)]) == [])
        }
    }

    @Test(
        "A header is missing, too short, too long, or runs into the code",
        arguments: [
            ("import A\n", false), ("// Een.\n\n", false), ("// Een.\n// Twee.\nimport A\n", false),
            ("// Een.\n// Twee.\n// Drie.\n// Vier.\n\n", false), ("/// Een.\n/// Twee.\n\n", false),
            ("// Een.\n// Twee.\n\nimport A\n", true), ("// Een.\n// Twee.\n//\n// Meer.\n\n", true),
        ])
    func header(text: String, isRight: Bool) {
        #expect(TidyTests.hasHeader(SourceFile(path: "Sources/A/B.swift", text: text)) == isRight)
    }

    @Test("Code is too wide from 111 columns, a comment from 121, and a column is a letter") func columns() {
        func isTooWide(_ line: String) -> Bool {
            !TidyTests.tooWide(SourceFile(path: "a.swift", text: line)).isEmpty
        }
        #expect(!isTooWide("a()" + String(repeating: "a", count: 107)))
        #expect(isTooWide("a()" + String(repeating: "a", count: 108)))
        #expect(!isTooWide("// " + String(repeating: "é", count: 117)))
        #expect(isTooWide("// " + String(repeating: "é", count: 118)))
    }

    @Test("A function's length is counted from its first line to its last brace", arguments: [70, 71])
    func functions(lines: Int) {
        let body = String(repeating: "        work()\n", count: lines - 2)
        for head in [
            "    func one() {", "    package mutating func one(",
            "    @Test(\"a (b)\", arguments: 1...3) func one() {",
            "    init?(one: Int) {", "    deinit {",
        ] {
            let file = SourceFile(path: "a.swift", text: "struct A {\n\(head)\n\(body)    }\n}\n")
            #expect(Functions.lengths(in: file).map(\.lines) == [lines], "\(head)")
        }
    }

    @Test(
        "Work put off is found as a word of its own",
        arguments: [("// TODO: later", 1), ("// FIXME", 1), ("let TODOS", 0)])
    func putOff(line: String, count: Int) {
        #expect(TidyTests.putOff(in: SourceFile(path: "a.swift", text: line)).count == count)
    }

    @Test(
        "A place on one machine is found",
        arguments: ["/home/jan/x", "cd /work/x", "http://10.0.0.7/", "C:\\Users\\jan"])
    func places(line: String) {
        #expect(TidyTests.places(in: SourceFile(path: "a.md", text: line)).count == 1)
    }
}
