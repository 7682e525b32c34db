// Everything that is wrong with one event, for whoever can still mend it. Beside the way of the decoder, which stops at
// the first fault and costs nothing for this.
// In: the bytes of an event. Out: its faults. Depends on: RecordDecoder.

/// One thing that is wrong with an event. Names the place and the rule, never the content.
package struct RecordFault: Hashable, Sendable {
    /// The path from the event, such as `time` or `data.client.postcode`; empty for the event as a whole.
    package var field: String
    package var reason: DeadLetterReason

    package init(field: String, reason: DeadLetterReason) {
        self.field = field
        self.reason = reason
    }
}

extension RecordDecoder {
    /// Whether the bytes are one JSON text as the decoder reads it.
    package mutating func isJSON(_ bytes: [UInt8]) -> Bool {
        var table = SlotTable()
        return bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return false }
            return scanner.scan(base, from: 0, to: buffer.count, into: &table)
        }
    }

    /// All faults of the event that is all of `bytes[range]`, in the order of the tables in pipelines/README.md; none
    /// for an event that decodes.
    package mutating func faults(of bytes: [UInt8], in range: Range<Int>) -> [RecordFault] {
        precondition(range.upperBound <= bytes.count, "the event lies in the bytes")
        guard range.count <= Self.longestLine else { return [RecordFault(field: "", reason: .tooLarge)] }
        var table = SlotTable()
        return bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress,
                scanner.scan(base, from: range.lowerBound, to: range.upperBound, into: &table)
            else { return [RecordFault(field: "", reason: .notJSON)] }
            var unescaped: [UInt8] = []
            return withUnsafeMutablePointer(to: &table) { table in
                if Self.needsRewriting(table) { Self.rewrite(base, table, &unescaped) }
                return unescaped.withUnsafeBufferPointer { unescaped in
                    var reader = EventReader(
                        bytes: base, unescaped: unescaped.baseAddress ?? base, table: UnsafePointer(table))
                    return faults(&reader)
                }
            }
        }
    }

    private mutating func faults(_ reader: inout EventReader) -> [RecordFault] {
        guard reader.table.pointee.isObject else { return [RecordFault(field: "", reason: .notCloudEvent)] }
        var found = envelopeFaults(&reader)
        reader.invalid = 0
        var type: RecordType?
        if !found.contains(where: { $0.field == Slot.type.name }) {
            type = recordType(reader)
            if type == nil { found.append(RecordFault(field: Slot.type.name, reason: .unknownType)) }
        }
        guard reader.has(.data) else { return found + [Self.fault(.data, .missing(.data))] }
        guard reader.isObject(.data) else { return found + [Self.fault(.data, .invalid(.data))] }
        guard let type else { return found }
        return found + dataFaults(&reader, type)
    }

    private mutating func envelopeFaults(_ reader: inout EventReader) -> [RecordFault] {
        var wrong: [Slot] = []
        if !hasVersion(&reader) { wrong.append(.specificationVersion) }
        for slot in [Slot.eventID, .source, .type] {
            let before = reader.invalid
            if reader.filledText(slot).isAbsent || reader.invalid != before { wrong.append(slot) }
        }
        let seconds = reader.string(.time) { FieldValues.time($0, $1) }
        let date = seconds.map { zone.civilDate(atUnixSeconds: $0) }
        if date.map({ $0 < .earliest || $0 > .latest }) ?? true { wrong.append(.time) }
        return wrong.map { RecordFault(field: $0.name, reason: .notCloudEvent) }
    }

    /// The readers of the types mark everything that is invalid before one of them gives up, and what is absent they
    /// take as it comes.
    private mutating func dataFaults(_ reader: inout EventReader, _ type: RecordType) -> [RecordFault] {
        let missing = Self.missing(reader, type)
        let saw = (sawPseudonym, sawDay)
        let none = RecordEnvelope(
            source: .absent, id: .absent, time: .absent, timeDate: .earliest, origin: .absent)
        _ = decodeData(&reader, type, none)
        (sawPseudonym, sawDay) = saw
        let invalid = reader.invalid & ~missing
        var left = missing | invalid
        var found: [RecordFault] = []
        while left != 0 {
            let field = Self.first(left)
            found.append(
                Self.fault(field, missing & left & (0 &- left) != 0 ? .missing(field) : .invalid(field)))
            left &= left &- 1
        }
        if type.hasSubject, reader.has(.client), Self.isWithoutAddress(reader) {
            found.append(Self.fault(.client, .noAddress))
        }
        return found
    }

    private static func fault(_ field: Field, _ reason: DeadLetterReason) -> RecordFault {
        RecordFault(field: field == .data ? field.rawValue : "data.\(field.rawValue)", reason: reason)
    }
}
