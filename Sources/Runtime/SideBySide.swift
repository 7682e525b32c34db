// Several pipelines over one stream: decoded once, folded by an engine each, all beside each other on threads.
// In: InputFiles and pipelines. Out: what the readers made of each engine's effects. Depends on: BlockFeed, Engine.

import Dispatch
package import Engine
package import Rules
package import Signals
import Synchronization

/// What is folded side by side, and with what.
package struct SideBySideOptions: Sendable {
    /// Of one time zone, as one stream has one set of day records.
    package var pipelines: [Pipeline]
    package var key: [UInt8]
    /// Threads that decode; at least 1. The engines take as many as the machine has.
    package var jobs: Int
    /// Statuses as facts beside those of tasks.
    package var statuses: Bool
    package var until: CivilDate?

    /// All fields, each by its name.
    package init(
        pipelines: [Pipeline], key: [UInt8], jobs: Int, statuses: Bool = false, until: CivilDate? = nil
    ) {
        self.pipelines = pipelines
        self.key = key
        self.jobs = jobs
        self.statuses = statuses
        self.until = until
    }
}

/// What came of it.
package struct SideBySideResult<Effects: EffectsReader, Records: RecordReader>: Sendable {
    /// By pipeline.
    package var readers: [Effects]
    package var records: Records
    /// By pipeline.
    package var tallies: [Tally]
    /// Bytes of memory that the engines' state took at the end.
    package var stateBytes: Int
    package var lines: Int
}

/// Folds one stream through several pipelines. Each engine is the live one and gets every record.
package struct SideBySide<Reader: EffectsReader, Records: RecordReader>: ~Copyable {
    private let inputs: InputFiles
    private let options: SideBySideOptions
    private let makeReader: @Sendable (Int) -> Reader
    private let records: Records

    /// - Parameters:
    ///   - records: a reader of the records as they were delivered, in its beginning state.
    ///   - reader: makes the reader of the effects of a pipeline, given its place.
    package init(
        _ inputs: InputFiles, _ options: SideBySideOptions, records: Records,
        reader: @escaping @Sendable (Int) -> Reader
    ) {
        precondition(!options.pipelines.isEmpty && options.jobs >= 1, "a pipeline and a thread")
        precondition(Set(options.pipelines.map(\.zone)).count == 1, "one time zone")
        self.inputs = inputs
        self.options = options
        self.records = records
        makeReader = reader
    }

    /// - Parameter progress: called now and then with the bytes of the inputs consumed so far.
    /// - Throws: what reading an input throws.
    package func run(progress: (Int64) throws -> Void) throws -> SideBySideResult<Reader, Records> {
        // Households are named by pseudonym, which is the same for every engine and every run.
        var kind = StreamKind(namesPseudonyms: true)
        while true {
            if let result = try pass(&kind, progress) { return result }
        }
    }

    private func pass(
        _ kind: inout StreamKind, _ progress: (Int64) throws -> Void
    ) throws -> SideBySideResult<Reader, Records>? {
        let lanes = options.pipelines.enumerated().map { place, pipeline in
            FoldLane(pipeline, options, makeReader(place))
        }
        let decoders = (0..<options.jobs).map { _ in lanes[0].makeDecoder() }
        let records = RecordLane(self.records)
        var feed = BlockFeed(inputs, kind: kind)
        while let blocks = try feed.next(decodingWith: decoders, among: 1) {
            if feed.kind != kind {
                kind = feed.kind
                return nil
            }
            DispatchQueue.concurrentPerform(iterations: lanes.count + 1) { place in
                if place < lanes.count { lanes[place].fold(blocks) } else { records.take(blocks) }
            }
            feed.giveBack(blocks)
            try progress(feed.bytesConsumed)
        }
        if let until = options.until {
            for lane in lanes { lane.process(until: until, sequence: feed.sequence) }
        }
        return SideBySideResult(
            readers: lanes.map { $0.result }, records: records.result, tallies: lanes.map(\.tally),
            stateBytes: lanes.reduce(0) { $0 + $1.stateBytes }, lines: feed.lines)
    }
}

/// One engine and who reads what it says. The mutexes are never contended: one thread at a time has a lane.
private final class FoldLane<Reader: EffectsReader>: Sendable {
    private let shard: ReplayShard
    private let options: ReplayOptions
    private let reader: Mutex<Reader>

    init(_ pipeline: Pipeline, _ side: SideBySideOptions, _ reader: Reader) {
        options = ReplayOptions(
            pipeline: pipeline, key: side.key, jobs: 1,
            emission: Emission(tasks: .facts, statuses: side.statuses))
        shard = ReplayShard(options, namesPseudonyms: true)
        self.reader = Mutex(reader)
    }

    func makeDecoder() -> ReplayShard { ReplayShard(options, namesPseudonyms: true) }

    func fold(_ blocks: [Block]) {
        for block in blocks {
            shard.fold([block], shard: 0)
            read()
        }
    }

    func process(until date: CivilDate, sequence: UInt64) {
        shard.process(until: date, sequence: sequence, isFirst: true)
        read()
    }

    private func read() { reader.withLock { reader in shard.readEffects { reader.take($0) } } }

    var result: Reader { reader.withLock { $0 } }
    var tally: Tally { shard.tally }
    var stateBytes: Int { shard.stateBytes }
}

/// Who reads the records.
private final class RecordLane<Records: RecordReader>: Sendable {
    private let reader: Mutex<Records>
    init(_ reader: Records) { self.reader = Mutex(reader) }

    func take(_ blocks: [Block]) {
        reader.withLock { reader in
            for block in blocks { reader.take(block.batch) }
        }
    }

    var result: Records { reader.withLock { $0 } }
}
