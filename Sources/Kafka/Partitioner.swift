// Which partition a key goes to.
// In: a key and a number of partitions. Out: a partition. Depends on: CRdKafka.

internal import CRdKafka

/// The partitioner of Java's clients and of our producers: Murmur 2 of the key.
package enum Partitioner {
    /// The partition that every record with this key goes to, in `0..<count`.
    package static func partition(forKey key: some Collection<UInt8>, of count: Int32) -> Int32 {
        precondition(count > 0, "a topic has a partition")
        func choose(_ bytes: UnsafeRawBufferPointer) -> Int32 {
            // Asks nothing of its topic and opaque arguments.
            rd_kafka_msg_partitioner_murmur2(nil, bytes.baseAddress, bytes.count, count, nil, nil)
        }
        let direct = key.withContiguousStorageIfAvailable { choose(UnsafeRawBufferPointer($0)) }
        return direct ?? Array(key).withUnsafeBytes { choose($0) }
    }
}
