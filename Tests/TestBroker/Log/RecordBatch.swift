// The head of a record batch (format 2): the only part that produce and fetch look at.
// In: bytes of a batch. Out: its fields, or a marker's batch. Depends on: ByteReader, ByteWriter, Checksum.

/// Where the fields of a batch stand, and what they say.
struct BatchHeader {
    static let size = 61
    static let lengthPosition = 8
    static let checksumPosition = 17
    /// The checksum covers the batch from here on, so that the base offset can be filled in by the broker.
    static let attributesPosition = 21
    static let countPosition = 57

    var baseOffset: Int64
    /// Of the whole batch.
    var byteCount: Int
    var magic: Int8
    var checksum: UInt32
    var attributes: Int16
    var lastOffsetDelta: Int32
    var baseTimestamp: Int64
    var maxTimestamp: Int64
    var producerID: Int64
    var producerEpoch: Int16
    var baseSequence: Int32
    var recordCount: Int32

    init(_ reader: inout ByteReader) throws {
        baseOffset = try reader.int64()
        byteCount = Int(try reader.int32()) + 12
        _ = try reader.int32()
        magic = try reader.int8()
        checksum = try reader.integer()
        attributes = try reader.int16()
        lastOffsetDelta = try reader.int32()
        baseTimestamp = try reader.int64()
        maxTimestamp = try reader.int64()
        producerID = try reader.int64()
        producerEpoch = try reader.int16()
        baseSequence = try reader.int32()
        recordCount = try reader.int32()
    }

    var isTransactional: Bool { attributes & 0x10 != 0 }
    var isControl: Bool { attributes & 0x20 != 0 }
    var isCompressed: Bool { attributes & 0x07 != 0 }
    var offsetCount: Int64 { Int64(lastOffsetDelta) + 1 }
    /// Sequence numbers wrap around to zero.
    var lastSequence: Int32 { (baseSequence &+ lastOffsetDelta) & Int32.max }

    /// Whether these are the bytes of one whole batch as a producer may send it.
    func isSound(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
        range.count > Self.size && byteCount == range.count && magic == 2 && recordCount > 0
            && lastOffsetDelta == recordCount - 1
            && checksum
                == Checksum.crc32c(bytes, in: range.lowerBound + Self.attributesPosition..<range.upperBound)
    }
}

/// How a transaction ended, as its marker in each partition says.
enum TransactionMarker: Int16 {
    case abort = 0
    case commit = 1

    /// Where the marker's type stands in the batch that `batch` makes.
    static let typePosition = BatchHeader.size + 7

    /// A control batch with this marker and room for its base offset.
    func batch(producerID: Int64, epoch: Int16, timestamp: Int64) -> [UInt8] {
        var writer = ByteWriter()
        writer.int64(0)
        writer.int32(0)
        writer.int32(-1)
        writer.int8(2)
        writer.int32(0)
        writer.int16(0x30)
        writer.int32(0)
        writer.int64(timestamp)
        writer.int64(timestamp)
        writer.int64(producerID)
        writer.int16(epoch)
        writer.int32(-1)
        writer.int32(1)
        // One record of 16 bytes: no attributes, no deltas; a key of version 0 and the type; a value of version 0 and
        // the coordinator's epoch; no headers.
        writer.varint(16)
        writer.bytes += [0, 0, 0]
        writer.varint(4)
        writer.int16(0)
        writer.int16(rawValue)
        writer.varint(6)
        writer.int16(0)
        writer.int32(0)
        writer.bytes.append(0)
        writer.sealBatch()
        return writer.bytes
    }
}

extension ByteWriter {
    /// Fills in length and checksum of the one batch that was written.
    mutating func sealBatch() {
        replace(at: BatchHeader.lengthPosition, with: Int32(bytes.count - 12))
        let sum = Checksum.crc32c(bytes, in: BatchHeader.attributesPosition..<bytes.count)
        replace(at: BatchHeader.checksumPosition, with: sum)
    }
}
