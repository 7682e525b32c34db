// Learned layouts of lines: what stands between the values. A line like an earlier one is read by comparing.
// In: lines that the scanner accepted, then others. Out: a filled SlotTable. Depends on: JSONScanner, UTF8Text.

/// One piece of a layout: up to 32 bytes that are the same in every line, then a value.
struct ShapeStep: Equatable {
    enum Value: UInt8 {
        /// A string without escapes, a number, `true`, `false` or `null`.
        case string, number, word
        /// No value: the bytes go on in the next piece.
        case goesOn
        /// No value: the line ends here.
        case end
    }
    /// The bytes, and which bits of 32 bytes are theirs.
    var low = SIMD2<UInt64>()
    var high = SIMD2<UInt64>()
    var lowMask = SIMD2<UInt64>()
    var highMask = SIMD2<UInt64>()
    var byteCount: UInt8 = 0
    /// Raw value of ``Slot``, or ``SlotTable/nowhere``.
    var place: UInt8 = 0
    var value = Value.end
}

/// What a layout is as a whole.
struct ShapeHead {
    var stepCount = 0
    /// Places that lines of this layout fill, with null or not, and those among them that hold an object.
    var places: UInt64 = 0
    var objects: UInt64 = 0
    var type = RecordType.signal
    /// Bytes of the line's end: 1 for LF, 2 for CRLF.
    var endCount = 0
    var lastUse: UInt64 = 0
}

/// The layouts that a decoder has learned, a handful: those of the partners that deliver now.
struct LineShapes: Sendable {
    static var capacity: Int { 16 }
    static var stepLimit: Int { 64 }
    /// A comparison looks at most this far beyond the end of a line; ``RecordBatch/slack`` covers it.
    static var pieceLimit: Int { 32 }

    private var steps: [ShapeStep]
    private var heads: [ShapeHead]
    /// For each pair of shapes the number of steps that both begin with.
    private var common: [UInt8]
    private var state = ShapeMatcher.State()

    /// No shapes and no room for them; stands in while the real ones are lent out.
    static var none: LineShapes { LineShapes(capacity: 0) }

    init() { self.init(capacity: Self.capacity) }

    private init(capacity: Int) {
        // One place more than shapes: there a new shape is built before it is let in.
        steps = Array(repeating: ShapeStep(), count: capacity == 0 ? 0 : (capacity + 1) * Self.stepLimit)
        heads = Array(repeating: ShapeHead(), count: capacity)
        common = Array(repeating: 0, count: capacity * capacity)
    }

    /// Lends the shapes to a pass over a batch; the pointers are valid inside `body` only.
    mutating func withMatcher<Result>(_ body: (inout ShapeMatcher) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: UnsafePointer<UInt8>.self, capacity: Self.stepLimit) { starts in
            steps.withUnsafeMutableBufferPointer { steps in
                heads.withUnsafeMutableBufferPointer { heads in
                    common.withUnsafeMutableBufferPointer { common in
                        var matcher = ShapeMatcher(
                            steps: steps, heads: heads, common: common, starts: starts, state: state)
                        let result = body(&matcher)
                        state = matcher.state
                        return result
                    }
                }
            }
        }
    }
}

/// The shapes during one pass: compares lines with them and learns new ones.
struct ShapeMatcher {
    typealias Bytes = UnsafePointer<UInt8>

    struct State: Sendable {
        var count = 0
        /// The shape of the last line.
        var current = 0
        var clock: UInt64 = 0
        /// Lines that could have been learned but found no room.
        var strangers = 0
    }

    fileprivate let steps: UnsafeMutableBufferPointer<ShapeStep>
    fileprivate let heads: UnsafeMutableBufferPointer<ShapeHead>
    fileprivate let common: UnsafeMutableBufferPointer<UInt8>
    /// Where each step of the shape being compared began in this line.
    fileprivate let starts: UnsafeMutableBufferPointer<Bytes>
    fileprivate var state: State

    /// The shape of the last line that matched.
    var head: ShapeHead { heads[state.current] }

    /// Where the line after the one at `start` begins, with the table filled as the scanner would have done;
    /// nil when the line has no shape that we know (then the table means nothing).
    ///
    /// The caller knows that a line feed comes at or after `start` and that ``RecordBatch/slack`` bytes may
    /// be read from it on; `end` lies behind these.
    @inline(__always)
    mutating func match(
        _ start: Bytes, _ end: Bytes, _ base: Bytes, _ table: UnsafeMutablePointer<SlotTable>
    ) -> Bytes? {
        var tried: UInt32 = 0
        var shape = state.current
        var step = 0
        var nulls: UInt64 = 0
        starts[0] = start
        while shape < state.count {
            if let next = run(shape, from: &step, end, base, table, &nulls) {
                finish(shape, nulls, table)
                return next
            }
            tried |= 1 &<< UInt32(truncatingIfNeeded: shape)
            guard let other = nearest(to: shape, upTo: step, except: tried) else { return nil }
            shape = other.shape
            step = other.step
        }
        return nil
    }

