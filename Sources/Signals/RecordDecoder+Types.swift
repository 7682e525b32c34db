// The data of the eight record types: what is missing, what is invalid, and the typed body when nothing is.
// In: an EventReader with a good envelope. Out: a body, or the reason of a dead letter. Depends on: EventReader.

/// Who a record is about, checked but without the pseudonyms that its keying may ask for.
struct SubjectFields {
    /// With a `client` only its address and birth date count; without one, the others.
    var client: Address?
    var birthDate: CivilDate?
    var household = Pseudonym.none
    var person = Pseudonym.none
    var area: UInt64 = 0
}

extension RecordDecoder {
    /// The fields that a record of this type lacks, by ``Slot/bit``. Children are missing only from an object.
    @inline(__always) static func missing(_ reader: EventReader, _ type: RecordType) -> UInt64 {
        var required = type.required
        var present = reader.table.pointee.present
        // `null` as the worker of an assignment gives the task back.
        if type == .assignment { present |= reader.table.pointee.nulls & Slot.worker.bit }
        if required & Slot.partner.bit != 0, reader.isObject(.partner) { required |= Slot.partnerType.bit }
        if type.hasSubject {
            if !reader.has(.client) {
                if !reader.has(.household) { required |= Slot.client.bit }
            } else if reader.isObject(.client), !isWithoutAddress(reader) {
                required |= Slot.postcode.bit | Slot.houseNumber.bit
            }
        }
        return required & ~present
    }

    /// Whether `client` is known by citizen number alone, which DDAS allows and we cannot use.
    @inline(__always) static func isWithoutAddress(_ reader: EventReader) -> Bool {
        reader.has(.citizenNumber) && !reader.has(.postcode) && !reader.has(.houseNumber)
    }

    /// The field to report of several: the first in the table's order.
    static func first(_ places: UInt64) -> Field {
        Slot(rawValue: UInt8(truncatingIfNeeded: places.trailingZeroBitCount))?.field ?? .data
    }

    /// Why a record of which nothing is missing has no body.
    static func reason(_ reader: EventReader) -> DeadLetterReason {
        reader.invalid != 0 ? .invalid(first(reader.invalid)) : .noAddress
    }

    /// The body, or nil when a field is invalid or the client has no address: see ``reason(_:)``. Nothing is missing.
    @inline(__always) mutating func body(_ reader: inout EventReader, _ type: RecordType) -> Record.Body? {
        reader.checkString(.origin)
        switch type {
        case .signal: return signal(&reader)
        case .withdrawal: return withdrawal(&reader)
        case .assignment: return assignment(&reader)
        case .attempt: return attempt(&reader)
        case .closing: return closing(&reader)
        case .circumstance: return circumstance(&reader)
        case .day:
            let date = reader.requiredDate(.date)
            return reader.invalid == 0 ? .day(date) : nil
        case .erasure:
            let fields = subject(&reader)
            return isUsable(reader) ? .erasure(keyed(fields, reader)) : nil
        }
    }

    /// Whether a record with a subject has no invalid field and, with a client, an address.
    @inline(__always) private func isUsable(_ reader: EventReader) -> Bool {
        reader.invalid == 0 && !(reader.has(.client) && Self.isWithoutAddress(reader))
    }

    @inline(__always) private mutating func signal(_ reader: inout EventReader) -> Record.Body? {
        let id = reader.filledText(.id)
        let partner = partner(&reader)
        let amount = reader.amountCents(.amount)
        let signalDate = reader.requiredDate(.signalDate)
        let originDate = reader.date(.originDate)
        let isCrisis = reader.boolean(.crisis)
        _ = reader.boolean(.warmHandover)
        let reference = reader.optionalText(.reference)
        let fields = subject(&reader)
        checkContact(&reader)
        guard isUsable(reader) else { return nil }
        return .signal(
            ArrearsSignal(
                id: id, partner: partner.type, name: partner.name, amountCents: amount,
                signalDate: signalDate,
                originDate: originDate, isCrisis: isCrisis, reference: reference,
                subject: keyed(fields, reader)))
    }

    private mutating func withdrawal(_ reader: inout EventReader) -> Record.Body? {
        let id = reader.filledText(.id)
        let partner = partner(&reader)
        let fields = subject(&reader)
        let date = reader.requiredDate(.date)
        let reason = reader.code(.reason, lists.withdrawalReasons)
        guard isUsable(reader), let reason = WithdrawalReason(rawValue: reason) else { return nil }
        return .withdrawal(
            Withdrawal(
                id: id, partner: partner.type, name: partner.name, subject: keyed(fields, reader), date: date,
                reason: reason))
    }

