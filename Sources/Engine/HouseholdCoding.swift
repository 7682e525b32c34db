// A household's state as bytes that outlive the process: the changelog's value.
// In: the household at hand. Out: bytes with a version; and back. Depends on: StateBytes, Contributions.

import Rules
package import Signals

/// The format of encoded state. A release reads its own version and all before it, and refuses a later one.
package enum StateFormat {
    /// 2: tasks know the day of the shown evaluation. In version 1 referrals were those valid on the day of opening.
    package static let version: UInt8 = 2
    static let oldest: UInt8 = 1
}

extension Engine {
    /// The households of which something is kept, in no particular order; of an engine keyed by pseudonym.
    package var households: [Pseudonym] {
        store.rows.filter(\.isLive).map { Pseudonym(high: $0.id.high, low: $0.id.low) }
    }

    /// The state of one household; nil when nothing is kept of it. Self-contained: texts instead of numbers of tables,
    /// and the rules as they were when they held.
    package mutating func encodedState(of household: Pseudonym) -> [UInt8]? {
        let id = HouseholdID(high: household.high, low: household.low)
        guard let row = store.find(id, hash: id.hash) else { return nil }
        house.clear()
        store.open(row, into: &house)
        var writer = StateWriter()
        writer.write(byte: StateFormat.version)
        writer.write(house.today)
        writer.write(house.openedOn)
        writer.write(house.openedCount)
        writer.write(house.persons.count)
        for person in house.persons {
            writer.write(person.birth)
            writer.write(person.pseudonym.high)
            writer.write(person.pseudonym.low)
        }
        encodeSignals(to: &writer)
        writer.write(house.tasks.count)
        for task in house.tasks.indices { encodeTask(task, to: &writer) }
        encodeLists(to: &writer)
        return writer.bytes
    }

    /// Puts back a household that nothing is kept of, or replaces it.
    ///
    /// - Throws: ``StateError`` for another release's or damaged bytes; the engine is then as it was.
    package mutating func restore(_ bytes: [UInt8], of household: Pseudonym) throws(StateError) {
        var reader = StateReader(bytes)
        let version = try reader.byte()
        guard version >= StateFormat.oldest, version <= StateFormat.version else {
            throw .unknownVersion(version)
        }
        house.clear()
        house.today = try reader.int32()
        house.openedOn = try reader.int32()
        house.openedCount = try reader.uint32()
        for _ in 0..<(try reader.count()) {
            let birth = try reader.int32()
            let pseudonym = Pseudonym(high: try reader.unsigned(), low: try reader.unsigned())
            house.persons.append(PersonRow(birth: birth, pseudonym: pseudonym))
        }
        try decodeSignals(from: &reader)
        for _ in 0..<(try reader.count()) { try decodeTask(from: &reader, version: version) }
        try decodeLists(from: &reader)
        guard reader.isAtEnd, house.signals.allSatisfy({ Int($0.task) <= house.tasks.count }) else {
            throw .damaged
        }
        keepRestored(household)
    }

    /// Sets the date of the last day record, as the day records of the log before the restored state had it. In any
    /// order with ``restore(_:of:)``.
    package mutating func restore(lastDay: CivilDate) { self.lastDay = lastDay.dayNumber }

    private mutating func keepRestored(_ household: Pseudonym) {
        let id = HouseholdID(high: household.high, low: household.low)
        current.id = id
        let row = store.find(id, hash: id.hash) ?? store.add(id, hash: id.hash)
        current.row = row
        store.close(row, house)
        hasRestored = true
    }

    // MARK: Signals

    private func encodeSignals(to writer: inout StateWriter) {
        writer.write(house.signals.count)
        for signal in house.signals {
            writer.write(signal.event)
            writer.write(signal.id.bytes(texts: house.texts))
            writer.write(signal.reference)
            writer.write(signal.date)
            writer.write(signal.overdueDays)
            writer.write(signal.amountCents)
            vocabulary.withBytes(signal.name) { writer.write($0) }
            vocabulary.withBytes(signal.area) { writer.write($0) }
            writer.write(signal.person)
            writer.write(signal.task)
            writer.write(byte: signal.partner)
            writer.write(byte: signal.flags.rawValue)
            writer.write(byte: signal.withdrawn)
        }
    }

