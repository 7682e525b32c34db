// The bytes inside a JSON string: where it ends, whether its UTF-8 and escapes are right, and what they stand
// for.
// In: pointers into a line. Out: pointers, bytes. Depends on: nothing.

/// Strings of JSON, byte by byte and eight bytes at a time.
enum UTF8Text {
    typealias Bytes = UnsafePointer<UInt8>

    /// In each byte that ends a run of plain text (a quote, a backslash, a control, a byte over 0x7F) the top
    /// bit is set. Bytes above the lowest one set may be wrong: look at the lowest only.
    @inline(__always) static func stops(_ word: UInt64) -> UInt64 {
        // A byte whose top bit is set stops the run anyway, so the usual "and not" of these tests is not
        // needed.
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = (word ^ 0x2222_2222_2222_2222) &- ones
        let backslash = (word ^ 0x5C5C_5C5C_5C5C_5C5C) &- ones
        let control = word &- 0x2020_2020_2020_2020
        return (quote | backslash | control | word) & 0x8080_8080_8080_8080
    }

    /// The bytes of the run of plain text that starts at `at`, at most 16: how many come before the first
    /// byte that ``stops(_:)`` would mark. Reads 16 bytes.
    @inline(__always) static func plainCount(_ at: Bytes) -> Int {
        let text = UnsafeRawPointer(at).loadUnaligned(as: SIMD16<Int8>.self)
        // The element type is spelled out: left to inference, these become loops over single bytes.
        // Signed, so that controls and bytes over 0x7F are both below a space.
        let stops =
            (text .< SIMD16<Int8>(repeating: 0x20)) .| (text .== SIMD16<Int8>(repeating: 0x22))
            .| (text .== SIMD16<Int8>(repeating: 0x5C))
        let halves = unsafeBitCast(stops, to: SIMD2<UInt64>.self)
        if halves.x != 0 { return halves.x.trailingZeroBitCount &>> 3 }
        return halves.y == 0 ? 16 : 8 &+ halves.y.trailingZeroBitCount &>> 3
    }

    @inline(__always) static func word(_ at: Bytes) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt64.self))
    }

    /// The closing quote of the string whose text starts at `at`, or nil when it is not a string of RFC 8259
    /// in valid UTF-8 that ends before `end`. Reads nothing at or after `end`.
    static func closingQuote(_ at: Bytes, _ end: Bytes, hasEscapes: inout Bool) -> Bytes? {
        var next = at
        while true {
            while end - next >= 8 {
                let found = stops(word(next))
                if found != 0 {
                    next += found.trailingZeroBitCount &>> 3
                    break
                }
                next += 8
            }
            guard next < end else { return nil }
            let byte = next[0]
            if byte == UInt8(ascii: "\"") { return next }
            if byte == UInt8(ascii: "\\") {
                let length = escapeLength(next, end)
                if length == 0 { return nil }
                hasEscapes = true
                next += length
            } else if byte >= 0x80 {
                let length = sequenceLength(next, end)
                if length == 0 { return nil }
                next += length
            } else if byte >= 0x20 {
                next += 1
            } else {
                return nil
            }
        }
    }

    /// The bytes of the multi-byte UTF-8 sequence at `at`, 2 to 4; 0 when it is not one that RFC 3629 allows
    /// (overlong, a surrogate, over U+10FFFF, cut off).
    static func sequenceLength(_ at: Bytes, _ end: Bytes) -> Int {
        let lead = at[0]
        let left = end - at
        func isTail(_ index: Int) -> Bool { at[index] & 0xC0 == 0x80 }
        switch lead {
        case 0xC2...0xDF: return left >= 2 && isTail(1) ? 2 : 0
        case 0xE0...0xEF:
            guard left >= 3, isTail(1), isTail(2) else { return 0 }
            if lead == 0xE0 && at[1] < 0xA0 || lead == 0xED && at[1] >= 0xA0 { return 0 }
            return 3
        case 0xF0...0xF4:
            guard left >= 4, isTail(1), isTail(2), isTail(3) else { return 0 }
            if lead == 0xF0 && at[1] < 0x90 || lead == 0xF4 && at[1] >= 0x90 { return 0 }
            return 4
        default: return 0
        }
    }

    /// The bytes of the escape at `at` (2, 6, or 12 for a surrogate pair); 0 when it is none or half a pair.
    private static func escapeLength(_ at: Bytes, _ end: Bytes) -> Int {
        guard end - at >= 2 else { return 0 }
        switch at[1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return 2
        case UInt8(ascii: "u"):
            let unit = codeUnit(at, end)
            guard unit >= 0, !(0xDC00...0xDFFF).contains(unit) else { return 0 }
            guard (0xD800...0xDBFF).contains(unit) else { return 6 }
            return (0xDC00...0xDFFF).contains(codeUnit(at + 6, end)) ? 12 : 0
        default: return 0
        }
    }

    /// The UTF-16 code unit of `\uXXXX` at `at`, or -1 when no such escape stands there.
    private static func codeUnit(_ at: Bytes, _ end: Bytes) -> Int {
        guard end - at >= 6, at[0] == UInt8(ascii: "\\"), at[1] == UInt8(ascii: "u") else { return -1 }
        var unit = 0
        for index in 2..<6 {
            switch at[index] {
            case 0x30...0x39: unit = unit << 4 | Int(at[index] & 15)
            case 0x41...0x46, 0x61...0x66: unit = unit << 4 | Int(at[index] & 15) + 9
            default: return -1
            }
        }
        return unit
    }

    /// Appends the text of a string that ``closingQuote(_:_:hasEscapes:)`` accepted, with its escapes
    /// resolved. Never more bytes than it reads.
    static func appendUnescaped(_ start: Bytes, count: Int, to target: inout [UInt8]) {
        let end = start + count
        var next = start
        while next < end {
            guard next[0] == UInt8(ascii: "\\") else {
                target.append(next[0])
                next += 1
                continue
            }
            switch next[1] {
            case UInt8(ascii: "b"): target.append(0x08)
            case UInt8(ascii: "f"): target.append(0x0C)
            case UInt8(ascii: "n"): target.append(0x0A)
            case UInt8(ascii: "r"): target.append(0x0D)
            case UInt8(ascii: "t"): target.append(0x09)
            case UInt8(ascii: "u"):
                var scalar = UInt32(truncatingIfNeeded: codeUnit(next, end))
                if (0xD800...0xDBFF).contains(scalar) {
                    let low = UInt32(truncatingIfNeeded: codeUnit(next + 6, end))
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + low & 0x3FF
                    next += 6
                }
                append(scalar, to: &target)
                next += 4
            default: target.append(next[1])
            }
            next += 2
        }
    }

    private static func append(_ scalar: UInt32, to target: inout [UInt8]) {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | scalar >> shift & 0x3F) }
        switch scalar {
        case ..<0x80: target.append(UInt8(scalar))
        case ..<0x800: target += [UInt8(0xC0 | scalar >> 6), tail(0)]
        case ..<0x10000: target += [UInt8(0xE0 | scalar >> 12), tail(6), tail(0)]
        default: target += [UInt8(0xF0 | scalar >> 18 & 7), tail(12), tail(6), tail(0)]
        }
    }
}
