// `seinpost generate`: a synthetic stream of signals.
// In: a municipality, sizes and a seed. Out: NDJSON on standard output. Depends on: Policy.

import ArgumentParser
import Policy
import Runtime
import Signals

struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes a synthetic stream of records, the same for the same arguments.",
        discussion: """
            All persons are invented. Numbers, kinds, amounts and delays follow published figures. Records that \
            workers write name their tasks by pseudonyms with the key that replay uses when it gets no key file.

            Examples:
              seinpost generate --municipality 0518 --households 250000 --months 12 --seed 1 >den-haag.ndjson
              seinpost replay --pipeline pipelines/den-haag.yaml --latest den-haag.ndjson >tasks.ndjson
            """)

    @Option(help: "CBS code of the municipality, four digits.")
    var municipality: String

    @Option(help: "How many households live there, at most 10 000 000.")
    var households: Int

    @Option(help: "How many months the stream lasts, at most 240.")
    var months: Int

    @Option(help: "Another seed gives another stream.")
    var seed: UInt64

    @Option(help: "First day, YYYY-MM-DD.")
    var start = CivilDate(year: 2026, month: 1, day: 1)

    @Option(
        help: ArgumentHelp(
            "The later `live-from` of the pipeline that will read it: no worker writes about earlier signals.",
            valueName: "date"))
    var liveFrom: CivilDate?

    func validate() throws {
        guard municipality.utf8.count == 4, municipality.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else {
            throw ValidationError("--municipality takes four digits, such as 0518.")
        }
        guard (1...10_000_000).contains(households) else {
            throw ValidationError("--households takes a number from 1 to 10000000.")
        }
        guard (1...240).contains(months) else {
            throw ValidationError("--months takes a number from 1 to 240.")
        }
        guard (1950...2150).contains(start.components.year) else {
            throw ValidationError("--start takes a day from 1950-01-01 to 2150-12-31.")
        }
    }

    func run() throws {
        let output = try OutputFile()
        try output.release()
        var stream = SyntheticStream(
            municipality: municipality, households: households, months: months, seed: seed, start: start,
            liveFrom: liveFrom ?? .earliest)
        try stream.write { try output.write($0) }
        try output.finish()
    }
}

extension CivilDate: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
    public var defaultValueDescription: String { description }
}
