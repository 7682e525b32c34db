// Writes what workers do, and the account of it, to a cluster: one transaction for all that waits.
// In: entries from any task. Out: their places in the log. Depends on: KafkaProducer, AuditChain. A thread of its own.

internal import Kafka
internal import Synchronization

/// What goes in one transaction, all of it or nothing.
package struct AppendedEntry: Sendable {
    /// The key of the event and of the note.
    package var household: String
    /// A structured CloudEvent for the log.
    package var event: [UInt8]?
    /// A record for the contact stream.
    package var note: [UInt8]?
    package var audit: [AuditEntry]

    package init(household: String, event: [UInt8]?, note: [UInt8]?, audit: [AuditEntry]) {
        self.household = household
        self.event = event
        self.note = note
        self.audit = audit
    }
}

/// The writer of one instance's outreach side.
///
/// After any doubt about a commit the producer is made anew, which ends what was open, and the chain of the audit is
/// read again from what is committed. Who waited is told that it may try again: scoring knows what was there.
package final class KafkaAppender: Sendable {
    package typealias Place = (partition: Int32, next: Int64)
    private struct Waiting: Sendable {
        var entry: AppendedEntry
        var continuation: CheckedContinuation<Result<Place?, JournalError>, Never>
    }
    private struct State {
        var waiting: [Waiting] = []
        var isStopped = false
    }
    private let state = Mutex(State())
    private let changed = WakeSignal()
    private let membership: KafkaMembership
    private let writer: String
    private static let batchLimit = 200
    private static let waitingLimit = 10_000

    /// - Parameter writer: the instance.
    package init(_ cluster: KafkaCluster, partitions: Int32, writer: String) {
        membership = cluster.outreachMembership(partitions: partitions)
        self.writer = writer
    }

    /// Waits until the entry is committed; the place is nil when it has no event.
    package func append(_ entry: AppendedEntry) async throws(JournalError) -> Place? {
        let result = await withCheckedContinuation { continuation in
            let isTaken = state.withLock { state in
                guard !state.isStopped, state.waiting.count < Self.waitingLimit else { return false }
                state.waiting.append(Waiting(entry: entry, continuation: continuation))
                return true
            }
            if !isTaken {
                continuation.resume(returning: .failure(.unavailable("nothing more is taken now")))
            }
            changed.set()
        }
        return try result.get()
    }

    package func stop() {
        state.withLock { $0.isStopped = true }
        changed.set()
    }

    // MARK: The thread

    /// Writes until ``stop()``. Blocks its thread.
    package func run() {
        var producer: KafkaProducer?
        var chain: AuditChain?
        while true {
            let (taken, isStopped) = state.withLock { state in
                let taken = Array(state.waiting.prefix(Self.batchLimit))
                state.waiting.removeFirst(taken.count)
                return (taken, state.isStopped)
            }
            guard !taken.isEmpty else {
                if isStopped { return }
                changed.wait(.milliseconds(500))
                continue
            }
            do throws(JournalError) {
                let places = try write(taken.map(\.entry), &producer, &chain)
                for (one, place) in zip(taken, places) { one.continuation.resume(returning: .success(place)) }
            } catch {
                producer = nil
                chain = nil
                for one in taken { one.continuation.resume(returning: .failure(error)) }
            }
        }
    }

    private func write(
        _ entries: [AppendedEntry], _ producer: inout KafkaProducer?, _ chain: inout AuditChain?
    ) throws(JournalError) -> [Place?] {
        do throws(KafkaError) {
            if producer == nil {
                producer = try KafkaProducer(
                    membership, milliseconds: KafkaJournal.requestMilliseconds, learnsOffsets: true)
            }
        } catch {
            throw Self.unavailable(error)
        }
        var next: AuditChain
        if let chain { next = chain } else { next = try lastChain() }
        var outbox = Outbox()
        for entry in entries {
            let key = Array(entry.household.utf8)
            if let note = entry.note { outbox.add(.contact, key: key, value: note) }
            if let event = entry.event { outbox.add(.log, key: key, value: event) }
            for line in entry.audit { outbox.add(.audit, key: Array(writer.utf8), value: next.link(line)) }
        }
        guard let used = producer.take() else { preconditionFailure("it was made above") }
        do throws(KafkaError) {
            try used.begin()
            try used.send(outbox)
            try used.commit(milliseconds: Self.commitMilliseconds)
        } catch {
            throw Self.unavailable(error)
        }
        let offsets = used.lastOffsets
        producer = consume used
        chain = next
        return entries.map { place(of: $0, offsets) }
    }

    private static let commitMilliseconds: Int32 = 10_000

    private func place(of entry: AppendedEntry, _ offsets: [TopicPartition: Int64]) -> Place? {
        guard entry.event != nil else { return nil }
        let partition = Partitioner.partition(
            forKey: Array(entry.household.utf8), of: membership.logPartitions)
        // The newest of the transaction in this partition, which may be another's: scoring is past ours then, too.
        let last = offsets[TopicPartition(membership.topics[.log], partition)] ?? 0
        return (partition, last + 1)
    }

    // MARK: The chain

    /// Behind the last committed line of this writer. Looks back from the end in growing steps.
    private func lastChain() throws(JournalError) -> AuditChain {
        do {
            let place = TopicPartition(membership.topics[.audit], 0)
            let end = try Admin(membership.properties).watermarks(place, timeoutMilliseconds: 10_000)
            var back: Int64 = 1_000
            while true {
                let start = max(end.low, end.high - back)
                let last = end.high > end.low ? try lastLine(place, from: start) : nil
                if last != nil || start == end.low { return try AuditChain(writer: writer, after: last) }
                back *= 8
            }
        } catch let error as KafkaError {
            throw Self.unavailable(error)
        } catch let fault as AuditFault {
            throw .stopped("the last line of the audit \(fault.message)", .inputOutput)
        } catch {
            throw .stopped("the audit cannot be read: \(type(of: error))", .inputOutput)
        }
    }

    private func lastLine(_ place: TopicPartition, from start: Int64) throws(KafkaError) -> [UInt8]? {
        var reader = try PartitionReader(membership.properties)
        try reader.start(place, at: .at(start), timeoutMilliseconds: 10_000)
        let key = Array(writer.utf8)
        var last: [UInt8]?
        var isAtEnd = false
        while !isAtEnd {
            reader.withBatch(BatchSize(maxRecords: 10_000, waitMilliseconds: 100)) { batch in
                batch.lendEach { message in
                    guard message.key.map({ $0.elementsEqual(key) }) == true else { return }
                    last = message.payload.map { Array($0) }
                }
                isAtEnd = batch.notices.contains { if case .reachedEnd = $0 { true } else { false } }
            }
        }
        return last
    }

    private static func unavailable(_ error: KafkaError) -> JournalError {
        .unavailable("Kafka does not take it now: \(error.failure.message)")
    }
}
