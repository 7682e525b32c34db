// Text as a JSON string.
// In: any text. Out: the same between quotes, with escapes. Depends on: nothing.

/// Writes texts as JSON strings.
package enum JSONText {
    /// The text between quotes, with the escapes that JSON demands and no others.
    package static func quoted(_ text: String) -> String {
        var result = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result.append(contentsOf: "\\\"".unicodeScalars)
            case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\r": result.append(contentsOf: "\\r".unicodeScalars)
            case "\t": result.append(contentsOf: "\\t".unicodeScalars)
            default:
                if scalar.value < 0x20 {
                    let digits = String(scalar.value, radix: 16)
                    result.append(
                        contentsOf: ("\\u00" + (digits.count < 2 ? "0" : "") + digits).unicodeScalars)
                } else {
                    result.append(scalar)
                }
            }
        }
        result.append("\"")
        return String(result)
    }
}
