// Appends JSON to bytes, without insignificant white space (pipelines/README.md, "Records out").
// In: values. Out: bytes. Depends on: Signals.

import Signals

/// The line that is being written.
typealias ByteList = RowList<UInt8>

extension RowList<UInt8> {
    /// What `write` wrote, for the few texts that are kept or compared.
    static func bytes(_ write: (inout ByteList) -> Void) -> [UInt8] {
        var list = ByteList()
        defer { list.deallocate() }
        write(&list)
        return Array(list)
    }

    /// Text that needs no escaping, such as names of members.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        let count = text.utf8CodeUnitCount
        makeRoom(count).update(from: text.utf8Start, count: count)
    }

    /// Bytes as they are.
    @inline(__always)
    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        bytes.withMemoryRebound(to: UInt8.self) { append(contentsOf: $0) }
    }

    /// A name of a code list.
    mutating func append(name: String) {
        for byte in name.utf8 { append(byte) }
    }

    /// The characters of a JSON string, without its quotes: `"`, `\` and controls escaped, all else as it is.
    mutating func appendEscaped(_ text: UnsafeRawBufferPointer) {
        for byte in text {
            if byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") {
                append(byte)
            } else {
                appendEscape(byte)
            }
        }
    }

    mutating func appendEscaped(_ text: ByteList) {
        text.withUnsafeBytes { appendEscaped($0) }
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
            append(UnsafeRawBufferPointer(rebasing: buffer[at...]))
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
        date.write(to: makeRoom(10))
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
    @inline(__always)
    mutating func append(hexadecimal word: UInt64, digits: Int) {
        let target = makeRoom(digits)
        for digit in 0..<digits {
            let value = UInt8(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: 60 &- 4 &* digit)) & 15
            target[digit] = value &+ (value < 10 ? 0x30 : 0x57)
        }
    }

    /// `h1_` or `p1_` and 32 digits.
    mutating func append(_ pseudonym: Pseudonym, as kind: Pseudonym.Kind) {
        append(kind.rawValue)
        append("1_")
        pseudonym.writeHexadecimal(to: makeRoom(32))
    }
}

extension Vocabulary {
    /// Appends a text as the characters of a JSON string; nothing for 0.
    func appendEscaped(_ number: UInt32, to bytes: inout ByteList) {
        withBytes(number) { bytes.appendEscaped($0) }
    }
}
