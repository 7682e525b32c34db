// `seinpost log export`: what a journal holds, as lines.
// In: a configuration, a stream, a partition. Out: NDJSON. Depends on: Runtime.

import ArgumentParser
import FoundationEssentials
import Rules
import Runtime

struct Log: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what the journal holds.", subcommands: [Export.self])

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Writes one partition of the log as NDJSON, for `seinpost replay` or `seinpost explain`.",
            discussion: """
                Reads beside a running daemon and changes nothing: every committed record up to the end as it is now. \
                Other streams can be had in the same form, to compare what the daemon wrote with what a replay writes. \
                Tombstones leave no line.

                Two streams are state and no events, a line `key<TAB>base64` for each household: `changelog` is what a \
                restore would read, the newest of each key; `state` is what a fold of the log gives, with the pipeline \
                and keys of the configuration. When nothing waits to be scored, they are the same, byte for byte.

                Example:
                  seinpost log export --config seinpost.yaml --partition 3 >log-3.ndjson
                  seinpost replay --pipeline den-haag.yaml --key-file pseudonym.key log-3.ndjson
                """)

        enum Stream: String, CaseIterable, ExpressibleByArgument {
            case log, tasks, statuses
            case deadLetters = "dead-letters"
            case contact, audit, changelog, state

            /// What is read; the state is folded from the log.
            var stream: RecordStream {
                switch self {
                case .log, .state: .log
                case .changelog: .changelog
                case .tasks: .tasks
                case .statuses: .statuses
                case .deadLetters: .deadLetters
                case .contact: .contact
                case .audit: .audit
                }
            }
        }

        @OptionGroup var options: ConfigurationOptions

        @Option(help: ArgumentHelp("Which partition.", valueName: "n"))
        var partition: Int32 = 0

        @Option(
            help: ArgumentHelp(
                "log, tasks, statuses, dead-letters, contact (sealed), audit, changelog or state.",
                valueName: "stream"))
        var stream: Stream = .log

        func run() throws {
            let configuration = try options.load()
            let output = try OutputFile()
            do {
                switch stream {
                case .changelog: try exportNewest(configuration, output)
                case .state: try exportState(configuration, output)
                default:
                    try read(configuration) { _, _, value in
                        guard let value else { return }
                        var line = Array(value)
                        line.append(UInt8(ascii: "\n"))
                        try output.write(line)
                    }
                }
            } catch let error as JournalError {
                _ = try Topics.ask { () throws(JournalError) in throw error }
            }
            try output.finish()
        }

        /// Lends every record of the stream and partition.
        private func read(
            _ configuration: Configuration,
            _ line: JournalExport.Line
        ) throws {
            switch configuration.journal {
            case .sqlite(let settings):
                guard partition == 0 else {
                    throw Failure(.usage, "the embedded journal has partition 0 only")
                }
                try JournalExport.read(stream.stream, inFile: settings.file, line: line)
            case .kafka:
                let cluster = try Topics.cluster(options)
                try JournalExport.read(
                    stream.stream, of: partition, in: cluster.topics, cluster.properties, line: line)
            }
        }

        private func exportNewest(_ configuration: Configuration, _ output: OutputFile) throws {
            var newest: [String: [UInt8]] = [:]
            try read(configuration) { _, key, value in
                guard let key else { return }
                newest[String(decoding: key, as: UTF8.self)] = value.map { Array($0) }
            }
            try write(newest.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, output)
        }

        private func exportState(_ configuration: Configuration, _ output: OutputFile) throws {
            let plan = DaemonPlan(
                configuration: configuration, keys: try KeyRing.load(configuration),
                pipeline: try PipelineFile.load(configuration.pipeline, outputs: OutputPaths([])),
                reload: { nil }, fixedDay: nil,
                version: Version.current)
            var fold = LogFold(plan.stages(), partition: partition)
            try read(configuration) { position, _, value in fold.add(value, at: position) }
            try write(fold.entries().sorted { $0.key < $1.key }, output)
        }

        private func write(_ entries: [(key: String, value: [UInt8])], _ output: OutputFile) throws {
            for entry in entries {
                try output.write("\(entry.key)\t\(Data(entry.value).base64EncodedString())\n")
            }
        }
    }
}
