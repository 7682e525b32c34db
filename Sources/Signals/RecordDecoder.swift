// From the bytes of lines or messages to typed records or the reasons of dead letters.
// In: ranges of a batch's bytes. Out: the batch's items. Depends on: JSONScanner, EventReader, CivilZone,
// Pseudonyms.

/// Decodes events as pipelines/README.md has them. A value with one owner: it learns while it decodes, which
/// changes its speed and nothing else.
///
/// Never throws and never traps on what came over the wire: every line becomes a record or a dead letter.
package struct RecordDecoder: Sendable {
    /// How the household of a `client` is named in what comes out.
    package enum Keying: Sendable {
        /// By packed address: no hashing, for whoever makes the pseudonyms later or not at all.
        case address
        /// By pseudonym, worked out here: one to two microseconds each for the household and the person.
        case pseudonym(Pseudonyms)
    }

    /// Bytes of the longest line, without its end.
    package static var longestLine: Int { 65_536 }

    let keying: Keying
    /// Whether ``RecordBatch/details`` is filled, for intake.
    private let keepsDetails: Bool
    let lists = WireLists()
    var zone: CivilZone
    var scanner = JSONScanner()
    private var shapes = LineShapes()
    /// What the records of this pass had, for the flags of the batch.
    var sawPseudonym = false
    var sawDay = false

    /// - Parameters:
    ///   - zone: the civil date of a record's `time` is that of this zone.
    ///   - keepsDetails: whether ``RecordBatch/details`` is filled, for intake.
    package init(zone: CivilZone, keying: Keying, keepsDetails: Bool = false) {
        self.zone = zone
        self.keying = keying
        self.keepsDetails = keepsDetails
    }

    /// Decodes the lines in `batch.bytes[range]` and appends what they became to `batch.items`.
    ///
    /// Lines end with LF or CRLF; the last may end with the range. Lines of spaces and tabs only are skipped,
    /// but count. The range must hold whole lines: a line cut in two is two wrong lines.
    ///
    /// - Parameters:
    ///   - firstLine: the number of the first line in its file, from 1.
    ///   - startsFile: whether the range is the start of a file; only there a byte order mark is skipped.
    /// - Returns: the number of the line after the last.
    @discardableResult
    package mutating func decode(
        lines range: Range<Int>, firstLine: Int, startsFile: Bool, into batch: inout RecordBatch
    ) -> Int {
        precondition(range.upperBound <= batch.bytes.count, "the lines lie in the batch")
        precondition(batch.bytes.count < RecordBatch.limit, "a batch is smaller than 256 MiB")
        let bytes = batch.bytes
        var table = SlotTable()
        var number = firstLine
        // Taken out for the pass, so that they can be lent while the rest of the decoder works.
        var lent = LineShapes.none
        swap(&lent, &shapes)
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            withUnsafeMutablePointer(to: &table) { table in
                lent.withMatcher { matcher in
                    let skipped = startsFile && Self.hasByteOrderMark(base, range) ? 3 : 0
                    number = decodeLines(
                        base, range.dropFirst(skipped), bufferEnd: buffer.count, firstLine, table, &matcher,
                        &batch)
                }
            }
        }
        swap(&lent, &shapes)
        raiseFlags(of: &batch)
        return number
    }

    /// Lines like earlier ones by their shape, the others through the scanner, which the shapes learn from.
    private mutating func decodeLines(
        _ base: UnsafePointer<UInt8>, _ range: Range<Int>, bufferEnd: Int, _ firstLine: Int,
        _ table: UnsafeMutablePointer<SlotTable>, _ matcher: inout ShapeMatcher, _ batch: inout RecordBatch
    ) -> Int {
        var next = range.lowerBound
        var number = firstLine
        // Lines that begin before it end with a line feed that has enough bytes after it.
        let fastEnd = Self.fastEnd(base, range, bufferEnd)
        while next < range.upperBound {
            if next < fastEnd, let after = matcher.match(base + next, base + bufferEnd, base, table) {
                let count = after - base - next - matcher.head.endCount
                let decoded: Decoded
                if count > Self.longestLine {
                    if keepsDetails { batch.details.append(.none) }
                    decoded = .deadLetter(.tooLarge)
                } else {
                    decoded = decodeScanned(base, table, &batch, knownType: matcher.head.type)
                }
                batch.items.append((line: number, decoded: decoded))
                next = after - base
            } else {
                let line = Self.line(base, from: next, to: range.upperBound)
                if let decoded = decodeLine(base, line.text, table, &batch) {
                    batch.items.append((line: number, decoded: decoded))
                    if case .record(let record) = decoded {
                        matcher.learn(
                            base + next, next: base + line.next, scanner.trace, record.body.type,
                            places: table.pointee.present | table.pointee.nulls)
                    }
                }
                next = line.next
            }
            number += 1
        }
        return number
    }

    /// Decodes one structured CloudEvent that is all of `batch.bytes[range]`, and appends what it became to
    /// `batch.items` under the given number. Longer than ``longestLine`` it is too large, as a line is.
    package mutating func decode(message range: Range<Int>, number: Int, into batch: inout RecordBatch) {
        precondition(range.upperBound <= batch.bytes.count, "the message lies in the batch")
        precondition(batch.bytes.count < RecordBatch.limit, "a batch is smaller than 256 MiB")
        guard range.count <= Self.longestLine else {
            if keepsDetails { batch.details.append(.none) }
            return batch.items.append((line: number, decoded: .deadLetter(.tooLarge)))
        }
        let bytes = batch.bytes
        var table = SlotTable()
        bytes.withUnsafeBufferPointer { buffer in
            // An empty array may have no address; no bytes are no JSON.
            guard let base = buffer.baseAddress else {
                if keepsDetails { batch.details.append(.none) }
                batch.items.append((line: number, decoded: .deadLetter(.notJSON)))
                return
            }
            withUnsafeMutablePointer(to: &table) { table in
                let decoded = decodeText(base, range, table, &batch)
                batch.items.append((line: number, decoded: decoded))
            }
        }
        raiseFlags(of: &batch)
    }

    private mutating func raiseFlags(of batch: inout RecordBatch) {
        if sawPseudonym, case .address = keying { batch.namesPseudonyms = true }
        if sawDay { batch.hasDayRecords = true }
        sawPseudonym = false
        sawDay = false
    }

    /// nil for a line that counts as empty.
    private mutating func decodeLine(
        _ base: UnsafePointer<UInt8>, _ text: Range<Int>, _ table: UnsafeMutablePointer<SlotTable>,
        _ batch: inout RecordBatch
    ) -> Decoded? {
        if Self.isBlank(base, text) { return nil }
        if text.count > Self.longestLine {
            if keepsDetails { batch.details.append(.none) }
            return .deadLetter(.tooLarge)
        }
        return decodeText(base, text, table, &batch)
    }

    private mutating func decodeText(
        _ base: UnsafePointer<UInt8>, _ text: Range<Int>, _ table: UnsafeMutablePointer<SlotTable>,
        _ batch: inout RecordBatch
    ) -> Decoded {
        guard scanner.scan(base, from: text.lowerBound, to: text.upperBound, into: table) else {
            if keepsDetails { batch.details.append(.none) }
            return .deadLetter(.notJSON)
        }
        return decodeScanned(base, table, &batch, knownType: nil)
    }

    /// What a filled table stands for.
    ///
    /// - Parameter knownType: of a line whose shape has a right version and this type.
    @inline(__always)
    private mutating func decodeScanned(
        _ base: UnsafePointer<UInt8>, _ table: UnsafeMutablePointer<SlotTable>, _ batch: inout RecordBatch,
        knownType: RecordType?
    ) -> Decoded {
        if keepsDetails { batch.details.append(DeliveredDetails(table.pointee)) }
        guard Self.needsRewriting(table) else {
            var reader = EventReader(bytes: base, unescaped: base, table: UnsafePointer(table))
            return decodeEvent(&reader, knownType)
        }
        let kept = batch.unescaped.count
        Self.rewrite(base, table, &batch.unescaped)
        let decoded = batch.unescaped.withUnsafeBufferPointer { unescaped in
            var reader = EventReader(
                bytes: base, unescaped: unescaped.baseAddress ?? base, table: UnsafePointer(table))
            return decodeEvent(&reader, knownType)
        }
        if case .deadLetter = decoded { batch.unescaped.removeSubrange(kept...) }
        return decoded
    }

    /// The envelope, then the data by type.
    @inline(__always)
    private mutating func decodeEvent(_ reader: inout EventReader, _ knownType: RecordType?) -> Decoded {
        guard reader.table.pointee.isObject, knownType != nil || hasVersionAndType(&reader) else {
            return .deadLetter(.notCloudEvent)
        }
        let id = reader.filledText(.eventID)
        let source = reader.filledText(.source)
        let seconds = reader.string(.time) { FieldValues.time($0, $1) }
        guard reader.invalid == 0, !id.isAbsent, !source.isAbsent, let seconds else {
            return .deadLetter(.notCloudEvent)
        }
        let timeDate = zone.civilDate(atUnixSeconds: seconds)
        guard timeDate >= .earliest, timeDate <= .latest else { return .deadLetter(.notCloudEvent) }
        guard let type = knownType ?? recordType(reader) else { return .deadLetter(.unknownType) }
        guard reader.has(.data) else { return .deadLetter(.missing(.data)) }
        guard reader.isObject(.data) else { return .deadLetter(.invalid(.data)) }
        let missing = Self.missing(reader, type)
        guard missing == 0 else { return .deadLetter(.missing(Self.first(missing))) }
        let envelope = RecordEnvelope(
            source: source, id: id, time: reader.text(.time), timeDate: timeDate, origin: reader.text(.origin)
        )
        return decodeData(&reader, type, envelope)
    }

    @inline(never) private func hasVersionAndType(_ reader: inout EventReader) -> Bool {
        hasVersion(&reader) && !reader.filledText(.type).isAbsent
    }

    func hasVersion(_ reader: inout EventReader) -> Bool {
        reader.string(.specificationVersion) { Self.isVersion($0, $1) ? true : nil } != nil
    }

    @inline(never) func recordType(_ reader: EventReader) -> RecordType? {
        let value = reader.table.pointee[.type]
        let place = lists.types.place(of: reader.pointer(value), count: value.count)
        return place < 0 ? nil : RecordType(rawValue: UInt8(truncatingIfNeeded: place))
    }
}

