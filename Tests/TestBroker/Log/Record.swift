// A record inside a batch, for compaction: the only place where batches are opened.
// In: the bytes of a batch. Out: keys, and the bytes of each record. Depends on: ByteReader.

struct Record {
    var offset: Int64
    /// Nil is a record without one.
    var key: ArraySlice<UInt8>?
    var isTombstone: Bool
    /// With its length in front.
    var bytes: Range<Int>

    /// The records of an uncompressed batch, from its first byte on.
    static func all(in batch: [UInt8]) throws -> (header: BatchHeader, records: [Record]) {
        var reader = ByteReader(batch)
        let header = try BatchHeader(&reader)
        var records: [Record] = []
        for _ in 0..<header.recordCount {
            let start = reader.position
            let end = Int(clamping: try reader.varint()).addingReportingOverflow(reader.position).partialValue
            _ = try reader.int8()
            _ = try reader.varint()
            let offset = header.baseOffset &+ (try reader.varint())
            let keyCount = Int(clamping: try reader.varint())
            let key = keyCount < 0 ? nil : batch[try reader.skip(keyCount)]
            let valueCount = try reader.varint()
            _ = try reader.skip(end - reader.position)
            records.append(
                Record(offset: offset, key: key, isTombstone: valueCount < 0, bytes: start..<reader.position))
        }
        return (header, records)
    }
}
