// Whether a generated year shows what the table of figures says.

import Policy
import Testing

@Suite("The rates of a generated year") struct SyntheticRateTests {
    let year = SyntheticYear.shared

    private func near(_ value: Double, _ wanted: Double, within tolerance: Double) -> Bool {
        abs(value - wanted) <= tolerance
    }

    @Test("signals come at 4.4 per 1 000 inhabitants a month") func volume() {
        let inhabitants = Double(SyntheticYear.households) * 2.05
        let rate = Double(year.signals) / 12 / inhabitants * 1000
        #expect(near(rate, 4.4, within: 0.13), "\(rate)")
    }

    @Test("March brings a quarter more than the mean month") func march() {
        let months = year.byMonth.filter { $0.key.hasPrefix("2026") }.map(\.value)
        let mean = Double(months.reduce(0, +)) / 12
        let factor = Double(year.byMonth["2026-03"] ?? 0) / mean
        #expect(months.count == 12)
        #expect(near(factor, 1.24, within: 0.06), "\(factor)")
        #expect(year.byMonth.values.max() == year.byMonth["2026-03"])
    }

    @Test(
        "kinds have their shares",
        arguments: [("Zorg", 0.40), ("Energie", 0.25), ("Water", 0.20), ("Huur", 0.15)])
    func kinds(_ kind: String, _ wanted: Double) {
        let share = Double(year.byKind[kind] ?? 0) / Double(year.signals)
        #expect(near(share, wanted, within: 0.02), "\(share)")
    }

    @Test("dossiers are half single, a tenth multiple and two fifths consecutive") func dossiers() {
        let all = Double(year.dossiers)
        #expect(near(Double(year.multiple) / all, 0.11, within: 0.02), "\(Double(year.multiple) / all)")
        #expect(near(Double(year.consecutive) / all, 0.40, within: 0.04), "\(Double(year.consecutive) / all)")
    }

    @Test("some lines come twice, some signals as another event, few lines are broken") func disorder() {
        #expect(near(Double(year.copies) / Double(year.lines), 0.006, within: 0.002))
        #expect(year.sentAgain > year.signals / 1000 && year.sentAgain < year.signals / 20)
        #expect(year.broken > 0 && year.broken < year.signals / 800)
    }

    @Test("a third of the premium arrears are of people of 18 to 27, half of those at most 100 euros")
    func young() {
        let share = Double(year.premiumsOfYoung) / Double(year.premiums)
        let small = Double(year.smallPremiumsOfYoung) / Double(year.premiumsOfYoung)
        #expect(near(share, 0.33, within: 0.05), "\(share)")
        #expect(near(small, 0.5, within: 0.1), "\(small)")
    }

    @Test("reach is as published: by letters few, by phone and visit about half, a fifth of all") func reach()
    {
        let all = year.reach { _ in true }
        let letters = year.reach { $0.allSatisfy { $0.kind == "Brief" || $0.kind == "Mail" } }
        let calls = year.reach { $0.contains { $0.kind == "Telefoon" } }
        let visits = year.reach { $0.contains { $0.kind == "Huisbezoek" } }
        #expect(near(all.share, 0.20, within: 0.025), "\(all)")
        #expect(near(letters.share, 0.06, within: 0.015), "\(letters)")
        #expect(near(calls.share, 0.59, within: 0.05), "\(calls)")
        #expect(near(visits.share, 0.46, within: 0.05), "\(visits)")
        let few = year.reach { $0.count <= 2 }
        let many = year.reach { $0.count >= 4 }
        #expect(near(few.share, 0.18, within: 0.03), "\(few)")
        #expect(near(many.share, 0.37, within: 0.06), "\(many)")
    }

    @Test("a third of the people reached accept help") func acceptance() {
        let reached = year.results.keys.filter { year.attempts[$0]?.contains { $0.wasReached } == true }
        let accepted = reached.filter { task in
            let result = year.results[task] ?? ""
            return result.hasPrefix("(Budget)advies") || result.hasPrefix("Vervolghulp")
        }
        let share = Double(accepted.count) / Double(reached.count)
        #expect(near(share, 0.35, within: 0.04), "\(share)")
    }

    @Test("arrival times never fall") func order() {
        #expect(year.lines > 30_000)
        #expect(year.fellBack == 0)
    }
}