    @inline(__always)
    private mutating func finish(_ shape: Int, _ nulls: UInt64, _ table: UnsafeMutablePointer<SlotTable>) {
        let places = heads[shape].places
        table.pointee.nulls = nulls & places
        table.pointee.present = places & ~nulls
        table.pointee.objects = heads[shape].objects
        table.pointee.escaped = 0
        table.pointee.isObject = true
        state.current = shape
        state.clock &+= 1
        heads[shape].lastUse = state.clock
    }

    /// The untried shape that shares most of the steps done so far with this one, and how many.
    private func nearest(to shape: Int, upTo step: Int, except tried: UInt32) -> (shape: Int, step: Int)? {
        var best: (shape: Int, step: Int)?
        for other in 0..<state.count where tried & 1 &<< UInt32(truncatingIfNeeded: other) == 0 {
            let shared = min(Int(common[shape &* LineShapes.capacity &+ other]), step)
            if shared > best?.step ?? -1 { best = (other, shared) }
        }
        return best
    }

    /// Compares from a step on; nil leaves in `step` the one that did not fit.
    @inline(__always)
    private func run(
        _ shape: Int, from step: inout Int, _ end: Bytes, _ base: Bytes,
        _ table: UnsafeMutablePointer<SlotTable>, _ nulls: inout UInt64
    ) -> Bytes? {
        guard let steps = self.steps.baseAddress, let starts = self.starts.baseAddress else { return nil }
        let first = UnsafePointer(steps) + shape &* LineShapes.stepLimit
        var next = starts[step]
        while true {
            let piece = first + step
            starts[step] = next
            guard Self.isSame(next, piece) else { return nil }
            next += Int(piece.pointee.byteCount)
            let from = next
            var kind = ValueKind.string
            if piece.pointee.value == .string {
                guard let quote = Self.closingQuote(from, end) else { return nil }
                next = quote
            } else {
                switch piece.pointee.value {
                case .number:
                    guard let after = JSONScanner.numberEnd(from, end) else { return nil }
                    next = after
                    kind = .number
                case .word:
                    guard let word = JSONScanner.word(from, end) else { return nil }
                    next += word.count
                    kind = word.kind
                    let bit = 1 as UInt64 &<< UInt64(piece.pointee.place)
                    nulls = kind == .null ? nulls | bit : nulls & ~bit
                case .goesOn, .string:
                    step &+= 1
                    continue
                case .end: return next
                }
            }
            table.pointee.store(
                SlotValue(start: from - base, count: next - from, kind: kind), at: Int(piece.pointee.place))
            step &+= 1
        }
    }

    @inline(__always) private static func isSame(_ at: Bytes, _ piece: UnsafePointer<ShapeStep>) -> Bool {
        let text = UnsafeRawPointer(at)
        let low = text.loadUnaligned(as: SIMD2<UInt64>.self) ^ piece.pointee.low
        let high = text.loadUnaligned(fromByteOffset: 16, as: SIMD2<UInt64>.self) ^ piece.pointee.high
        let different = low & piece.pointee.lowMask | high & piece.pointee.highMask
        return different[0] | different[1] == 0
    }

    /// The closing quote of a string without escapes, or nil when it has some, or is not valid: the scanner
    /// decides.
    @inline(__always) private static func closingQuote(_ from: Bytes, _ end: Bytes) -> Bytes? {
        var next = from
        while true {
            let count = UTF8Text.plainCount(next)
            next += count
            if count == 16 { continue }
            if next[0] == UInt8(ascii: "\"") { return next }
            return next[0] < 0x80 ? nil : closingQuoteAfterLetters(next, end)
        }
    }

    /// The same from a byte over 0x7F on.
    @inline(never) private static func closingQuoteAfterLetters(_ from: Bytes, _ end: Bytes) -> Bytes? {
        var hasEscapes = false
        let quote = UTF8Text.closingQuote(from, end, hasEscapes: &hasEscapes)
        return hasEscapes ? nil : quote
    }
}

// MARK: - Learning

