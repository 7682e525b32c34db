// `seinpost dead-letters`: what could not be used, and sending it through again after a mend.
// In: a configuration. Out: counts, one place, a redrive. Depends on: Runtime.

import ArgumentParser
import Policy
import Rules
import Runtime
import Signals

struct DeadLetters: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters",
        abstract: "Shows the records that could not be used, and sends them through again after a mend.",
        subcommands: [List.self, Show.self, Redrive.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Counts the dead letters that wait, by reason.",
            discussion: """
                Example:
                  seinpost dead-letters list --config seinpost.yaml
                """)

        enum Format: String, CaseIterable, ExpressibleByArgument { case table, json }

        @OptionGroup var options: ConfigurationOptions

        @Option(help: ArgumentHelp("table or json.", valueName: "format"))
        var format: Format = .table

        func run() throws {
            let list = try DeadLetterSource(options).list()
            let output = try OutputFile()
            switch format {
            case .table:
                if list.counts.isEmpty { try output.write("no dead letter waits\n") }
                for count in list.counts {
                    let number =
                        String(repeating: " ", count: max(0, 8 - "\(count.count)".count)) + "\(count.count)"
                    let day = count.lastDay.map { ", last on \($0)" } ?? ""
                    try output.write("\(number)  \(count.reason)  (first: \(count.firstOrigin)\(day))\n")
                }
            case .json:
                for count in list.counts {
                    let day = count.lastDay.map { ",\"datum\":\"\($0)\"" } ?? ""
                    try output.write(
                        "{\"reden\":\(JSONText.quoted(count.reason)),\"aantal\":\(count.count),"
                            + "\"eerste\":\(JSONText.quoted(count.firstOrigin))\(day)}\n")
                }
            }
            try output.finish()
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows one record's place and why it could not be used; never what is in it.",
            discussion: """
                Example:
                  seinpost dead-letters show --config seinpost.yaml schulden.vroegsignalen.v1/3/1042
                """)

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: ArgumentHelp("Its `bron`: topic/partition/offset, or file:line.", valueName: "place"))
        var place: String

        func run() throws {
            let entries = try DeadLetterSource(options).list().entries.filter { $0.origin == place }
            guard !entries.isEmpty else { throw Failure(.findings, "there is no dead letter of `\(place)`") }
            let output = try OutputFile()
            for entry in entries {
                let day = entry.day.map { ", on \($0)" } ?? ""
                let state = entry.isRedriven ? "; sent through again since" : ""
                try output.write("\(entry.origin): \(entry.reason)\(day)\(state)\n")
            }
            try output.finish()
        }
    }

    struct Redrive: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sends records through again, each exactly once, from where they are kept for 30 days.",
            discussion: """
                First with --dry-run: it says how many would go, and how many still do not decode. A dead letter whose \
                record went through again is marked and does not go twice, also when two people do this at once.

                Examples:
                  seinpost dead-letters redrive --config seinpost.yaml --reason geen-grondslag --dry-run
                  seinpost dead-letters redrive --config seinpost.yaml --reason geen-grondslag
                """)

        @OptionGroup var options: ConfigurationOptions

        @Option(help: ArgumentHelp("Only those with this reason.", valueName: "code"))
        var reason: String?

        @Option(help: ArgumentHelp("Only the record of this place.", valueName: "place"))
        var place: String?

        @Flag(help: "Says what would happen, and does nothing.")
        var dryRun = false

        func run() throws {
            let source = try DeadLetterSource(options)
            let (reason, place) = (reason, place)
            let report = try source.redrive(isDryRun: dryRun) { entry in
                (reason == nil || entry.reason == reason) && (place == nil || entry.origin == place)
            }
            let output = try OutputFile()
            try output.write(
                "\(count(report.sent, "record")) \(dryRun ? "would be" : "were") sent through again\n")
            for (reason, count) in report.stillRefused.sorted(by: { $0.key < $1.key }) {
                try output.write("  of which \(count) still \(count == 1 ? "is" : "are") no use: \(reason)\n")
            }
            if !report.gone.isEmpty {
                try output.write(
                    "\(count(report.gone.count, "record")) \(report.gone.count == 1 ? "is" : "are") not kept any more\n"
                )
            }
            try output.finish()
        }
    }
}

/// The dead letters of whichever journal the configuration names.
private struct DeadLetterSource {
    private enum Journal {
        case kafka(KafkaDeadLetters)
        case sqlite(SQLiteDeadLetters)
    }
    private let journal: Journal
    private let zone: String

    init(_ options: ConfigurationOptions) throws {
        let configuration = try options.load()
        let pipeline = try PipelineFile.load(configuration.pipeline, outputs: OutputPaths([]))
        zone = pipeline.zone
        switch configuration.journal {
        case .kafka:
            journal = .kafka(
                KafkaDeadLetters(try Topics.cluster(options), source: pipeline.source, pipeline: pipeline.id))
        case .sqlite(let settings):
            journal = .sqlite(
                SQLiteDeadLetters(path: settings.file, inbox: settings.inbox, source: pipeline.source))
        }
    }

    func list() throws -> DeadLetterList {
        try sentences {
            switch journal {
            case .kafka(let letters): try letters.list()
            case .sqlite(let letters): try letters.list()
            }
        }
    }

    func redrive(isDryRun: Bool, choose: (DeadLetterEntry) -> Bool) throws -> RedriveReport {
        guard let zone = CivilZone(name: zone) else { throw Failure(.configuration, "unknown zone") }
        var decoder = RecordDecoder(zone: zone, keying: .address)
        return try sentences {
            switch journal {
            case .kafka(let letters):
                try letters.redrive(isDryRun: isDryRun, decoder: &decoder, choose: choose)
            case .sqlite(let letters):
                try letters.redrive(isDryRun: isDryRun, decoder: &decoder, choose: choose)
            }
        }
    }

    /// A journal's errors as sentences with an exit code.
    private func sentences<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as JournalError {
            return try Topics.ask { () throws(JournalError) in throw error }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.unavailable, "the journal does not answer: \(JournalSentence.of(error))")
        }
    }
}
