// `seinpost compare`: what other rules would have changed.
// In: a stream and two pipelines. Out: differences as text, JSON, CSV or a page. Depends on: Runtime, Policy.

import ArgumentParser
import Engine
import Policy
import Rules
import Runtime
import Signals

struct Compare: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, csv }

    static let configuration = CommandConfiguration(
        abstract: "Tells what another pipeline would have changed over a stream.",
        discussion: """
            The stream is decoded once and folded by two engines, the same that run live. Tasks of one number belong \
            together, and else tasks of one household that were open at the same time. Small groups are left out of \
            tables by group. The list of households is not for sharing.

            Examples:
              seinpost compare --pipeline den-haag.yaml --with den-haag-2027.yaml 2026.ndjson.gz
              seinpost compare --pipeline den-haag.yaml --with den-haag-2027.yaml --report terugblik.html 2026.ndjson.gz
              seinpost compare --pipeline den-haag.yaml --sweep partners.Zorg.youth-threshold=€0..€150:25 2026.ndjson.gz
            """)

    @OptionGroup var stream: StreamOptions

    @Option(
        name: .customLong("with"),
        help: ArgumentHelp("The other rules: a pipeline file.", valueName: "file"), completion: .file())
    var other: String?

    @Option(
        help: ArgumentHelp(
            "Instead of --with: one value of the pipeline over a range, such as KEY=€0..€150:25.",
            valueName: "range"))
    var sweep: String?

    @Option(help: "text for people, json for programs, csv for Dutch Excel: the tasks that differ.")
    var format: Format = .text

    @Option(
        name: .customLong("report"), help: "Writes a page (HTML) for policy officers here.",
        completion: .file())
    var reportPath: String?

    @Option(help: ArgumentHelp("How many differing tasks the text lists.", valueName: "number"))
    var list: Int = 40

    func validate() throws {
        switch (other, sweep) {
        case (nil, nil): throw ValidationError("Say what to compare with: --with or --sweep.")
        case (.some, .some): throw ValidationError("Give --with or --sweep, not both.")
        case (nil, .some) where format == .csv:
            throw ValidationError("A sweep has no list of tasks; use --format text or json.")
        default: break
        }
        guard (0...1_000_000).contains(list) else {
            throw ValidationError("--list takes a number from 0 to 1000000.")
        }
        if reportPath == "-" {
            throw ValidationError("`-` is standard output, where the result goes; name a file.")
        }
    }

    func run() throws {
        let paths = try OutputPaths([reportPath])
        try paths.check(against: stream.inputs.filter { $0 != "-" }, "an input")
        let pipeline = try PipelineFile.load(stream.pipeline, outputs: paths)
        if let other { return try compare(pipeline, PipelineFile.load(other, outputs: paths)) }
        if let sweep { try run(sweep: sweep, pipeline) }
    }

    private func compare(_ left: Pipeline, _ right: Pipeline) throws {
        let (folded, end) = try Backtest.fold([left, right], stream)
        let grouping = Grouping(youth: left.youth)
        let sides = [left, right].indices.map { place in
            ComparedSide(
                pipeline: [left, right][place], caseload: folded.readers[place],
                tally: folded.tallies[place], folded.records, grouping, through: end)
        }
        let comparison = Comparison(sides[0], sides[1], folded.records, grouping)
        let text =
            switch format {
            case .text: comparison.text(households: list)
            case .json: comparison.json.compact + "\n"
            case .csv: comparison.sheet
            }
        try write(text, page: comparison.document)
    }

    private func run(sweep: String, _ pipeline: Pipeline) throws {
        let range: SweepRange
        switch SweepRange.read(sweep) {
        case .success(let read): range = read
        case .failure(let problem): throw Failure(.usage, problem.message)
        }
        let pipelines = try range.values.map { value in
            switch range.pipeline(pipeline, value) {
            case .success(let changed): return changed
            case .failure(let problem): throw Failure(.usage, problem.message)
            }
        }
        let (folded, end) = try Backtest.fold(pipelines, stream)
        let points = pipelines.indices.map { place in
            SweepPoint(
                range.values[place],
                ComparedSide(
                    pipeline: pipelines[place], caseload: folded.readers[place],
                    tally: folded.tallies[place], folded.records, Grouping(youth: pipeline.youth),
                    through: end))
        }
        let result = Sweep(range: range, pipeline: pipeline, points: points)
        try write(format == .json ? result.json.compact + "\n" : result.text, page: result.document)
    }

    private func write(_ text: String, page: @autoclosure () -> Document) throws {
        let report = try reportPath.map { try OutputFile(path: $0) }
        try report?.write(page().html)
        try report?.complete()
        let output = try OutputFile()
        try output.write(text)
        try output.finish()
        try report?.finish()
    }
}

/// Folds a stream through several pipelines, with a progress bar.
enum Backtest {
    /// What came of each, and the day on which the stream ends.
    static func fold(
        _ pipelines: [Pipeline], _ stream: StreamOptions, statuses: Bool = false
    ) throws -> (SideBySideResult<Caseload, Population>, CivilDate) {
        if Set(pipelines.map(\.zone)).count > 1 {
            throw Failure(.usage, "the pipelines have different time zones; one stream has one set of days")
        }
        if let long = pipelines.first(where: { $0.rules.count > TaskFacts.ruleLimit }) {
            throw Failure(
                .usage,
                "`\(long.id)` has \(long.rules.count) rules; at most \(TaskFacts.ruleLimit) can be compared")
        }
        let inputs = try stream.open()
        let options = SideBySideOptions(
            pipelines: pipelines, key: try stream.key(), jobs: stream.jobs, statuses: statuses,
            until: stream.until)
        let fold = SideBySide(inputs, options, records: Population()) { _ in Caseload() }
        var bar = ProgressBar(total: inputs.totalBytes)
        do {
            let result = try fold.run { bar.show($0) }
            bar.clear()
            let end = stream.until ?? result.records.last ?? CivilDate(dayNumber: 0)
            return (result, end)
        } catch {
            bar.clear()
            throw error
        }
    }
}
