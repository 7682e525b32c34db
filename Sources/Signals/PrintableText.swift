// Text that may be shown to people: what is in data, file names or arguments cannot steer a terminal.
// In: any text. Out: the same without control characters. Depends on: nothing.

extension StringProtocol {
    /// The text with U+FFFD for each control character: C0 (line feed and tab too), DEL and C1.
    ///
    /// For everything from outside that stands in text for people: data, arguments, file names. Styles are added
    /// after it, and what programs read (NDJSON, CSV, JSON, XML) has its own escapes.
    package var printable: String { printable(keeping: []) }

    /// The same with some control characters left as they are.
    package func printable(keeping kept: Set<Unicode.Scalar>) -> String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            result.append(isControl && !kept.contains(scalar) ? "\u{FFFD}" : scalar)
        }
        return String(result)
    }
}
