// Every check of the loaders against a file that must fail it, with the exact text that people see.
// In: bad/*.yaml and bad/*.expected. Out: failures; a missing expectation is recorded and fails the run.

import Foundation
import Rules
import Testing

@Suite("Bad files")
struct BadFileTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "bad")

    static let files: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    @Test("There are bad files") func listing() {
        #expect(BadFileTests.files.count > 50)
    }

    @Test("A bad file gives exactly the findings beside it", arguments: files)
    func findings(name: String) throws {
        let read: (String) throws -> [UInt8] = {
            Array(try Data(contentsOf: BadFileTests.folder.appendingPathComponent($0)))
        }
        let diagnostics: [Diagnostic]
        if name.hasSuffix(".test.yaml") {
            let (file, found) = RuleTestLoader.load(path: name, read: read)
            #expect((file == nil) == found.contains { $0.severity == .error })
            diagnostics = found
        } else {
            let (pipeline, found) = PipelineLoader.load(path: name, read: read)
            #expect((pipeline == nil) == found.contains { $0.severity == .error })
            diagnostics = found
        }
        #expect(!diagnostics.isEmpty)
        let text = diagnostics.map { $0.rendered() }.joined()
        let stem = name.replacingOccurrences(of: ".yaml", with: ".expected")
        let expectedFile = BadFileTests.folder.appendingPathComponent(stem)
        let expected = try? String(contentsOf: expectedFile, encoding: .utf8)
        if ProcessInfo.processInfo.environment["RECORD"] != nil || expected == nil {
            try text.write(to: expectedFile, atomically: true, encoding: .utf8)
            if text != expected { Issue.record("Recorded \(stem); look at it and run again.") }
            return
        }
        #expect(text == expected)
    }
}
