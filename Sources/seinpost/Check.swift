// `seinpost check`: everything that is wrong with a pipeline.
// In: pipeline files. Out: findings, as text or JSON. Depends on: Rules.

import ArgumentParser
import Rules
import Runtime

struct Check: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    static let configuration = CommandConfiguration(
        abstract: "Tells everything that is wrong with pipeline files.",
        discussion: """
            Each finding has its place, the line, and what would be right. A rule without a justification is warned \
            about when it looks at a known proxy of something that may not decide. The exit code is 1 when there is an \
            error; warnings alone leave it 0.

            Examples:
              seinpost check pipelines
              seinpost check --format json den-haag.yaml
            """)

    @Argument(
        help: "Pipeline files, or folders of them (`*.yaml` without `*.test.yaml`).", completion: .file())
    var paths: [String]

    @Option(help: "text for people, json for editors: one array of findings.")
    var format: Format = .text

    func run() throws {
        var findings: [Diagnostic] = []
        var seen: Set<Diagnostic> = []
        let files = try PipelineFile.find(paths)
        for path in files {
            _ = try SmallFile.read(path)
            // A base is read again for each pipeline that extends it.
            for finding in PipelineLoader.load(path: path, advises: true, read: { try SmallFile.read($0) })
                .diagnostics
            {
                if seen.insert(finding).inserted { findings.append(finding) }
            }
        }
        let output = try OutputFile()
        switch format {
        case .json: try output.write(Diagnostic.json(findings))
        case .text:
            let isColored = Terminal.output.isColored
            for finding in findings { try output.write(finding.rendered(isColored: isColored)) }
        }
        try output.finish()
        let errors = findings.count { $0.severity == .error }
        if format == .text {
            let warnings = findings.count - errors
            Terminal.say(
                "\(count(files.count, "pipeline")), \(count(errors, "error")), \(count(warnings, "warning"))\n"
            )
        }
        if errors > 0 { throw Failure(.findings) }
    }
}

/// `1 error`, `2 errors`.
func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
