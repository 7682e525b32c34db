// A report as Markdown, without its charts.
// In: a Document. Out: text. Depends on: Document.

extension Document {
    /// Headings, sentences and tables. The numbers of a chart stand in the table beside it.
    package var markdown: String {
        var text = "# \(Markdown.escaped(title))\n\n"
        text += lead.map { Markdown.escaped($0) + "\n\n" }.joined()
        for fact in facts {
            text += "- **\(Markdown.escaped(fact.name))**: \(Markdown.escaped(fact.value))\n"
        }
        if !facts.isEmpty { text += "\n" }
        for section in sections {
            text += "## \(Markdown.escaped(section.title))\n\n"
            text += section.text.map { Markdown.escaped($0) + "\n\n" }.joined()
            text += section.tables.map { Markdown.table($0) + "\n" }.joined()
        }
        return text
    }
}

/// Text that Markdown would take for a mark gets a backslash.
enum Markdown {
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if "\\`*_[]<>|#".contains(character) { result.append("\\") }
            result.append(character == "\n" ? " " : character)
        }
        return result
    }

    static func table(_ table: Document.Table) -> String {
        func line(_ cells: [String]) -> String { "| " + cells.map(escaped).joined(separator: " | ") + " |\n" }
        let rule = "|" + String(repeating: " --- |", count: table.columns.count) + "\n"
        return "*\(escaped(table.caption))*\n\n" + line(table.columns) + rule + table.rows.map(line).joined()
    }
}
