// A whole stream through decoder and engine, in as many ways as must give the same log.
// In: lines of NDJSON, a pipeline, how to cut and spread it. Out: lines. Depends on: RecordDecoder, Engine.

package import Engine
package import Rules
package import Signals

/// What a stream led to.
package struct FoldedLog: Sendable, Equatable {
    package var tasks: [String] = []
    package var statuses: [String] = []
    package var deadLetters: [String] = []
    /// Forgotten households, in order: before which task line the tombstone stands, and whose it is.
    package var tombstones: [Tombstone] = []
    package var tally: Tally

    package struct Tombstone: Sendable, Equatable {
        package var tasksBefore: Int
        package var household: String
    }
}

/// Folds a stream as a replay does, but slowly and in the open.
package struct Fold: Sendable {
    package var pipeline: Pipeline
    /// Lines in each batch, again from the first after the last; one batch of all when empty.
    package var batches: [Int] = []
    /// Engines among which the households are divided; each gets every day record.
    package var engines = 1
    package var keying = Engine.Keying.pseudonym
    /// How often each line is delivered, one right after the other.
    package var deliveries = 1
    package var emission = Emission.everything
    /// Whether after each batch every engine is replaced by a fresh one that read the other's encoded state.
    package var restoresAfterBatches = false
    /// Whether the source adds day records to a stream that has none, as it does for files.
    package var addsDayRecords = true
    /// A last day record.
    package var until: CivilDate?

    package init(_ pipeline: Pipeline) { self.pipeline = pipeline }

    package func run(_ lines: [String]) -> FoldedLog {
        let delivered = lines.flatMap { Array(repeating: $0, count: deliveries) }
        let cut = decode(delivered)
        let shards = (0..<engines).map { Shard(self, number: $0) }
        let bringsDays = !addsDayRecords || cut.contains { $0.hasDayRecords }
        var clock: CivilDate?
        var sequence: UInt64 = 0
        for batch in cut {
            for item in batch.items {
                sequence += 2
                if !bringsDays, case .record(let record) = item.decoded, Fold.begins(record.timeDate, clock) {
                    clock = record.timeDate
                    for shard in shards { shard.begin(record, sequence, in: batch) }
                }
                for shard in shards { shard.take(item, sequence + 1, in: batch) }
            }
            for shard in shards { shard.handOver() }
        }
        return finish(shards, sequence: sequence + 2)
    }

    /// Whether a record's date makes the source add a day record before it.
    private static func begins(_ date: CivilDate, _ clock: CivilDate?) -> Bool {
        guard let clock else { return true }
        return date > clock && date - clock <= 366
    }

    private func decode(_ lines: [String]) -> [RecordBatch] {
        let pseudonyms = InventedAddress.pseudonyms
        guard let zone = CivilZone(name: pipeline.zone) else {
            preconditionFailure("a checked pipeline has a known zone")
        }
        var decoder = RecordDecoder(
            zone: zone, keying: keying == .address ? .address : .pseudonym(pseudonyms))
        var cut: [RecordBatch] = []
        var next = 0
        while next < lines.count {
            let size = batches.isEmpty ? lines.count : batches[cut.count % batches.count]
            let end = min(next + max(1, size), lines.count)
            var batch = RecordBatch()
            for line in lines[next..<end] { batch.bytes += Array(line.utf8) + [UInt8(ascii: "\n")] }
            decoder.decode(
                lines: 0..<batch.bytes.count, firstLine: next + 1, startsFile: next == 0, into: &batch)
            precondition(!batch.namesPseudonyms, "a stream with pseudonyms is not folded by address")
            cut.append(batch)
            next = end
        }
        return cut
    }

    private func finish(_ shards: [Shard], sequence: UInt64) -> FoldedLog {
        var log = FoldedLog(tally: Tally(classes: pipeline.classes.count))
        if let until {
            for shard in shards { shard.begin(until, sequence: sequence) }
        }
        for shard in shards {
            shard.close()
            log.tally += shard.tally
        }
        let tasks = Shard.merged(shards.map(\.tasks))
        log.tasks = tasks.map(\.text)
        log.statuses = Shard.merged(shards.map(\.statuses)).map(\.text)
        log.deadLetters = Shard.merged(shards.map(\.deadLetters)).map(\.text)
        log.tombstones = Shard.merged(shards.map(\.tombstones)).map { tombstone in
            let before = tasks.count {
                ($0.sequence, $0.household) <= (tombstone.sequence, tombstone.household)
            }
            return FoldedLog.Tombstone(
                tasksBefore: before, household: tombstone.household.text(as: .household))
        }
        return log
    }
}