// MARK: - Lines

extension RecordDecoder {
    /// `1.0`, the only version of CloudEvents that we read.
    @inline(__always) private static func isVersion(_ at: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        count == 3 && at[0] == 0x31 && at[1] == 0x2E && at[2] == 0x30
    }

    private static func hasByteOrderMark(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) -> Bool {
        let start = base + range.lowerBound
        return range.count >= 3 && start[0] == 0xEF && start[1] == 0xBB && start[2] == 0xBF
    }

    /// The line that starts at `from`, without its end, and where the next one starts.
    private static func line(
        _ base: UnsafePointer<UInt8>, from: Int, to: Int
    ) -> (text: Range<Int>, next: Int) {
        var end = from
        while to - end >= 8 {
            let word = UTF8Text.word(base + end) ^ 0x0A0A_0A0A_0A0A_0A0A
            let found = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if found != 0 {
                end += found.trailingZeroBitCount &>> 3
                break
            }
            end += 8
        }
        while end < to, base[end] != 0x0A { end += 1 }
        let next = end < to ? end + 1 : end
        if end > from, base[end - 1] == 0x0D { end -= 1 }
        return (from..<end, next)
    }

    /// Behind the last line feed that has ``RecordBatch/slack`` bytes from it on; the start of the range if
    /// none has.
    private static func fastEnd(_ base: UnsafePointer<UInt8>, _ range: Range<Int>, _ bufferEnd: Int) -> Int {
        var end = min(range.upperBound, bufferEnd - RecordBatch.slack + 1)
        while end > range.lowerBound, base[end - 1] != 0x0A { end -= 1 }
        return max(end, range.lowerBound)
    }

