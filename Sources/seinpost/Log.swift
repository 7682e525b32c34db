// `seinpost log export`: what a journal holds, as lines.
// In: a configuration, a stream, a partition. Out: NDJSON. Depends on: Runtime.

import ArgumentParser
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

                Example:
                  seinpost log export --config seinpost.yaml --partition 3 >log-3.ndjson
                  seinpost replay --pipeline den-haag.yaml --key-file pseudonym.key log-3.ndjson
                """)

        enum Stream: String, CaseIterable, ExpressibleByArgument {
            case log, tasks, statuses
            case deadLetters = "dead-letters"
            case contact

            var stream: RecordStream {
                switch self {
                case .log: .log
                case .tasks: .tasks
                case .statuses: .statuses
                case .deadLetters: .deadLetters
                case .contact: .contact
                }
            }
        }

        @OptionGroup var options: ConfigurationOptions

        @Option(help: ArgumentHelp("Which partition.", valueName: "n"))
        var partition: Int32 = 0

        @Option(
            help: ArgumentHelp("log, tasks, statuses, dead-letters or contact (sealed).", valueName: "stream")
        )
        var stream: Stream = .log

        func run() throws {
            let configuration = try options.load()
            let output = try OutputFile()
            func write(_ key: UnsafeRawBufferPointer?, _ value: UnsafeRawBufferPointer?) throws {
                guard let value else { return }
                var line = Array(value)
                line.append(UInt8(ascii: "\n"))
                try output.write(line)
            }
            do {
                switch configuration.journal {
                case .sqlite(let settings):
                    guard partition == 0 else {
                        throw Failure(.usage, "the embedded journal has partition 0 only")
                    }
                    try JournalExport.read(stream.stream, inFile: settings.file, line: write)
                case .kafka:
                    let cluster = try Topics.cluster(options)
                    try JournalExport.read(
                        stream.stream, of: partition, in: cluster.topics, cluster.properties, line: write)
                }
            } catch let error as JournalError {
                _ = try Topics.ask { () throws(JournalError) in throw error }
            }
            try output.finish()
        }
    }
}
