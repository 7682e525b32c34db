// An input block by block, decoded on several threads, with what the fold must know about each record's place.
// In: InputFiles. Out: blocks in the order of the input. Depends on: BlockReader, ReplayShard.

import Dispatch
import Signals

/// What can only be known of an input by reading on: both are first taken to be not so.
struct StreamKind: Equatable {
    /// It brings its own day records.
    var bringsDayRecords = false
    /// A record of it names its household by pseudonym alone.
    var namesPseudonyms: Bool

    init(namesPseudonyms: Bool) { self.namesPseudonyms = namesPseudonyms }

    /// Whether nothing can turn out otherwise any more.
    var isSettled: Bool { bringsDayRecords && namesPseudonyms }

    mutating func notice(_ batch: borrowing RecordBatch) {
        bringsDayRecords = bringsDayRecords || batch.hasDayRecords
        namesPseudonyms = namesPseudonyms || batch.namesPseudonyms
    }
}

/// Reads and decodes; one pass over the inputs.
struct BlockFeed: ~Copyable {
    private let inputs: InputFiles
    private let through: CivilDate?
    private var reader: BlockReader
    private var days: DayRecords
    private var lineNumber = 0
    /// Blocks that have been used, for their room.
    private var spare: [Block] = []
    /// When it differs from what the pass began with, the pass must begin again.
    private(set) var kind: StreamKind
    /// The position after the last record; each takes two, the first for a day record before it.
    private(set) var sequence: UInt64 = 0
    /// Lines that are not empty.
    private(set) var lines = 0

    /// - Parameter through: records recorded after this day are left out.
    init(_ inputs: InputFiles, kind: StreamKind, through: CivilDate? = nil) {
        self.inputs = inputs
        self.kind = kind
        self.through = through
        reader = BlockReader(inputs)
        days = DayRecords(isNeeded: !kind.bringsDayRecords)
    }

    var bytesConsumed: Int64 { reader.bytesConsumed }

    /// The next blocks, one for each decoder; nil at the end.
    ///
    /// - Parameter shards: among how many engines the records are divided; 1 when each engine gets all.
    mutating func next(decodingWith decoders: [ReplayShard], among shards: Int) throws -> [Block]? {
        var blocks = try read(decoders.count)
        if blocks.isEmpty { return nil }
        blocks = BlockFeed.decode(blocks, decoders, among: shards)
        for index in blocks.indices {
            if blocks[index].startsFile { lineNumber = 0 }
            blocks[index].lineOffset = lineNumber
            lineNumber += blocks[index].lineCount
            lines += blocks[index].batch.items.count
            blocks[index].firstSequence = sequence
            sequence += 2 * UInt64(blocks[index].batch.items.count)
            if let through { blocks[index].dropRecords(after: through) }
            kind.notice(blocks[index].batch)
            days.mark(&blocks[index])
        }
        return blocks
    }

    /// Takes back blocks that nobody needs any more.
    mutating func giveBack(_ blocks: consuming [Block]) { spare = blocks }

    private mutating func read(_ count: Int) throws -> [Block] {
        var blocks = spare
        spare = []
        while blocks.count < count { blocks.append(Block()) }
        var filled = 0
        while filled < count {
            blocks[filled].removeAll()
            guard let place = try reader.next(into: &blocks[filled]) else { break }
            blocks[filled].startsFile = place.startsFile
            blocks[filled].placePrefix = inputs.names[place.file] + ":"
            filled += 1
        }
        blocks.removeLast(blocks.count - filled)
        return blocks
    }

    private static func decode(_ blocks: [Block], _ decoders: [ReplayShard], among shards: Int) -> [Block] {
        if blocks.count == 1 { return [decoders[0].decode(blocks[0], shards: shards)] }
        let boxes = blocks.map { BlockBox($0) }
        DispatchQueue.concurrentPerform(iterations: boxes.count) { index in
            boxes[index].replace { decoders[index].decode($0, shards: shards) }
        }
        return boxes.map { $0.take() }
    }
}

/// Day records that the source adds when the input brings none (pipelines/README.md, "Time").
struct DayRecords {
    let isNeeded: Bool
    private var latest: CivilDate?

    init(isNeeded: Bool) { self.isNeeded = isNeeded }

    /// Marks before which records of a block a new day begins.
    mutating func mark(_ block: inout Block) {
        guard isNeeded else { return }
        for index in block.batch.items.indices {
            guard case .record(let record) = block.batch.items[index].decoded else { continue }
            let date = record.timeDate
            if let latest {
                if date <= latest || date - latest > 366 { continue }
            }
            latest = date
            block.days.append((index, date))
        }
    }
}
