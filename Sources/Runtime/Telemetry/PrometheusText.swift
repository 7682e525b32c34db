// The text format of Prometheus, version 0.0.4: names, labels, numbers, lines.
// In: names and values. Out: text. Depends on: nothing.
// Source: prometheus.io/docs/instrumenting/exposition_formats, "Text-based format".

/// Writes the parts of the text that `/metrics` gives.
package enum PrometheusText {
    /// Since Prometheus 3 a scrape fails without it.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    static func line(_ name: String, _ labels: String, _ value: String, to text: inout String) {
        text += name
        if !labels.isEmpty { text += "{\(labels)}" }
        text += " \(value)\n"
    }

    /// The labels as they stand between the braces, in order of name.
    static func labels(_ labels: [(String, String)]) -> String {
        labels.map { (labelName($0.0), $0.1) }.sorted { $0.0 < $1.0 }.map { "\($0.0)=\"\(escaped($0.1))\"" }
            .joined(separator: ",")
    }

    static func number(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: number) { return "\(whole)" }
        return "\(number)"
    }

    /// Backslash, quote and line feed.
    private static func escaped(_ value: String) -> String {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Backslash and line feed.
    static func help(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    /// Letters, digits, `_` and `:`; others become `_`, as in the names of libraries with dots.
    static func metricName(_ label: String) -> String { name(label, alsoAllowed: ":") }
    static func labelName(_ label: String) -> String { name(label, alsoAllowed: "_") }

    private static func name(_ label: String, alsoAllowed: Unicode.Scalar) -> String {
        var result = String.UnicodeScalarView()
        for scalar in label.unicodeScalars {
            let isDigit = ("0"..."9").contains(scalar)
            let isLetter = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
            if isDigit && result.isEmpty { result.append("_") }
            result.append(isDigit || isLetter || scalar == alsoAllowed ? scalar : "_")
        }
        return result.isEmpty ? "_" : String(result)
    }
}
