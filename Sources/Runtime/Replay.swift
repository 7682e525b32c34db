// A replay: inputs decoded and folded, on one thread or several, with the effects in the order of the input.
// In: InputFiles and a pipeline. Out: Effects and a report. Depends on: BlockReader, ReplayShard, Engine.

import Dispatch
package import Engine
package import Rules
package import Signals

/// What a replay folds with.
package struct ReplayOptions: Sendable {
    package var pipeline: Pipeline
    /// The key of the pseudonyms.
    package var key: [UInt8]
    /// Threads that decode and fold, each with its part of the households; at least 1.
    package var jobs: Int
    package var emission: Emission
    /// A last day record is appended for this day.
    package var until: CivilDate?
    /// The household whose decisions are to be traced.
    package var traced: Pseudonym?
    /// Records recorded (`time`) after this day are left out.
    package var through: CivilDate?
    /// Nothing traced, nothing left out and no last day record, unless asked for.
    package init(
        pipeline: Pipeline, key: [UInt8], jobs: Int, emission: Emission, until: CivilDate? = nil,
        traced: Pseudonym? = nil, through: CivilDate? = nil
    ) {
        self.pipeline = pipeline
        self.key = key
        self.jobs = jobs
        self.emission = emission
        self.until = until
        self.traced = traced
        self.through = through
    }
}

/// What a replay says of itself when it has ended.
package struct ReplayReport: Sendable {
    package var tally: Tally
    /// Lines that are not empty.
    package var lines: Int
    package var households: Int
    package var trace: DecisionTrace?
    /// Of the traced household, at the end.
    package var explanation: HouseholdExplanation?
}

/// Where a replay's output goes.
package protocol ReplaySink {
    /// Takes lines, in the order of the input.
    mutating func write(_ effects: borrowing Effects) throws
    /// Forgets all that was written: the replay starts again from the first line.
    mutating func restart() throws
    /// From here on nothing is taken back.
    mutating func settle() throws
}

/// Folds inputs from the first line to the last.
///
/// Two things about an input can only be known by reading on: whether it brings its own day records, and whether a
/// record names its household by pseudonym alone. Both are first taken to be not so; when one turns up the replay
/// starts again, once for each, and the sink forgets what it got.
package struct Replay: ~Copyable {
    private let inputs: InputFiles
    private let options: ReplayOptions
    private var kind: StreamKind

    /// A replay that has read nothing yet.
    package init(_ inputs: InputFiles, _ options: ReplayOptions) {
        precondition(options.jobs >= 1, "a replay needs a thread")
        self.inputs = inputs
        self.options = options
        // A traced household is named by its pseudonym.
        kind = StreamKind(namesPseudonyms: options.traced != nil)
    }

    /// - Parameter progress: called now and then with the bytes of the inputs consumed so far.
    /// - Throws: what reading an input or writing to the sink throws.
    package mutating func run(
        into sink: inout some ReplaySink, progress: (Int64) throws -> Void
    ) throws -> ReplayReport {
        while true {
            if let report = try pass(&sink, progress) { return report }
            try sink.restart()
        }
    }

    /// One pass; nil when the input turned out to be of another kind.
    private mutating func pass(
        _ sink: inout some ReplaySink, _ progress: (Int64) throws -> Void
    ) throws -> ReplayReport? {
        let namesPseudonyms = kind.namesPseudonyms
        let shards = (0..<options.jobs).map { _ in ReplayShard(options, namesPseudonyms: namesPseudonyms) }
        var feed = BlockFeed(inputs, kind: kind, through: options.through)
        var isSettled = false
        if kind.isSettled {
            try sink.settle()
            isSettled = true
        }
        while let blocks = try feed.next(decodingWith: shards, among: shards.count) {
            if feed.kind != kind {
                kind = feed.kind
                return nil
            }
            Replay.fold(blocks, shards)
            try Replay.drain(shards, to: &sink)
            feed.giveBack(blocks)
            try progress(feed.bytesConsumed)
        }
        if let until = options.until {
            for (place, shard) in shards.enumerated() {
                shard.process(until: until, sequence: feed.sequence, isFirst: place == 0)
            }
            try Replay.drain(shards, to: &sink)
        }
        if !isSettled { try sink.settle() }
        return try finish(shards, &sink, lines: feed.lines, through: feed.sequence)
    }

    private static func fold(_ blocks: [Block], _ shards: [ReplayShard]) {
        if shards.count == 1 { return shards[0].fold(blocks, shard: 0) }
        DispatchQueue.concurrentPerform(iterations: shards.count) { index in
            shards[index].fold(blocks, shard: UInt8(index))
        }
    }

    private static func drain(_ shards: [ReplayShard], to sink: inout some ReplaySink) throws {
        if shards.count == 1 {
            try sink.write(shards[0].takeLines())
        } else {
            try sink.write(Effects(merging: shards.map { $0.takeLines() }))
        }
        for shard in shards { shard.giveBackLines() }
    }

    /// Writes the last revisions in spans of the log, so that no more than some thousand lines are held at a time.
    private static func writeLatest(
        _ shards: [ReplayShard], _ sink: inout some ReplaySink, through last: UInt64
    ) throws {
        let count = shards.reduce(0) { $0 + $1.prepareLatest() }
        let spans = UInt64(count / 4096 + 1)
        for span in 1...spans {
            let end = span == spans ? UInt64.max : last / spans * span
            if shards.count == 1 {
                shards[0].writeLatest(before: end)
            } else {
                DispatchQueue.concurrentPerform(iterations: shards.count) {
                    shards[$0].writeLatest(before: end)
                }
            }
            try drain(shards, to: &sink)
        }
    }

    private func finish(
        _ shards: [ReplayShard], _ sink: inout some ReplaySink, lines: Int, through sequence: UInt64
    ) throws -> ReplayReport {
        if options.emission.tasks == .latest {
            try Replay.writeLatest(shards, &sink, through: sequence)
        }
        var report = ReplayReport(
            tally: Tally(classes: options.pipeline.classes.count), lines: lines, households: 0, trace: nil,
            explanation: nil)
        for shard in shards { shard.addResults(to: &report, traced: options.traced) }
        return report
    }
}
