// Tasks as a table for people.
// In: tasks. Out: lines that fit a terminal. Depends on: TaskRecord, PrintableText.

package import Engine
internal import Signals

/// Rows are collected, as the widths of the columns hang on all of them.
package struct TaskTable: Sendable {
    private static let heading = ["uiterlijk", "klasse", "taak", "team", "volgende actie", "status", "reden"]
    /// No column but the last takes more than this.
    private static let widest = 24
    private static let gap = "  "
    /// Lines that a row takes at most, for the sake of its last column.
    private static let mostLines = 3

    private var rows: [[String]] = []
    private let width: Int
    private let showsRevisions: Bool

    /// - Parameters:
    ///   - width: columns of the terminal; at least 60 are used.
    ///   - showsRevisions: whether a task may occur more than once, so that its revision belongs to its name.
    package init(width: Int, showsRevisions: Bool) {
        self.width = max(60, width)
        self.showsRevisions = showsRevisions
    }

    /// A row for one revision of a task.
    package mutating func add(_ task: TaskData) {
        let reason = task.contributions.map(\.reason).joined(separator: " · ")
        let next = task.next.map { "\($0.kind) \(TaskSheet.dutch($0.from).prefix(5))" } ?? ""
        rows.append(
            [
                TaskSheet.dutch(task.due) + (task.isLate ? " !" : ""), task.taskClass,
                showsRevisions ? "\(task.task).\(task.revision)" : task.task, task.team, next,
                task.status.rawValue, task.result ?? (reason.isEmpty ? "-" : reason),
            ].map(\.printable))
    }

    /// Forgets all rows.
    package mutating func removeAll() { rows.removeAll() }

    /// The heading and a line for each task.
    package func rendered(heading style: (String) -> String = { $0 }) -> String {
        if rows.isEmpty { return "geen taken\n" }
        var widths = Self.heading.map(\.count)
        for row in rows {
            for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
        }
        let last = widths.count - 1
        for column in 0..<last { widths[column] = min(widths[column], Self.widest) }
        let taken = widths[..<last].reduce(0, +) + last * Self.gap.count
        widths[last] = min(widths[last], max(20, width - taken))
        var text = style(line(Self.heading, widths)) + "\n"
        for row in rows {
            var pieces = Self.wrapped(row[last], width: widths[last])
            text += line(row[..<last] + [pieces.removeFirst()], widths) + "\n"
            for piece in pieces { text += String(repeating: " ", count: taken) + piece + "\n" }
        }
        return text
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (column, cell) in cells.enumerated() {
            let fitted = Self.cut(cell, width: widths[column])
            text += fitted
            if column < cells.count - 1 {
                text += String(repeating: " ", count: widths[column] - fitted.count) + Self.gap
            }
        }
        return text
    }

    private static func cut(_ text: String, width: Int) -> String {
        text.count > width ? text.prefix(width - 1) + "…" : text
    }

    /// A text on at most ``mostLines`` lines, cut between words where that can be; at least one line.
    private static func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var rest = text[...]
        while rest.count > width, lines.count < mostLines - 1 {
            let piece = rest.prefix(width + 1)
            let end = piece.lastIndex(of: " ") ?? rest.index(rest.startIndex, offsetBy: width)
            if end == rest.startIndex { break }
            lines.append(String(rest[..<end]))
            rest = rest[end...].drop { $0 == " " }
        }
        return lines + [cut(String(rest), width: width)]
    }
}
