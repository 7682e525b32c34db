// A report as one HTML page that needs nothing else: no network, no script; readable on paper and by a screen reader.
// In: a Document. Out: HTML. Depends on: Chart+SVG.

extension Document {
    /// The whole page.
    package var html: String {
        var body = "<h1>\(HTML.escaped(title))</h1>\n"
        body += lead.map { "<p class=\"lead\">\(HTML.escaped($0))</p>\n" }.joined()
        if !facts.isEmpty {
            let rows = facts.map { "<dt>\(HTML.escaped($0.name))</dt><dd>\(HTML.escaped($0.value))</dd>\n" }
            body += "<dl>\n\(rows.joined())</dl>\n"
        }
        for (place, section) in sections.enumerated() { body += section.html(number: place + 1) }
        return """
            <!DOCTYPE html>
            <html lang="nl">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(HTML.escaped(title))</title>
            <style>\(HTML.style)</style>
            </head>
            <body>
            <main>
            \(body)</main>
            </body>
            </html>

            """
    }
}

extension Document.Section {
    fileprivate func html(number: Int) -> String {
        var text = "<section aria-labelledby=\"deel-\(number)\">\n"
        text += "<h2 id=\"deel-\(number)\">\(HTML.escaped(title))</h2>\n"
        text += self.text.map { "<p>\(HTML.escaped($0))</p>\n" }.joined()
        for (place, chart) in charts.enumerated() {
            text += chart.figure(id: "figuur-\(number)-\(place + 1)")
        }
        text += tables.map { $0.html(in: title) }.joined()
        return text + "</section>\n"
    }
}

extension Document.Table {
    /// - Parameter section: its heading; two sections may have tables of one name.
    fileprivate func html(in section: String) -> String {
        let head = columns.map { "<th scope=\"col\">\(HTML.escaped($0))</th>" }.joined()
        let body = rows.map { row in
            let cells = row.enumerated().map { place, cell in
                place == 0
                    ? "<th scope=\"row\">\(HTML.escaped(cell))</th>"
                    : "<td\(HTML.isNumber(cell) ? " class=\"n\"" : "")>\(HTML.escaped(cell))</td>"
            }
            return "<tr>\(cells.joined())</tr>\n"
        }
        // A wide table scrolls by itself, also with the keyboard.
        return """
            <div class="table" role="region" tabindex="0" aria-label="\(HTML.escaped("\(section): \(caption)"))">
            <table>
            <caption>\(HTML.escaped(caption))</caption>
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(body.joined())</tbody>
            </table>
            </div>

            """
    }
}

/// What all pages share.
enum HTML {
    /// A text between tags or in quotes.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Whether a cell is to be set to the right.
    static func isNumber(_ cell: String) -> Bool {
        guard let first = cell.unicodeScalars.first else { return false }
        return ("0"..."9").contains(first) || "-+–€".unicodeScalars.contains(first)
    }

    static let style = """

        :root { color-scheme: light; }
        body { margin: 0; background: #fff; color: #1b1b1b; font: 1rem/1.5 system-ui, "Liberation Sans", sans-serif; }
        main { max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
        h1 { font-size: 1.75rem; line-height: 1.2; }
        h2 { font-size: 1.25rem; margin-top: 2.5rem; border-top: 2px solid #0b4f8a; padding-top: .75rem; }
        p, dl { max-width: 46rem; }
        .lead { font-size: 1.1rem; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.25rem; }
        dt { font-weight: 600; }
        dd { margin: 0; overflow-wrap: anywhere; }
        figure { margin: 1.25rem 0; break-inside: avoid; }
        figcaption { font-weight: 600; margin-bottom: .25rem; }
        svg { display: block; width: 100%; height: auto; }
        .table { overflow-x: auto; margin: 1rem 0; }
        table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: 600; padding: .25rem 0; }
        th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; }
        th, td { border-bottom: 1px solid #c4c4c4; }
        thead th { border-bottom: 2px solid #1b1b1b; }
        tbody th { font-weight: 400; }
        td.n { text-align: right; }
        @media print {
          @page { size: A4; margin: 1.5cm; }
          body { font-size: 10pt; }
          main { max-width: none; padding: 0; }
          h2 { break-after: avoid; }
          tr { break-inside: avoid; }
          thead { display: table-header-group; }
          .table { overflow: visible; }
        }

        """
}
