// An `ID` in 17 bytes: short ones and UUIDs in place, the others among the household's texts.
// In: bytes. Out: two words and a form. Depends on: Household.

/// The packed form of an `ID`; equal texts have equal words and form unless they lie in `texts`.
struct PackedID: Equatable {
    var high: UInt64
    var low: UInt64
    var form: UInt8

    /// Packs a text of at most 15 bytes or a UUID in canonical lower case; nil for any other.
    init?(_ bytes: UnsafeRawBufferPointer) {
        if bytes.count <= 15 {
            var words: (UInt64, UInt64) = (0, 0)
            for index in 0..<bytes.count {
                let byte = UInt64(bytes[index])
                if index < 8 { words.0 |= byte << UInt64(56 - 8 * index) }
                if index >= 8 { words.1 |= byte << UInt64(120 - 8 * index) }
            }
            self.init(high: words.0, low: words.1, form: UInt8(bytes.count))
            return
        }
        guard bytes.count == 36, bytes[8] == UInt8(ascii: "-"), bytes[13] == UInt8(ascii: "-"),
            bytes[18] == UInt8(ascii: "-"), bytes[23] == UInt8(ascii: "-"),
            let first = PackedID.digits(PackedID.word(bytes, 0, 4)),
            let second = PackedID.digits(PackedID.word(bytes, 9, 14)),
            let third = PackedID.digits(PackedID.word(bytes, 19, 24)),
            let fourth = PackedID.digits(PackedID.word(bytes, 28, 32))
        else { return nil }
        self.init(high: first << 32 | second, low: third << 32 | fourth, form: SignalRow.idIsUUID)
    }

    /// Four bytes from each of two places, the first in the high byte.
    private static func word(_ bytes: UnsafeRawBufferPointer, _ first: Int, _ second: Int) -> UInt64 {
        let high = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: first, as: UInt32.self))
        let low = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: second, as: UInt32.self))
        return UInt64(high) << 32 | UInt64(low)
    }

    /// Eight hexadecimal digits in lower case as a number, all eight at once; nil when one is none.
    private static func digits(_ text: UInt64) -> UInt64? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let letters = (text >> 6) & ones
        let low = text & (ones * 15)
        // Digits have 3 as their high half, letters 6; a digit is at most 9, a letter 1 to 6.
        guard text & (ones * 0xf0) == ones * 0x30 + letters * 0x30,
            (low + (ones * 6 & ~(letters * 0xff))) & (ones * 16) & ~(letters * 16) == 0,
            (low + letters * 9) & (ones * 16) == 0, (low + letters * 15) & (letters * 16) == letters * 16
        else { return nil }
        var value = low + letters * 9
        value = (value | value >> 4) & 0x00ff_00ff_00ff_00ff
        value = (value | value >> 8) & 0x0000_ffff_0000_ffff
        return (value | value >> 16) & 0xffff_ffff
    }

    init(high: UInt64, low: UInt64, form: UInt8) {
        self.high = high
        self.low = low
        self.form = form
    }

    /// The text of a packed `ID`.
    func bytes(texts: [UInt8]) -> [UInt8] { ByteList.bytes { append(to: &$0, texts: texts) } }

    /// Appends the text of a packed `ID`; `texts` are those of its household.
    func append(to bytes: inout ByteList, texts: [UInt8]) {
        switch form {
        case SignalRow.idInTexts:
            for byte in texts[Int(high)..<Int(high) + Int(low)] { bytes.append(byte) }
        case SignalRow.idIsUUID:
            bytes.append(hexadecimal: high, digits: 8)
            bytes.append(UInt8(ascii: "-"))
            bytes.append(hexadecimal: high << 32, digits: 4)
            bytes.append(UInt8(ascii: "-"))
            bytes.append(hexadecimal: high << 48, digits: 4)
            bytes.append(UInt8(ascii: "-"))
            bytes.append(hexadecimal: low, digits: 4)
            bytes.append(UInt8(ascii: "-"))
            bytes.append(hexadecimal: low << 16, digits: 12)
        default:
            for index in 0..<Int(form) {
                let word = index < 8 ? high : low
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (index & 7))))
            }
        }
    }
}

extension Household {
    /// Packs an `ID`, putting a long one among the texts.
    mutating func pack(_ bytes: UnsafeRawBufferPointer) -> PackedID {
        if let packed = PackedID(bytes) { return packed }
        let start = texts.count
        texts.append(contentsOf: bytes)
        return PackedID(high: UInt64(start), low: UInt64(bytes.count), form: SignalRow.idInTexts)
    }

    /// Whether a kept `ID` is this text; `packed` is its short form when it has one.
    func matches(_ row: PackedID, _ bytes: UnsafeRawBufferPointer, _ packed: PackedID?) -> Bool {
        if let packed { return row == packed }
        guard row.form == SignalRow.idInTexts, Int(row.low) == bytes.count else { return false }
        return texts[Int(row.high)..<Int(row.high) + Int(row.low)].elementsEqual(bytes)
    }
}

extension SignalRow {
    var id: PackedID { PackedID(high: idHigh, low: idLow, form: idForm) }
}

extension WithdrawalRow {
    var id: PackedID { PackedID(high: idHigh, low: idLow, form: idForm) }
}
