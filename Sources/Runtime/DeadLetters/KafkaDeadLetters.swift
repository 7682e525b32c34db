// Dead letters on Kafka: listed from their topic, sent through again from where the record stood.
// In: a cluster. Out: entries; records appended again with their marks, in one transaction. Depends on: Kafka.

internal import Kafka
package import Signals

/// The dead letters of one pipeline on one cluster.
package struct KafkaDeadLetters: Sendable {
    private let cluster: KafkaCluster
    private let source: String
    private let pipeline: String

    /// - Parameters:
    ///   - source: the pipeline's.
    ///   - pipeline: its id.
    package init(_ cluster: KafkaCluster, source: String, pipeline: String) {
        self.cluster = cluster
        self.source = source
        self.pipeline = pipeline
    }

    package func list() throws -> DeadLetterList {
        var list = DeadLetterList()
        let topic = cluster.topics[.deadLetters]
        let partitions = try layout(topic)
        for partition in 0..<partitions {
            try JournalExport.read(.deadLetters, of: partition, in: cluster.topics, cluster.properties) {
                _, _, event in
                if let event { list.add(event) }
            }
        }
        return list
    }

    /// Appends the records of these dead letters again where they stood, each with its mark, all in one transaction.
    ///
    /// Another redrive that is under way is ended first: the transactional id is the same, so that no record is sent
    /// twice. Which dead letters wait is asked after that.
    ///
    /// - Parameter choose: which of the waiting ones.
    package func redrive(
        isDryRun: Bool, decoder: inout RecordDecoder, choose: (DeadLetterEntry) -> Bool
    ) throws -> RedriveReport {
        var producer = try TransactionalProducer(
            cluster.properties, id: "\(pipeline)-redrive", transactionTimeoutMilliseconds: 300_000)
        let marks = try producer.topic(cluster.topics[.deadLetters])
        let inputs = [
            cluster.topics[.delivered]: try producer.topic(cluster.topics[.delivered]),
            cluster.topics[.log]: try producer.topic(cluster.topics[.log]),
        ]
        if !isDryRun {
            try producer.initialize(timeoutMilliseconds: 10_000)
            try producer.begin()
        }
        let origins = Set(try list().entries.filter { !$0.isRedriven && choose($0) }.map(\.origin))
        var report = RedriveReport()
        for (place, offsets) in Self.places(origins, report: &report) {
            var found = Set<Int64>()
            guard let topic = inputs[place.topic] else {
                report.gone += offsets.map { "\(place.topic)/\(place.partition)/\($0)" }
                continue
            }
            try read(place, offsets) { message throws(KafkaError) in
                found.insert(message.offset)
                var record: [UInt8] = []
                message.appendEvent(to: &record)
                report.count(record, &decoder)
                guard !isDryRun else { return }
                // Back to where it stood: of the log to the same partition, as its order is by household.
                try producer.produce(
                    to: topic, partition: place.topic == cluster.topics[.log] ? place.partition : nil,
                    key: message.key, payload: message.payload, headers: message.allHeaders())
                let origin = "\(place.topic)/\(place.partition)/\(message.offset)"
                try DeadLetterList.mark(origin, source: source).withUnsafeBufferPointer {
                    (mark) throws(KafkaError) in
                    let bytes = UnsafeRawBufferPointer(mark)
                    let event = BinaryEvent(structured: bytes)
                    try producer.produce(
                        to: marks, key: nil, payload: UnsafeRawBufferPointer(rebasing: bytes[event.data]),
                        headers: event.headers)
                }
            }
            report.gone += offsets.subtracting(found).sorted().map {
                "\(place.topic)/\(place.partition)/\($0)"
            }
        }
        if !isDryRun { try producer.commit(timeoutMilliseconds: 60_000) }
        return report
    }

    /// `topic/partition/offset` of each origin, by partition; what is none is reported as gone.
    private static func places(
        _ origins: Set<String>, report: inout RedriveReport
    ) -> [(TopicPartition, Set<Int64>)] {
        var places: [TopicPartition: Set<Int64>] = [:]
        for origin in origins.sorted() {
            let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 3, let partition = Int32(parts[1]), let offset = Int64(parts[2]) else {
                report.gone.append(origin)
                continue
            }
            places[TopicPartition(String(parts[0]), partition), default: []].insert(offset)
        }
        return places.sorted { $0.key < $1.key }
    }

    /// Lends the records at some offsets of a partition, in order; those that are gone are left out.
    private func read(
        _ place: TopicPartition, _ offsets: Set<Int64>,
        _ body: (borrowing Message) throws(KafkaError) -> Void
    ) throws {
        guard let first = offsets.min(), let last = offsets.max() else { return }
        let marks = try Admin(cluster.properties).watermarks(place, timeoutMilliseconds: 10_000)
        guard last >= marks.low, first < marks.high else { return }
        var reader = try PartitionReader(cluster.properties)
        try reader.start(place, at: .at(max(first, marks.low)), timeoutMilliseconds: 10_000)
        var isOver = false
        while !isOver {
            try reader.withBatch(BatchSize(maxRecords: 1_000, waitMilliseconds: 100)) {
                batch throws(KafkaError) in
                try batch.lendEach { message throws(KafkaError) in
                    if offsets.contains(message.offset) { try body(message) }
                    if message.offset >= last { isOver = true }
                }
                isOver = isOver || batch.notices.contains { if case .reachedEnd = $0 { true } else { false } }
            }
        }
    }

    private func layout(_ topic: String) throws -> Int32 {
        let layout = try Admin(cluster.properties).layout(of: topic, timeoutMilliseconds: 10_000)
        return Int32(layout?.partitions ?? 0)
    }
}
