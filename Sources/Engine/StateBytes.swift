// Numbers and texts to bytes and back, for state that leaves the process.
// In: values. Out: bytes; or values from bytes, with every length checked. Depends on: nothing.

/// Why state could not be read. The state is the world's: whoever reads it retries or stops with this sentence.
package enum StateError: Error, Hashable, Sendable {
    /// Written by a later release.
    case unknownVersion(UInt8)
    /// Cut off, or not what was written.
    case damaged
}

/// Appends values: whole numbers in groups of seven bits, signed ones folded, texts with their length first.
struct StateWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(byte: UInt8) { bytes.append(byte) }

    mutating func write(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func write(_ number: Int64) { write(UInt64(bitPattern: number << 1 ^ number >> 63)) }
    mutating func write(_ number: Int32) { write(Int64(number)) }
    mutating func write(_ number: UInt32) { write(UInt64(number)) }
    mutating func write(_ count: Int) { write(UInt64(count)) }
    mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    mutating func write(_ text: UnsafeRawBufferPointer) {
        write(text.count)
        bytes.append(contentsOf: text)
    }

    mutating func write(_ text: String) {
        var copy = text
        copy.withUTF8 { write(UnsafeRawBufferPointer($0)) }
    }

    mutating func write(_ text: [UInt8]) { text.withUnsafeBytes { write($0) } }
}

/// Reads what ``StateWriter`` wrote.
struct StateReader {
    private let bytes: [UInt8]
    private var next = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { next == bytes.count }

    mutating func byte() throws(StateError) -> UInt8 {
        guard next < bytes.count else { throw .damaged }
        defer { next += 1 }
        return bytes[next]
    }

    mutating func unsigned() throws(StateError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte()
            guard shift < 63 || shift == 63 && byte <= 1 else { throw .damaged }
            value |= UInt64(byte & 0x7f) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
    }

    mutating func signed() throws(StateError) -> Int64 {
        let folded = try unsigned()
        return Int64(bitPattern: folded >> 1) ^ -Int64(bitPattern: folded & 1)
    }

    mutating func int32() throws(StateError) -> Int32 {
        guard let value = Int32(exactly: try signed()) else { throw .damaged }
        return value
    }

    mutating func uint32() throws(StateError) -> UInt32 {
        guard let value = UInt32(exactly: try unsigned()) else { throw .damaged }
        return value
    }

    /// The number of things that follow, each of at least one byte.
    mutating func count() throws(StateError) -> Int {
        let count = try unsigned()
        guard count <= UInt64(bytes.count - next) else { throw .damaged }
        return Int(count)
    }

    mutating func flag() throws(StateError) -> Bool {
        let byte = try byte()
        guard byte <= 1 else { throw .damaged }
        return byte == 1
    }

    mutating func text() throws(StateError) -> [UInt8] {
        let count = try count()
        defer { next += count }
        return Array(bytes[next..<next + count])
    }

    mutating func string() throws(StateError) -> String {
        guard let string = String(validating: try text(), as: UTF8.self) else { throw .damaged }
        return string
    }

    /// A raw value of a code list.
    mutating func code<List: RawRepresentable<UInt8>>(_: List.Type) throws(StateError) -> UInt8 {
        let byte = try byte()
        guard List(rawValue: byte) != nil else { throw .damaged }
        return byte
    }

    /// A raw value of a code list, or ``TaskRow/none``.
    mutating func optionalCode<List: RawRepresentable<UInt8>>(_: List.Type) throws(StateError) -> UInt8 {
        let byte = try byte()
        guard byte == TaskRow.none || List(rawValue: byte) != nil else { throw .damaged }
        return byte
    }

    /// The number of a thing in a list, from 1, or 0 for none.
    mutating func place(upTo count: Int) throws(StateError) -> UInt32 {
        let place = try uint32()
        guard place <= UInt32(count) else { throw .damaged }
        return place
    }
}
