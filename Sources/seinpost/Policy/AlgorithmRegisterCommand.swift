// `seinpost algorithm-register`: what must be published about the rules, made from the rules.
// In: a pipeline. Out: the record as JSON, or a page as Markdown or HTML. Depends on: Policy.

import ArgumentParser
import Policy
import Rules
import Runtime

struct AlgorithmRegisterCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case json, markdown, html }

    static let configuration = CommandConfiguration(
        commandName: "algorithm-register",
        abstract: "Writes the record of a pipeline for the Dutch algorithm register.",
        discussion: """
            The record follows publication standard 1.0. Rules, terms, points, classes and referrals come from the \
            pipeline, texts that a person must write from its `accountability`. A text that is missing or too long is \
            an error (exit code 65) and nothing is written.

            Examples:
              seinpost algorithm-register --organisation "Gemeente Den Haag" \\
                --contact algoritmes@example.nl den-haag.yaml
              seinpost algorithm-register --format html --organisation … --contact … den-haag.yaml >register.html
            """)

    @Argument(help: "The pipeline file.", completion: .file())
    var pipeline: String

    @Option(help: "The organisation that publishes.")
    var organisation: String

    @Option(help: "A mail address for questions.")
    var contact: String

    @Option(help: "One of: In ontwikkeling, In gebruik, Buiten gebruik.")
    var status: String = "In ontwikkeling"

    @Option(help: "Where the data protection assessment can be found.")
    var assessment: String?

    @Option(help: "json for the register, markdown or html for a page.")
    var format: Format = .json

    func validate() throws {
        guard RegisterPublication.statuses.contains(status) else {
            throw ValidationError(
                "--status takes one of \(RegisterPublication.statuses.joined(separator: ", ")).")
        }
    }

    func run() throws {
        let record = AlgorithmRegister(
            try PipelineFile.load(pipeline, outputs: OutputPaths([])),
            RegisterPublication(
                organisation: organisation, contact: contact, status: status, assessmentLink: assessment))
        let problems = record.problems
        guard problems.isEmpty else {
            throw Failure(.data, "the record cannot be published: \(problems.joined(separator: "; "))")
        }
        let file = try OutputFile()
        switch format {
        case .json: try file.write(record.json.indented() + "\n")
        case .markdown: try file.write(record.document.markdown)
        case .html: try file.write(record.document.html)
        }
        try file.finish()
    }
}
