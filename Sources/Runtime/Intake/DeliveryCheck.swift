// Whether events can be taken in: their identities, or everything that is wrong with them.
// In: bytes of events. Out: an identity or faults for each. Depends on: Signals, DeliveryQueue.

internal import Signals
internal import Synchronization

/// Looks at events before they are handed over, as the stages will: the same decoder, without its pseudonyms.
struct DeliveryCheck: Sendable {
    /// What one event is.
    enum Verdict: Hashable, Sendable {
        /// It can be handed over under this identity.
        case sound([UInt8])
        /// The reason of its dead letter, were it to leave one, and all that is wrong with it.
        case faulty(DeadLetterReason, [RecordFault])
    }

    private var decoder: RecordDecoder
    private var batch = RecordBatch()

    init(zone: CivilZone) { decoder = RecordDecoder(zone: zone, keying: .address) }

    /// One verdict for each range, in order. Day records are the daemon's own and nobody else's.
    mutating func verdicts(on bytes: [UInt8], _ ranges: [Range<Int>]) -> [Verdict] {
        batch.removeItems()
        batch.bytes = bytes
        defer { batch.bytes = [] }
        var faulty: [Int: Verdict] = [:]
        for (index, range) in ranges.enumerated() {
            guard range.count <= RecordDecoder.longestLine else {
                faulty[index] = .faulty(.tooLarge, [RecordFault(field: "", reason: .tooLarge)])
                decoder.decode(message: range.lowerBound..<range.lowerBound, number: index, into: &batch)
                continue
            }
            decoder.decode(message: range, number: index, into: &batch)
            switch batch.items[index].decoded {
            case .deadLetter(let reason):
                faulty[index] = .faulty(reason, decoder.faults(of: bytes, in: range))
            case .record(let record):
                guard case .day = record.body else { continue }
                faulty[index] = .faulty(.unknownType, [RecordFault(field: "type", reason: .unknownType)])
            }
        }
        var verdicts: [Verdict] = []
        batch.withTexts { texts in
            verdicts = batch.items.enumerated().map { index, item in
                if let verdict = faulty[index] { return verdict }
                guard case .record(let record) = item.decoded else {
                    preconditionFailure("what does not decode is faulty")
                }
                return .sound(
                    Delivery.identity(source: texts.bytes(of: record.source), id: texts.bytes(of: record.id)))
            }
        }
        return verdicts
    }

    /// Whether the bytes are one JSON text.
    mutating func isJSON(_ bytes: [UInt8]) -> Bool { decoder.isJSON(bytes) }
}

/// Checks that are lent to requests, since making one takes longer than using it.
final class DeliveryChecks: Sendable {
    private let zone: CivilZone
    private let free = Mutex<[DeliveryCheck]>([])
    private static let keptLimit = 8

    init(zone: CivilZone) { self.zone = zone }

    func use<Result>(_ body: (inout DeliveryCheck) -> Result) -> Result {
        var check = free.withLock { $0.popLast() } ?? DeliveryCheck(zone: zone)
        defer { free.withLock { if $0.count < Self.keptLimit { $0.append(check) } } }
        return body(&check)
    }
}
