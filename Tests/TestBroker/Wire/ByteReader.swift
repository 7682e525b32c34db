// Reads the primitives of the Kafka protocol from one frame.
// In: bytes from a socket, of which nothing is trusted. Out: values, or WireError. Depends on: nothing.

/// Bytes that are not what the protocol promises; the connection that sent them is closed.
struct WireError: Error {
    var reason: String
}

/// Walks once over a frame. Every read is checked against its end first.
struct ByteReader {
    let bytes: [UInt8]
    private(set) var position: Int
    let end: Int
    /// Whether strings and arrays have variable-length counts, and structures end with tagged fields.
    var isFlexible = false

    init(_ bytes: [UInt8], from position: Int = 0) {
        self.bytes = bytes
        self.position = position
        end = bytes.count
    }

    var remaining: Int { end - position }

    mutating func integer<Value: FixedWidthInteger>(_: Value.Type = Value.self) throws -> Value {
        let range = try skip(MemoryLayout<Value>.size)
        var value: Value = 0
        for index in range { value = value << 8 | Value(truncatingIfNeeded: bytes[index]) }
        return value
    }

    mutating func int8() throws -> Int8 { Int8(bitPattern: bytes[try skip(1).lowerBound]) }
    mutating func bool() throws -> Bool { try int8() != 0 }
    mutating func int16() throws -> Int16 { try integer() }
    mutating func int32() throws -> Int32 { try integer() }
    mutating func int64() throws -> Int64 { try integer() }

    mutating func unsignedVarint() throws -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            let byte = UInt8(bitPattern: try int8())
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte & 0x80 == 0 { return value }
        }
        throw WireError(reason: "a number of more than ten bytes")
    }

    /// A signed number as records have them (zigzag).
    mutating func varint() throws -> Int64 {
        let value = try unsignedVarint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// Steps over bytes and says where they stand.
    mutating func skip(_ count: Int) throws -> Range<Int> {
        guard count >= 0, count <= remaining else { throw WireError(reason: "\(count) bytes past the end") }
        defer { position += count }
        return position..<position + count
    }

    /// A count of bytes or elements; -1 is null. No element is smaller than a byte, which bounds what we reserve.
    private mutating func count(compact: Bool, short: Bool) throws -> Int {
        let count =
            if compact {
                Int(truncatingIfNeeded: try unsignedVarint()) &- 1
            } else if short {
                Int(try int16())
            } else {
                Int(try int32())
            }
        guard count >= -1, count <= remaining else { throw WireError(reason: "a count of \(count)") }
        return count
    }

    mutating func optionalString() throws -> String? {
        let count = try count(compact: isFlexible, short: true)
        return count < 0 ? nil : String(decoding: bytes[try skip(count)], as: UTF8.self)
    }

    mutating func string() throws -> String { try optionalString() ?? "" }

    /// Where the bytes of a field stand in the frame.
    mutating func byteRange() throws -> Range<Int>? {
        let count = try count(compact: isFlexible, short: false)
        return count < 0 ? nil : try skip(count)
    }

    mutating func byteArray() throws -> [UInt8] { try byteRange().map { Array(bytes[$0]) } ?? [] }

    mutating func optionalArray<Element>(
        _ element: (inout ByteReader) throws -> Element
    ) throws -> [Element]? {
        let count = try count(compact: isFlexible, short: false)
        guard count >= 0 else { return nil }
        var elements: [Element] = []
        for _ in 0..<count { elements.append(try element(&self)) }
        return elements
    }

    mutating func array<Element>(_ element: (inout ByteReader) throws -> Element) throws -> [Element] {
        try optionalArray(element) ?? []
    }

    /// Steps over tagged fields; none is of use to us.
    mutating func tags() throws {
        guard isFlexible else { return }
        let count = try unsignedVarint()
        guard count <= UInt64(remaining) else { throw WireError(reason: "\(count) tagged fields") }
        for _ in 0..<count {
            _ = try unsignedVarint()
            _ = try skip(Int(clamping: try unsignedVarint()))
        }
    }
}
