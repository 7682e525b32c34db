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
        var start = 0
        while start < text.count {
            let end = ByteList.endOfPlain(text, from: start)
            append(UnsafeRawBufferPointer(rebasing: text[start..<end]))
            if end < text.count { appendEscape(text[end]) }
            start = end + 1
        }
    }

    /// Where the next byte stands that must be escaped; eight bytes at a time.
    private static func endOfPlain(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var next = start
        while next + 8 <= text.count {
            let word = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: next, as: UInt64.self))
            let quotes = word ^ ones * UInt64(UInt8(ascii: "\""))
            let slashes = word ^ ones * UInt64(UInt8(ascii: "\\"))
            let controls = (word &- ones * 0x20) & ~word
            let found = (quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes | controls
            // The lowest mark is right; those above it may come from a borrow.
            let marks = found & (ones * 0x80)
            if marks != 0 { return next + marks.trailingZeroBitCount / 8 }
            next += 8
        }
        while next < text.count, text[next] >= 0x20, text[next] != UInt8(ascii: "\""),
            text[next] != UInt8(ascii: "\\")
        {
            next += 1
        }
        return next
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
        append(
            word: Pseudonym.hexadecimal(UInt32(truncatingIfNeeded: word >> 32)), bytes: Swift.min(digits, 8))
        guard digits > 8 else { return }
        append(word: Pseudonym.hexadecimal(UInt32(truncatingIfNeeded: word)), bytes: digits - 8)
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
