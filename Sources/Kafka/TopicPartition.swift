// Partitions and places in them.
// In: nothing. Out: TopicPartition, Offset, Watermarks. Depends on: nothing.

/// One partition of a topic.
package struct TopicPartition: Hashable, Sendable, Comparable {
    package var topic: String
    package var partition: Int32

    package init(_ topic: String, _ partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    package static func < (one: Self, other: Self) -> Bool {
        (one.topic, one.partition) < (other.topic, other.partition)
    }
}

/// Where reading begins.
package enum Offset: Hashable, Sendable {
    /// The oldest record that the broker still has.
    case beginning
    /// Behind the newest.
    case end
    case at(Int64)
}

/// The offsets of the oldest record and behind the newest, transaction markers included.
package struct Watermarks: Hashable, Sendable {
    package var low: Int64
    package var high: Int64

    package init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }
}
