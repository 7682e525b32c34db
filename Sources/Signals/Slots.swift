// The places of an event that some record type can use, and what one line held at each of them.
// In: nothing. Out: the table that the scanner and the learned layouts fill. Depends on: DeadLetter.

/// A place in an event, numbered so that among the fields of `data` the order is that of every record type's
/// table (pipelines/README.md): of several missing or invalid fields the lowest bit is the one to report.
package enum Slot: UInt8, CaseIterable, Sendable {
    case specificationVersion, eventID, source, type, time, contentType, data
    case id, partner, partnerType, partnerName, amount, signalDate, originDate, crisis, warmHandover,
        reference
    case client, postcode, houseNumber, houseNumberSuffix, clientBirthDate, clientArea, citizenNumber
    case household, person, birthDate, area
    case contact, contactName, contactPhone, contactMail, contactLanguage
    case task, kind, reached, result, from, until, date, reason, dayPart, worker, team, takeover, origin

    @inlinable package var bit: UInt64 { 1 &<< UInt64(rawValue) }

    /// The object a name stands in; only `data` and three objects in it hold names that we know.
    package enum Scope: Int, CaseIterable, Sendable { case event, data, partner, client, contact, elsewhere }

    package var scope: Scope {
        switch self {
        case .specificationVersion, .eventID, .source, .type, .time, .contentType, .data: .event
        case .partnerType, .partnerName: .partner
        case .postcode, .houseNumber, .houseNumberSuffix, .clientBirthDate, .clientArea, .citizenNumber:
            .client
        case .contactName, .contactPhone, .contactMail, .contactLanguage: .contact
        default: .data
        }
    }

    /// The field a dead letter names; nil for the envelope and for what is never missing or invalid.
    package var field: Field? {
        switch self {
        case .specificationVersion, .eventID, .source, .type, .time, .contentType: nil
        case .clientArea, .citizenNumber, .area: nil
        case .data: .data
        case .id: .id
        case .partner: .partner
        case .partnerType: .partnerType
        case .partnerName: .partnerName
        case .amount: .amount
        case .signalDate: .signalDate
        case .originDate: .originDate
        case .crisis: .crisis
        case .warmHandover: .warmHandover
        case .reference: .reference
        case .client: .client
        case .postcode: .postcode
        case .houseNumber: .houseNumber
        case .houseNumberSuffix: .houseNumberSuffix
        case .clientBirthDate: .clientBirthDate
        case .household: .household
        case .person: .person
        case .birthDate: .birthDate
        case .contact: .contact
        case .contactName: .contactName
        case .contactPhone: .contactPhone
        case .contactMail: .contactMail
        case .contactLanguage: .contactLanguage
        case .task: .task
        case .kind: .kind
        case .reached: .reached
        case .result: .result
        case .from: .from
        case .until: .until
        case .date: .date
        case .reason: .reason
        case .dayPart: .dayPart
        case .worker: .worker
        case .team: .team
        case .takeover: .takeover
        case .origin: .origin
        }
    }

    /// The name on the wire, without the object it stands in.
    package var name: String {
        switch self {
        case .specificationVersion: "specversion"
        case .eventID: "id"
        case .source: "source"
        case .type: "type"
        case .time: "time"
        case .contentType: "datacontenttype"
        case .clientArea, .area: "buurtcode"
        case .citizenNumber: "burgerservicenummer"
        default: String((field?.rawValue ?? "").split(separator: ".").last ?? "")
        }
    }
}

/// What stands at a place.
package enum ValueKind: UInt8, Sendable {
    case none, string, escapedString, number, `true`, `false`, null, object, array
}

/// Where one value stands: its first byte (after the quote of a string), its length in bytes and its kind, in
/// eight bytes. Offsets count from the start of the batch's bytes.
package struct SlotValue: Equatable, Sendable {
    package var start: UInt32
    private var countAndKind: UInt32

    @inline(__always) package init(start: Int, count: Int, kind: ValueKind) {
        self.start = UInt32(truncatingIfNeeded: start)
        countAndKind = UInt32(truncatingIfNeeded: count) << 4 | UInt32(kind.rawValue)
    }

    /// Below 2^28; a batch is smaller.
    package var count: Int { Int(countAndKind >> 4) }
    /// Whether the value is of this kind; cheaper than asking which it is.
    @inline(__always) package func isKind(_ kind: ValueKind) -> Bool {
        countAndKind & 15 == UInt32(kind.rawValue)
    }

    package var kind: ValueKind { ValueKind(rawValue: UInt8(truncatingIfNeeded: countAndKind & 15)) ?? .none }
}

