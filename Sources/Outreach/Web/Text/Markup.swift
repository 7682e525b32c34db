// What turns text from outside into text of a page or a feed.
// In: any text. Out: text that stays text in HTML and XML, in elements and in quoted attributes. Depends on: Mustache.

internal import Mustache

/// Escapes for HTML and XML, scalar by scalar.
///
/// swift-mustache's own way goes by grapheme: a quotation mark with a combining accent after it is another `Character`,
/// stays as it is, and ends the attribute. What XML or a reader's screen cannot bear (control characters, marks that
/// turn the reading order of what follows) becomes U+FFFD.
struct Markup: MustacheContentType {
    /// The name by which templates ask for it.
    static let name = "MARKUP"

    func escapeText(_ text: String) -> String { Self.escaped(text) }

    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            default: result.append(isHarmful(scalar) ? "\u{FFFD}" : scalar)
            }
        }
        return String(result)
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F...0x9F, 0xFFFE, 0xFFFF: true
        case 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
