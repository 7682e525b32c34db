// The streams of a cluster that views are made of: every partition of the task topic and of the contact topic.
// In: partitions. Out: batches. Depends on: Kafka, KafkaTopics, BinaryEvent.

internal import Kafka

/// Reads in no group: every view has the whole of it. Committed records only.
package struct KafkaFeed: StreamFeed, ~Copyable {
    private let topics: KafkaTopics
    private let properties: ClientProperties
    private var reader: PartitionReader
    private let partitions: [InputPosition]
    private static let requestMilliseconds: Int32 = 5_000

    /// Asks the broker for the partitions. Blocks.
    package init(_ cluster: KafkaCluster) throws(JournalError) {
        topics = cluster.topics
        properties = cluster.properties
        do throws(KafkaError) {
            let made = try PartitionReader(cluster.properties)
            let admin = try Admin(cluster.properties)
            var found: [InputPosition] = []
            for stream in [RecordStream.contact, .tasks] {
                let layout = try admin.layout(
                    of: cluster.topics[stream], timeoutMilliseconds: Self.requestMilliseconds)
                let count = Int32(layout?.partitions ?? 0)
                found += (0..<count).map { InputPosition(stream: stream, partition: $0, next: 0) }
            }
            partitions = found
            reader = made
        } catch {
            throw Self.unavailable(error)
        }
    }

    package var inputs: [InputPosition] { partitions }

    package mutating func start(at positions: [InputPosition]) throws(JournalError) {
        do throws(KafkaError) {
            for input in partitions {
                let known = positions.first {
                    $0.stream == input.stream && $0.partition == input.partition
                }
                try reader.start(
                    place(input), at: known.map { .at($0.next) } ?? .beginning,
                    timeoutMilliseconds: Self.requestMilliseconds)
            }
        } catch {
            throw Self.unavailable(error)
        }
    }

    package mutating func read(limit: Int, wait: Duration) throws(JournalError) -> FeedBatch {
        var batch = FeedBatch()
        var reached: [TopicPartition: Int64] = [:]
        let streams = reader.topics.map { topics.stream($0) }
        let size = BatchSize(maxRecords: limit, waitMilliseconds: Int32(clamping: Int64(wait.seconds * 1000)))
        var failure: KafkaError?
        reader.withBatch(size) { records in
            records.lendEach { message in
                guard let stream = streams[message.topic] else { return }
                var value: [UInt8]?
                if message.payload != nil {
                    var event: [UInt8] = []
                    message.appendEvent(to: &event)
                    value = event
                }
                batch.records.append(
                    FeedRecord(
                        stream: stream, partition: message.partition, position: message.offset,
                        household: message.key.map { String(decoding: $0, as: UTF8.self) } ?? "", value: value
                    ))
                reached[TopicPartition(topics[stream], message.partition)] = message.offset + 1
            }
            for notice in records.notices {
                switch notice {
                // Behind the last record stand the markers of its transaction.
                case .reachedEnd(let place, let offset): reached[place] = max(offset, reached[place] ?? 0)
                case .failed(_, let error): if !error.isRetriable { failure = error }
                }
            }
        }
        if let failure {
            throw .stopped("the task feed cannot be read: \(failure.failure.message)", .temporary)
        }
        batch.positions = reached.compactMap { place, next in
            topics.stream(place.topic).map {
                InputPosition(stream: $0, partition: place.partition, next: next)
            }
        }
        return batch
    }

    package func ends() throws(JournalError) -> [InputPosition] {
        do throws(KafkaError) {
            let admin = try Admin(properties)
            var ends: [InputPosition] = []
            for var input in partitions {
                let marks = try admin.watermarks(
                    place(input), timeoutMilliseconds: Self.requestMilliseconds)
                // What nothing was ever written to, or nothing is left of, needs no reading.
                input.next = marks.high
                ends.append(input)
            }
            return ends
        } catch {
            throw Self.unavailable(error)
        }
    }

    private func place(_ input: InputPosition) -> TopicPartition {
        TopicPartition(topics[input.stream], input.partition)
    }

    private static func unavailable(_ error: KafkaError) -> JournalError {
        .unavailable("Kafka does not answer: \(error.failure.message)")
    }
}
