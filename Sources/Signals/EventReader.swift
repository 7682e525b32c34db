// Reads the fields of one scanned event into typed values and keeps count of the invalid ones.
// In: a SlotTable and the bytes it points into. Out: values. Depends on: Slots, FieldValues, NameTable,
// CodeLists.

/// The closed lists of texts that fields take, ready for looking bytes up.
struct WireLists: Sendable {
    let types = NameTable(RecordType.allCases.map(\.name))
    let partners = NameTable(PartnerType.wireNames)
    let withdrawalReasons = NameTable(WithdrawalReason.wireNames)
    let contactKinds = NameTable(ContactKind.wireNames)
    let dayParts = NameTable(DayPart.wireNames)
    let results = NameTable(TaskResult.wireNames)
    let circumstances = NameTable(CircumstanceKind.wireNames)
}

/// One event while it is decoded. Its pointers are valid during one pass over a batch and never kept.
struct EventReader {
    /// Start of the batch's bytes, and of its unescaped bytes.
    let bytes: UnsafePointer<UInt8>
    let unescaped: UnsafePointer<UInt8>
    let table: UnsafePointer<SlotTable>
    /// Places with a value that cannot be used, by ``Slot/bit``; the lowest is the one to report.
    var invalid: UInt64 = 0

    @inline(__always) func has(_ slot: Slot) -> Bool { table.pointee.present & slot.bit != 0 }

    @inline(__always) func isObject(_ slot: Slot) -> Bool { table.pointee.objects & slot.bit != 0 }

    /// The text at a place as it will be kept; absent when there is none or it is empty. The caller knows
    /// that it is a string.
    @inline(__always) func text(_ slot: Slot) -> Text {
        guard has(slot) else { return .absent }
        let value = table.pointee[slot]
        return value.count == 0
            ? .absent : Text(start: value.start, count: UInt32(truncatingIfNeeded: value.count))
    }

    @inline(__always) func pointer(_ value: SlotValue) -> UnsafePointer<UInt8> {
        value.start & Text.unescapedMark == 0
            ? bytes + Int(value.start) : unescaped + Int(value.start & ~Text.unescapedMark)
    }

    /// A string's bytes through a reader of values; marks the place when it is no string or the reader says
    /// nil.
    @inline(__always)
    mutating func string<Value>(_ slot: Slot, _ read: (UnsafePointer<UInt8>, Int) -> Value?) -> Value? {
        guard has(slot) else { return nil }
        let value = table.pointee[slot]
        if value.isKind(.string), let result = read(pointer(value), value.count) { return result }
        invalid |= slot.bit
        return nil
    }

    @inline(__always) mutating func date(_ slot: Slot) -> CivilDate? {
        string(slot) { FieldValues.date($0, $1) }
    }

    /// A required date; any date when it is absent or invalid, since the record then is a dead letter.
    @inline(__always) mutating func requiredDate(_ slot: Slot) -> CivilDate {
        date(slot) ?? CivilDate(dayNumber: 0)
    }

    /// The place of a string in a closed list, 0 when absent or invalid.
    @inline(__always) mutating func code(_ slot: Slot, _ list: NameTable) -> UInt8 {
        let place = string(slot) { start, count in
            let found = list.place(of: start, count: count)
            return found < 0 ? nil : UInt8(truncatingIfNeeded: found)
        }
        return place ?? 0
    }

    /// A string that may be empty: then it counts as absent.
    @inline(__always) mutating func optionalText(_ slot: Slot) -> Text {
        checkString(slot)
        return text(slot)
    }

    /// A string that may not be empty.
    @inline(__always) mutating func filledText(_ slot: Slot) -> Text {
        guard has(slot) else { return .absent }
        let value = table.pointee[slot]
        if !value.isKind(.string) || value.count == 0 { invalid |= slot.bit }
        return text(slot)
    }

    /// Marks the place when it holds anything but a string.
    @inline(__always) mutating func checkString(_ slot: Slot) {
        guard has(slot) else { return }
        let value = table.pointee[slot]
        if !value.isKind(.string), !value.isKind(.escapedString) { invalid |= slot.bit }
    }

    /// A boolean; false when absent.
    @inline(__always) mutating func boolean(_ slot: Slot) -> Bool {
        guard has(slot) else { return false }
        let value = table.pointee[slot]
        if !value.isKind(.true), !value.isKind(.false) { invalid |= slot.bit }
        return value.isKind(.true)
    }

    /// `bedrag`: euros, at most two decimals by value, 0 to 10 000 000.
    @inline(__always) mutating func amountCents(_ slot: Slot) -> Int64 {
        guard has(slot) else { return 0 }
        let value = table.pointee[slot]
        if value.isKind(.number),
            let cents = FieldValues.scaled(pointer(value), value.count, places: 2, limit: 1_000_000_000)
        {
            return cents
        }
        invalid |= slot.bit
        return 0
    }

    /// `huisnummer`: 1 to 99999, a whole number by value or text of 1 to 5 digits.
    @inline(__always) mutating func houseNumber(_ slot: Slot) -> Int {
        guard has(slot) else { return 0 }
        let value = table.pointee[slot]
        if value.isKind(.string), let number = FieldValues.houseNumber(pointer(value), value.count) {
            return number
        }
        if value.isKind(.number),
            let number = FieldValues.scaled(pointer(value), value.count, places: 0, limit: 99_999), number > 0
        {
            return Int(number)
        }
        invalid |= slot.bit
        return 0
    }

    /// The eight characters of a CBS neighbourhood code, or 0; never invalid: a routing slip costs nobody an
    /// offer.
    @inline(__always) func area(_ slot: Slot) -> UInt64 {
        guard has(slot), table.pointee[slot].isKind(.string) else { return 0 }
        return FieldValues.area(pointer(table.pointee[slot]), table.pointee[slot].count)
    }

    @inline(__always) mutating func pseudonym(_ slot: Slot, _ kind: Pseudonym.Kind) -> Pseudonym {
        string(slot) { FieldValues.pseudonym($0, $1, letter: kind.rawValue) } ?? .none
    }

    /// The address of `client`. Of the suffix ASCII letters and digits count; one of more than eight stands
    /// in canonical form already (``RecordDecoder`` sees to it).
    @inline(__always) mutating func address() -> Address {
        let code = string(.postcode) { FieldValues.postcode($0, $1) } ?? 0
        var place = code | UInt64(truncatingIfNeeded: houseNumber(.houseNumber))
        checkString(.houseNumberSuffix)
        var short: UInt64 = 0
        var count = 0
        if has(.houseNumberSuffix), table.pointee[.houseNumberSuffix].isKind(.string) {
            let value = table.pointee[.houseNumberSuffix]
            let start = pointer(value)
            for index in 0..<value.count {
                guard let byte = Address.canonicalByte(start[index]) else { continue }
                if count < 8 { short |= UInt64(byte) &<< UInt64(truncatingIfNeeded: 8 &* count) }
                count &+= 1
            }
            if count > 8 {
                place |= UInt64(truncatingIfNeeded: count) &<< Address.suffixShift
                return Address(place: place, shortSuffix: 0, longSuffix: text(.houseNumberSuffix))
            }
        }
        place |= UInt64(truncatingIfNeeded: count) &<< Address.suffixShift
        return Address(place: place, shortSuffix: short, longSuffix: .absent)
    }
}
