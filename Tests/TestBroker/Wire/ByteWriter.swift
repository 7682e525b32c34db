// Writes the primitives of the Kafka protocol.
// In: values. Out: bytes. Depends on: nothing.

struct ByteWriter {
    var bytes: [UInt8] = []
    /// As ByteReader's: variable-length counts, and tagged fields at the end of structures.
    var isFlexible = false

    mutating func integer<Value: FixedWidthInteger>(_ value: Value) {
        for shift in stride(from: Value.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> Value(shift)))
        }
    }

    mutating func int8(_ value: Int8) { bytes.append(UInt8(bitPattern: value)) }
    mutating func bool(_ value: Bool) { bytes.append(value ? 1 : 0) }
    mutating func int16(_ value: Int16) { integer(value) }
    mutating func int32(_ value: Int32) { integer(value) }
    mutating func int64(_ value: Int64) { integer(value) }
    mutating func error(_ code: ErrorCode) { int16(code.rawValue) }

    mutating func unsignedVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func varint(_ value: Int64) { unsignedVarint(UInt64(bitPattern: value << 1 ^ value >> 63)) }

    mutating func string(_ text: String?) {
        count(text.map(\.utf8.count), short: true)
        if let text { bytes.append(contentsOf: text.utf8) }
    }

    mutating func byteArray(_ value: [UInt8]?) {
        count(value?.count, short: false)
        if let value { bytes.append(contentsOf: value) }
    }

    mutating func array<Elements: Collection>(
        _ elements: Elements?, _ write: (inout ByteWriter, Elements.Element) -> Void
    ) {
        count(elements?.count, short: false)
        if let elements { for element in elements { write(&self, element) } }
    }

    private mutating func count(_ count: Int?, short: Bool) {
        if isFlexible {
            unsignedVarint(UInt64((count ?? -1) + 1))
        } else if short {
            int16(Int16(clamping: count ?? -1))
        } else {
            int32(Int32(clamping: count ?? -1))
        }
    }

    /// No tagged fields.
    mutating func tags() { if isFlexible { bytes.append(0) } }

    /// Writes over what was written, for lengths and checksums that are known last.
    mutating func replace<Value: FixedWidthInteger>(at position: Int, with value: Value) {
        for index in 0..<MemoryLayout<Value>.size {
            bytes[position + index] = UInt8(
                truncatingIfNeeded: value >> Value(Value.bitWidth - 8 * (index + 1)))
        }
    }
}
