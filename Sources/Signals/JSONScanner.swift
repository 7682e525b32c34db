// A strict reader of one JSON text that builds no tree: it checks every byte and remembers where the known
// values stand.
// In: bytes of one line. Out: a filled SlotTable, or "not JSON". Depends on: Slots, NameTable, UTF8Text.

/// Where the scalars of the last line stood, known or not, in order; from it a ``LineShape`` is learned.
struct ValueTrace {
    struct Mark {
        /// From the start of the line.
        var start: UInt32
        var count: UInt32
        var kind: ValueKind
        /// Raw value of ``Slot``, or ``SlotTable/nowhere``.
        var place: UInt8
    }
    static var limit: Int { 64 }
    var marks = InlineArray<64, Mark>(
        repeating: Mark(start: 0, count: 0, kind: .none, place: 0))
    var count = 0
    /// Places filled with an object.
    var objects: UInt64 = 0
    /// False for a line with escapes, arrays, repeated names or too many values: only the scanner reads such
    /// lines.
    var isLearnable = true

    @inline(__always) mutating func clear() {
        count = 0
        objects = 0
        isLearnable = true
    }
}

/// Reads JSON as RFC 8259 has it and no more leniently: one value in valid UTF-8, nesting of at most
/// ``maximumDepth``. Refuses a byte order mark, half a surrogate pair, bare controls, leading zeros, trailing
/// text.
///
/// Of a name that occurs twice in an object the last counts, names being compared after their escapes.
/// Cost: one pass; no allocation but for names with escapes.
struct JSONScanner: Sendable {
    typealias Bytes = UnsafePointer<UInt8>

    static var maximumDepth: Int { 64 }

    var trace = ValueTrace()
    private let names = SlotNames()
    private var unescapedName: [UInt8] = []

    /// Fills a table and ``trace`` from the text in `from..<to`, offsets from `base`.
    ///
    /// - Returns: false when the bytes are not one JSON text; the table then means nothing. Reads nothing
    ///   outside.
    mutating func scan(_ base: Bytes, from: Int, to: Int, into table: UnsafeMutablePointer<SlotTable>) -> Bool
    {
        table.pointee.clear()
        trace.clear()
        let line = Line(base: base, start: base + from, end: base + to, table: table)
        let first = Self.space(line.start, line.end)
        guard let after = value(first, line, place: SlotTable.nowhere, scope: .event, depth: 0) else {
            return false
        }
        // `value` has looked at the first byte, so there is one.
        table.pointee.isObject = first[0] == UInt8(ascii: "{")
        return Self.space(after, line.end) == line.end
    }

    private struct Line {
        var base: Bytes
        var start: Bytes
        var end: Bytes
        var table: UnsafeMutablePointer<SlotTable>
    }

    @inline(__always) private static func space(_ at: Bytes, _ end: Bytes) -> Bytes {
        var next = at
        while next < end, next[0] <= 0x20,
            next[0] == 0x20 || next[0] == 0x0A || next[0] == 0x0D || next[0] == 0x09
        {
            next += 1
        }
        return next
    }

    /// Reads the value at `at` into a place; returns where it ends, or nil when it is none.
    private mutating func value(
        _ at: Bytes, _ line: Line, place: Int, scope: Slot.Scope, depth: Int
    ) -> Bytes? {
        guard at < line.end else { return nil }
        switch at[0] {
        case UInt8(ascii: "\""):
            var hasEscapes = false
            guard let quote = UTF8Text.closingQuote(at + 1, line.end, hasEscapes: &hasEscapes) else {
                return nil
            }
            note(line, at + 1, quote, hasEscapes ? .escapedString : .string, place)
            return quote + 1
        case UInt8(ascii: "{"):
            guard depth < Self.maximumDepth else { return nil }
            note(line, at, at, .object, place)
            return object(at + 1, line, scope: scope, depth: depth + 1)
        case UInt8(ascii: "["):
            guard depth < Self.maximumDepth else { return nil }
            note(line, at, at, .array, place)
            return array(at + 1, line, depth: depth + 1)
        case UInt8(ascii: "-"), 0x30...0x39:
            guard let end = Self.numberEnd(at, line.end) else { return nil }
            note(line, at, end, .number, place)
            return end
        default:
            guard let word = Self.word(at, line.end) else { return nil }
            note(line, at, at + word.count, word.kind, place)
            return at + word.count
        }
    }

