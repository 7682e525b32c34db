// The generator itself: the same bytes everywhere, legal lines, months that add up.

import Foundation
import Signals
import Testing

@testable import Policy

@Suite("The synthetic stream") struct SyntheticStreamTests {
    private func bytes(
        _ municipality: String = "0518", households: Int = 2000, months: Int = 12, seed: UInt64 = 1,
        start: CivilDate = CivilDate(year: 2025, month: 1, day: 1), liveFrom: CivilDate = .earliest
    ) -> [UInt8] {
        var stream = SyntheticStream(
            municipality: municipality, households: households, months: months, seed: seed, start: start,
            liveFrom: liveFrom)
        var all: [UInt8] = []
        stream.write { all += $0 }
        return all
    }

    private func events(_ bytes: [UInt8]) -> [[String: Any]] {
        bytes.split(separator: 0x0A).compactMap {
            try? JSONSerialization.jsonObject(with: Data($0)) as? [String: Any]
        }
    }

    @Test("the same arguments give the same bytes, on every machine") func golden() {
        // FNV-1a, 64 bits.
        let hash = bytes().reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        #expect(String(hash, radix: 16) == "7f1f65ff82563203")
        #expect(bytes() == bytes())
    }

    @Test("another seed, municipality or start gives other bytes") func otherSeed() {
        let one = bytes()
        #expect(one != bytes(seed: 2))
        #expect(one != bytes("0637"))
        #expect(one != bytes(start: CivilDate(year: 2026, month: 1, day: 1)))
    }

    @Test("a stream without households or months is empty", arguments: [(0, 12), (2000, 0), (-1, -1)])
    func empty(_ households: Int, _ months: Int) {
        #expect(bytes(households: households, months: months).isEmpty)
    }

    @Test("chunks hold whole lines, and a sink that throws stops the stream") func chunks() {
        struct Full: Error {}
        var stream = SyntheticStream(
            municipality: "0637", households: 20_000, months: 6, seed: 3,
            start: CivilDate(year: 2025, month: 1, day: 1))
        var count = 0
        #expect(throws: Full.self) {
            try stream.write { chunk in
                #expect(chunk.last == 0x0A)
                count += 1
                if count == 2 { throw Full() }
            }
        }
        #expect(count == 2)
    }

    @Test("a stream from the last day of January stays within its months") func months() {
        let start = CivilDate(year: 2025, month: 1, day: 31)
        let days = events(bytes(households: 20_000, months: 1, start: start)).compactMap {
            ($0["time"] as? String).flatMap { CivilDate($0.prefix(10)) }
        }
        #expect(days.isEmpty == false)
        #expect(days.allSatisfy { $0 >= start && $0 < CivilDate(year: 2025, month: 2, day: 28) })
    }

    @Test("calendar months are counted through the turn of a year and a leap year")
    func monthNumbers() {
        for (date, first, next) in [
            ("2024-12-31", "2024-12-01", "2025-01-01"), ("2024-02-29", "2024-02-01", "2024-03-01"),
            ("2025-02-01", "2025-02-01", "2025-03-01"),
        ] {
            let number = SyntheticStream.monthNumber(of: CivilDate(date) ?? .latest)
            #expect(SyntheticStream.firstDay(ofMonth: number).description == first)
            #expect(SyntheticStream.firstDay(ofMonth: number + 1).description == next)
        }
    }

    @Test("no two households share an address", arguments: ["0518", "0637", "9999"])
    func addresses(_ code: String) {
        let population = SyntheticPopulation(
            municipality: SyntheticMunicipality(code: code), seed: 1,
            start: CivilDate(year: 2025, month: 1, day: 1))
        let all = Set((0..<30_000).map { population.address(of: $0).canonical })
        #expect(all.count == 30_000)
        // Far more households than postcodes: the house numbers go on.
        let few = Set(stride(from: 0, to: 3_000_000, by: 24).map { population.address(of: $0).canonical })
        #expect(few.count == 125_000)
    }

    @Test("workers write nothing about signals from before the day a municipality went live") func liveFrom()
    {
        let day = CivilDate(year: 2025, month: 7, day: 1)
        let types = events(bytes(households: 6000, liveFrom: day)).filter {
            ($0["type"] as? String)?.contains("outreachtaak") == true
                && ($0["time"] as? String ?? "") < day.description
        }
        #expect(types.isEmpty)
    }

    @Test("the table names a source or an assumption for every figure") func table() {
        let text = SyntheticFigures.text(for: SyntheticMunicipality(code: "0518"))
        #expect(SyntheticFigures.all.count > 60)
        for figure in SyntheticFigures.all {
            #expect(
                figure.source.hasPrefix("[") || figure.source.hasPrefix("assumption")
                    || figure.source.contains("pipelines/") || figure.source.hasPrefix("set to ["),
                "\(figure.name)")
            #expect(text.contains(figure.name))
        }
        #expect(Set(SyntheticFigures.all.map(\.name)).count == SyntheticFigures.all.count)
        #expect(text.split(separator: "\n").count > SyntheticFigures.all.count + SyntheticPartner.all.count)
    }

    @Test(
        "collection costs are 15 % of the first 2 500 euros and at least 40 euros",
        arguments: [(5000, 4000), (26_600, 4000), (30_000, 4500), (250_000, 37_500), (900_000, 37_500)])
    func costs(_ amount: Int32, _ costs: Int32) {
        #expect(SyntheticArrears.collectionCosts(of: amount) == costs)
    }
}
