// An address between its packed form, its canonical text, and what a person types.
// In: packed values, bytes, a person's input. Out: the same the other way. Depends on: Record, FieldValues.

extension Address {
    /// Bits of ``place`` below the length of the suffix.
    @inlinable package static var suffixShift: UInt64 { 41 }
    /// `2511AB|99999|` is the longest that stands before the suffix.
    package static var longestPrefix: Int { 13 }

    /// Bytes of the suffix in canonical form.
    @inlinable package var suffixCount: Int { Int(place >> Address.suffixShift) }
    @inlinable package var houseNumber: Int { Int(place & 0x1FFFF) }

    /// Writes `POSTCODE|huisnummer|` and a short suffix; a long one stands in the batch.
    ///
    /// - Parameter target: room for ``longestPrefix`` + 8 bytes.
    /// - Returns: the bytes written.
    package func writeCanonical(to target: UnsafeMutablePointer<UInt8>) -> Int {
        var digits = Int(place >> 27 & 0x3FFF)
        for index in stride(from: 3, through: 0, by: -1) {
            target[index] = 0x30 + UInt8(digits % 10)
            digits /= 10
        }
        target[4] = 0x40 + UInt8(place >> 22 & 31)
        target[5] = 0x40 + UInt8(place >> 17 & 31)
        target[6] = UInt8(ascii: "|")
        var number = houseNumber
        var length = 1
        var power = 10
        while number >= power {
            length += 1
            power *= 10
        }
        for index in stride(from: 6 + length, to: 6, by: -1) {
            target[index] = 0x30 + UInt8(number % 10)
            number /= 10
        }
        var next = 7 + length
        target[next] = UInt8(ascii: "|")
        next += 1
        if suffixCount <= 8 {
            for index in 0..<suffixCount {
                target[next] = UInt8(truncatingIfNeeded: shortSuffix >> UInt64(8 * index))
                next += 1
            }
        }
        return next
    }

    /// `2511AB|12|A`; the batch is the one that the address was decoded in.
    package func canonicalText(in batch: RecordBatch) -> String {
        let prefix = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Address.longestPrefix + 8) {
            buffer in
            guard let start = buffer.baseAddress else { return "" }
            return String(
                decoding: UnsafeBufferPointer(start: start, count: writeCanonical(to: start)), as: UTF8.self)
        }
        return prefix + (batch.string(longSuffix) ?? "")
    }

    /// An ASCII letter or digit in upper case, or nil for what a canonical suffix drops.
    @inline(__always) static func canonicalByte(_ byte: UInt8) -> UInt8? {
        if byte &- 0x30 < 10 || byte &- 0x41 < 26 { return byte }
        return byte &- 0x61 < 26 ? byte &- 0x20 : nil
    }
}

/// An address as a person wrote it: `2511AB 12 A`, `2511 ab 12-a`.
package struct WrittenAddress: Hashable, Sendable {
    /// `2511AB|12|A`, what a pseudonym is made of.
    package var canonical: [UInt8]
    /// The same as the decoder packs it; nil for a suffix of more than eight letters and digits, which needs
    /// a batch.
    package var address: Address?

    /// Reads a postcode, a house number of 1 to 5 digits and what follows it; forgiving about spaces, other
    /// signs before and after the number, and case. nil when there is no postcode or no number from 1 to
    /// 99999.
    package init?(_ input: String) {
        let bytes = Array(input.utf8)
        var index = 0
        func skip() { while index < bytes.count, Address.canonicalByte(bytes[index]) == nil { index += 1 } }
        var code: [UInt8] = []
        while code.count < 6 {
            skip()
            guard index < bytes.count else { return nil }
            code.append(bytes[index])
            index += 1
        }
        skip()
        let start = index
        while index < bytes.count, FieldValues.isDigit(bytes[index]) { index += 1 }
        let packed = code.withUnsafeBufferPointer { $0.baseAddress.flatMap { FieldValues.postcode($0, 6) } }
        let digits = Array(bytes[start..<index])
        let written = digits.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.flatMap { FieldValues.houseNumber($0, buffer.count) }
        }
        guard let packed, let number = written else { return nil }
        let suffix = bytes[index...].compactMap(Address.canonicalByte)
        canonical = code.compactMap(Address.canonicalByte) + Array("|\(number)|".utf8) + suffix
        guard suffix.count <= 8 else { return }
        var short: UInt64 = 0
        for (place, byte) in suffix.enumerated() { short |= UInt64(byte) << UInt64(8 * place) }
        address = Address(
            place: UInt64(suffix.count) << Address.suffixShift | packed | UInt64(number), shortSuffix: short,
            longSuffix: .absent)
    }
}
