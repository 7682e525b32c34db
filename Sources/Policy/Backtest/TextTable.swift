// A table of plain text with columns as wide as they need to be.
// In: cells. Out: lines. Depends on: PrintableText.

internal import Rules
internal import Signals

/// Columns of text; numbers stand to the right.
struct TextTable {
    private var rows: [[String]]

    init(_ heading: [String]) { rows = [heading] }

    mutating func add(_ cells: [String]) { rows.append(cells.map(\.printable)) }

    var rendered: String {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let gap = String(repeating: " ", count: widths[column] - cell.count)
                let isNumber = column > 0 && isNumeric(column)
                line += (column > 0 ? "  " : "") + (isNumber ? gap + cell : cell + gap)
            }
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    private func isNumeric(_ column: Int) -> Bool {
        rows.dropFirst().allSatisfy { row in
            column >= row.count
                || row[column].unicodeScalars.allSatisfy { "0123456789.,+-·%€ ".unicodeScalars.contains($0) }
        }
    }
}
