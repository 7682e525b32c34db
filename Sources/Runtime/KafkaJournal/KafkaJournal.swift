// The journal in a cluster: one consumer and one transactional producer for one loop (KIP-447).
// In: partitions that the group gives. Out: batches and committed steps. Depends on: Kafka, Journal, BinaryEvent.

internal import Glibc
package import Kafka
package import Signals

/// How one loop takes part in the group.
package struct KafkaMembership: Sendable {
    package var properties: ClientProperties
    package var topics: KafkaTopics
    package var group: String
    /// Stable for a slot: `<pipeline>-<instance>-<slot>`. A restart's producer ends its predecessor's transaction.
    package var transactionalID: String
    /// Static membership when there is one.
    package var instanceID: String?
    package var logPartitions: Int32

    package init(
        properties: ClientProperties, topics: KafkaTopics, group: String, transactionalID: String,
        instanceID: String?, logPartitions: Int32
    ) {
        self.properties = properties
        self.topics = topics
        self.group = group
        self.transactionalID = transactionalID
        self.instanceID = instanceID
        self.logPartitions = logPartitions
    }
}

/// One loop's hold on Kafka. Every call blocks; made and used on the loop's own thread.
///
/// A step is one transaction: outputs, changelog and the group's offsets. After an abort, and after any doubt about a
/// commit, what is committed is asked of the broker, and every partition is read again from there.
package struct KafkaJournal: Journal, ~Copyable {
    /// What the rest of the daemon hears of it.
    package struct Hooks: Sendable {
        /// Records of a partition that wait, and when the oldest was appended.
        package typealias Lag =
            @Sendable (
                _ stream: RecordStream, _ partition: Int32, _ records: Int64, _ oldest: Moment?
            ) -> Void
        package var log: @Sendable (ClientEvent.LogLine) -> Void
        package var producerMade: @Sendable (_ again: Bool) -> Void
        package var lag: Lag
        /// A call is tried again for a while already, because of this; nil when it went through.
        package var waits: @Sendable (_ reason: String?) -> Void
        package var shouldStop: @Sendable () -> Bool

        package init(
            log: @escaping @Sendable (ClientEvent.LogLine) -> Void,
            producerMade: @escaping @Sendable (_ again: Bool) -> Void,
            lag: @escaping Lag,
            waits: @escaping @Sendable (_ reason: String?) -> Void,
            shouldStop: @escaping @Sendable () -> Bool
        ) {
            self.log = log
            self.producerMade = producerMade
            self.lag = lag
            self.waits = waits
            self.shouldStop = shouldStop
        }
    }

    let membership: KafkaMembership
    let hooks: Hooks
    var consumer: Consumer
    /// Nil when the last one could not go on: the next step makes another.
    var producer: KafkaProducer?
    private var hasMadeProducer = false
    /// Partitions that the group gave and that are not started yet: those of the log must be restored before.
    private var arrived: [TopicPartition] = []
    /// Revoked partitions that the group waits for.
    private var leaving: [TopicPartition] = []
    /// The places of started partitions are not those of the last commit.
    private var mustRewind = false
    /// By topic as subscribed: ``Message/topic`` is a place in it.
    private let inputs: [RecordStream] = [.delivered, .log]

    /// Of the batch at hand, the first record of each partition.
    var firsts: [FirstRecord] = []
    /// Since when records wait in a partition.
    var waiting: [TopicPartition: Moment] = [:]

    /// No broker answered last time.
    private var isAway = false

    /// Short, so that a stop need not wait; calls that may take longer are made again.
    static let requestMilliseconds: Int32 = 2_000
    /// How long a call that may succeed is tried again.
    static let patience = Duration.seconds(60)

    package init(_ membership: KafkaMembership, hooks: Hooks) throws(JournalError) {
        self.membership = membership
        self.hooks = hooks
        do throws(KafkaError) {
            let topics = inputs.map { membership.topics[$0] }
            consumer = try Consumer(
                membership.properties,
                Consumer.Membership(group: membership.group, instance: membership.instanceID, topics: topics))
        } catch {
            throw .stopped("Kafka refuses the configuration: \(error.failure.message)", .configuration)
        }
    }

    package var logPartitionCount: Int32 { membership.logPartitions }

    package func placePrefix(_ stream: RecordStream, _ partition: Int32) -> String {
        "\(membership.topics[stream])/\(partition)/"
    }

    // MARK: Reading

    package mutating func next(into batch: inout JournalBatch, limit: Int, wait: Duration)
        throws(JournalError)
    {
        // First what the group says: what is revoked may belong to another already, and is neither sought nor read.
        try takeEvents()
        try makeProducer()
        try startDelivered()
        tellChanges(in: &batch)
        guard batch.assigned.isEmpty, batch.revoked.isEmpty else { return }
        if !leaving.isEmpty { try release([]) }
        if mustRewind { try rewind() }
        try readRecords(into: &batch, limit, milliseconds: Int32(clamping: Int64(wait.seconds * 1000)))
        batch.bytes.append(contentsOf: repeatElement(0, count: JournalBatch.slack))
        tellLag()
    }

    private mutating func readRecords(
        into batch: inout JournalBatch, _ limit: Int, milliseconds: Int32
    ) throws(JournalError) {
        let topics = inputs
        var failure: JournalError?
        var firsts: [FirstRecord] = []
        var run: (topic: Int, partition: Int32) = (-1, -1)
        consumer.withBatch(BatchSize(maxRecords: limit, waitMilliseconds: milliseconds)) { records in
            for case .failed(let partition, let error) in records.notices where failure == nil {
                failure = Self.fetchFailed(partition, error)
            }
            guard failure == nil else { return }
            records.lendEach { message in
                if run != (message.topic, message.partition) {
                    run = (message.topic, message.partition)
                    FirstRecord.note(message, of: topics[message.topic], in: &firsts)
                }
                let start = batch.bytes.count
                message.appendEvent(to: &batch.bytes)
                batch.entries.append(
                    JournalBatch.Entry(
                        stream: topics[message.topic], partition: message.partition,
                        position: message.offset,
                        value: message.payload == nil ? nil : start..<batch.bytes.count, origin: nil))
            }
        }
        self.firsts = firsts
        guard let failure else { return }
        // What came with it was not lent, so that it must be read again.
        mustRewind = true
        throw failure
    }

    /// What a failed fetch means; nil when librdkafka tries again by itself.
    private static func fetchFailed(_ partition: TopicPartition, _ error: KafkaError) -> JournalError? {
        switch error.failure.code {
        case .autoOffsetReset, .offsetOutOfRange:
            .stopped(
                "\(partition.topic)/\(partition.partition) does not have the next record any more: its retention is "
                    + "shorter than this daemon was away, or the topic was made anew", .temporary)
        default: error.isRetriable ? nil : .unavailable("a fetch fails: \(error.failure.message)")
        }
    }

    private mutating func takeEvents() throws(JournalError) {
        while let event = try kafka({ (journal: inout KafkaJournal) throws(KafkaError) in
            try journal.consumer.nextEvent()
        }) {
            switch event {
            case .assigned(let partitions): arrived += partitions.filter { !arrived.contains($0) }
            case .revoked(let partitions, _):
                leaving += partitions
                arrived.removeAll { partitions.contains($0) }
            case .error(let error): try heard(error)
            case .log(let line): hooks.log(line)
            case .statistics: break
            }
        }
        while let event = producer?.nextEvent() {
            switch event {
            case .log(let line): hooks.log(line)
            case .error(.fatal): producer = nil
            default: break
            }
        }
        if isAway {
            try kafka { (journal: inout KafkaJournal) throws(KafkaError) in
                try journal.consumer.findBroker(timeoutMilliseconds: 1_000)
            }
            isAway = false
        }
    }

    private func tellChanges(in batch: inout JournalBatch) {
        func logs(_ partitions: [TopicPartition]) -> [Int32] {
            partitions.filter { $0.topic == membership.topics[.log] }.map(\.partition)
        }
        batch.revoked = logs(leaving)
        batch.assigned = logs(arrived)
    }

    /// Delivered partitions have no state: they start at once.
    private mutating func startDelivered() throws(JournalError) {
        let delivered = arrived.filter { $0.topic == membership.topics[.delivered] }
        guard !delivered.isEmpty else { return }
        let known = try committed(delivered)
        try start(
            Dictionary(uniqueKeysWithValues: delivered.map { ($0, known[$0].map { .at($0) } ?? .beginning) }))
    }

    /// Lets records of partitions that arrived come.
    mutating func start(_ places: [TopicPartition: Offset]) throws(JournalError) {
        try kafka { (journal: inout KafkaJournal) throws(KafkaError) in try journal.consumer.start(places) }
        arrived.removeAll { places[$0] != nil }
    }

    private mutating func heard(_ error: KafkaError) throws(JournalError) {
        switch error.failure.code {
        case .unknownTopicOrPartition, .unknownPartition:
            throw .stopped(
                "a topic is not there: \(error.failure.text); run `seinpost topics create` first",
                .configuration)
        case .allBrokersDown, .transport: isAway = true
        default:
            if case .fatal = error {
                throw .stopped("the group has thrown this member out: \(error.failure.message)", .temporary)
            }
        }
    }

    package mutating func release(_ partitions: [Int32]) throws(JournalError) {
        try kafka { (journal: inout KafkaJournal) throws(KafkaError) in
            try journal.consumer.release(journal.leaving)
        }
        leaving = []
    }

    /// The topics have a retention of their own.
    package mutating func begin(day: CivilDate, lettingGoThrough cut: CivilDate) {}

    // MARK: Committing

    package mutating func commit(_ outbox: borrowing Outbox, _ positions: [InputPosition])
        throws(JournalError)
    {
        guard !consumer.isAssignmentLost else {
            mustRewind = true
            throw .aborted("the group has given this member's partitions away")
        }
        let offsets = Dictionary(
            uniqueKeysWithValues: positions.map {
                (TopicPartition(membership.topics[$0.stream], $0.partition), $0.next)
            })
        guard let producer = producer.take() else {
            mustRewind = true
            throw .aborted("the producer is made anew")
        }
        do throws(KafkaError) {
            try producer.begin()
            try producer.send(outbox)
            if !offsets.isEmpty {
                let member = try consumer.groupMetadata()
                try KafkaJournal.patiently(hooks) { () throws(KafkaError) in
                    try producer.sendOffsets(offsets, of: member, milliseconds: Self.requestMilliseconds)
                }
            }
        } catch {
            mustRewind = true
            if case .fatal = error { throw .aborted(error.failure.message) }
            if producer.abort(hooks) { self.producer = consume producer }
            throw .aborted(error.failure.message)
        }
        do throws(KafkaError) {
            try KafkaJournal.patiently(hooks) { () throws(KafkaError) in
                try producer.commit(milliseconds: Self.requestMilliseconds)
            }
            self.producer = consume producer
        } catch {
            mustRewind = true
            if case .abort = error {
                if producer.abort(hooks) { self.producer = consume producer }
                throw .aborted(error.failure.message)
            }
            _ = consume producer
            try settle(offsets, error.failure.message)
        }
    }

    /// After a doubt about a commit: a new producer ends what was open, then the broker says what is committed.
    /// Returns when the step is; throws when it is not.
    private mutating func settle(_ offsets: [TopicPartition: Int64], _ reason: String) throws(JournalError) {
        while !hooks.shouldStop() {
            do throws(JournalError) {
                try makeProducer()
                let known = try committed(Array(offsets.keys))
                hooks.waits(nil)
                let isThere =
                    !offsets.isEmpty && offsets.allSatisfy { known[$0.key].map { $0 } ?? -1 >= $0.value }
                if isThere { return }
                throw JournalError.aborted(reason)
            } catch {
                guard case .unavailable(let text) = error else { throw error }
                hooks.waits(text)
                LoopThread.sleep(milliseconds: 200)
            }
        }
        // Whoever starts next asks the broker first, and knows.
        throw .aborted(reason)
    }

    private mutating func makeProducer() throws(JournalError) {
        guard producer == nil else { return }
        do throws(KafkaError) {
            producer = try KafkaProducer(membership, milliseconds: Self.requestMilliseconds)
            hooks.producerMade(hasMadeProducer)
            hasMadeProducer = true
        } catch {
            throw unavailable(error)
        }
    }

    // MARK: Places

    func committed(_ partitions: [TopicPartition]) throws(JournalError) -> [TopicPartition: Int64] {
        do throws(KafkaError) {
            return try consumer.committed(partitions, timeoutMilliseconds: Self.requestMilliseconds)
        } catch {
            throw unavailable(error)
        }
    }

    /// Reads every started partition again from its last commit.
    private mutating func rewind() throws(JournalError) {
        let started = Array(consumer.started)
        let known = try committed(started)
        let places = Dictionary(
            uniqueKeysWithValues: started.map { ($0, known[$0].map { Offset.at($0) } ?? .beginning) })
        try kafka { (journal: inout KafkaJournal) throws(KafkaError) in
            try journal.consumer.seek(places, timeoutMilliseconds: Self.requestMilliseconds)
        }
        mustRewind = false
    }

    /// Runs a call whose errors leave nothing behind: it may be tried again later.
    private mutating func kafka<Result>(
        _ call: (inout KafkaJournal) throws(KafkaError) -> Result
    ) throws(JournalError) -> Result {
        do throws(KafkaError) {
            return try call(&self)
        } catch {
            throw unavailable(error)
        }
    }

    func unavailable(_ error: KafkaError) -> JournalError {
        switch error {
        case .fatal(let failure) where failure.code == .fenced:
            .stopped("another member runs under this instance's name: \(failure.message)", .configuration)
        case .fatal(let failure) where failure.code == .invalidArgument:
            .stopped("Kafka refuses the configuration: \(failure.message)", .configuration)
        default: .unavailable("Kafka does not answer: \(error.failure.message)")
        }
    }

    /// Calls again while the error says that the same call may succeed.
    static func patiently(_ hooks: Hooks, _ call: () throws(KafkaError) -> Void) throws(KafkaError) {
        let start = ContinuousClock.now
        var waits = false
        while true {
            do throws(KafkaError) {
                try call()
                if waits { hooks.waits(nil) }
                return
            } catch {
                let now = ContinuousClock.now
                guard error.isRetriable, now < start + patience, !hooks.shouldStop() else { throw error }
                if now > start + .seconds(1) {
                    waits = true
                    hooks.waits(error.failure.message)
                }
                LoopThread.sleep(milliseconds: 100)
            }
        }
    }

    package mutating func close() {
        producer = nil
    }

    /// Leaves the group; the last call.
    package consuming func leave() {
        try? consumer.close(timeoutMilliseconds: 3_000)
    }
}
