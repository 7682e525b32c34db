// One thread's part of a replay: it decodes blocks, and folds the households that fall to it.
// In: blocks. Out: Effects. Depends on: RecordDecoder, Engine.

import Engine
import Glibc
import Rules
import Signals
import Synchronization

/// Some whole lines of one input, decoded, with what the fold must know about each.
struct Block: Sendable {
    /// Its `bytes` are room that is kept from one use to the next; the lines are the first ``used``.
    var batch = RecordBatch()
    var used = 0
    var startsFile = false
    /// What a dead letter's place begins with.
    var placePrefix = ""
    /// By item: which shard folds it; ``everyShard`` for a day record.
    var shards: [UInt8] = []
    /// Lines, empty ones too.
    var lineCount = 0
    /// Number of lines of the file before this block.
    var lineOffset = 0
    /// Position of the first item; each item takes two, the first for a day record before it.
    var firstSequence: UInt64 = 0
    /// Before which items a day begins.
    var days: [(item: Int, date: CivilDate)] = []

    static let everyShard: UInt8 = 255

    /// Sees to it that so many bytes fit, and the decoder's slack behind them.
    mutating func makeRoom(for count: Int) {
        let wanted = count + RecordBatch.slack
        guard wanted > batch.bytes.count else { return }
        let old = batch.bytes
        batch.bytes = [UInt8](unsafeUninitializedCapacity: wanted) { bytes, initialized in
            guard let start = bytes.baseAddress else { return }
            memset(start, 0, wanted)
            old.withUnsafeBytes { UnsafeMutableRawBufferPointer(bytes).copyMemory(from: $0) }
            initialized = wanted
        }
    }

    /// Appends bytes for which there is room.
    mutating func put(_ bytes: [UInt8]) {
        batch.bytes.replaceSubrange(used..<used + bytes.count, with: bytes)
        used += bytes.count
    }

    /// Leaves out what was recorded after a day.
    mutating func dropRecords(after day: CivilDate) {
        let kept = batch.items.indices.filter { index in
            guard case .record(let record) = batch.items[index].decoded else { return true }
            return record.timeDate <= day
        }
        if kept.count == batch.items.count { return }
        batch.items = kept.map { batch.items[$0] }
        if !shards.isEmpty { shards = kept.map { shards[$0] } }
    }

    mutating func removeAll() {
        used = 0
        batch.removeItems()
        shards.removeAll(keepingCapacity: true)
        days.removeAll(keepingCapacity: true)
        lineCount = 0
    }
}

/// Holds a block while one thread works on it.
final class BlockBox: Sendable {
    private let block: Mutex<Block>
    init(_ block: Block) { self.block = Mutex(block) }

    func replace(_ body: (Block) -> Block) { block.withLock { $0 = body($0) } }

    func take() -> Block {
        block.withLock { block in
            let taken = block
            block = Block()
            return taken
        }
    }
}

/// A decoder and an engine. The mutexes are never contended: the replay gives each shard to one thread at a time.
final class ReplayShard: Sendable {
    private let decoder: Mutex<RecordDecoder>
    private let engine: Mutex<Engine>
    private let zone: CivilZone

    init(_ options: ReplayOptions, namesPseudonyms: Bool, keepsDetails: Bool = false) {
        let pseudonyms = Pseudonyms(key: options.key)
        guard let zone = CivilZone(name: options.pipeline.zone) else {
            preconditionFailure("a checked pipeline has a known zone")
        }
        self.zone = zone
        decoder = Mutex(
            RecordDecoder(
                zone: zone, keying: namesPseudonyms ? .pseudonym(pseudonyms) : .address,
                keepsDetails: keepsDetails))
        var engine = Engine(
            pipeline: options.pipeline, pseudonyms: pseudonyms,
            keying: namesPseudonyms ? .pseudonym : .address,
            emission: options.emission)
        if let traced = options.traced { engine.trace = DecisionTrace(household: traced) }
        self.engine = Mutex(engine)
    }

    func decode(_ block: Block, shards: Int) -> Block {
        var block = block
        decoder.withLock { decoder in
            block.lineCount =
                decoder.decode(
                    lines: 0..<block.used, firstLine: 1, startsFile: block.startsFile, into: &block.batch)
                - 1
        }
        if shards > 1 {
            for item in block.batch.items {
                block.shards.append(ReplayShard.shard(of: item.decoded, among: shards))
            }
        }
        return block
    }

    /// Which shard folds a record: by its household; dead letters go to the first.
    private static func shard(of decoded: Decoded, among count: Int) -> UInt8 {
        guard case .record(let record) = decoded else { return 0 }
        switch record.body {
        case .signal(let signal): return shard(of: signal.subject.household, among: count)
        case .withdrawal(let withdrawal): return shard(of: withdrawal.subject.household, among: count)
        case .circumstance(let change): return shard(of: change.subject.household, among: count)
        case .erasure(let subject): return shard(of: subject.household, among: count)
        case .assignment(let assignment): return shard(of: .pseudonym(assignment.household), among: count)
        case .attempt(let attempt): return shard(of: .pseudonym(attempt.household), among: count)
        case .closing(let closing): return shard(of: .pseudonym(closing.household), among: count)
        case .day: return Block.everyShard
        }
    }

