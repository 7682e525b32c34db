// Inputs cut into blocks of whole lines.
// In: InputFiles. Out: bytes that end with a line, block by block. Depends on: InputFiles.

import Signals

/// Reads the inputs one after another in blocks of about a mebibyte that hold whole lines.
///
/// Bounded whatever the input: of a line longer than a block can hold, only that it is too long is kept.
struct BlockReader: ~Copyable {
    static let blockBytes = 1 << 20
    private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    private let inputs: InputFiles
    private var file = -1
    private var reader: InputReader?
    /// The beginning of a line whose end has not been read.
    private var rest: [UInt8] = []
    private var startsFile = true
    /// Of the files on disk, for a progress bar.
    private(set) var bytesConsumed: Int64 = 0
    private var bytesOfEarlierFiles: Int64 = 0

    init(_ inputs: InputFiles) { self.inputs = inputs }

    struct Place {
        var file: Int
        var startsFile: Bool
    }

    /// Fills `block` with the next whole lines and returns where they come from; nil at the end of the last input.
    mutating func next(into block: inout Block) throws -> Place? {
        while true {
            guard var current = try takeReader() else { return nil }
            let atEnd = try fill(&block, &current)
            bytesConsumed = bytesOfEarlierFiles + current.bytesConsumed
            if atEnd {
                bytesOfEarlierFiles = bytesConsumed
            } else {
                reader = consume current
            }
            if block.used == 0 { continue }
            defer { startsFile = false }
            return Place(file: file, startsFile: startsFile)
        }
    }

    /// The reader of the file at hand, or of the next; nil after the last.
    private mutating func takeReader() throws -> InputReader? {
        if let open = reader.take() { return open }
        guard file + 1 < inputs.count else { return nil }
        file += 1
        startsFile = true
        return try inputs.open(file)
    }

    /// Puts the rest and new bytes up to the last line feed in the block; true at the end of the file, where a last
    /// line needs no line feed. The block's room is kept from one use to the next.
    private mutating func fill(_ block: inout Block, _ reader: inout InputReader) throws -> Bool {
        block.makeRoom(for: rest.count + BlockReader.blockBytes)
        block.put(rest)
        rest.removeAll(keepingCapacity: true)
        while true {
            let known = block.used
            block.makeRoom(for: known + BlockReader.blockBytes)
            let read = try block.batch.bytes.withUnsafeMutableBytes { bytes in
                try reader.read(
                    into: UnsafeMutableRawBufferPointer(
                        rebasing: bytes[known..<known + BlockReader.blockBytes]))
            }
            if read == 0 { return true }
            block.used += read
            if let end = BlockReader.lastLineFeed(in: block, from: known) {
                rest.append(contentsOf: block.batch.bytes[(end + 1)..<block.used])
                block.used = end + 1
                return false
            }
            if block.used > 4 * BlockReader.blockBytes {
                BlockReader.shorten(&block, startsFile: startsFile)
            }
        }
    }

    private static func lastLineFeed(in block: borrowing Block, from start: Int) -> Int? {
        block.batch.bytes.withUnsafeBufferPointer { bytes in
            var index = block.used - 1
            while index >= start {
                if bytes[index] == UInt8(ascii: "\n") { return index }
                index -= 1
            }
            return nil
        }
    }

    /// Of an endless line keeps what its verdict needs: whether anything in it is not blank, and that it is too long.
    ///
    /// What was blank so far stays blank and too long, as more of the line may follow. A byte order mark at the start
    /// of a file and a CR that may belong to the line's end are no part of the line.
    private static func shorten(_ block: inout Block, startsFile: Bool) {
        var line = block.batch.bytes[..<block.used]
        var head: [UInt8] = []
        if startsFile, line.starts(with: byteOrderMark) { head = byteOrderMark }
        line = line.dropFirst(head.count)
        let tail = line.last == UInt8(ascii: "\r") ? [UInt8(ascii: "\r")] : []
        line = line.dropLast(tail.count)
        let isBlank = line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let filler = isBlank ? UInt8(ascii: " ") : UInt8(ascii: "x")
        block.used = 0
        block.put(head + [UInt8](repeating: filler, count: RecordDecoder.longestLine + 1) + tail)
    }
}
