// Appends JSON to bytes, without insignificant white space (pipelines/README.md, "Records out").
// In: values. Out: bytes. Depends on: Signals.

import Signals

extension [UInt8] {
    /// Text that needs no escaping, such as names of members.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// The characters of a JSON string, without its quotes: `"`, `\` and controls escaped, all else as it is.
    mutating func appendEscaped(_ text: UnsafeRawBufferPointer) {
        var plain = 0
        for index in text.indices {
            let byte = text[index]
            if byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") { continue }
            append(contentsOf: UnsafeRawBufferPointer(rebasing: text[plain..<index]))
            plain = index + 1
            appendEscape(byte)
        }
        append(contentsOf: UnsafeRawBufferPointer(rebasing: text[plain..<text.count]))
    }

    mutating func appendEscaped(_ text: [UInt8]) {
        text.withUnsafeBytes { appendEscaped($0) }
    }

    mutating func appendEscaped(_ text: String) {
        var copy = text
        copy.withUTF8 { appendEscaped(UnsafeRawBufferPointer($0)) }
    }

    private mutating func appendEscape(_ byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0a: append(UInt8(ascii: "n"))
        case 0x0c: append(UInt8(ascii: "f"))
        case 0x0d: append(UInt8(ascii: "r"))
        case 0x00..<0x20:
            append("u00")
            append(byte < 16 ? 0x30 : 0x31)
            let low = byte & 15
            append(low < 10 ? 0x30 + low : 0x57 + low)
        default: append(byte)
        }
    }

    /// A whole number in decimal.
    mutating func append(number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var magnitude = number.magnitude
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        Swift.withUnsafeMutableBytes(of: &digits) { buffer in
            var at = buffer.count
            repeat {
                at -= 1
                buffer[at] = UInt8(truncatingIfNeeded: magnitude % 10) + 0x30
                magnitude /= 10
            } while magnitude > 0
            append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[at...]))
        }
    }

    /// Euros with two decimals: 62050 is `620.50`.
    mutating func append(euros cents: Int64) {
        if cents < 0 { append(UInt8(ascii: "-")) }
        append(number: Int64(cents.magnitude / 100))
        append(UInt8(ascii: "."))
        append(twoDigits: Int(cents.magnitude % 100))
    }

    @inline(__always)
    mutating func append(twoDigits value: Int) {
        append(UInt8(truncatingIfNeeded: value / 10) + 0x30)
        append(UInt8(truncatingIfNeeded: value % 10) + 0x30)
    }

    /// `YYYY-MM-DD`.
    mutating func append(date: CivilDate) {
        let (year, month, day) = date.components
        append(twoDigits: year / 100)
        append(twoDigits: year % 100)
        append(UInt8(ascii: "-"))
        append(twoDigits: month)
        append(UInt8(ascii: "-"))
        append(twoDigits: day)
    }

    /// `yyyymmdd`.
    mutating func append(compactDate date: CivilDate) {
        let (year, month, day) = date.components
        append(twoDigits: year / 100)
        append(twoDigits: year % 100)
        append(twoDigits: month)
        append(twoDigits: day)
    }

    /// The first `digits` hexadecimal digits of a word, from its high end.
    mutating func append(hexadecimal word: UInt64, digits: Int) {
        for digit in 0..<digits {
            let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * digit)) & 15
            append(value < 10 ? 0x30 + value : 0x57 + value)
        }
    }
}

extension Vocabulary {
    /// Appends a text as the characters of a JSON string; nothing for 0.
    func appendEscaped(_ number: UInt32, to bytes: inout [UInt8]) {
        withBytes(number) { bytes.appendEscaped($0) }
    }
}