extension ShapeMatcher {
    /// Learns the layout of a line that the scanner has just read and that became a record. Does nothing when
    /// the line cannot be a model, or has no room: then now and then it takes the place of the shape unused
    /// for longest.
    ///
    /// - Parameter next: behind the line feed.
    @inline(never)
    mutating func learn(
        _ start: Bytes, next: Bytes, _ trace: borrowing ValueTrace, _ type: RecordType, places: UInt64
    ) {
        let objects = Slot.data.bit | Slot.partner.bit | Slot.client.bit | Slot.contact.bit
        guard trace.isLearnable, trace.objects & ~objects == 0, next > start, next[-1] == 0x0A,
            heads.count > 0
        else {
            return
        }
        var shape = state.count
        if shape == LineShapes.capacity {
            // Were every line a stranger, learning each would cost more than it could bring.
            state.strangers &+= 1
            guard state.strangers % 64 == 0 else { return }
            shape = 0
            for other in 1..<LineShapes.capacity where heads[other].lastUse < heads[shape].lastUse {
                shape = other
            }
        }
        guard var head = build(start, next, trace) else { return }
        let built = LineShapes.capacity
        for step in 0..<head.stepCount {
            steps[shape * LineShapes.stepLimit + step] = steps[built * LineShapes.stepLimit + step]
        }
        head.places = places
        head.objects = trace.objects
        head.type = type
        head.endCount = next - start >= 2 && next[-2] == 0x0D ? 2 : 1
        state.clock &+= 1
        head.lastUse = state.clock
        heads[shape] = head
        if shape == state.count { state.count &+= 1 }
        state.current = shape
        for other in 0..<state.count {
            let shared = UInt8(truncatingIfNeeded: sharedSteps(shape, other))
            common[shape * LineShapes.capacity + other] = shared
            common[other * LineShapes.capacity + shape] = shared
        }
    }

    /// Writes the steps of a shape behind all others; nil when it has too many.
    private func build(_ start: Bytes, _ next: Bytes, _ trace: borrowing ValueTrace)
        -> ShapeHead?
    {
        var head = ShapeHead()
        var cursor = 0
        for index in 0..<trace.count {
            let mark = trace.marks[index]
            // The same in every line of the layout, so no value but a part of the pieces; `finish` does not
            // store them.
            switch Slot(rawValue: mark.place) {
            case .specificationVersion where mark.kind == .string: continue
            case .type where mark.kind == .string: continue
            case .contentType where mark.kind == .string: continue
            default: break
            }
            let from = Int(mark.start)
            let value: ShapeStep.Value =
                switch mark.kind {
                case .string: .string
                case .number: .number
                default: .word
                }
            guard put(&head, start + cursor, from - cursor, value, mark) else { return nil }
            cursor = from + Int(mark.count)
        }
        let end = ValueTrace.Mark(start: 0, count: 0, kind: .none, place: UInt8(SlotTable.nowhere))
        return put(&head, start + cursor, next - start - cursor, .end, end) ? head : nil
    }

    /// Appends a piece and its value, as several steps when the piece is long.
    private func put(
        _ head: inout ShapeHead, _ literal: Bytes, _ count: Int, _ value: ShapeStep.Value,
        _ mark: ValueTrace.Mark
    ) -> Bool {
        var at = 0
        while true {
            let length = min(count - at, LineShapes.pieceLimit)
            let isLast = at + length == count
            guard head.stepCount < LineShapes.stepLimit else { return false }
            var step = ShapeStep()
            withUnsafeMutableBytes(of: &step.low) { Self.copy(literal + at, min(length, 16), to: $0) }
            withUnsafeMutableBytes(of: &step.high) { Self.copy(literal + at + 16, length - 16, to: $0) }
            step.lowMask = Self.mask(length)
            step.highMask = Self.mask(length - 16)
            step.byteCount = UInt8(length)
            step.place = mark.place
            step.value = isLast ? value : .goesOn
            steps[LineShapes.capacity * LineShapes.stepLimit + head.stepCount] = step
            head.stepCount += 1
            at += length
            if isLast { return true }
        }
    }

    private static func copy(_ from: Bytes, _ count: Int, to target: UnsafeMutableRawBufferPointer) {
        for index in 0..<max(0, count) { target[index] = from[index] }
    }

    /// All bits of the first `count` of 16 bytes; of none or all when it lies outside.
    private static func mask(_ count: Int) -> SIMD2<UInt64> {
        var mask = SIMD16<UInt8>()
        for index in 0..<min(16, max(0, count)) { mask[index] = 0xFF }
        return unsafeBitCast(mask, to: SIMD2<UInt64>.self)
    }

    /// How many steps two shapes have in common from the start.
    private func sharedSteps(_ one: Int, _ other: Int) -> Int {
        var count = 0
        while count < min(heads[one].stepCount, heads[other].stepCount),
            steps[one * LineShapes.stepLimit + count] == steps[other * LineShapes.stepLimit + count]
        {
            count += 1
        }
        return count
    }
}
