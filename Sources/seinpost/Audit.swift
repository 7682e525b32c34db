// `seinpost audit verify`: whether the audit is what was written.
// In: a configuration's journal, or exported files. Out: how each chain ends, or what is broken. Depends on: Runtime.

import ArgumentParser
import Rules
import Runtime

struct Audit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks after the audit: who did what, and whose data were processed.",
        subcommands: [Verify.self])

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks that no line of the audit was changed, taken out or put in.",
            discussion: """
                Each line holds the hash of the line before it of the same writer. Prints how each chain ends: keep \
                that elsewhere, for what a chain cannot show is that its end was cut off.

                Reads the journal of a configuration beside a running daemon, or files that `seinpost log export \
                --stream audit` wrote, in order. Exits with 1 when something is broken.

                Examples:
                  seinpost audit verify --config seinpost.yaml
                  seinpost audit verify audit-2026-01.ndjson audit-2026-02.ndjson
                """)

        @Option(
            name: .customLong("config"),
            help: ArgumentHelp("Reads the journal of this configuration.", valueName: "file"),
            completion: .file())
        var path: String?

        @Argument(help: ArgumentHelp("Exported lines, in order.", valueName: "file"), completion: .file())
        var files: [String] = []

        func validate() throws {
            guard (path == nil) == files.isEmpty else { return }
            throw ValidationError("give either --config or exported files")
        }

        func run() throws {
            var check = AuditCheck()
            if let path { try readJournal(path, &check) }
            for file in files { try check.read(file: file) }
            for finding in check.findings {
                let writer = finding.writer.map { " of `\($0)`" } ?? ""
                Terminal.say(
                    "\(finding.place): this line\(writer) \(finding.fault.message)\n".printable(keeping: [
                        "\n"
                    ]))
            }
            let output = try OutputFile()
            if check.lines == 0 { try output.write("the audit has no lines\n") }
            for end in check.ends {
                try output.write(
                    "\(end.writer.printable): \(count(Int(end.number), "line")), ending with \(end.hash)\n")
            }
            try output.finish()
            guard check.findingCount == 0 else {
                throw Failure(.findings, "the audit is broken in \(count(check.findingCount, "place"))")
            }
        }

        private func readJournal(_ path: String, _ check: inout AuditCheck) throws {
            var options = ConfigurationOptions()
            options.path = path
            options.sets = []
            let configuration = try options.load()
            var found = check
            let line: JournalExport.Line = { position, _, value in
                guard let value else { return }
                found.read(Array(value), place: "position \(position)")
            }
            do {
                switch configuration.journal {
                case .sqlite(let settings):
                    try JournalExport.read(.audit, inFile: settings.file, line: line)
                case .kafka:
                    let cluster = try Topics.cluster(options)
                    try JournalExport.read(
                        .audit, of: 0, in: cluster.topics, cluster.properties, line: line)
                }
            } catch let error as JournalError {
                _ = try Topics.ask { () throws(JournalError) in throw error }
            }
            check = found
        }
    }
}
