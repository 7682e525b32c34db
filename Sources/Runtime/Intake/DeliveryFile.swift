// A delivered file as events: lines of JSON in blocks, or the rows of a table.
// In: a path. Out: deliveries and refusals, a submission at a time. Depends on: BlockReader, DeliveryCheck.

internal import Crypto
internal import Signals

/// One file of the inbox while it is read. Memory is bounded by a block of lines, or by the largest table.
struct DeliveryFile {
    enum Kind: Hashable, Sendable {
        case lines, table

        /// By the end of the name; nil for what is no delivery, such as `x.csv.part`.
        init?(name: String) {
            let name = name.lowercased()
            if name.hasSuffix(".ndjson") || name.hasSuffix(".ndjson.gz") {
                self = .lines
            } else if name.hasSuffix(".csv") || name.hasSuffix(".csv.gz") {
                self = .table
            } else {
                return nil
            }
        }
    }

    /// Events of a file with the numbers of their lines.
    struct Events {
        var bytes: [UInt8]
        var items: [(line: Int, range: Range<Int>)]
    }

    /// Records of one submission at most.
    static let submissionLimit = 2_000

    /// Path within the inbox: what dead letters and `bron` call the place, with the line behind it.
    let name: String
    /// Makes identities of lines without an event, so that nobody can try contents until one fits.
    private let key: SymmetricKey
    private var check: DeliveryCheck

    init(name: String, zone: CivilZone, key: [UInt8]) {
        self.name = name
        self.key = SymmetricKey(data: key)
        check = DeliveryCheck(zone: zone)
    }

    /// Reads lines to the end.
    ///
    /// - Parameters:
    ///   - submit: gets deliveries in order; false to stop reading.
    /// - Returns: false when reading was stopped.
    mutating func readLines(
        _ path: String, into report: inout InboxReport, submit: ([Delivery]) -> Bool
    ) throws -> Bool {
        var reader = BlockReader(try InputFiles(paths: [path]))
        var block = Block()
        var line = 0
        while let place = try reader.next(into: &block) {
            defer { block.used = 0 }
            let items = Self.lines(of: block, startsFile: place.startsFile, after: &line)
            let events = Events(bytes: block.batch.bytes, items: items)
            guard hand(over: events, into: &report, submit: submit) else { return false }
        }
        return true
    }

    /// Hands events over in submissions; false to stop.
    mutating func hand(
        over events: Events, into report: inout InboxReport, submit: ([Delivery]) -> Bool
    ) -> Bool {
        var start = 0
        while start < events.items.count {
            let part = events.items[start..<min(start + Self.submissionLimit, events.items.count)]
            start += part.count
            let verdicts = check.verdicts(on: events.bytes, part.map(\.range))
            let deliveries = zip(part, verdicts).map { item, verdict in
                delivery(events.bytes[item.range], item.line, verdict, &report)
            }
            guard submit(deliveries) else { return false }
        }
        return true
    }

    private func delivery(
        _ bytes: ArraySlice<UInt8>, _ line: Int, _ verdict: DeliveryCheck.Verdict, _ report: inout InboxReport
    ) -> Delivery {
        let origin = "\(name):\(line)"
        report.records += 1
        switch verdict {
        case .sound(let identity): return Delivery(bytes: Array(bytes), identity: identity, origin: origin)
        case .faulty(let reason, let faults):
            report.refuse(line, faults)
            return Delivery(bytes: [], identity: identity(of: bytes, origin), origin: origin, refusal: reason)
        }
    }

    /// Of a line that is no event: the same when the same file is read again.
    private func identity(of bytes: ArraySlice<UInt8>, _ origin: String) -> [UInt8] {
        var code = HMAC<SHA256>(key: key)
        code.update(data: Array(origin.utf8) + [0])
        code.update(data: Array(bytes))
        return Array(code.finalize().prefix(16))
    }

    /// The lines of a block that are not blank, without their ends and the mark at the start of a file.
    private static func lines(
        of block: borrowing Block, startsFile: Bool, after line: inout Int
    ) -> [(line: Int, range: Range<Int>)] {
        let bytes = block.batch.bytes
        var items: [(line: Int, range: Range<Int>)] = []
        var start = startsFile && bytes[..<block.used].starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < block.used {
            line += 1
            let end = bytes[start..<block.used].firstIndex(of: UInt8(ascii: "\n")) ?? block.used
            let text = end > start && bytes[end - 1] == UInt8(ascii: "\r") ? start..<end - 1 : start..<end
            if !bytes[text].allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) {
                items.append((line, text))
            }
            start = end + 1
        }
        return items
    }
}
