// `seinpost replay`: signals in, tasks out.
// In: files and a pipeline. Out: tasks, statuses, dead letters, a summary. Depends on: Runtime, Policy.

import ArgumentParser
import Engine
import Rules
import Runtime
import Signals

struct Replay: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case ndjson, table, csv }
    enum Summary: String, ExpressibleByArgument, CaseIterable { case text, json }

    static let configuration = CommandConfiguration(
        abstract: "Reads a stream of signals and writes the tasks of the outreach team.",
        discussion: """
            Input is NDJSON, one CloudEvent per line, plain or gzip. Several files are one stream, in the order given. \
            Output does not depend on --jobs. Files get their name when they are complete, and standard output \
            comes when nothing of it can change any more. A record that cannot be used becomes a dead letter.

            Examples:
              seinpost replay --pipeline den-haag.yaml 2026-01.ndjson.gz 2026-02.ndjson.gz >tasks.ndjson
              seinpost replay --pipeline den-haag.yaml --latest --class huisbezoek --format table signals.ndjson
              seinpost replay --pipeline den-haag.yaml --latest --format csv --tasks taken.csv signals.ndjson
            """)

    @OptionGroup var stream: StreamOptions

    @Option(
        name: .customLong("tasks"), help: "Writes the tasks here instead of to standard output (`-`).",
        completion: .file())
    var tasksPath: String?

    @Option(
        name: .customLong("statuses"), help: "Writes the status of each signal here.", completion: .file())
    var statusesPath: String?

    @Option(
        name: .customLong("dead-letters"), help: "Writes why and where records could not be used here.",
        completion: .file())
    var deadLettersPath: String?

    @Flag(help: "Only the newest revision of each task.")
    var latest = false

    @Option(
        name: .customLong("class"),
        help: ArgumentHelp("Only tasks of at least this class of the pipeline.", valueName: "class"))
    var leastUrgent: String?

    @Option(help: "ndjson for programs, table for people, csv for Dutch Excel.")
    var format: Format = .ndjson

    @Option(help: "text for people, json for scripts; goes to standard error.")
    var summary: Summary = .text

    func validate() throws {
        for path in [statusesPath, deadLettersPath] where path == "-" {
            throw ValidationError("`-` is standard output, where the tasks go; name a file.")
        }
    }

    func run() throws {
        let started = ContinuousClock.now
        // The tasks go to standard output when no file is named.
        let tasksPath = self.tasksPath == "-" ? nil : self.tasksPath
        let paths = try OutputPaths([tasksPath, statusesPath, deadLettersPath])
        try paths.check(against: stream.inputs.filter { $0 != "-" }, "an input")
        try paths.check(against: [stream.keyFile].compactMap { $0 }, "the key file")
        let pipeline = try PipelineFile.load(stream.pipeline, outputs: paths)
        let emission = Emission(
            tasks: latest ? .latest : .everyRevision, statuses: statusesPath != nil,
            leastUrgentClass: try leastUrgent.map { try classIndex($0, pipeline) })
        let options = ReplayOptions(
            pipeline: pipeline, key: try stream.key(), jobs: stream.jobs, emission: emission,
            until: stream.until)
        let inputs = try stream.open()
        var outputs = ReplayOutputs(
            tasks: try TaskOutput(
                tasksPath.map { try OutputFile(path: $0) } ?? OutputFile(), format, showsRevisions: !latest),
            statuses: try statusesPath.map { try OutputFile(path: $0) },
            deadLetters: try deadLettersPath.map { try OutputFile(path: $0) },
            keepsFiles: tasksPath != nil || statusesPath != nil || deadLettersPath != nil)
        var bar = ProgressBar(total: inputs.totalBytes)
        var replay = Runtime.Replay(inputs, options)
        let report: ReplayReport
        do {
            report = try replay.run(into: &outputs) { bar.show($0) }
        } catch {
            bar.clear()
            throw error
        }
        bar.clear()
        try outputs.finish()
        let text = ReplaySummary(report: report, pipeline: pipeline, duration: ContinuousClock.now - started)
        Terminal.say(summary == .json ? text.json : text.text)
    }

    private func classIndex(_ id: String, _ pipeline: Pipeline) throws -> Int {
        if let index = pipeline.classes.firstIndex(where: { $0.id == id }) { return index }
        let known = pipeline.classes.map { "`\($0.id)`" }.joined(separator: ", ")
        throw Failure(.usage, "the pipeline has no class `\(id)`; it has \(known)")
    }
}
