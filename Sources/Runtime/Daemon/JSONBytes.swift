// Appends JSON to bytes: what intake and the journals write.
// In: values. Out: bytes. Depends on: Signals.

import Signals

extension [UInt8] {
    /// JSON as it stands.
    mutating func append(json text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// A JSON string with its quotes, of text in UTF-8: `"`, `\` and controls escaped, all else as it is.
    mutating func append(quoted text: some Collection<UInt8>) {
        append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(byte)
            case 0x00..<0x20:
                append(json: "\\u00")
                append(byte < 16 ? 0x30 : 0x31)
                append(byte & 15 < 10 ? 0x30 + byte & 15 : 0x57 + byte & 15)
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }

    mutating func append(quoted text: String) { append(quoted: text.utf8) }

    /// Euros with two decimals.
    mutating func append(euros cents: Int64) {
        append(contentsOf: String(cents / 100).utf8)
        append(UInt8(ascii: "."))
        append(UInt8(truncatingIfNeeded: cents % 100 / 10) + 0x30)
        append(UInt8(truncatingIfNeeded: cents % 10) + 0x30)
    }

    /// `name`, then a date in quotes.
    mutating func append(member name: StaticString, _ date: CivilDate) {
        append(json: name)
        append(UInt8(ascii: "\""))
        let start = count
        append(contentsOf: repeatElement(0, count: 10))
        withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { date.write(to: base + start) }
        }
        append(UInt8(ascii: "\""))
    }
}
