// How findings are shown: for people with the line and a caret, for editors as JSON.
// In: diagnostics. Out: text. Depends on: Diagnostic, PrintableText.

internal import Signals

extension Diagnostic {
    /// `file:line:column: error: message`, the line of the file, and a line of `^` under what is meant.
    ///
    /// Three lines with a line feed after each; the last two are left out when the file has no such line.
    /// `isColored` adds ANSI colours. Control characters of the file are shown as U+FFFD, so that a file
    /// cannot steer a terminal.
    package func rendered(isColored: Bool = false) -> String {
        func paint(_ code: String, _ text: String) -> String {
            isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
        }
        let label = paint(severity == .error ? "1;31" : "1;33", "\(severity.rawValue):")
        var text =
            paint("1", "\(Diagnostic.plain(file)):\(line):\(column):")
            + " \(label) \(Diagnostic.plain(message))\n"
        guard !sourceLine.isEmpty else { return text }
        text += Diagnostic.plain(sourceLine) + "\n"
        // A tab before the caret stays a tab, so that the caret stands right whatever its width.
        var caret = ""
        for scalar in sourceLine.unicodeScalars.prefix(column - 1) {
            if scalar.isCombining { continue }
            caret += scalar == "\t" ? "\t" : " "
        }
        caret += paint("1;32", String(repeating: "^", count: max(1, length)))
        return text + caret + "\n"
    }

    /// A tab stays, so that the caret stands right.
    private static func plain(_ text: String) -> String { text.printable(keeping: ["\t"]) }

    /// One JSON object: `severity`, `file`, `line`, `column`, `length`, `message`.
    package var json: String {
        let fields = [
            "\"severity\":\(Diagnostic.quoted(severity.rawValue))", "\"file\":\(Diagnostic.quoted(file))",
            "\"line\":\(line)", "\"column\":\(column)", "\"length\":\(length)",
            "\"message\":\(Diagnostic.quoted(message))",
        ]
        return "{" + fields.joined(separator: ",") + "}"
    }

    /// A JSON array of all, one on a line; `[]` for none.
    package static func json(_ diagnostics: [Diagnostic]) -> String {
        guard !diagnostics.isEmpty else { return "[]\n" }
        return "[\n" + diagnostics.map(\.json).joined(separator: ",\n") + "\n]\n"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if scalar.value < 0x20 {
                    result += "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}

extension Unicode.Scalar {
    /// Takes no column of its own on a terminal.
    fileprivate var isCombining: Bool {
        properties.generalCategory == .nonspacingMark || properties.generalCategory == .enclosingMark
    }
}
