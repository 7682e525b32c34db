// How households are divided into groups: by age, area, kind of creditor and children. Each household is in one of
// each.
// In: HouseholdGroups. Out: labels. Depends on: Population.

internal import Signals

/// A way of dividing households into groups that exclude each other.
package enum Dimension: String, CaseIterable, Sendable {
    case age, area, kind, children

    package var title: String {
        switch self {
        case .age: "age band"
        case .area: "area"
        case .kind: "kind of creditor"
        case .children: "children"
        }
    }

    package var dutch: String {
        switch self {
        case .age: "Leeftijd van de jongste"
        case .area: "Wijk"
        case .kind: "Soort partner"
        case .children: "Minderjarige kinderen"
        }
    }
}

/// Labels of groups, for one youth band.
package struct Grouping: Sendable {
    package let youth: ClosedRange<Int>
    /// The years above the youth band that are their own group: who is just too old for it.
    package static let yearsBeside = 3

    /// - Parameter youth: ages that count as young, both ends included.
    package init(youth: ClosedRange<Int>) { self.youth = youth }

    /// Ages that are just above the youth band.
    package var beside: ClosedRange<Int> {
        youth.upperBound + 1...youth.upperBound + Grouping.yearsBeside
    }

    package static let several = "meer soorten"
    package static let withChildren = "bekend"
    package static let withoutChildren = "niet bekend"
    package static let unknown = "onbekend"

    /// The groups of a dimension, and by household's place in the population which of them it is in.
    package func assign(_ population: Population, by dimension: Dimension) -> (
        labels: [String], groups: [Int]
    ) {
        switch dimension {
        case .age: return byAge(population)
        case .area: return byArea(population)
        case .kind:
            let several = PartnerType.wireNames.count
            return (
                PartnerType.wireNames + [Grouping.several],
                population.groups.map { groups in
                    let bits = groups.kinds.rawValue
                    return bits.nonzeroBitCount == 1 ? bits.trailingZeroBitCount : several
                }
            )
        case .children:
            return (
                [Grouping.withChildren, Grouping.withoutChildren],
                population.groups.map { $0.hasChildren ? 0 : 1 }
            )
        }
    }

    private func byAge(_ population: Population) -> (labels: [String], groups: [Int]) {
        let bands = ageBands
        let byYear = (0...255).map { age in bands.firstIndex { $0.ages.contains(age) } ?? bands.count }
        return (
            bands.map(\.label) + [Grouping.unknown],
            population.groups.map { $0.youngest.map { byYear[Int($0)] } ?? bands.count }
        )
    }

    /// By the district, which the first six digits of a neighbourhood's code tell.
    private func byArea(_ population: Population) -> (labels: [String], groups: [Int]) {
        let digits = population.groups.map { $0.area >> 16 }
        let known = Set(digits).subtracting([0]).sorted()
        let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
        return (
            known.map(Grouping.district) + [Grouping.unknown], digits.map { places[$0] ?? known.count }
        )
    }

    private static func district(_ digits: UInt64) -> String {
        var label = "WK"
        for shift in stride(from: UInt64(40), through: 0, by: -8) {
            label.unicodeScalars.append(UnicodeScalar(UInt8(truncatingIfNeeded: digits >> shift)))
        }
        return label
    }

    /// Bands from young to old, the youth band and the years just above it among them.
    package var ageBands: [(label: String, ages: ClosedRange<Int>)] {
        var bands: [(String, ClosedRange<Int>)] = []
        if youth.lowerBound > 0 { bands.append(("jonger dan \(youth.lowerBound)", 0...youth.lowerBound - 1)) }
        bands.append((Grouping.text(youth), youth))
        bands.append((Grouping.text(beside), beside))
        var from = beside.upperBound + 1
        for end in [45, 66] where end > from {
            bands.append((Grouping.text(from...end), from...end))
            from = end + 1
        }
        bands.append(("\(from) en ouder", from...max(from, 255)))
        return bands
    }

    private static func text(_ ages: ClosedRange<Int>) -> String {
        "\(ages.lowerBound) tot en met \(ages.upperBound)"
    }
}
