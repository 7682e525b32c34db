// The protocol's primitives once more, written for the tests alone.
// In: values. Out: bytes. Depends on: nothing.

/// Bytes of a request, or of a record batch.
struct WireBytes {
    var bytes: [UInt8] = []

    mutating func int<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.bigEndian) { bytes += $0 }
    }

    mutating func varint(_ value: Int) {
        var rest = UInt64(bitPattern: Int64(value << 1 ^ value >> 63))
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// With its length in two bytes.
    mutating func text(_ text: String?) {
        int(Int16(text.map(\.utf8.count) ?? -1))
        bytes += Array((text ?? "").utf8)
    }

    /// As the flexible versions have it.
    mutating func compactText(_ text: String?) {
        bytes.append(UInt8(text.map { $0.utf8.count + 1 } ?? 0))
        bytes += Array((text ?? "").utf8)
    }

    mutating func data(_ data: [UInt8]) {
        int(Int32(data.count))
        bytes += data
    }

    /// A batch of records with values alone, as a producer sends it.
    static func batch(
        _ records: [(key: String, value: String)], producer: Producer, sequence: Int32, transactional: Bool
    ) -> [UInt8] {
        var body = WireBytes()
        body.int(Int16(transactional ? 0x10 : 0))
        body.int(Int32(records.count - 1))
        body.int(Int64(1_700_000_000_000))
        body.int(Int64(1_700_000_000_000))
        body.int(producer.id)
        body.int(producer.epoch)
        body.int(sequence)
        body.int(Int32(records.count))
        for (index, record) in records.enumerated() {
            var fields = WireBytes()
            fields.bytes += [0, 0]
            fields.varint(index)
            fields.varint(record.key.utf8.count)
            fields.bytes += Array(record.key.utf8)
            fields.varint(record.value.isEmpty ? -1 : record.value.utf8.count)
            fields.bytes += Array(record.value.utf8)
            fields.varint(0)
            body.varint(fields.bytes.count)
            body.bytes += fields.bytes
        }
        var head = WireBytes()
        head.int(Int64(0))
        head.int(Int32(body.bytes.count + 9))
        head.int(Int32(-1))
        head.int(Int8(2))
        head.int(checksum(body.bytes))
        return head.bytes + body.bytes
    }

    /// CRC-32C, a bit at a time.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var value = UInt32.max
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
        }
        return ~value
    }
}

/// What a broker gave a producer.
struct Producer: Equatable {
    var id: Int64 = -1
    var epoch: Int16 = -1
}

/// Reads an answer; a test that gets too short a one fails.
struct WireAnswer {
    var bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func int<Value: FixedWidthInteger>(_: Value.Type = Value.self) throws -> Value {
        var value: Value = 0
        for byte in try take(MemoryLayout<Value>.size) {
            value = value << 8 | Value(truncatingIfNeeded: byte)
        }
        return value
    }

    mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
        guard count >= 0, position + count <= bytes.count else { throw WireClientError.shortAnswer }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func text() throws -> String {
        String(decoding: try take(max(0, Int(try int(Int16.self)))), as: UTF8.self)
    }

    mutating func compactText() throws -> String {
        String(decoding: try take(max(0, Int(try int(UInt8.self)) - 1)), as: UTF8.self)
    }
}

enum WireClientError: Error {
    case cannotConnect, closed, shortAnswer
}
