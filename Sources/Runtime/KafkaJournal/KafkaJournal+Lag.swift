// How many records wait in each partition, and since when: for metrics, alerts and `why-stalled`.
// In: positions, watermarks, the batch at hand. Out: calls of a hook. Depends on: KafkaJournal.

internal import Kafka

extension KafkaJournal {
    /// The records of the batch at hand wait too, until the step is committed.
    mutating func tellLag() {
        let started = consumer.started
        guard !started.isEmpty, let positions = try? consumer.positions(started) else { return }
        for partition in started {
            guard let stream = membership.topics.stream(partition.topic),
                let high = consumer.lastWatermarks(partition)?.high, let position = positions[partition]
            else { continue }
            let first = firsts.first { $0.partition == partition.partition && $0.stream == stream }
            let lag = max(0, high - min(position, first?.offset ?? position))
            // What is there and was not lent, as behind an open transaction: when it came is not known.
            waiting[partition] = lag == 0 ? nil : first?.appended ?? waiting[partition] ?? .now
            hooks.lag(stream, partition.partition, lag, waiting[partition])
        }
    }
}

/// Where the records of one partition begin in a batch.
struct FirstRecord {
    var stream: RecordStream
    var partition: Int32
    var offset: Int64
    /// By the producer's or the broker's clock, as the topic says.
    var appended: Moment?

    static func note(_ message: borrowing Message, of stream: RecordStream, in firsts: inout [FirstRecord]) {
        let partition = message.partition
        guard !firsts.contains(where: { $0.stream == stream && $0.partition == partition }) else { return }
        firsts.append(
            FirstRecord(
                stream: stream, partition: partition, offset: message.offset,
                appended: message.timestampMilliseconds.map { Moment(milliseconds: $0) }))
    }
}