/// One engine's part of the households.
private final class Shard {
    struct Line {
        var sequence: UInt64
        var household: Pseudonym
        var text: String
    }

    private var engine: Engine
    private let fold: Fold
    private let number: Int
    private(set) var tasks: [Line] = []
    private(set) var statuses: [Line] = []
    private(set) var deadLetters: [Line] = []
    private(set) var tombstones: [Line] = []
    var tally: Tally { engine.effects.tally }

    init(_ fold: Fold, number: Int) {
        engine = Shard.engine(fold)
        self.fold = fold
        self.number = number
    }

    private static func engine(_ fold: Fold) -> Engine {
        var engine = Engine(
            pipeline: fold.pipeline, pseudonyms: InventedAddress.pseudonyms, keying: fold.keying,
            emission: fold.emission)
        engine.placePrefix = "stroom.ndjson:"
        return engine
    }

    /// A day record that the source adds before a record.
    func begin(_ record: Record, _ sequence: UInt64, in batch: RecordBatch) {
        batch.withBytes(of: record.time) {
            engine.process(day: record.timeDate, sequence: sequence, time: $0)
        }
    }

    func begin(_ date: CivilDate, sequence: UInt64) {
        Array("\(date)T00:00:00+01:00".utf8).withUnsafeBytes {
            engine.process(day: date, sequence: sequence, time: $0)
        }
    }

    func take(_ item: (line: Int, decoded: Decoded), _ sequence: UInt64, in batch: RecordBatch) {
        switch item.decoded {
        case .deadLetter(let reason):
            if number == 0 { engine.reject(reason, sequence: sequence, line: item.line) }
        case .record(let record):
            guard isMine(record, in: batch) else { return }
            engine.process(record, sequence: sequence, line: item.line, in: batch)
        }
    }

    private func isMine(_ record: Record, in batch: RecordBatch) -> Bool {
        let key: HouseholdKey
        switch record.body {
        case .day: return true
        case .signal(let signal): key = signal.subject.household
        case .withdrawal(let withdrawal): key = withdrawal.subject.household
        case .circumstance(let change): key = change.subject.household
        case .erasure(let subject): key = subject.household
        case .assignment(let assignment): key = .pseudonym(assignment.household)
        case .attempt(let attempt): key = .pseudonym(attempt.household)
        case .closing(let closing): key = .pseudonym(closing.household)
        }
        let pseudonym: Pseudonym
        switch key {
        case .pseudonym(let known): pseudonym = known
        case .address(let address): pseudonym = InventedAddress.pseudonyms.household(of: address, in: batch)
        }
        return Int(pseudonym.low % UInt64(fold.engines)) == number
    }

    /// Takes the lines of a batch out of the engine.
    func handOver() {
        Shard.append(engine.effects.tasks, to: &tasks)
        Shard.append(engine.effects.statuses, to: &statuses)
        Shard.append(engine.effects.deadLetters, to: &deadLetters)
        tombstones += engine.effects.tombstones.map {
            Line(sequence: $0.sequence, household: $0.household, text: "")
        }
        engine.effects.removeLines()
        if fold.restoresAfterBatches { engine = Shard.restored(&engine, fold) }
    }

    /// A fresh engine with what another encoded.
    private static func restored(_ old: inout Engine, _ fold: Fold) -> Engine {
        var fresh = Shard.engine(fold)
        if let day = old.lastDayRecord { fresh.restore(lastDay: day) }
        for household in old.households {
            guard let bytes = old.encodedState(of: household) else {
                preconditionFailure("a household that is kept has a state")
            }
            do throws(StateError) {
                try fresh.restore(bytes, of: household)
            } catch {
                preconditionFailure("an engine refused its own state: \(error)")
            }
        }
        return fresh
    }

    func close() {
        handOver()
        guard fold.emission.tasks == .latest else { return }
        _ = engine.prepareLatestTasks()
        engine.writeLatestTasks(before: .max)
        handOver()
    }

    private static func append(_ lines: Lines, to list: inout [Line]) {
        for index in lines.marks.indices {
            let text = String(decoding: lines.bytes[lines.range(of: index)].dropLast(), as: UTF8.self)
            let mark = lines.marks[index]
            list.append(Line(sequence: mark.sequence, household: mark.household, text: text))
        }
    }

    /// All lines by record, those of one day record by household, the rest as they were.
    static func merged(_ lists: [[Line]]) -> [Line] {
        // One engine's own order is under test too.
        if lists.count == 1 { return lists[0] }
        let all = lists.flatMap { $0 }
        return all.indices.sorted {
            (all[$0].sequence, all[$0].household, $0) < (all[$1].sequence, all[$1].household, $1)
        }.map { all[$0] }
    }
}
