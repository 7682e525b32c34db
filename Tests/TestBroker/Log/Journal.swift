// The one file behind everything: batches, topics, offsets and transactions, in the order in which they happened.
// In: entries. Out: their places, and all of them again after a restart. Depends on: Glibc, ByteReader, ByteWriter.

internal import Glibc

/// What an entry of the journal is about; its fields are with the code that writes it.
enum EntryKind: UInt8 {
    case topic, topicDeleted, batch, compactionBegun, compactedBatch, compactionDone
    case offsets, pendingOffsets, transaction, producerID
}

/// A file that is appended to and read at any place.
///
/// One file and not one for each partition: after a SIGKILL it holds a prefix of what happened, so that offsets, output
/// and the states of transactions agree. Nothing is synced, since a test ends the process and not the machine.
final class Journal {
    /// The length of an entry and its kind.
    private static let prefixSize = 5

    private let descriptor: Int32
    private var end: Int64 = 0

    /// In a folder, or nowhere: then it is a temporary file without a name.
    init(folder: String?) throws {
        if let folder {
            _ = mkdir(folder, 0o777)
            descriptor = Glibc.open("\(folder)/journal", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        } else {
            let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? ""
            var template = Array("\(temporary.isEmpty ? "/tmp" : temporary)/test-broker.XXXXXX".utf8CString)
            descriptor = mkstemp(&template)
            _ = unlink(template)
        }
        guard descriptor >= 0 else { throw SystemFailure(call: "open the journal", code: errno) }
    }

    deinit { _ = close(descriptor) }

    /// Appends an entry of fields.
    func append(_ kind: EntryKind, _ write: (inout ByteWriter) -> Void) throws {
        var entry = ByteWriter()
        entry.int32(0)
        entry.bytes.append(kind.rawValue)
        write(&entry)
        entry.replace(at: 0, with: Int32(entry.bytes.count - Self.prefixSize))
        try append(entry.bytes)
    }

    /// Appends a batch, giving it its base offset; its place comes back.
    func append(
        _ kind: EntryKind, _ partition: PartitionID, _ bytes: [UInt8], in range: Range<Int>,
        baseOffset: Int64
    ) throws -> Int64 {
        var entry = ByteWriter()
        entry.int32(0)
        entry.bytes.append(kind.rawValue)
        entry.string(partition.topic)
        entry.int32(partition.index)
        let batchStart = entry.bytes.count
        entry.bytes.reserveCapacity(batchStart + range.count)
        entry.int64(baseOffset)
        entry.bytes += bytes[range.dropFirst(8)]
        entry.replace(at: 0, with: Int32(entry.bytes.count - Self.prefixSize))
        let start = end
        try append(entry.bytes)
        return start + Int64(batchStart)
    }

    private func append(_ bytes: [UInt8]) throws {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress! + written, $0.count - written, off_t(end) + written)
            }
            if count < 0, errno != EINTR { throw SystemFailure(call: "write the journal", code: errno) }
            written += max(count, 0)
        }
        end += Int64(written)
    }

    /// Adds bytes that stand at a place to an answer.
    func read(at position: Int64, count: Int, into bytes: inout [UInt8]) throws {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress! + start + done, count - done, off_t(position) + done)
            }
            if got == 0 || got < 0 && errno != EINTR {
                throw SystemFailure(call: "read the journal", code: got == 0 ? EIO : errno)
            }
            done += max(got, 0)
        }
    }

    /// Gives every entry to `body`, with its place, and cuts off a last one that was written in part.
    ///
    /// Of batches only what `replay` needs is read: the names, the head, and a marker.
    func replay(_ body: (EntryKind, inout ByteReader, Int64) throws -> Void) throws {
        let size = Int64(lseek(descriptor, 0, SEEK_END))
        while end + Int64(Self.prefixSize) <= size {
            var prefix: [UInt8] = []
            try read(at: end, count: Self.prefixSize, into: &prefix)
            var reader = ByteReader(prefix)
            let count = Int64(try reader.int32())
            guard let kind = EntryKind(rawValue: UInt8(bitPattern: try reader.int8())), count >= 0 else {
                throw WireError(reason: "the journal is damaged at \(end)")
            }
            let start = end + Int64(Self.prefixSize)
            guard start + count <= size else { break }
            let isBatch = kind == .batch || kind == .compactedBatch
            var fields: [UInt8] = []
            try read(at: start, count: Int(isBatch ? min(count, 512) : count), into: &fields)
            var entry = ByteReader(fields)
            try body(kind, &entry, start)
            end = start + count
        }
        _ = ftruncate(descriptor, off_t(end))
    }
}

/// The machine would not: the broker says so and ends.
struct SystemFailure: Error, CustomStringConvertible {
    var call: String
    var code: Int32
    var description: String { "cannot \(call): \(String(cString: strerror(code)))" }
}
