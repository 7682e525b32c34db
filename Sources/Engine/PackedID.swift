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
            for (index, byte) in bytes.enumerated() {
                if index < 8 {
                    words.0 |= UInt64(byte) << UInt64(56 - 8 * index)
                } else {
                    words.1 |= UInt64(byte) << UInt64(56 - 8 * (index - 8))
                }
            }
            self.init(high: words.0, low: words.1, form: UInt8(bytes.count))
            return
        }
        guard bytes.count == 36 else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for index in 0..<36 {
            let byte = bytes[index]
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let value: UInt8
            switch byte {
            case 0x30...0x39: value = byte - 0x30
            case 0x61...0x66: value = byte - 0x61 + 10
            default: return nil
            }
            if digits < 16 { words.0 = words.0 << 4 | UInt64(value) } else { words.1 = words.1 << 4 | UInt64(value) }
            digits += 1
        }
        self.init(high: words.0, low: words.1, form: SignalRow.idIsUUID)
    }

    init(high: UInt64, low: UInt64, form: UInt8) {
        self.high = high
        self.low = low
        self.form = form
    }

    /// Appends the text of a packed `ID`; `texts` are those of its household.
    func append(to bytes: inout [UInt8], texts: [UInt8]) {
        switch form {
        case SignalRow.idInTexts:
            bytes.append(contentsOf: texts[Int(high)..<Int(high) + Int(low)])
        case SignalRow.idIsUUID:
            for digit in 0..<32 {
                if digit == 8 || digit == 12 || digit == 16 || digit == 20 { bytes.append(UInt8(ascii: "-")) }
                let word = digit < 16 ? high : low
                let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (digit & 15))) & 15
                bytes.append(value < 10 ? 0x30 + value : 0x57 + value)
            }
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
