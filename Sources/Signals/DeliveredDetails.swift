// What a delivered record says besides what the engine reads: who the client is, how to reach them, who did it.
// In: a SlotTable. Out: places in the batch's bytes. Depends on: Slots.

/// The values of one record that intake seals (``client``, ``contact``) or passes on (``worker``, `warmeOverdracht`).
///
/// Personal data: it points into the bytes of its batch, goes nowhere but into the sealed contact record, and is gone
/// with the batch.
package struct DeliveredDetails: Sendable {
    /// One member of a JSON object: its name, and its value as written (with quotes and escapes).
    package struct Member: Sendable {
        package var name: StaticString
        /// In the bytes of the batch, the quotes of a text included.
        package var value: Range<Int>
    }

    private var values = InlineArray<12, SlotValue>(repeating: SlotValue(start: 0, count: 0, kind: .none))

    private static let slots: [(slot: Slot, name: StaticString)] = [
        (.postcode, "postcode"), (.houseNumber, "huisnummer"), (.houseNumberSuffix, "huisnummertoevoeging"),
        (.clientBirthDate, "geboortedatum"), (.clientArea, "buurtcode"),
        (.citizenNumber, "burgerservicenummer"),
        (.contactName, "naam"), (.contactPhone, "telefoon"), (.contactMail, "email"),
        (.contactLanguage, "taal"),
        (.worker, "medewerker"), (.warmHandover, "warmeOverdracht"),
    ]

    /// Of a dead letter: nothing.
    static var none: DeliveredDetails { DeliveredDetails() }

    private init() {}

    /// Takes the values as the scanner found them, before escapes are resolved elsewhere.
    init(_ table: borrowing SlotTable) {
        for (place, entry) in Self.slots.enumerated() where table.present & entry.slot.bit != 0 {
            values[place] = table[entry.slot]
        }
    }

    /// The members of `client` that are there.
    package var client: [Member] { members(0..<6) }
    /// The members of `contact` that are there.
    package var contact: [Member] { members(6..<10) }
    /// `medewerker` of a contact attempt or a closing.
    package var worker: Member? { members(10..<11).first }
    /// `warmeOverdracht` of a signal.
    package var warmHandover: Member? { members(11..<12).first }

    private func members(_ places: Range<Int>) -> [Member] {
        places.compactMap { place in
            let value = values[place]
            switch value.kind {
            case .string, .escapedString:
                let start = Int(value.start)
                return Member(name: Self.slots[place].name, value: start - 1..<start + value.count + 1)
            case .number, .true, .false:
                return Member(
                    name: Self.slots[place].name, value: Int(value.start)..<Int(value.start) + value.count)
            default: return nil
            }
        }
    }
}
