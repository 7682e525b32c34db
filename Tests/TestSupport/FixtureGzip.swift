// Bytes as gzip (RFC 1952), stored and not squeezed: what matters is that they must be unpacked.
// In: bytes. Out: bytes. Depends on: nothing.

/// Packs test data without a library.
package enum FixtureGzip {
    /// The bytes as two members, one after another, as when gzip files are put together.
    package static func pack(_ bytes: [UInt8]) -> [UInt8] {
        member(bytes[..<(bytes.count / 2)]) + member(bytes[(bytes.count / 2)...])
    }

    private static func member(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        // Magic, deflate, no flags, no time, no extra flags, unknown system.
        var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        var rest = bytes
        repeat {
            let block = rest.prefix(0xFFFF)
            rest = rest.dropFirst(block.count)
            let count = UInt16(block.count)
            packed.append(rest.isEmpty ? 1 : 0)
            packed += littleEndian(count) + littleEndian(~count) + block
        } while !rest.isEmpty
        return packed + littleEndian(checksum(bytes)) + littleEndian(UInt32(truncatingIfNeeded: bytes.count))
    }

    private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    /// CRC-32, bit by bit.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 0 ? 0 : 0xEDB8_8320) }
        }
        return ~crc
    }
}