    private static func shard(of key: HouseholdKey, among count: Int) -> UInt8 {
        let word: UInt64
        switch key {
        case .pseudonym(let pseudonym): word = pseudonym.high
        case .address(let address): word = address.place &+ address.shortSuffix &* 0x9e37_79b9_7f4a_7c15
        }
        let mixed = (word ^ word >> 32) &* 0xd6e8_feb8_6659_fd93
        return UInt8(truncatingIfNeeded: (mixed >> 32) % UInt64(count))
    }

    func fold(_ blocks: [Block], shard: UInt8) {
        engine.withLock { engine in
            for block in blocks { ReplayShard.fold(block, shard: shard, &engine) }
        }
    }

    private static func fold(_ block: borrowing Block, shard: UInt8, _ engine: inout Engine) {
        engine.placePrefix = block.placePrefix
        block.batch.withTexts { fold(block, shard: shard, $0, &engine) }
    }

    private static func fold(
        _ block: borrowing Block, shard: UInt8, _ texts: TextSource, _ engine: inout Engine
    ) {
        let isOnly = block.shards.isEmpty
        var nextDay = 0
        for index in block.batch.items.indices {
            if index % ReplayShard.stride == 0 { expect(index, of: block, shard: shard, &engine) }
            let sequence = block.firstSequence + 2 * UInt64(index)
            if nextDay < block.days.count, block.days[nextDay].item == index {
                begin(
                    block.days[nextDay].date, before: block.batch.items[index].decoded, texts, sequence,
                    &engine)
                // Every shard folds every day record; the first counts it.
                if shard > 0 { engine.effects.tally.dayRecords -= 1 }
                nextDay += 1
            }
            if !isOnly, block.shards[index] != shard, block.shards[index] != Block.everyShard { continue }
            let line = block.batch.items[index].line + block.lineOffset
            switch block.batch.items[index].decoded {
            case .record(let record):
                engine.process(record, sequence: sequence + 1, line: line, in: texts)
                if !isOnly, shard > 0, block.shards[index] == Block.everyShard {
                    engine.effects.tally.records -= 1
                }
            case .deadLetter(let reason): engine.reject(reason, sequence: sequence + 1, line: line)
            }
        }
    }

    /// So many records are looked at before they are folded, so that what they need is at hand.
    private static var stride: Int { 16 }

    private static func expect(
        _ first: Int, of block: borrowing Block, shard: UInt8, _ engine: inout Engine
    ) {
        for index in first..<min(first + stride, block.batch.items.count) {
            if !block.shards.isEmpty, block.shards[index] != shard { continue }
            if case .record(let record) = block.batch.items[index].decoded { engine.expect(record) }
        }
        engine.warmUp()
    }

    private static func begin(
        _ date: CivilDate, before decoded: Decoded, _ texts: TextSource, _ sequence: UInt64,
        _ engine: inout Engine
    ) {
        guard case .record(let record) = decoded else { return }
        engine.process(day: date, sequence: sequence, time: texts.bytes(of: record.time))
    }

    func process(until date: CivilDate, sequence: UInt64, isFirst: Bool) {
        let time = Array(zone.startOfDay(date).utf8)
        engine.withLock { engine in
            time.withUnsafeBytes { engine.process(day: date, sequence: sequence, time: $0) }
            if !isFirst { engine.effects.tally.dayRecords -= 1 }
        }
    }

    /// Puts the last revisions in order; how many there are.
    func prepareLatest() -> Int { engine.withLock { $0.prepareLatestTasks() } }

    /// Writes those of records before a position that were not written yet.
    func writeLatest(before sequence: UInt64) { engine.withLock { $0.writeLatestTasks(before: sequence) } }

    func takeLines() -> Effects { engine.withLock { $0.effects } }

    /// Lends what the records so far caused, and forgets it but for the counts.
    func readEffects(_ body: (borrowing Effects) -> Void) {
        engine.withLock { engine in
            body(engine.effects)
            engine.effects.removeLines()
        }
    }

    var tally: Tally { engine.withLock { $0.effects.tally } }

    var stateBytes: Int { engine.withLock { $0.stateBytes } }

    func giveBackLines() { engine.withLock { $0.effects.removeLines() } }

    func addResults(to report: inout ReplayReport, traced: Pseudonym?) {
        engine.withLock { engine in
            report.tally += engine.effects.tally
            report.households += engine.householdCount
            guard let traced, let trace = engine.trace else { return }
            if !trace.entries.isEmpty { report.trace = trace }
            report.explanation = engine.explanation(of: traced) ?? report.explanation
        }
    }
}
