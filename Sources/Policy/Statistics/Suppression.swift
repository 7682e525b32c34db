// Leaves small counts out of tables, and as many others as keep the small ones from being worked out.
// In: tables over the same people. Out: the same tables with gaps. Depends on: CountTable.

/// Suppression over all tables of one report together: what one table leaves out, no other may give away.
///
/// First every count below ``least`` goes. A reader has the totals, and every total is a sum of cells: a linear
/// equation. As long as the equations settle a count that is left out, or the counts left out of one sum add up to less
/// than ``least``, one more goes: the smallest that stands in the same sum, a cell before a total.
package struct Suppression {
    /// Counts below this are not shown.
    package static let least = 10

    /// One count of one table: a cell, or a total (the place after the last).
    private struct Count {
        var value: Int
        var isTotal: Bool
    }

    private var counts: [Count] = []
    /// Sums that a reader knows of: the first count is the sum of the others.
    private var sums: [[Int]] = []
    private var sumsOf: [[Int]] = []
    private var isShown: [Bool] = []

    /// The tables as they may be shown, in the same order.
    package static func apply(to tables: [CountTable]) -> [ShownTable] {
        var suppression = Suppression()
        let tables = tables.map { $0.withoutEmptyGroups() }
        var places: [Int] = []
        var totals: [String: [Int]] = [:]
        for table in tables { places.append(suppression.add(table, &totals)) }
        suppression.hide()
        return zip(tables, places).map { suppression.shown($0, at: $1) }
    }

    // MARK: Counts and sums

    /// Adds the counts of a table, row by row with a total at the end of each, and a last row of totals.
    private mutating func add(_ table: CountTable, _ totals: inout [String: [Int]]) -> Int {
        let start = counts.count
        let width = table.outcomes.count + 1
        let rows = table.counts.map { $0 + [$0.reduce(0, +)] }
        let last = (0..<width).map { column in rows.reduce(0) { $0 + $1[column] } }
        for (row, values) in (rows + [last]).enumerated() {
            for (column, value) in values.enumerated() {
                counts.append(Count(value: value, isTotal: row == rows.count || column == width - 1))
            }
        }
        for row in 0...rows.count {
            let first = start + row * width
            sums.append([first + width - 1] + (first..<first + width - 1))
        }
        for column in 0..<width {
            sums.append((0...rows.count).reversed().map { start + $0 * width + column })
        }
        // The totals of another table over the same people are the same counts.
        let own = (0..<width).map { start + rows.count * width + $0 }
        if let other = totals[table.people]?.first {
            sums.append([other, own[width - 1]])
        } else {
            totals[table.people] = [own[width - 1]]
        }
        let key = table.people + "\u{0}" + table.outcomes.joined(separator: "\u{0}")
        if let known = totals[key] {
            for (one, other) in zip(known, own) { sums.append([one, other]) }
        } else {
            totals[key] = own
        }
        return start
    }

    private func shown(_ table: CountTable, at start: Int) -> ShownTable {
        let width = table.outcomes.count + 1
        func value(_ row: Int, _ column: Int) -> Int? {
            let place = start + row * width + column
            return isShown[place] ? counts[place].value : nil
        }
        let rows = table.groups.indices
        return ShownTable(
            title: table.title, groups: table.groups, outcomes: table.outcomes,
            counts: rows.map { row in (0..<width - 1).map { value(row, $0) } },
            groupTotals: rows.map { value($0, width - 1) },
            outcomeTotals: (0..<width - 1).map { value(rows.count, $0) },
            total: value(rows.count, width - 1))
    }

    // MARK: Hiding

    private mutating func hide() {
        sumsOf = counts.map { _ in [] }
        for (sum, members) in sums.enumerated() {
            for member in members { sumsOf[member].append(sum) }
        }
        isShown = counts.map { $0.value >= Suppression.least }
        while true {
            var weak = Set(weakSums())
            for count in settled() {
                if let sum = sumsOf[count].first(where: isOpen) { weak.insert(sum) }
            }
            if weak.isEmpty { return }
            for sum in weak.sorted() { hideOneMore(of: sum) }
        }
    }

    /// Whether there is anything left in a sum to hide.
    private func isOpen(_ sum: Int) -> Bool { sums[sum].contains { isShown[$0] } }

    /// Sums that are shown while what is left out of them adds up to less than ``least``.
    private func weakSums() -> [Int] {
        sums.indices.filter { sum in
            guard isShown[sums[sum][0]] else { return false }
            let hidden = sums[sum].dropFirst().filter { !isShown[$0] }
            return !hidden.isEmpty && hidden.reduce(0) { $0 + counts[$1].value } < Suppression.least
        }
    }

    private mutating func hideOneMore(of sum: Int) {
        let open = sums[sum].filter { isShown[$0] }
        let next = open.min {
            (counts[$0].isTotal ? 1 : 0, counts[$0].value, $0)
                < (counts[$1].isTotal ? 1 : 0, counts[$1].value, $1)
        }
        if let next { isShown[next] = false }
    }

    /// Hidden counts that the sums settle: the unknowns of the equations that have one value only.
    private func settled() -> [Int] {
        var rows: [[Int: Int]] = []
        for members in sums {
            var row: [Int: Int] = [:]
            for (place, member) in members.enumerated() where !isShown[member] {
                row[member, default: 0] += place == 0 ? -1 : 1
            }
            row = row.filter { $0.value != 0 }
            if !row.isEmpty { rows.append(row) }
        }
        return Suppression.reduced(rows).compactMap { $0.count == 1 ? $0.keys.first : nil }
    }

    /// The equations brought to a form in which each begins with an unknown that stands in no other. Whole numbers
    /// only: rows are multiplied, not divided.
    private static func reduced(_ equations: [[Int: Int]]) -> [[Int: Int]] {
        var done: [(pivot: Int, row: [Int: Int])] = []
        for equation in equations {
            var row = equation
            for (pivot, other) in done { eliminate(pivot, from: &row, with: other) }
            guard let pivot = row.keys.min() else { continue }
            for place in done.indices { eliminate(pivot, from: &done[place].row, with: row) }
            done.append((pivot, row))
        }
        return done.map(\.row)
    }

    private static func eliminate(_ pivot: Int, from row: inout [Int: Int], with other: [Int: Int]) {
        guard let factor = row[pivot], let base = other[pivot] else { return }
        for (unknown, coefficient) in row { row[unknown] = coefficient * base }
        for (unknown, coefficient) in other {
            let value = (row[unknown] ?? 0) - coefficient * factor
            row[unknown] = value == 0 ? nil : value
        }
        // Small numbers stay small: what all have in common goes.
        let common = row.values.reduce(0) { gcd($0, $1) }
        if common > 1 { for (unknown, coefficient) in row { row[unknown] = coefficient / common } }
    }

    private static func gcd(_ left: Int, _ right: Int) -> Int {
        right == 0 ? abs(left) : gcd(right, left % right)
    }
}
