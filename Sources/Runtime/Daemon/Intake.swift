// The first stage: what is delivered becomes records of the log and sealed contact details, or dead letters.
// In: decoded records as delivered. Out: outbox entries. Depends on: LogRecord, ContactSeal. No state.

package import Rules
package import Signals

/// Turns delivered records into what the log holds. Keeps nothing between records but what its pipeline says.
package struct Intake: Sendable {
    private let source: [UInt8]
    private let seal: ContactSeal
    private var line: [UInt8] = []
    private var key: [UInt8] = []
    private var plain: [UInt8] = []

    package init(pipeline: Pipeline, seal: ContactSeal) {
        source = Array(pipeline.source.utf8)
        self.seal = seal
    }

    /// Adds what one record becomes.
    ///
    /// - Parameters:
    ///   - details: of the same record.
    ///   - origin: its place, which the log record carries as `bron`.
    package mutating func accept(
        _ record: Record, _ details: DeliveredDetails, of batch: borrowing RecordBatch, _ texts: TextSource,
        origin: String, to outbox: inout Outbox
    ) {
        key.removeAll(keepingCapacity: true)
        record.household?.append(as: .household, to: &key)
        line.removeAll(keepingCapacity: true)
        LogRecordWriter.append(record, details, of: batch, texts, origin: origin, to: &line)
        outbox.add(.log, key: key, value: line)
        switch record.body {
        case .signal(let signal): addContact(signal, record, details, of: batch, texts, to: &outbox)
        case .erasure(let subject): addErasure(subject, to: &outbox)
        default: break
        }
    }

    /// Adds the dead letter of a record that cannot be used.
    package mutating func refuse(_ reason: DeadLetterReason, origin: String, to outbox: inout Outbox) {
        line.removeAll(keepingCapacity: true)
        line.append(json: "{\"specversion\":\"1.0\",\"id\":")
        line.append(quoted: origin)
        line.append(json: ",\"source\":")
        line.append(quoted: source)
        line.append(json: ",\"type\":\"nl.schulden.dode-letter.v1\",\"datacontenttype\":\"application/json\"")
        line.append(json: ",\"data\":{\"reden\":")
        line.append(quoted: reason.code)
        line.append(json: ",\"bron\":")
        line.append(quoted: origin)
        line.append(json: "}}")
        outbox.add(.deadLetters, key: [], value: line)
    }

    /// The whole client and contact, sealed: what is around them names nobody.
    private mutating func addContact(
        _ signal: ArrearsSignal, _ record: Record, _ details: DeliveredDetails,
        of batch: borrowing RecordBatch, _ texts: TextSource, to outbox: inout Outbox
    ) {
        // A record that came from another intake has no client any more.
        guard !details.client.isEmpty else { return }
        plain.removeAll(keepingCapacity: true)
        plain.append(json: "{\"client\":{")
        append(details.client, of: batch)
        plain.append(json: "},\"contact\":{")
        append(details.contact, of: batch)
        plain.append(json: "}}")
        line.removeAll(keepingCapacity: true)
        line.append(json: "{\"ID\":")
        line.append(quoted: texts.bytes(of: signal.id))
        line.append(json: ",\"signaalpartner\":\"")
        line.append(contentsOf: signal.partner.wireName.utf8)
        line.append(json: "\"")
        if signal.subject.person != .none {
            line.append(json: ",\"persoon\":\"")
            signal.subject.person.append(as: .person, to: &line)
            line.append(json: "\"")
        }
        line.append(member: ",\"signaaldatum\":", signal.signalDate)
        line.append(json: ",\"sleutel\":\"")
        line.append(contentsOf: seal.currentKey.utf8)
        line.append(json: "\",\"verzegeld\":\"")
        line.append(contentsOf: seal.seal(plain, context: key))
        line.append(json: "\"}")
        outbox.add(.contact, key: key, value: line)
    }

    /// An erasure of a household is a tombstone; one of a person names the person.
    private mutating func addErasure(_ subject: Subject, to outbox: inout Outbox) {
        guard subject.person != .none else { return outbox.addTombstone(.contact, key: key) }
        line.removeAll(keepingCapacity: true)
        line.append(json: "{\"gewist\":\"")
        subject.person.append(as: .person, to: &line)
        line.append(json: "\"}")
        outbox.add(.contact, key: key, value: line)
    }

    private mutating func append(_ members: [DeliveredDetails.Member], of batch: borrowing RecordBatch) {
        for (place, member) in members.enumerated() {
            plain.append(json: place == 0 ? "\"" : ",\"")
            plain.append(json: member.name)
            plain.append(json: "\":")
            plain.append(contentsOf: batch.bytes[member.value])
        }
    }
}
