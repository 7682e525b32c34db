// Parts of addresses: encoding values, and telling our own addresses from others.
// In: any text. Out: text for URLs. Depends on: nothing.

package enum URLText {
    /// Everything but unreserved characters as `%XX` (RFC 3986).
    package static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.utf8.count < 2 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }

    /// `path?name=value&…` without empty values.
    package static func address(_ path: String, _ query: [(name: String, value: String?)]) -> String {
        let pairs = query.compactMap { pair -> String? in
            guard let value = pair.value, !value.isEmpty else { return nil }
            return "\(encoded(pair.name))=\(encoded(value))"
        }
        return pairs.isEmpty ? path : "\(path)?\(pairs.joined(separator: "&"))"
    }

    /// An address of our own pages, or nil: nothing that a browser could take for another site.
    package static func ownAddress(_ text: String?) -> String? {
        guard let text, text.utf8.count <= 2_000, text.first == "/", !text.hasPrefix("//") else { return nil }
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }
        return isPlain ? text : nil
    }

    /// A link that a page may show: only the web, and nothing that runs.
    package static func webLink(_ text: String?) -> String? {
        guard let text, text.hasPrefix("https://") || text.hasPrefix("http://") else { return nil }
        return text
    }
}
