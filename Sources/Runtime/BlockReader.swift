// Inputs cut into blocks of whole lines.
// In: InputFiles. Out: bytes that end with a line, block by block. Depends on: InputFiles.

import Signals

/// Reads the inputs one after another in blocks of about a mebibyte that hold whole lines.
///
/// Bounded whatever the input: of a line longer than a block can hold, only that it is too long is kept.
struct BlockReader: ~Copyable {
    static let blockBytes = 1 << 20

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

    /// Fills `bytes` with the next whole lines and returns where they come from; nil at the end of the last input.
    mutating func next(into bytes: inout [UInt8]) throws -> Place? {
        while true {
            guard var current = try takeReader() else { return nil }
            let atEnd = try fill(&bytes, &current)
            bytesConsumed = bytesOfEarlierFiles + current.bytesConsumed
            if atEnd {
                bytesOfEarlierFiles = bytesConsumed
            } else {
                reader = consume current
            }
            if bytes.isEmpty { continue }
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

    /// Puts the rest and new bytes up to the last line feed in `bytes`; true at the end of the file, where a last line
    /// needs no line feed.
    private mutating func fill(_ bytes: inout [UInt8], _ reader: inout InputReader) throws -> Bool {
        swap(&bytes, &rest)
        rest.removeAll(keepingCapacity: true)
        var atEnd = false
        var searched = 0
        while true {
            let known = bytes.count
            let read = try reader.append(to: &bytes, atMost: BlockReader.blockBytes)
            if read == 0 { atEnd = true }
            if atEnd { return true }
            if let end = BlockReader.lastLineFeed(in: bytes, from: searched) {
                rest.append(contentsOf: bytes[(end + 1)...])
                bytes.removeSubrange((end + 1)...)
                return false
            }
            searched = known + read
            if bytes.count > 4 * BlockReader.blockBytes { BlockReader.shorten(&bytes, &searched) }
        }
    }

    private static func lastLineFeed(in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBufferPointer { buffer in
            var index = buffer.count - 1
            while index >= start {
                if buffer[index] == UInt8(ascii: "\n") { return index }
                index -= 1
            }
            return nil
        }
    }

    /// Of an endless line keeps what its verdict needs: whether anything in it is not blank, and that it is too long.
    private static func shorten(_ bytes: inout [UInt8], _ searched: inout Int) {
        let isBlank = bytes.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        bytes = isBlank ? [] : [UInt8](repeating: UInt8(ascii: "x"), count: RecordDecoder.longestLine + 1)
        searched = bytes.count
    }
}