    private static func isBlank(_ base: UnsafePointer<UInt8>, _ text: Range<Int>) -> Bool {
        for index in text where base[index] != 0x20 && base[index] != 0x09 { return false }
        return true
    }
}

// MARK: - Escapes

extension RecordDecoder {
    /// Whether a text that counts has escapes, or a suffix may be too long to be packed.
    @inline(__always) static func needsRewriting(_ table: UnsafeMutablePointer<SlotTable>) -> Bool {
        table.pointee.escaped != 0
            || table.pointee.present & Slot.houseNumberSuffix.bit != 0
                && table.pointee[.houseNumberSuffix].count > 8
    }

    /// Resolves the escapes of all texts that count into `unescaped` and lets their places point there; so
    /// too for a long suffix, in canonical form. What is personal and no part of a record is left as it
    /// stands.
    static func rewrite(
        _ base: UnsafePointer<UInt8>, _ table: UnsafeMutablePointer<SlotTable>, _ unescaped: inout [UInt8]
    ) {
        let unread =
            Slot.citizenNumber.bit | Slot.contactName.bit | Slot.contactPhone.bit | Slot.contactMail.bit
            | Slot.contactLanguage.bit
        var left = table.pointee.escaped & ~unread
        while left != 0 {
            let place = left.trailingZeroBitCount
            left &= left &- 1
            guard let slot = Slot(rawValue: UInt8(truncatingIfNeeded: place)) else { continue }
            let value = table.pointee[slot]
            let start = unescaped.count
            UTF8Text.appendUnescaped(base + Int(value.start), count: value.count, to: &unescaped)
            table.pointee[slot] = SlotValue(
                start: start | Int(Text.unescapedMark), count: unescaped.count - start, kind: .string)
        }
        let suffix = table.pointee[.houseNumberSuffix]
        guard table.pointee.present & Slot.houseNumberSuffix.bit != 0, suffix.kind == .string,
            suffix.count > 8
        else {
            return
        }
        let start = unescaped.count
        for index in 0..<suffix.count {
            let byte =
                suffix.start & Text.unescapedMark == 0
                ? base[Int(suffix.start) + index] : unescaped[Int(suffix.start & ~Text.unescapedMark) + index]
            if let byte = Address.canonicalByte(byte) { unescaped.append(byte) }
        }
        table.pointee[.houseNumberSuffix] = SlotValue(
            start: start | Int(Text.unescapedMark), count: unescaped.count - start, kind: .string)
    }
}