    private mutating func assignment(_ reader: inout EventReader) -> Record.Body? {
        let household = reader.pseudonym(.household, .household)
        let task = reader.filledText(.task)
        let date = reader.requiredDate(.date)
        let worker = reader.filledText(.worker)
        let team = reader.filledText(.team)
        let isTakeover = reader.boolean(.takeover)
        guard reader.invalid == 0 else { return nil }
        sawPseudonym = true
        return .assignment(
            Assignment(
                household: household, task: task, date: date, worker: worker, team: team,
                isTakeover: isTakeover))
    }

    private mutating func attempt(_ reader: inout EventReader) -> Record.Body? {
        let household = reader.pseudonym(.household, .household)
        let task = reader.filledText(.task)
        let kind = reader.code(.kind, lists.contactKinds)
        let wasReached = reader.boolean(.reached)
        let date = reader.requiredDate(.date)
        let part = reader.code(.dayPart, lists.dayParts)
        _ = reader.filledText(.worker)
        guard reader.invalid == 0, let kind = ContactKind(rawValue: kind) else { return nil }
        sawPseudonym = true
        return .attempt(
            ContactAttempt(
                household: household, task: task, kind: kind, wasReached: wasReached, date: date,
                dayPart: reader.has(.dayPart) ? DayPart(rawValue: part) : nil))
    }

    private mutating func closing(_ reader: inout EventReader) -> Record.Body? {
        let household = reader.pseudonym(.household, .household)
        let task = reader.filledText(.task)
        let result = reader.code(.result, lists.results)
        let date = reader.requiredDate(.date)
        _ = reader.filledText(.worker)
        guard reader.invalid == 0, let result = TaskResult(rawValue: result) else { return nil }
        sawPseudonym = true
        return .closing(Closing(household: household, task: task, result: result, date: date))
    }

    private mutating func circumstance(_ reader: inout EventReader) -> Record.Body? {
        let fields = subject(&reader)
        let kind = reader.code(.kind, lists.circumstances)
        let from = reader.requiredDate(.from)
        let until = reader.date(.until)
        guard isUsable(reader), let kind = CircumstanceKind(rawValue: kind) else { return nil }
        return .circumstance(
            CircumstanceChange(subject: keyed(fields, reader), kind: kind, from: from, until: until))
    }

    @inline(__always)
    private func partner(_ reader: inout EventReader) -> (type: PartnerType, name: Text) {
        if !reader.isObject(.partner) { reader.invalid |= Slot.partner.bit }
        let type = PartnerType(rawValue: reader.code(.partnerType, lists.partners)) ?? .overige
        return (type, reader.optionalText(.partnerName))
    }

    /// The contact details are checked and left where they are: they never reach the engine.
    @inline(__always) private func checkContact(_ reader: inout EventReader) {
        guard reader.has(.contact) else { return }
        if !reader.isObject(.contact) { reader.invalid |= Slot.contact.bit }
        reader.checkString(.contactName)
        reader.checkString(.contactPhone)
        reader.checkString(.contactMail)
        reader.checkString(.contactLanguage)
    }

    /// With a `client` a `huishouden` must be valid and counts for nothing; `persoon`, `geboortedatum` and `buurtcode`
    /// beside it are not looked at.
    @inline(__always) private func subject(_ reader: inout EventReader) -> SubjectFields {
        var fields = SubjectFields()
        fields.household = reader.pseudonym(.household, .household)
        if reader.has(.client) {
            if !reader.isObject(.client) { reader.invalid |= Slot.client.bit }
            fields.client = reader.address()
            fields.birthDate = reader.date(.clientBirthDate)
            fields.area = reader.area(.clientArea)
        } else {
            fields.person = reader.pseudonym(.person, .person)
            let birthDate = reader.date(.birthDate)
            // Without `persoon` a birth date names nobody.
            if reader.has(.person) { fields.birthDate = birthDate }
            fields.area = reader.area(.area)
        }
        return fields
    }

    /// The subject as this decoder's keying wants it.
    @inline(__always)
    private mutating func keyed(_ fields: SubjectFields, _ reader: EventReader) -> Subject {
        guard let address = fields.client else {
            sawPseudonym = true
            return Subject(
                household: .pseudonym(fields.household), birthDate: fields.birthDate, person: fields.person,
                area: fields.area)
        }
        guard case .pseudonym(let pseudonyms) = keying else {
            return Subject(
                household: .address(address), birthDate: fields.birthDate, person: .none, area: fields.area)
        }
        let suffix = address.longSuffix
        let longSuffix = UnsafeRawBufferPointer(
            start: suffix.isAbsent ? nil : reader.unescaped + Int(suffix.start & ~Text.unescapedMark),
            count: Int(suffix.count))
        let household = pseudonyms.household(of: address, longSuffix: longSuffix)
        let person = fields.birthDate.map { pseudonyms.person(of: address, longSuffix: longSuffix, born: $0) }
        return Subject(
            household: .pseudonym(household), birthDate: fields.birthDate, person: person ?? .none,
            area: fields.area)
    }
}
