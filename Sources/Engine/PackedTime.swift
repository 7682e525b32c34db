// The `time` of a record in eight bytes, when it is written as nearly all are.
// In: bytes. Out: a number, and the bytes back. Depends on: JSONWriting.

/// `YYYY-MM-DDTHH:MM:SSZ` as fourteen digits of four bits each.
enum PackedTime {
    private static let pattern: StaticString = "0000-00-00T00:00:00Z"

    /// nil for a time that is written in another way.
    static func pack(_ time: ByteList) -> UInt64? {
        guard time.count == pattern.utf8CodeUnitCount else { return nil }
        var digits: UInt64 = 0
        for (place, byte) in time.enumerated() {
            let mark = pattern.utf8Start[place]
            if mark == UInt8(ascii: "0") {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                digits = digits << 4 | UInt64(byte & 15)
            } else if byte != mark {
                return nil
            }
        }
        return digits
    }

    static func append(_ digits: UInt64, to bytes: inout ByteList) {
        var left = digits << 8
        for place in 0..<pattern.utf8CodeUnitCount {
            let mark = pattern.utf8Start[place]
            if mark == UInt8(ascii: "0") {
                bytes.append(0x30 | UInt8(truncatingIfNeeded: left >> 60))
                left <<= 4
            } else {
                bytes.append(mark)
            }
        }
    }
}
