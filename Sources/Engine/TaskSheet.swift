// Tasks as CSV for Dutch Excel.
// In: tasks. Out: UTF-8 with a byte order mark, `;`, CRLF, decimal comma, dd-mm-jjjj. Depends on: TaskRecord.

package import Signals

/// Writes the lines of a sheet. Text that a spreadsheet would take for a formula is made harmless.
package enum TaskSheet {
    private static let columns: [(name: String, cell: @Sendable (TaskData) -> Cell)] = [
        ("Taak", { .text($0.task) }),
        ("Revisie", { .number($0.revision) }),
        ("Status", { .text($0.status.rawValue) }),
        ("Klasse", { .text($0.taskClass) }),
        ("Score", { .number($0.score.total) }),
        ("Uiterlijk", { .date($0.due) }),
        ("Te laat", { .truth($0.isLate) }),
        ("Volgende actie", { .text($0.next?.kind) }),
        ("Vanaf", { .date($0.next?.from) }),
        ("Team", { .text($0.team) }),
        ("Medewerker", { .text($0.worker) }),
        ("Huishouden", { .text($0.household) }),
        ("Persoon", { .text($0.person) }),
        ("Buurtcode", { .text($0.area) }),
        ("Aantal signalen", { .number($0.signals.count) }),
        ("Soorten", { .text(distinct($0.signals.map(\.kind)).joined(separator: ", ")) }),
        ("Partners", { .text(distinct($0.signals.compactMap(\.name)).joined(separator: ", ")) }),
        ("Hoogste bedrag", { .money($0.signals.map(\.amount.cents).max()) }),
        ("Redenen", { .text($0.contributions.map(\.reason).joined(separator: " · ")) }),
        ("Verwijzingen", { .text($0.referrals.joined(separator: ", ")) }),
        ("Pogingen", { .number($0.attempts.count) }),
        ("Bereikt", { .truth($0.attempts.contains(where: \.wasReached)) }),
        ("Geopend", { .date($0.opened) }),
        ("Gesloten", { .date($0.closed) }),
        ("Resultaat", { .text($0.result) }),
        ("Steekproef", { .truth($0.isSample) }),
        ("Pijplijn", { .text("\($0.pipeline.id) \($0.pipeline.version)") }),
        ("Peildatum", { .date($0.today) }),
    ]

    private enum Cell {
        case text(String?)
        case number(Int)
        case money(Int64?)
        case date(CivilDate?)
        case truth(Bool)
    }

    /// The byte order mark and the names of the columns.
    package static var header: String { "\u{FEFF}" + columns.map(\.name).joined(separator: ";") + "\r\n" }

    /// One revision of a task as a line of the sheet, CR LF included.
    package static func line(_ task: TaskData) -> String {
        columns.map { text($0.cell(task)) }.joined(separator: ";") + "\r\n"
    }

    private static func text(_ cell: Cell) -> String {
        switch cell {
        case .text(let text): quoted(text ?? "")
        case .number(let number): String(number)
        case .money(let cents): cents.map(money) ?? ""
        case .date(let date): date.map(dutch) ?? ""
        case .truth(let truth): truth ? "ja" : "nee"
        }
    }

    /// `1234,50`; without separators of thousands, which Excel does not read back everywhere.
    package static func money(_ cents: Int64) -> String {
        let size = cents.magnitude
        let rest = size % 100
        return "\(cents < 0 ? "-" : "")\(size / 100),\(rest < 10 ? "0" : "")\(rest)"
    }

    /// `dd-mm-jjjj`.
    package static func dutch(_ date: CivilDate) -> String {
        let (year, month, day) = date.components
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(two(day))-\(two(month))-\(year)"
    }

    /// A text as a cell: with an apostrophe before what would start a formula, in quotes where needed.
    package static func quoted(_ text: String) -> String {
        var text = text
        if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) {
            text = "'" + text
        }
        let isPlain = !text.unicodeScalars.contains { ";\"\r\n".unicodeScalars.contains($0) }
        if isPlain, text.first != " ", text.last != " " { return text }
        // Scalar by scalar: a quotation mark with an accent after it is another `Character`, and ends the cell.
        var cell = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            cell.append(contentsOf: scalar == "\"" ? ["\"", "\""] : [scalar])
        }
        return "\"\(String(cell))\""
    }

    private static func distinct(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}
