// CRC-32C (Castagnoli), eight bytes at a time: the checksum of record batches.
// In: bytes. Out: a number. Depends on: nothing.

enum Checksum {
    /// Eight tables of 256, one after another: the checksum of a byte that has 0 to 7 zero bytes behind it.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
            tables[byte] = value
        }
        for index in 256..<tables.count {
            let shorter = tables[index - 256]
            tables[index] = shorter >> 8 ^ tables[Int(shorter & 0xFF)]
        }
        return tables
    }()

    static func crc32c(_ bytes: [UInt8], in range: Range<Int>) -> UInt32 {
        tables.withUnsafeBufferPointer { tables in
            bytes[range].withUnsafeBytes { bytes in
                var value: UInt32 = 0xFFFF_FFFF
                var position = 0
                while position + 8 <= bytes.count {
                    let eight = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
                    let mixed = eight ^ UInt64(value)
                    value = 0
                    for index in 0..<8 {
                        value ^= tables[(7 - index) * 256 + Int(mixed >> UInt64(8 * index) & 0xFF)]
                    }
                    position += 8
                }
                while position < bytes.count {
                    value = value >> 8 ^ tables[Int((value ^ UInt32(bytes[position])) & 0xFF)]
                    position += 1
                }
                return ~value
            }
        }
    }
}