    private mutating func object(_ at: Bytes, _ line: Line, scope: Slot.Scope, depth: Int) -> Bytes? {
        var next = Self.space(at, line.end)
        guard next < line.end else { return nil }
        if next[0] == UInt8(ascii: "}") { return next + 1 }
        while true {
            guard next < line.end, next[0] == UInt8(ascii: "\"") else { return nil }
            let name = next + 1
            var hasEscapes = false
            guard let quote = UTF8Text.closingQuote(name, line.end, hasEscapes: &hasEscapes) else {
                return nil
            }
            let place =
                hasEscapes ? escapedPlace(name, quote, scope) : names.place(name, quote - name, in: scope)
            next = Self.space(quote + 1, line.end)
            guard next < line.end, next[0] == UInt8(ascii: ":") else { return nil }
            next = Self.space(next + 1, line.end)
            let inside = SlotTable.scope(inside: place)
            guard let after = value(next, line, place: place, scope: inside, depth: depth) else { return nil }
            next = Self.space(after, line.end)
            guard next < line.end else { return nil }
            if next[0] == UInt8(ascii: "}") { return next + 1 }
            guard next[0] == UInt8(ascii: ",") else { return nil }
            next = Self.space(next + 1, line.end)
        }
    }

    private mutating func array(_ at: Bytes, _ line: Line, depth: Int) -> Bytes? {
        trace.isLearnable = false
        var next = Self.space(at, line.end)
        guard next < line.end else { return nil }
        if next[0] == UInt8(ascii: "]") { return next + 1 }
        while true {
            let element = value(next, line, place: SlotTable.nowhere, scope: .elsewhere, depth: depth)
            guard let after = element else { return nil }
            next = Self.space(after, line.end)
            guard next < line.end else { return nil }
            if next[0] == UInt8(ascii: "]") { return next + 1 }
            guard next[0] == UInt8(ascii: ",") else { return nil }
            next = Self.space(next + 1, line.end)
        }
    }

    private mutating func escapedPlace(_ name: Bytes, _ quote: Bytes, _ scope: Slot.Scope) -> Int {
        trace.isLearnable = false
        unescapedName.removeAll(keepingCapacity: true)
        UTF8Text.appendUnescaped(name, count: quote - name, to: &unescapedName)
        return unescapedName.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { names.place($0, buffer.count, in: scope) } ?? SlotTable.nowhere
        }
    }

    /// Remembers a value for the table and for learning.
    @inline(__always) private mutating func note(
        _ line: Line, _ from: Bytes, _ to: Bytes, _ kind: ValueKind, _ place: Int
    ) {
        if place != SlotTable.nowhere {
            let bit = 1 as UInt64 &<< UInt64(truncatingIfNeeded: place)
            if (line.table.pointee.present | line.table.pointee.nulls) & bit != 0 {
                trace.isLearnable = false
            }
            line.table.pointee.replace(
                place, with: SlotValue(start: from - line.base, count: to - from, kind: kind))
        }
        if kind == .object || kind == .array {
            if place != SlotTable.nowhere { trace.objects |= 1 &<< UInt64(truncatingIfNeeded: place) }
            return
        }
        guard kind != .escapedString, trace.count < ValueTrace.limit else {
            trace.isLearnable = false
            return
        }
        trace.marks[trace.count] = ValueTrace.Mark(
            start: UInt32(truncatingIfNeeded: from - line.start),
            count: UInt32(truncatingIfNeeded: to - from),
            kind: kind, place: UInt8(truncatingIfNeeded: place))
        trace.count += 1
    }

    /// `true`, `false` or `null` at `at`, and its length.
    @inline(__always) static func word(_ at: Bytes, _ end: Bytes) -> (kind: ValueKind, count: Int)? {
        guard end - at >= 4 else { return nil }
        switch UnsafeRawPointer(at).loadUnaligned(as: UInt32.self) {
        case UInt32(littleEndian: 0x6575_7274): return (.true, 4)
        case UInt32(littleEndian: 0x6C6C_756E): return (.null, 4)
        case UInt32(littleEndian: 0x736C_6166):
            return end - at >= 5 && at[4] == UInt8(ascii: "e") ? (.false, 5) : nil
        default: return nil
        }
    }

    /// Where the number at `at` ends, or nil when the grammar of RFC 8259 has none there. Reads nothing at
    /// `end`.
    @inline(__always) static func numberEnd(_ at: Bytes, _ end: Bytes) -> Bytes? {
        var next = at
        if next < end, next[0] == UInt8(ascii: "-") { next += 1 }
        let whole = next
        while next < end, next[0] &- 0x30 < 10 { next += 1 }
        if next == whole || whole[0] == 0x30 && next - whole > 1 { return nil }
        guard next < end else { return next }
        if next[0] == UInt8(ascii: ".") {
            let fraction = next + 1
            next = fraction
            while next < end, next[0] &- 0x30 < 10 { next += 1 }
            if next == fraction { return nil }
        }
        guard next < end, next[0] | 0x20 == UInt8(ascii: "e") else { return next }
        next += 1
        if next < end, next[0] == UInt8(ascii: "+") || next[0] == UInt8(ascii: "-") { next += 1 }
        let exponent = next
        while next < end, next[0] &- 0x30 < 10 { next += 1 }
        return next == exponent ? nil : next
    }
}
