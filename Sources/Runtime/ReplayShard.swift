// One thread's part of a replay: it decodes blocks, and folds the households that fall to it.
// In: blocks. Out: Effects. Depends on: RecordDecoder, Engine.

import Engine
import Rules
import Signals
import Synchronization

/// Some whole lines of one input, decoded, with what the fold must know about each.
struct Block: Sendable {
    var batch = RecordBatch()
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
        batch.removeAll()
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

    init(_ options: ReplayOptions, namesPseudonyms: Bool) {
        let pseudonyms = Pseudonyms(key: options.key)
        guard let zone = CivilZone(name: options.pipeline.zone) else {
            preconditionFailure("a checked pipeline has a known zone")
        }
        self.zone = zone
        decoder = Mutex(RecordDecoder(zone: zone, keying: namesPseudonyms ? .pseudonym(pseudonyms) : .address))
        var engine = Engine(
            pipeline: options.pipeline, pseudonyms: pseudonyms, keying: namesPseudonyms ? .pseudonym : .address,
            emission: options.emission)
        if let traced = options.traced { engine.trace = DecisionTrace(household: traced) }
        self.engine = Mutex(engine)
    }

    func decode(_ block: Block, shards: Int) -> Block {
        var block = block
        decoder.withLock { decoder in
            let end = block.batch.bytes.count
            // Room behind the last line keeps the decoder fast up to it.
            block.batch.bytes.append(contentsOf: repeatElement(0, count: RecordBatch.slack))
            block.lineCount =
                decoder.decode(lines: 0..<end, firstLine: 1, startsFile: block.startsFile, into: &block.batch) - 1
        }
        if shards > 1 {
            for item in block.batch.items { block.shards.append(ReplayShard.shard(of: item.decoded, among: shards)) }
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
        let isOnly = block.shards.isEmpty
        var nextDay = 0
        for index in block.batch.items.indices {
            let sequence = block.firstSequence + 2 * UInt64(index)
            if nextDay < block.days.count, block.days[nextDay].item == index {
                ReplayShard.begin(block.days[nextDay].date, before: index, block, sequence, &engine)
                nextDay += 1
            }
            if !isOnly, block.shards[index] != shard, block.shards[index] != Block.everyShard { continue }
            let line = block.batch.items[index].line + block.lineOffset
            switch block.batch.items[index].decoded {
            case .record(let record):
                engine.process(record, sequence: sequence + 1, line: line, in: block.batch)
            case .deadLetter(let reason): engine.reject(reason, sequence: sequence + 1, line: line)
            }
        }
    }

    private static func begin(
        _ date: CivilDate, before index: Int, _ block: borrowing Block, _ sequence: UInt64, _ engine: inout Engine
    ) {
        guard case .record(let record) = block.batch.items[index].decoded else { return }
        block.batch.withBytes(of: record.time) { engine.process(day: date, sequence: sequence, time: $0) }
    }

    func process(until date: CivilDate, sequence: UInt64) {
        let time = Array(zone.startOfDay(date).utf8)
        engine.withLock { engine in
            time.withUnsafeBytes { engine.process(day: date, sequence: sequence, time: $0) }
        }
    }

    func writeLatest() { engine.withLock { $0.effects.tasks = $0.latestTasks() } }

    func takeLines() -> Effects { engine.withLock { $0.effects } }

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
