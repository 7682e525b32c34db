// Small counts stay hidden, also from a reader who adds and subtracts.

import Policy
import TestSupport
import Testing

/// A reader with every published number of a table: cells are whole numbers from 0, sums add up.
struct TableReader {
    /// By row, then column; the last of each is the total. Bounds of what each can be.
    private var low: [[Int]]
    private var high: [[Int]]
    private let rows: Int
    private let columns: Int

    init(_ table: ShownTable) {
        rows = table.groups.count
        columns = table.outcomes.count
        var known: [[Int?]] = table.groups.indices.map { table.counts[$0] + [table.groupTotals[$0]] }
        known.append(table.outcomeTotals + [table.total])
        low = known.map { $0.map { $0 ?? 0 } }
        high = known.map { $0.map { $0 ?? 1_000_000 } }
        for _ in 0..<200 { tighten() }
    }

    /// Every sum bounds its parts, and its parts bound it.
    private mutating func tighten() {
        for row in 0...rows { tighten((0..<columns).map { (row, $0) }, total: (row, columns)) }
        for column in 0...columns { tighten((0..<rows).map { ($0, column) }, total: (rows, column)) }
    }

    private mutating func tighten(_ parts: [(Int, Int)], total: (Int, Int)) {
        let least = parts.reduce(0) { $0 + low[$1.0][$1.1] }
        let most = parts.reduce(0) { $0 + high[$1.0][$1.1] }
        low[total.0][total.1] = max(low[total.0][total.1], least)
        high[total.0][total.1] = min(high[total.0][total.1], most)
        for part in parts {
            let others = (least - low[part.0][part.1], most - high[part.0][part.1])
            low[part.0][part.1] = max(low[part.0][part.1], low[total.0][total.1] - others.1)
            high[part.0][part.1] = min(high[part.0][part.1], high[total.0][total.1] - others.0)
        }
    }

    /// Cells that were not published and that can have one value only.
    func recovered(of table: ShownTable) -> [String] {
        table.groups.indices.flatMap { row in
            table.outcomes.indices.compactMap { column in
                table.counts[row][column] == nil && low[row][column] == high[row][column]
                    ? "\(row),\(column) = \(low[row][column])" : nil
            }
        }
    }
}

@Suite struct SuppressionTests {
    static func table(_ counts: [[Int]], _ title: String = "proef", people: String = "mensen") -> CountTable {
        var table = CountTable(
            title, people: people, groups: counts.indices.map { "\(title) \($0)" },
            outcomes: counts[0].indices.map { "u\($0)" })
        table.counts = counts
        return table
    }

    @Test("counts from ten up are shown when nothing small stands beside them") func plain() {
        let shown = Suppression.apply(to: [Self.table([[10, 20], [30, 40]])])[0]
        #expect(shown.counts == [[10, 20], [30, 40]])
        #expect(shown.groupTotals == [30, 70] && shown.outcomeTotals == [40, 60] && shown.total == 100)
    }

    @Test("one small count takes others with it, and the reader cannot tell it") func one() {
        let shown = Suppression.apply(to: [Self.table([[9, 20, 31], [30, 40, 50], [60, 70, 80]])])[0]
        #expect(shown.counts[0][0] == nil)
        #expect(shown.counts.joined().count { $0 == nil } >= 4)
        #expect(shown.total == 390)
        #expect(TableReader(shown).recovered(of: shown) == [])
    }

    @Test("a reader recovers a count that alone is left out: the attack works") func attack() {
        var shown = Suppression.apply(to: [Self.table([[10, 20], [30, 40]])])[0]
        shown.counts[0][0] = nil
        #expect(TableReader(shown).recovered(of: shown) == ["0,0 = 10"])
    }

    @Test("no hidden count of random tables can be recovered", arguments: 1...60) func random(_ seed: Int) {
        var random = SeededGenerator(seed: seed)
        let rows = Int.random(in: 2...6, using: &random)
        let columns = Int.random(in: 2...5, using: &random)
        let counts = (0..<rows).map { _ in
            (0..<columns).map { _ in
                Int.random(in: 0...(Bool.random(using: &random) ? 14 : 200), using: &random)
            }
        }
        let tables = Suppression.apply(to: [Self.table(counts)])
        for table in tables {
            #expect(table.counts.joined().allSatisfy { $0 ?? 10 >= Suppression.least })
            #expect(TableReader(table).recovered(of: table) == [])
        }
    }

    @Test("what one table shows does not give away what another over the same people hides") func together() {
        // The same 130 people twice: the column totals of the second would tell those of the first.
        let first = Self.table([[9, 41], [30, 50]], "een")
        let second = Self.table([[19, 41], [20, 50]], "twee")
        let shown = Suppression.apply(to: [first, second])
        for table in shown { #expect(TableReader(table).recovered(of: table) == []) }
        for column in 0..<2 {
            let totals = shown.compactMap { $0.outcomeTotals[column] }
            let hidden = shown[0].counts.count { $0[column] == nil }
            #expect(totals.isEmpty || hidden != 1)
        }
    }

    @Test("a figure follows from what is shown only") func figures() {
        let shown = Suppression.apply(to: [Self.table([[9, 20, 31], [30, 40, 50], [60, 70, 80]])])[0]
        #expect(shown.sum(0, 0..<1) == nil)
        #expect(shown.sum(2, 2..<3) == 80)
        #expect(shown.total(0..<2) == 229)
    }

    @Test("the ratio of two shares has Katz's interval") func ratio() throws {
        let ratio = try #require(RiskRatio(hits: 30, size: 100, otherHits: 20, otherSize: 200))
        #expect(abs(ratio.ratio - 3) < 1e-9)
        // exp(ln 3 ± 1.96 × sqrt(1/30 − 1/100 + 1/20 − 1/200)), worked out apart.
        #expect(abs(ratio.low - 1.797) < 0.001)
        #expect(abs(ratio.high - 5.008) < 0.002)
        #expect(ratio.isDistinct)
        let zero = try #require(RiskRatio(hits: 0, size: 50, otherHits: 10, otherSize: 50))
        #expect(zero.ratio > 0 && zero.low < zero.ratio && zero.ratio < zero.high)
        #expect(RiskRatio(hits: 0, size: 0, otherHits: 1, otherSize: 2) == nil)
    }
}
