// A transactional id: its producer, and how far its transaction is.
// In: nothing. Out: the state that the journal keeps. Depends on: PartitionLog.

final class Transaction {
    enum Phase: Int8 {
        case empty, open
        /// Decided, and perhaps not yet told everywhere: what a restart finishes.
        case committing, aborting
        case committed, aborted
    }

    let id: String
    var producerID: Int64
    var epoch: Int16
    /// The epoch of a producer that raised it itself, and whose answer may have got lost.
    var formerEpoch: Int16 = -1
    var timeoutMilliseconds: Int64
    var phase = Phase.empty
    var startedMilliseconds: Int64 = 0
    var partitions: Set<PartitionID> = []
    var groups: Set<String> = []

    init(id: String, producerID: Int64, epoch: Int16, timeoutMilliseconds: Int64) {
        self.id = id
        self.producerID = producerID
        self.epoch = epoch
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    func isExpired(now: Int64) -> Bool { phase == .open && now - startedMilliseconds > timeoutMilliseconds }

    func write(to entry: inout ByteWriter) {
        entry.string(id)
        entry.int64(producerID)
        entry.int16(epoch)
        entry.int16(formerEpoch)
        entry.int64(timeoutMilliseconds)
        entry.int8(phase.rawValue)
        entry.array(partitions) { $0.partition($1) }
        entry.array(groups) { $0.string($1) }
    }

    /// As `write` left it; its time starts anew.
    init(_ entry: inout ByteReader, now: Int64) throws {
        id = try entry.string()
        producerID = try entry.int64()
        epoch = try entry.int16()
        formerEpoch = try entry.int16()
        timeoutMilliseconds = try entry.int64()
        phase = Phase(rawValue: try entry.int8()) ?? .empty
        startedMilliseconds = now
        partitions = Set(try entry.array { try $0.partition() })
        groups = Set(try entry.array { try $0.string() })
    }
}
