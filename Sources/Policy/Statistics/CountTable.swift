// Counts of groups of people by what came of them, with what of it may be shown.
// In: counts. Out: the same with small cells left out, so that no other figure gives them away. Depends on: nothing.

/// Groups that exclude each other against outcomes that exclude each other.
package struct CountTable: Sendable, Equatable {
    package var title: String
    package var groups: [String]
    package var outcomes: [String]
    /// By group, then outcome.
    package var counts: [[Int]]
    /// Tables of one name count the same people: their totals are one and the same.
    package var people: String

    /// Zero everywhere.
    package init(_ title: String, people: String, groups: [String], outcomes: [String]) {
        self.title = title
        self.people = people
        self.groups = groups
        self.outcomes = outcomes
        counts = groups.map { _ in [Int](repeating: 0, count: outcomes.count) }
    }

    /// Without the groups that nobody is in.
    package func withoutEmptyGroups() -> CountTable {
        var table = self
        let kept = groups.indices.filter { counts[$0].contains { $0 != 0 } }
        table.groups = kept.map { groups[$0] }
        table.counts = kept.map { counts[$0] }
        return table
    }
}

/// A table as it may be shown: nil where a count is left out.
package struct ShownTable: Sendable, Equatable {
    package var title: String
    package var groups: [String]
    package var outcomes: [String]
    /// By group, then outcome.
    package var counts: [[Int?]]
    /// By group, by outcome, and of all.
    package var groupTotals: [Int?]
    package var outcomeTotals: [Int?]
    package var total: Int?

    /// How many of a group had one of some outcomes, from what is shown; nil when that does not tell.
    package func sum(_ group: Int, _ wanted: Range<Int>) -> Int? {
        ShownTable.sum(counts[group], wanted, of: groupTotals[group])
    }

    /// The same of all groups.
    package func total(_ wanted: Range<Int>) -> Int? { ShownTable.sum(outcomeTotals, wanted, of: total) }

    /// The sum of some counts, or the total without the others.
    private static func sum(_ counts: [Int?], _ wanted: Range<Int>, of total: Int?) -> Int? {
        if let direct = sum(counts[wanted]) { return direct }
        guard let total, let before = sum(counts[..<wanted.lowerBound]),
            let after = sum(counts[wanted.upperBound...])
        else { return nil }
        return total - before - after
    }

    private static func sum(_ counts: ArraySlice<Int?>) -> Int? {
        counts.reduce(0) { sum, count in
            guard let sum, let count else { return nil }
            return sum + count
        }
    }
}
