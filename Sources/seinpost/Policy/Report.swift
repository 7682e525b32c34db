// `seinpost report`: a month for the council.
// In: a stream, a pipeline and a month. Out: a page, JSON. Depends on: Runtime, Policy.

import ArgumentParser
import Engine
import Policy
import Rules
import Runtime
import Signals

struct Report: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case markdown, json }

    static let configuration = CommandConfiguration(
        abstract: "Reports a month: signals, tasks, reach, deadlines, differences between groups.",
        discussion: """
            Every report names the pipeline, its windows and the definition by which dossiers are counted. Months \
            counted by different definitions do not stand in one series; a month can be made again from its signals. \
            Counts below 10 are left out, and whatever would give them away.

            Examples:
              seinpost report --pipeline den-haag.yaml --period 2026-03 --report maart.html 2026.ndjson.gz
              seinpost report --pipeline den-haag.yaml --period 2026-02 --format json 2026.ndjson.gz >februari.json
              seinpost report --pipeline den-haag.yaml --period 2026-03 --earlier februari.json --report maart.html \\
                2026.ndjson.gz
            """)

    @OptionGroup var stream: StreamOptions

    @Option(help: ArgumentHelp("The month, such as 2026-03.", valueName: "month"))
    var period: String

    @Option(help: "How dossiers are counted: divosa-2023 looks back six months, divosa-2022 one.")
    var definition: MatchDefinition = .divosa2023

    @Option(
        help: ArgumentHelp("The JSON of an earlier month, for a series; more than once.", valueName: "file"))
    var earlier: [String] = []

    @Option(help: "markdown for people, json for programs and for --earlier.")
    var format: Format = .markdown

    @Option(
        name: .customLong("report"), help: "Writes a page (HTML) here.", completion: .file())
    var reportPath: String?

    func validate() throws {
        guard CivilDate(period + "-01") != nil else {
            throw ValidationError("--period takes a month, such as 2026-03.")
        }
        if reportPath == "-" {
            throw ValidationError("`-` is standard output, where the result goes; name a file.")
        }
    }

    func run() throws {
        guard let first = CivilDate(period + "-01") else { return }
        let days = first...(first.adding(months: 1) - 1)
        let paths = try OutputPaths([reportPath])
        try paths.check(against: stream.inputs.filter { $0 != "-" } + earlier, "an input")
        let pipeline = try PipelineFile.load(stream.pipeline, outputs: paths)
        let months = try earlier.map { path in
            do {
                return (path, try EarlierReport(json: try SmallFile.read(path)))
            } catch let error as InputError {
                throw error
            } catch {
                throw Failure(.data, "`\(path)` is no report as `seinpost report --format json` writes it")
            }
        }
        let fold = SideBySide(
            try stream.open(),
            SideBySideOptions(
                pipelines: [pipeline], key: try stream.key(), jobs: stream.jobs, statuses: true,
                until: stream.until), records: Population(period: days)
        ) { _ in PeriodLog(period: days) }
        let folded = try fold.run { _ in }
        var report = PeriodReport(
            month: period, folded.readers[0], of: pipeline, folded.records, by: definition)
        for (path, month) in months {
            if let refusal = month.refusal(beside: report, path: path) { throw Failure(.data, refusal) }
        }
        report.earlier = months.map(\.1).sorted { $0.month < $1.month }
        let page = try reportPath.map { try OutputFile(path: $0) }
        try page?.write(report.document.html)
        try page?.complete()
        let output = try OutputFile()
        try output.write(format == .json ? report.json.indented() + "\n" : report.document.markdown)
        try output.finish()
        try page?.finish()
    }
}

extension MatchDefinition: ExpressibleByArgument {}
