// `seinpost test`: the tests that stand beside the rules.
// In: test files and their pipelines. Out: a line for each failure, JUnit XML. Depends on: Policy.

import ArgumentParser
import Policy
import Rules
import Runtime
import Signals

struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the tests of pipelines: do the rules do what their tests say?",
        discussion: """
            Tests stand beside a pipeline: den-haag.test.yaml beside den-haag.yaml. They are exhaustive: a task \
            revision that no test expects is a failure. The exit code is 1 when a test fails or when there is none.

            Examples:
              seinpost test
              seinpost test pipelines/den-haag.yaml --run "jongere|energie" --diff
              seinpost test pipelines --junit results.xml
            """)

    @Argument(
        help: ArgumentHelp(
            "Pipelines, test files or folders; by default the folder `pipelines`, or else this folder."),
        completion: .file())
    var paths: [String] = []

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp("Only tests with a name in which this is found.", valueName: "regex"))
    var pattern: String?

    @Option(help: ArgumentHelp("Writes the results as JUnit XML.", valueName: "file"), completion: .file())
    var junit: String?

    @Flag(help: "Shows expected and got of a failed test side by side, as lines of a test file.")
    var diff = false

    func validate() throws {
        _ = try regex()
        if junit == "-" { throw ValidationError("--junit takes a file; failures go to standard output.") }
    }

    func run() throws {
        let regex = try regex()
        let files = try testFiles()
        let outputs = try OutputPaths([junit])
        try outputs.check(against: files, "a test file")
        let report = try junit.map { try OutputFile(path: $0) }
        let output = try OutputFile()
        try output.release()
        var results = JUnitReport()
        var passed = 0
        var failed = 0
        var broken: [Failure] = []
        for path in files {
            let started = ContinuousClock.now
            let loaded: LoadedTests
            do {
                loaded = try LoadedTests(path, outputs: outputs)
            } catch let failure as Failure where failure.status != .usage {
                broken.append(failure)
                results.add(unusable: path, message: failure.message ?? "cannot be used")
                continue
            }
            let played = loaded.tests.filter { test in
                guard let regex else { return true }
                return test.name.firstMatch(of: regex) != nil
            }.map { loaded.runner.run($0) }
            results.add(file: path, results: played, seconds: (ContinuousClock.now - started).inSeconds)
            for result in played where !result.hasPassed { try output.write(text(of: result)) }
            failed += played.count { !$0.hasPassed }
            passed += played.count { $0.hasPassed }
        }
        try output.finish()
        try report?.write(results.xml)
        try report?.finish()
        try conclude(passed: passed, failed: failed, broken: broken)
    }

    private func conclude(passed: Int, failed: Int, broken: [Failure]) throws {
        let number = passed + failed
        var problems: [String] = []
        if failed > 0 { problems.append("\(failed) failed") }
        if !broken.isEmpty { problems.append("\(count(broken.count, "file")) could not be used") }
        let verdict =
            problems.isEmpty
            ? Terminal.messages.styled("32", "all passed")
            : Terminal.messages.styled("1;31", problems.joined(separator: ", "))
        if number > 0 { Terminal.say("\(count(number, "test")), \(verdict)\n") }
        if let first = broken.first { throw first }
        if number == 0 {
            throw Failure(.findings, pattern == nil ? "there are no tests" : "no test has such a name")
        }
        if failed > 0 { throw Failure(.findings) }
    }

    private func regex() throws -> Regex<AnyRegexOutput>? {
        guard let pattern else { return nil }
        do {
            return try Regex(pattern)
        } catch {
            throw ValidationError("--run takes a regular expression, and `\(pattern)` is none.")
        }
    }

    private func text(of result: RuleTestResult) -> String {
        let terminal = Terminal.output
        let place = "\(result.test.place.file.printable):\(result.test.place.line)"
        let name = terminal.styled("1", result.test.name.printable)
        var text = "\(terminal.styled("1;31", "failed")) \(name) (\(place))\n"
        for finding in result.findings {
            text += finding.text.split(separator: "\n").map { "  \($0.printable)\n" }.joined()
        }
        guard diff else { return text }
        for line in result.difference {
            let shown = "  \(line.side.rawValue) \(line.text.printable)"
            switch line.side {
            case .both: text += shown
            case .expected: text += terminal.styled("31", shown)
            case .got: text += terminal.styled("32", shown)
            }
            text += "\n"
        }
        return text
    }

    /// The test files that the arguments stand for.
    private func testFiles() throws -> [String] {
        let given = paths.isEmpty ? [SmallFile.isDirectory("pipelines") ? "pipelines" : "."] : paths
        return try given.flatMap { path -> [String] in
            if SmallFile.isDirectory(path) { return try SmallFile.list(path).filter(PipelineFile.isTest) }
            _ = try SmallFile.read(path)
            if PipelineFile.isTest(path) { return [path] }
            let dot = path.lastIndex(of: ".") ?? path.endIndex
            let beside = path[..<dot] + ".test" + path[dot...]
            guard SmallFile.exists(String(beside)) else {
                throw Failure(.findings, "`\(path)` has no tests: there is no `\(beside)`")
            }
            return [String(beside)]
        }
    }
}

/// A test file with the pipeline that it tests.
private struct LoadedTests {
    let tests: [RuleTest]
    let runner: RuleTestRunner

    /// Shows what is wrong with either file.
    init(_ path: String, outputs: OutputPaths) throws {
        _ = try SmallFile.read(path)
        let (file, diagnostics) = RuleTestLoader.load(path: path) { try SmallFile.read($0) }
        Self.show(diagnostics)
        guard let file else { throw Failure(.configuration, "the tests `\(path)` cannot be used; see above") }
        let pipeline = try PipelineFile.load(file.pipelinePath, outputs: outputs)
        let unknown = RuleTestLoader.check(file, against: pipeline)
        Self.show(unknown)
        if unknown.contains(where: { $0.severity == .error }) {
            throw Failure(.configuration, "the tests `\(path)` cannot be used; see above")
        }
        tests = file.tests
        runner = RuleTestRunner(pipeline: pipeline)
    }

    private static func show(_ diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics {
            Terminal.say(diagnostic.rendered(isColored: Terminal.messages.isColored))
        }
    }
}
