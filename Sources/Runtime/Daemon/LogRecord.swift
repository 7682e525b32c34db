// A delivered record as it goes into the log: pseudonyms instead of the client, no contact details, its first place.
// In: a decoded record. Out: one structured CloudEvent. Depends on: Signals.

package import Signals

/// Writes records in the form after intake (pipelines/README.md, "Records in").
///
/// Built anew from the typed record and not by cutting things out: a member that we do not know may hold a name, and
/// names must not travel.
struct LogRecordWriter {
    /// Appends one event without a line end.
    ///
    /// - Parameter origin: the place of first reading, `bron`; a record that has one already keeps it.
    static func append(
        _ record: Record, _ details: DeliveredDetails, of batch: borrowing RecordBatch, _ texts: TextSource,
        origin: String, to bytes: inout [UInt8]
    ) {
        bytes.append(json: "{\"specversion\":\"1.0\",\"id\":")
        bytes.append(quoted: texts.bytes(of: record.id))
        bytes.append(json: ",\"source\":")
        bytes.append(quoted: texts.bytes(of: record.source))
        bytes.append(json: ",\"type\":\"")
        bytes.append(contentsOf: record.body.type.name.utf8)
        bytes.append(json: "\"")
        if let household = record.household {
            bytes.append(json: ",\"subject\":\"")
            household.append(as: .household, to: &bytes)
            bytes.append(json: "\"")
        }
        bytes.append(json: ",\"time\":")
        bytes.append(quoted: texts.bytes(of: record.time))
        bytes.append(json: ",\"datacontenttype\":\"application/json\",\"data\":{")
        appendBody(record, details, of: batch, texts, to: &bytes)
        bytes.append(json: ",\"bron\":")
        let known = texts.bytes(of: record.origin)
        if known.isEmpty {
            bytes.append(quoted: origin)
        } else {
            bytes.append(quoted: known)
        }
        bytes.append(json: "}}")
    }

    private static func appendBody(
        _ record: Record, _ details: DeliveredDetails, of batch: borrowing RecordBatch, _ texts: TextSource,
        to bytes: inout [UInt8]
    ) {
        switch record.body {
        case .signal(let signal): append(signal, details, of: batch, texts, to: &bytes)
        case .withdrawal(let withdrawal):
            append(id: withdrawal.id, withdrawal.partner, withdrawal.name, texts, to: &bytes)
            append(withdrawal.subject, to: &bytes)
            bytes.append(member: ",\"datum\":", withdrawal.date)
            bytes.append(json: ",\"reden\":\"")
            bytes.append(contentsOf: withdrawal.reason.wireName.utf8)
            bytes.append(json: "\"")
        case .assignment(let assignment):
            append(assignment.household, task: assignment.task, texts, to: &bytes)
            bytes.append(member: ",\"datum\":", assignment.date)
            bytes.append(json: ",\"medewerker\":")
            if assignment.worker.isAbsent {
                bytes.append(json: "null")
            } else {
                bytes.append(quoted: texts.bytes(of: assignment.worker))
            }
            if !assignment.team.isAbsent {
                bytes.append(json: ",\"team\":")
                bytes.append(quoted: texts.bytes(of: assignment.team))
            }
            if assignment.isTakeover { bytes.append(json: ",\"overname\":true") }
        case .attempt(let attempt):
            append(attempt.household, task: attempt.task, texts, to: &bytes)
            bytes.append(json: ",\"soort\":\"")
            bytes.append(contentsOf: attempt.kind.wireName.utf8)
            bytes.append(json: attempt.wasReached ? "\",\"bereikt\":true" : "\",\"bereikt\":false")
            bytes.append(member: ",\"datum\":", attempt.date)
            if let part = attempt.dayPart {
                bytes.append(json: ",\"dagdeel\":\"")
                bytes.append(contentsOf: part.wireName.utf8)
                bytes.append(json: "\"")
            }
            append(details.worker, of: batch, to: &bytes)
        case .closing(let closing):
            append(closing.household, task: closing.task, texts, to: &bytes)
            bytes.append(json: ",\"resultaat\":\"")
            bytes.append(contentsOf: closing.result.wireName.utf8)
            bytes.append(json: "\"")
            bytes.append(member: ",\"datum\":", closing.date)
            append(details.worker, of: batch, to: &bytes)
        case .circumstance(let change):
            append(change.subject, first: true, to: &bytes)
            bytes.append(json: ",\"soort\":\"")
            bytes.append(contentsOf: change.kind.wireName.utf8)
            bytes.append(json: "\"")
            bytes.append(member: ",\"vanaf\":", change.from)
            if let until = change.until { bytes.append(member: ",\"tot\":", until) }
        case .day(let date): bytes.append(member: "\"datum\":", date)
        case .erasure(let subject): append(subject, first: true, to: &bytes)
        }
    }