/// What one line held at every place we know. Cleared by forgetting which places are filled, not by erasing
/// them.
package struct SlotTable: Sendable {
    /// Places with a value other than `null`, by ``Slot/bit``.
    package var present: UInt64 = 0
    /// Places with `null`. Absent, except for `medewerker` of C.
    package var nulls: UInt64 = 0
    /// Places with a string that has escapes; a part of ``present``.
    package var escaped: UInt64 = 0
    /// Places with an object; a part of ``present``.
    package var objects: UInt64 = 0
    /// The outermost value is an object.
    package var isObject = false
    /// By raw value of ``Slot``; ``nowhere`` takes the values of names that we do not know.
    private var values = InlineArray<64, SlotValue>(repeating: SlotValue(start: 0, count: 0, kind: .none))

    package static var nowhere: Int { 63 }
    private static var nowhereBit: UInt64 { 1 << 63 }

    /// A table without any value.
    package init() {}

    @inline(__always) mutating func clear() {
        present = 0
        nulls = 0
        escaped = 0
        objects = 0
        isObject = false
    }

    subscript(_ slot: Slot) -> SlotValue {
        @inline(__always) get { values[unchecked: Int(slot.rawValue)] }
        @inline(__always) set { values[unchecked: Int(slot.rawValue)] = newValue }
    }

    /// Stores a value without marking its place as filled. `place` is a raw value of ``Slot`` or ``nowhere``.
    @inline(__always) mutating func store(_ value: SlotValue, at place: Int) {
        values[unchecked: place & 63] = value
    }

    /// The last of a repeated name counts: forgets what an earlier value of this place held, then fills it.
    mutating func replace(_ place: Int, with value: SlotValue) {
        let bit = 1 as UInt64 &<< UInt64(truncatingIfNeeded: place)
        let forgotten = ~(bit | Self.descendants(of: place))
        present &= forgotten
        nulls &= forgotten
        escaped &= forgotten
        objects &= forgotten
        if value.kind == .null { nulls |= bit } else { present |= bit }
        if value.kind == .escapedString { escaped |= bit }
        if value.kind == .object { objects |= bit }
        store(value, at: place)
    }

    /// The places inside the object that may stand at a place.
    static func descendants(of place: Int) -> UInt64 {
        switch place {
        case Int(Slot.data.rawValue): ~(Slot.data.bit | (Slot.data.bit - 1)) & ~nowhereBit
        case Int(Slot.partner.rawValue): Slot.partnerType.bit | Slot.partnerName.bit
        case Int(Slot.client.rawValue):
            Slot.postcode.bit | Slot.houseNumber.bit | Slot.houseNumberSuffix.bit | Slot.clientBirthDate.bit
                | Slot.clientArea.bit | Slot.citizenNumber.bit
        case Int(Slot.contact.rawValue):
            Slot.contactName.bit | Slot.contactPhone.bit | Slot.contactMail.bit | Slot.contactLanguage.bit
        default: 0
        }
    }

    /// The object whose names count inside the value of a place.
    static func scope(inside place: Int) -> Slot.Scope {
        switch place {
        case Int(Slot.data.rawValue): .data
        case Int(Slot.partner.rawValue): .partner
        case Int(Slot.client.rawValue): .client
        case Int(Slot.contact.rawValue): .contact
        default: .elsewhere
        }
    }

    /// Whether two tables say the same: the same places filled, with the same values. For tests.
    package func isSame(as other: SlotTable) -> Bool {
        let known = ~Self.nowhereBit
        guard present & known == other.present & known, nulls & known == other.nulls & known,
            escaped & known == other.escaped & known, objects & known == other.objects & known,
            isObject == other.isObject
        else { return false }
        // A learned layout has these three in itself and does not store them.
        let constant = Slot.specificationVersion.bit | Slot.type.bit | Slot.contentType.bit
        return Slot.allCases.allSatisfy { slot in
            slot.bit & constant != 0 || (present | nulls) & ~objects & slot.bit == 0
                || self[slot] == other[slot]
        }
    }
}
