// A month for the council: definitions, series, figures.

import Engine
import Foundation
import Policy
import Rules
import Runtime
import Signals
import TestSupport
import Testing

@Suite struct ReportTests {
    static let march = CivilDate(year: 2026, month: 3, day: 1)...CivilDate(year: 2026, month: 3, day: 31)

    @Test(
        "dossiers by both definitions",
        arguments: [
            (["2026-03-10"], [1, 1, 0, 0, 0], [1, 1, 0, 0, 0]),
            (["2026-03-10", "2026-03-20"], [1, 0, 1, 0, 0], [1, 0, 1, 0, 0]),
            // Two months earlier: consecutive since 2023 only.
            (["2026-01-10", "2026-03-10"], [1, 0, 0, 1, 0], [1, 1, 0, 0, 0]),
            (["2026-02-20", "2026-03-10"], [1, 0, 0, 1, 0], [1, 0, 0, 1, 0]),
            (["2026-02-20", "2026-03-10", "2026-03-10"], [1, 0, 1, 1, 1], [1, 0, 1, 1, 1]),
            // The window is half open: half a year to the day is too long ago.
            (["2025-09-10", "2026-03-10"], [1, 1, 0, 0, 0], [1, 1, 0, 0, 0]),
            (["2025-09-11", "2026-03-10"], [1, 0, 0, 1, 0], [1, 1, 0, 0, 0]),
            (["2026-02-20"], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]),
        ])
    func definitions(_ dates: [String], _ now: [Int], _ before: [Int]) {
        func counts(_ definition: MatchDefinition) -> [Int] {
            let dossiers = Dossiers([dates.compactMap { CivilDate($0) }], period: Self.march, by: definition)
            return [
                dossiers.all, dossiers.single, dossiers.multiple, dossiers.consecutive, dossiers.both,
            ]
        }
        #expect(counts(.divosa2023) == now)
        #expect(counts(.divosa2022) == before)
    }

    static func report(_ definition: MatchDefinition = .divosa2023) throws -> PeriodReport {
        let folder = try Scratch()
        let path = try folder.write(
            "s.ndjson", ComparisonTests.stream.joined(separator: "\n") + "\n")
        let pipeline = try ComparisonTests.left()
        let options = SideBySideOptions(
            pipelines: [pipeline], key: Pseudonyms.fixtureKey, jobs: 1, statuses: true)
        let fold = SideBySide(
            try InputFiles(paths: [path]), options, records: Population(period: march)
        ) { _ in PeriodLog(period: march) }
        let folded = try fold.run { _ in }
        return PeriodReport(
            month: "2026-03", folded.readers[0], of: pipeline, folded.records, by: definition)
    }

    @Test("a month counts its signals, tasks and dossiers") func month() throws {
        let report = try Self.report()
        #expect(report.signals == 51)
        #expect(report.tasks == 30)
        #expect(report.dossiers.all == 40)
        #expect(report.dossiers.multiple == 11)
        let zorg = Int(PartnerType.zorg.rawValue)
        #expect(report.signalTable.counts[zorg][Int(SignalStatus.onterechtSignaal.rawValue)] == 15)
        #expect(report.signalTable.counts[zorg][Int(SignalStatus.opgepakt.rawValue)] == 6)
        #expect(report.document.html.contains("divosa-2023"))
        #expect(report.document.html.contains(report.pipeline.hash))
    }

    @Test("months by two definitions do not stand in one series, and it says how to mend that") func series()
        throws
    {
        let earlier = try EarlierReport(
            json: Array(
                try Self.report(.divosa2022).json.compact.replacing("\"2026-03\"", with: "\"2026-02\"").utf8))
        let refusal = try #require(earlier.refusal(beside: try Self.report(), path: "feb.json"))
        #expect(refusal.contains("divosa-2022") && refusal.contains("seinpost report --period 2026-02"))
        #expect(earlier.refusal(beside: try Self.report(.divosa2022), path: "feb.json") == nil)
        let same = try EarlierReport(json: Array(try Self.report(.divosa2022).json.compact.utf8))
        #expect(same.refusal(beside: try Self.report(.divosa2022), path: "x")?.contains("not before") == true)
    }
}
