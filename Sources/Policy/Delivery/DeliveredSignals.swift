// The signals of a stream as partners delivered them, with the address that the national exchange asks for.
// In: batches with details. Out: a row for each signal. Depends on: DeliveredDetails.

internal import Engine
internal import FoundationEssentials
package import Signals

/// One signal as it was delivered. Personal data: it goes into an export and nowhere else.
package struct DeliveredSignal: Sendable {
    package var source: String
    package var eventID: String
    package var id: String
    package var partner: PartnerType
    package var partnerName: String?
    package var amountCents: Int64
    package var signalDate: CivilDate
    package var originDate: CivilDate?
    package var isCrisis: Bool
    package var isWarmHandover: Bool?
    package var household: Pseudonym
    /// Of the client; nil when the record names its household by pseudonym alone.
    package var postcode: String?
    package var houseNumber: String?
    package var houseNumberSuffix: String?
    package var birthDate: CivilDate?
}

/// Collects the signals of a period, each delivery once.
package struct DeliveredSignals: RecordReader {
    package let period: ClosedRange<CivilDate>
    package private(set) var signals: [DeliveredSignal] = []
    private var known: Set<String> = []

    /// - Parameter period: dates of signals that are wanted.
    package init(period: ClosedRange<CivilDate>) { self.period = period }

    package mutating func take(_ batch: borrowing RecordBatch) {
        for index in batch.items.indices {
            guard case .record(let record) = batch.items[index].decoded,
                case .signal(let signal) = record.body, period.contains(signal.signalDate),
                case .pseudonym(let household) = signal.subject.household
            else { continue }
            let source = batch.string(record.source) ?? ""
            let event = batch.string(record.id) ?? ""
            let own = batch.string(signal.id) ?? ""
            let name = batch.string(signal.name)
            // As the engine sees a duplicate: the same event, or the same signal of the same partner.
            let isNewEvent = known.insert("\(source)\u{0}\(event)").inserted
            let key =
                "\(household.high)\u{0}\(household.low)\u{0}\(signal.partner.rawValue)\u{0}\(name ?? "")\u{0}\(own)"
            let isNewSignal = known.insert(key).inserted
            guard isNewEvent, isNewSignal else { continue }
            var row = DeliveredSignal(
                source: source, eventID: event, id: own, partner: signal.partner, partnerName: name,
                amountCents: signal.amountCents, signalDate: signal.signalDate, originDate: signal.originDate,
                isCrisis: signal.isCrisis, isWarmHandover: nil, household: household, postcode: nil,
                houseNumber: nil, houseNumberSuffix: nil, birthDate: signal.subject.birthDate)
            if batch.details.indices.contains(index) {
                DeliveredSignals.read(batch.details[index], batch.bytes, into: &row)
            }
            signals.append(row)
        }
    }

    private static func read(_ details: DeliveredDetails, _ bytes: [UInt8], into row: inout DeliveredSignal) {
        for member in details.client {
            let text = value(bytes[member.value])
            switch "\(member.name)" {
            case "postcode": row.postcode = text?.filter { $0 != " " }.uppercased()
            case "huisnummer": row.houseNumber = text.flatMap { Int($0) }.map { "\($0)" }
            case "huisnummertoevoeging": row.houseNumberSuffix = text.flatMap { $0.isEmpty ? nil : $0 }
            default: break
            }
        }
        row.isWarmHandover = details.warmHandover.map { value(bytes[$0.value]) == "true" }
    }

    /// A text without its quotes and escapes; a number or truth as written.
    private static func value(_ json: ArraySlice<UInt8>) -> String? {
        guard json.first == UInt8(ascii: "\"") else { return String(decoding: json, as: UTF8.self) }
        return try? JSONDecoder().decode([String].self, from: Data([0x5b] + json + [0x5d])).first
    }
}