    private mutating func decodeSignals(from reader: inout StateReader) throws(StateError) {
        for _ in 0..<(try reader.count()) {
            let event = try reader.unsigned()
            let id = try reader.text()
            let packed = id.withUnsafeBytes { house.pack($0) }
            var row = SignalRow(
                event: event, idHigh: packed.high, idLow: packed.low, reference: try reader.unsigned(),
                date: try reader.int32(), overdueDays: try reader.int32(), amountCents: try reader.uint32(),
                name: number(of: try reader.text()), area: number(of: try reader.text()),
                person: try reader.place(upTo: house.persons.count), task: try reader.uint32(),
                partner: try reader.code(PartnerType.self), flags: [], withdrawn: 0, idForm: packed.form)
            row.flags = SignalRow.Flags(rawValue: try reader.byte())
            row.withdrawn = try reader.byte()
            guard row.withdrawn == 0 || WithdrawalReason(rawValue: row.withdrawn - 1) != nil else {
                throw .damaged
            }
            house.signals.append(row)
        }
    }

    private mutating func number(of text: [UInt8]) -> UInt32 {
        text.withUnsafeBytes { vocabulary.number(of: $0) }
    }

    // MARK: Attempts, withdrawals, circumstances, waiting signals

    private func encodeLists(to writer: inout StateWriter) {
        writer.write(house.attempts.count)
        for attempt in house.attempts {
            writer.write(attempt.event)
            writer.write(attempt.task)
            writer.write(attempt.date)
            writer.write(byte: attempt.kind)
            writer.write(attempt.reached)
            writer.write(byte: attempt.dayPart)
        }
        writer.write(house.withdrawals.count)
        for withdrawal in house.withdrawals {
            writer.write(withdrawal.id.bytes(texts: house.texts))
            vocabulary.withBytes(withdrawal.name) { writer.write($0) }
            writer.write(withdrawal.date)
            writer.write(byte: withdrawal.partner)
            writer.write(byte: withdrawal.reason)
        }
        writer.write(house.circumstances.count)
        for circumstance in house.circumstances {
            writer.write(circumstance.person)
            writer.write(circumstance.from)
            writer.write(circumstance.until)
            writer.write(byte: circumstance.kind)
        }
        writer.write(house.awaiting.count)
        for waiting in house.awaiting {
            writer.write(waiting.signal)
            writer.write(
                Array(house.texts[Int(waiting.textStart)..<Int(waiting.textStart + waiting.textCount)]))
        }
    }

    private mutating func decodeLists(from reader: inout StateReader) throws(StateError) {
        for _ in 0..<(try reader.count()) {
            house.attempts.append(
                AttemptRow(
                    event: try reader.unsigned(), task: try reader.place(upTo: house.tasks.count),
                    date: try reader.int32(), kind: try reader.code(ContactKind.self),
                    reached: try reader.flag(),
                    dayPart: try reader.optionalCode(DayPart.self)))
        }
        for _ in 0..<(try reader.count()) {
            let id = try reader.text()
            let packed = id.withUnsafeBytes { house.pack($0) }
            let name = number(of: try reader.text())
            let row = WithdrawalRow(
                idHigh: packed.high, idLow: packed.low, name: name, date: try reader.int32(),
                partner: try reader.code(PartnerType.self), idForm: packed.form, reason: try reader.byte())
            guard row.reason > 0, WithdrawalReason(rawValue: row.reason - 1) != nil else { throw .damaged }
            house.withdrawals.append(row)
        }
        for _ in 0..<(try reader.count()) {
            house.circumstances.append(
                CircumstanceRow(
                    person: try reader.place(upTo: house.persons.count), from: try reader.int32(),
                    until: try reader.int32(), kind: try reader.code(CircumstanceKind.self)))
        }
        for _ in 0..<(try reader.count()) {
            let signal = try reader.uint32()
            let text = try reader.text()
            guard Int(signal) < house.signals.count else { throw .damaged }
            house.awaiting.append(
                AwaitingRow(
                    signal: signal, textStart: UInt32(house.texts.count), textCount: UInt32(text.count)))
            house.texts.append(contentsOf: text)
        }
    }
}