    private static func append(
        _ signal: ArrearsSignal, _ details: DeliveredDetails, of batch: borrowing RecordBatch,
        _ texts: TextSource, to bytes: inout [UInt8]
    ) {
        append(id: signal.id, signal.partner, signal.name, texts, to: &bytes)
        bytes.append(json: ",\"bedrag\":")
        bytes.append(euros: signal.amountCents)
        bytes.append(member: ",\"signaaldatum\":", signal.signalDate)
        if let origin = signal.originDate { bytes.append(member: ",\"ontstaansdatum\":", origin) }
        if signal.isCrisis { bytes.append(json: ",\"crisissignaal\":true") }
        append(details.warmHandover, of: batch, to: &bytes)
        if !signal.reference.isAbsent {
            bytes.append(json: ",\"kenmerk\":")
            bytes.append(quoted: texts.bytes(of: signal.reference))
        }
        append(signal.subject, to: &bytes)
    }

    private static func append(
        id: Text, _ partner: PartnerType, _ name: Text, _ texts: TextSource, to bytes: inout [UInt8]
    ) {
        bytes.append(json: "\"ID\":")
        bytes.append(quoted: texts.bytes(of: id))
        bytes.append(json: ",\"signaalpartner\":{\"type\":\"")
        bytes.append(contentsOf: partner.wireName.utf8)
        bytes.append(json: "\"")
        if !name.isAbsent {
            bytes.append(json: ",\"naam\":")
            bytes.append(quoted: texts.bytes(of: name))
        }
        bytes.append(json: "}")
    }

    private static func append(
        _ household: Pseudonym, task: Text, _ texts: TextSource, to bytes: inout [UInt8]
    ) {
        bytes.append(json: "\"huishouden\":\"")
        household.append(as: .household, to: &bytes)
        bytes.append(json: "\",\"taak\":")
        bytes.append(quoted: texts.bytes(of: task))
    }

    private static func append(_ subject: Subject, first: Bool = false, to bytes: inout [UInt8]) {
        guard case .pseudonym(let household) = subject.household else {
            preconditionFailure("intake decodes to pseudonyms")
        }
        bytes.append(json: first ? "\"huishouden\":\"" : ",\"huishouden\":\"")
        household.append(as: .household, to: &bytes)
        bytes.append(json: "\"")
        if subject.person != .none {
            bytes.append(json: ",\"persoon\":\"")
            subject.person.append(as: .person, to: &bytes)
            bytes.append(json: "\"")
            if let birth = subject.birthDate { bytes.append(member: ",\"geboortedatum\":", birth) }
        }
        if subject.area != 0 {
            bytes.append(json: ",\"buurtcode\":\"BU")
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: subject.area >> shift))
            }
            bytes.append(json: "\"")
        }
    }

    /// A member as it was written.
    private static func append(
        _ member: DeliveredDetails.Member?, of batch: borrowing RecordBatch, to bytes: inout [UInt8]
    ) {
        guard let member else { return }
        bytes.append(json: ",\"")
        bytes.append(json: member.name)
        bytes.append(json: "\":")
        bytes.append(contentsOf: batch.bytes[member.value])
    }
}

extension Record {
    /// The household that the record names by pseudonym; nil for a day record.
    package var household: Pseudonym? {
        func pseudonym(_ key: HouseholdKey) -> Pseudonym? {
            if case .pseudonym(let pseudonym) = key { return pseudonym }
            return nil
        }
        switch body {
        case .signal(let signal): return pseudonym(signal.subject.household)
        case .withdrawal(let withdrawal): return pseudonym(withdrawal.subject.household)
        case .assignment(let assignment): return assignment.household
        case .attempt(let attempt): return attempt.household
        case .closing(let closing): return closing.household
        case .circumstance(let change): return pseudonym(change.subject.household)
        case .erasure(let subject): return pseudonym(subject.household)
        case .day: return nil
        }
    }
}
