// The data of the eight record types: what is missing, what is invalid, and the typed body when nothing is.
// In: an EventReader with a good envelope. Out: a body, or the reason of a dead letter. Depends on:
// EventReader.

/// Who a record is about, checked but without the pseudonyms that its keying may ask for.
struct SubjectFields {
    /// With a `client` only its address and birth date count; without one, the others.
    var client: Address?
    var birthDate: CivilDate?
    var household = Pseudonym.none
    var person = Pseudonym.none
    var area: UInt64 = 0
}

/// What a record has besides its data. The last step of decoding puts both together, so that the large value
/// is written once, where it is to be.
struct RecordEnvelope {
    var source: Text
    var id: Text
    var time: Text
    var timeDate: CivilDate
    var origin: Text

    @inline(__always) func record(_ body: Record.Body) -> Decoded {
        .record(Record(source: source, id: id, time: time, timeDate: timeDate, origin: origin, body: body))
    }
}

extension RecordDecoder {
    /// The fields that a record of this type lacks, by ``Slot/bit``. Children are missing only from an
    /// object.
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

    /// What becomes of a record of which nothing is missing and that cannot be used.
    @inline(never) static func unusable(_ reader: EventReader) -> Decoded {
        .deadLetter(reader.invalid != 0 ? .invalid(first(reader.invalid)) : .noAddress)
    }

    /// The record, or the first invalid field, or that the client has no address. Nothing is missing.
    @inline(__always)
    mutating func decodeData(
        _ reader: inout EventReader, _ type: RecordType, _ envelope: RecordEnvelope
    ) -> Decoded {
        reader.checkString(.origin)
        switch type {
        case .signal: return signal(&reader, envelope)
        case .withdrawal: return withdrawal(&reader, envelope)
        case .assignment: return assignment(&reader, envelope)
        case .attempt: return attempt(&reader, envelope)
        case .closing: return closing(&reader, envelope)
        case .circumstance: return circumstance(&reader, envelope)
        case .day:
            let date = reader.requiredDate(.date)
            guard reader.invalid == 0 else { return Self.unusable(reader) }
            sawDay = true
            return envelope.record(.day(date))
        case .erasure:
            let fields = subject(&reader)
            guard isUsable(reader) else { return Self.unusable(reader) }
            return envelope.record(.erasure(keyed(fields, reader)))
        }
    }

    /// Whether a record with a subject has no invalid field and, with a client, an address.
    @inline(__always) private func isUsable(_ reader: EventReader) -> Bool {
        reader.invalid == 0 && !(reader.has(.client) && Self.isWithoutAddress(reader))
    }

    @inline(__always) private mutating func signal(_ reader: inout EventReader, _ envelope: RecordEnvelope)
        -> Decoded
    {
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
        guard isUsable(reader) else { return Self.unusable(reader) }
        return envelope.record(
            .signal(
                ArrearsSignal(
                    id: id, partner: partner.type, name: partner.name, amountCents: amount,
                    signalDate: signalDate,
                    originDate: originDate, isCrisis: isCrisis, reference: reference,
                    subject: keyed(fields, reader))))
    }

    private mutating func withdrawal(_ reader: inout EventReader, _ envelope: RecordEnvelope) -> Decoded {
        let id = reader.filledText(.id)
        let partner = partner(&reader)
        let fields = subject(&reader)
        let date = reader.requiredDate(.date)
        let reason = reader.code(.reason, lists.withdrawalReasons)
        guard isUsable(reader), let reason = WithdrawalReason(rawValue: reason) else {
            return Self.unusable(reader)
        }
        return envelope.record(
            .withdrawal(
                Withdrawal(
                    id: id, partner: partner.type, name: partner.name, subject: keyed(fields, reader),
                    date: date,
                    reason: reason)))
    }

    private mutating func assignment(_ reader: inout EventReader, _ envelope: RecordEnvelope) -> Decoded {
        let household = reader.pseudonym(.household, .household)
        let task = reader.filledText(.task)
        let date = reader.requiredDate(.date)
        let worker = reader.filledText(.worker)
        let team = reader.filledText(.team)
        let isTakeover = reader.boolean(.takeover)
        guard reader.invalid == 0 else { return Self.unusable(reader) }
        sawPseudonym = true
        return envelope.record(
            .assignment(
                Assignment(
                    household: household, task: task, date: date, worker: worker, team: team,
                    isTakeover: isTakeover)))
    }

    private mutating func attempt(_ reader: inout EventReader, _ envelope: RecordEnvelope) -> Decoded {
        let household = reader.pseudonym(.household, .household)
        let task = reader.filledText(.task)
        let kind = reader.code(.kind, lists.contactKinds)
        let wasReached = reader.boolean(.reached)
        let date = reader.requiredDate(.date)
        let part = reader.code(.dayPart, lists.dayParts)
        _ = reader.filledText(.worker)
        guard reader.invalid == 0, let kind = ContactKind(rawValue: kind) else {
            return Self.unusable(reader)
        }
        sawPseudonym = true
        return envelope.record(
            .attempt(
                ContactAttempt(
                    household: household, task: task, kind: kind, wasReached: wasReached, date: date,
                    dayPart: reader.has(.dayPart) ? DayPart(rawValue: part) : nil)))
    }

    private mutating func closing(_ reader: inout EventReader, _ envelope: RecordEnvelope) -> Decoded {
        let household = reader.pseudonym(.household, .household)
        let task = reader.filledText(.task)
        let result = reader.code(.result, lists.results)
        let date = reader.requiredDate(.date)
        _ = reader.filledText(.worker)
        guard reader.invalid == 0, let result = TaskResult(rawValue: result) else {
            return Self.unusable(reader)
        }
        sawPseudonym = true
        return envelope.record(
            .closing(Closing(household: household, task: task, result: result, date: date)))
    }

    private mutating func circumstance(_ reader: inout EventReader, _ envelope: RecordEnvelope) -> Decoded {
        let fields = subject(&reader)
        let kind = reader.code(.kind, lists.circumstances)
        let from = reader.requiredDate(.from)
        let until = reader.date(.until)
        guard isUsable(reader), let kind = CircumstanceKind(rawValue: kind) else {
            return Self.unusable(reader)
        }
        return envelope.record(
            .circumstance(
                CircumstanceChange(subject: keyed(fields, reader), kind: kind, from: from, until: until)))
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

    /// With a `client` a `huishouden` must be valid and counts for nothing; `persoon`, `geboortedatum` and
    /// `buurtcode` beside it are not looked at.
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
