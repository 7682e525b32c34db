// `seinpost explain`: why a household did, or did not, get a task.
// In: a stream, a pipeline and a household. Out: an explanation. Depends on: Runtime, Policy.

import ArgumentParser
import Engine
import Policy
import Rules
import Runtime
import Signals

struct Explain: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    static let configuration = CommandConfiguration(
        abstract: "Tells why a household did, or did not, get a task.",
        discussion: """
            Shows every rule with whether it held and what was missing, the value of every measure with its window \
            and the signals in it, the status of every signal and why, and the history of the tasks.

            Examples:
              seinpost explain --pipeline den-haag.yaml --address "2511AB 12 A" signals.ndjson
              seinpost explain --pipeline den-haag.yaml --household h1_… --on 2026-03-20 signals.ndjson
            """)

    @OptionGroup var stream: StreamOptions

    @Option(
        help: ArgumentHelp("The address: postcode, house number and what follows it.", valueName: "address"))
    var address: String?

    @Option(
        help: ArgumentHelp("The pseudonym of the household, `h1_` and 32 digits.", valueName: "pseudonym"))
    var household: String?

    @Option(
        name: .customLong("on"),
        help: ArgumentHelp(
            "As it was at the end of this day, YYYY-MM-DD; later records are left out.", valueName: "date"))
    var day: CivilDate?

    @Option(help: "text for people, json for programs.")
    var format: Format = .text

    func validate() throws {
        switch (address, household) {
        case (nil, nil): throw ValidationError("Say which household: --address or --household.")
        case (.some, .some): throw ValidationError("Give --address or --household, not both.")
        case (let address?, nil):
            if WrittenAddress(address) == nil {
                throw ValidationError(
                    "--address takes a postcode and a house number, such as \"2511AB 12 A\".")
            }
        case (nil, let household?):
            if Pseudonym(household, as: .household) == nil {
                throw ValidationError("--household takes `h1_` and 32 hexadecimal digits in lower case.")
            }
        }
        if day != nil, stream.until != nil { throw ValidationError("Give --on or --until, not both.") }
    }

    func run() throws {
        let pipeline = try PipelineFile.load(stream.pipeline, outputs: OutputPaths([]))
        let key = try stream.key()
        let wanted: Pseudonym
        if let address, let written = WrittenAddress(address) {
            wanted = Pseudonyms(key: key).household(ofCanonical: written.canonical)
        } else if let household, let named = Pseudonym(household, as: .household) {
            wanted = named
        } else {
            throw Failure(.usage, "say which household: --address or --household")
        }
        let inputs = try stream.open()
        var sink = ExplainSink(household: wanted)
        var bar = ProgressBar(total: inputs.totalBytes)
        var replay = Runtime.Replay(
            inputs,
            ReplayOptions(
                pipeline: pipeline, key: key, jobs: stream.jobs, emission: .everything,
                until: day ?? stream.until,
                traced: wanted, through: day))
        let report: ReplayReport
        do {
            report = try replay.run(into: &sink) { bar.show($0) }
        } catch {
            bar.clear()
            throw error
        }
        bar.clear()
        let output = try OutputFile()
        try output.write(try text(sink, report, pipeline))
        try output.finish()
    }

    private func text(_ sink: ExplainSink, _ report: ReplayReport, _ pipeline: Pipeline) throws -> String {
        var explanation = ExplanationText(
            household: sink.household, pipeline: pipeline, explanation: report.explanation,
            events: report.trace?.entries ?? [],
            revisions: try sink.lines.map { try TaskRecord(line: $0).data }, through: day)
        if format == .json {
            return explanation.json(tasks: sink.lines.map { String(decoding: $0, as: UTF8.self) })
        }
        explanation.style = { Terminal.output.styled($0, $1) }
        return explanation.rendered
    }
}

/// Keeps the task revisions of one household.
private struct ExplainSink: ReplaySink {
    let household: Pseudonym
    /// Without line feeds.
    private(set) var lines: [ArraySlice<UInt8>] = []

    init(household: Pseudonym) { self.household = household }

    mutating func write(_ effects: borrowing Effects) throws {
        let tasks = effects.tasks
        for index in tasks.marks.indices where tasks.marks[index].household == household {
            // A copy: a slice would keep all lines of the block.
            lines.append(Array(tasks.bytes[tasks.range(of: index)].dropLast())[...])
        }
    }

    mutating func restart() { lines.removeAll() }
    mutating func settle() {}
}
