// `seinpost ddas export` and `seinpost feedback export`: what others get to hear.
// In: a stream and a pipeline. Out: the national exchange file; a creditor's feedback. Depends on: Runtime, Policy.

import ArgumentParser
import Engine
import FoundationEssentials
import Policy
import Rules
import Runtime
import Signals

struct DDAS: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ddas", abstract: "The national exchange of signals, cases and contact attempts.",
        subcommands: [Export.self])

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the national exchange file (DDAS vroegsignalering v1.2) of a period.",
            discussion: """
                The file holds the signals dated in the period with their last status, and the cases that have one \
                of them. It holds addresses and birth dates, so it is for the national exchange only. The stream \
                must hold the signals as they were delivered: a log with pseudonyms no longer has their addresses.

                Example:
                  seinpost ddas export --pipeline den-haag.yaml --from 2026-01-01 --to 2026-03-31 \\
                    --organisation "Gemeente Den Haag" --kvk 27381032 --contact-name "A. Voorbeeld" \\
                    --contact-role Gegevensbeheerder --contact-mail ddas@example.nl \\
                    --contact-phone 0700000000 2026.ndjson
                """)

        @OptionGroup var stream: StreamOptions
        @Option(help: "First date of the signals, YYYY-MM-DD.") var from: CivilDate
        @Option(help: "Last date of the signals, YYYY-MM-DD.") var to: CivilDate
        @Option(help: "Name of the organisation that delivers.") var organisation: String
        @Option(help: "Its number in the trade register.") var kvk: String
        @Option(help: "Who answers questions about the delivery.") var contactName: String
        @Option(help: "What that person does.") var contactRole: String
        @Option(help: "Mail of that person.") var contactMail: String
        @Option(help: "Telephone number of that person.") var contactPhone: String
        @Option(help: "The moment of delivery, such as 2026-04-01T06:00:00Z; now, unless it is given.")
        var at: String?
        @Option(help: "Writes the file here instead of to standard output.", completion: .file())
        var output: String?

        func validate() throws {
            guard from <= to else { throw ValidationError("--from lies after --to.") }
        }

        func run() throws {
            let paths = try OutputPaths([output])
            try paths.check(against: stream.inputs.filter { $0 != "-" }, "an input")
            let pipeline = try PipelineFile.load(stream.pipeline, outputs: paths)
            let (delivered, outcomes) = try Outcomes.read(stream, pipeline, from...to)
            let delivery = DDASDelivery(
                period: from...to, municipality: pipeline.municipality,
                organisation: DDASOrganisation(
                    name: organisation, kvk: kvk, contactName: contactName, contactRole: contactRole,
                    contactMail: contactMail, contactPhone: contactPhone),
                supplier: "Seinpost \(Version.current)", deliveredAt: at ?? Outcomes.now,
                delivered: delivered,
                outcomes: outcomes)
            let file = try output.map { try OutputFile(path: $0) } ?? OutputFile()
            try file.write(delivery.file.indented() + "\n")
            try file.finish()
            var message = "\(count(delivery.signals.count, "signal")), \(count(delivery.cases.count, "case"))"
            if delivery.withoutStatus > 0 { message += "; without a status: \(delivery.withoutStatus)" }
            if delivery.withoutAddress > 0 {
                message += "; left out without an address: \(delivery.withoutAddress)"
            }
            Terminal.say(message + "\n")
        }
    }
}

struct Feedback: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What creditors hear of their signals.", subcommands: [Export.self])

    struct Export: ParsableCommand {
        enum Format: String, ExpressibleByArgument, CaseIterable { case csv, json }

        static let configuration = CommandConfiguration(
            abstract: "Writes the status of each signal of one creditor.",
            discussion: """
                A code of the national list for each signal, and nothing about why: the reason behind `andere reden` \
                stays inside the municipality.

                Example:
                  seinpost feedback export --pipeline den-haag.yaml --partner Zorg --name "Zorgpolis Voorbeeld" \\
                    --from 2026-03-01 --to 2026-03-31 2026.ndjson
                """)

        @OptionGroup var stream: StreamOptions
        @Option(help: "The kind of creditor, such as Zorg.") var partner: String
        @Option(help: "One creditor of that kind; all of them, unless it is given.") var name: String?
        @Option(help: "First date of the signals, YYYY-MM-DD.") var from: CivilDate
        @Option(help: "Last date of the signals, YYYY-MM-DD.") var to: CivilDate
        @Option(help: "csv for Dutch Excel, json for programs.") var format: Format = .csv

        func validate() throws {
            guard from <= to else { throw ValidationError("--from lies after --to.") }
            guard PartnerType(wireName: partner) != nil else {
                throw ValidationError(
                    "--partner takes one of \(PartnerType.wireNames.joined(separator: ", ")).")
            }
        }

        func run() throws {
            guard let kind = PartnerType(wireName: partner) else { return }
            let pipeline = try PipelineFile.load(stream.pipeline, outputs: OutputPaths([]))
            let (delivered, outcomes) = try Outcomes.read(stream, pipeline, from...to)
            let feedback = PartnerFeedback(
                partner: kind, name: name, delivered: delivered, outcomes: outcomes)
            let file = try OutputFile()
            try file.write(format == .csv ? feedback.sheet : feedback.json.indented() + "\n")
            try file.finish()
        }
    }
}

/// A stream with what became of its signals.
enum Outcomes {
    /// Now, in UTC and whole seconds.
    static var now: String { Date().formatted(.iso8601) }

    /// The delivered signals of a period, and all statuses and tasks: one replay, and one look at the records.
    static func read(
        _ stream: StreamOptions, _ pipeline: Pipeline, _ period: ClosedRange<CivilDate>
    ) throws -> ([DeliveredSignal], SignalOutcomes) {
        let key = try stream.key()
        let inputs = try stream.open()
        var sink = OutcomeSink()
        var replay = Runtime.Replay(
            inputs,
            ReplayOptions(
                pipeline: pipeline, key: key, jobs: stream.jobs,
                emission: Emission(tasks: .latest, statuses: true), until: stream.until))
        _ = try replay.run(into: &sink) { _ in }
        var delivered = DeliveredSignals(period: period)
        try RecordPass.run(inputs, pipeline: pipeline, key: key, into: &delivered)
        return (delivered.signals, sink.outcomes)
    }
}

/// Reads statuses and tasks back.
private struct OutcomeSink: ReplaySink {
    private(set) var outcomes = SignalOutcomes()

    mutating func write(_ effects: borrowing Effects) throws {
        let statuses = effects.statuses
        for index in statuses.marks.indices {
            try outcomes.take(status: statuses.bytes[statuses.range(of: index)])
        }
        let tasks = effects.tasks
        for index in tasks.marks.indices { try outcomes.take(task: tasks.bytes[tasks.range(of: index)]) }
    }

    mutating func restart() { outcomes.removeAll() }
    mutating func settle() {}
}
