// Lists of partitions as librdkafka wants them, and back.
// In: partitions and offsets. Out: rd_kafka_topic_partition_list_t with one owner. Depends on: TopicPartition.

internal import CRdKafka

/// Owns one `rd_kafka_topic_partition_list_t *`.
struct PartitionList: ~Copyable {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ partitions: some Collection<TopicPartition>) {
        pointer = rd_kafka_topic_partition_list_new(Int32(clamping: partitions.count))
        for one in partitions { rd_kafka_topic_partition_list_add(pointer, one.topic, one.partition) }
    }

    init(_ places: [TopicPartition: Offset]) {
        self.init(places.keys)
        for (index, offset) in places.values.enumerated() {
            pointer.pointee.elems[index].offset = offset.logical
        }
    }

    deinit { rd_kafka_topic_partition_list_destroy(pointer) }

    /// Each partition with its offset; those without one are left out.
    ///
    /// - Throws: the first partition's own error.
    borrowing func offsets(_ call: StaticString) throws(KafkaError) -> [TopicPartition: Int64] {
        try check(call)
        let all = UnsafeBufferPointer(start: pointer.pointee.elems, count: Int(pointer.pointee.cnt))
        return all.reduce(into: [:]) { found, element in
            guard element.offset >= 0 else { return }
            found[TopicPartition(String(cString: element.topic), element.partition)] = element.offset
        }
    }

    /// Throws the first partition's own error.
    borrowing func check(_ call: StaticString) throws(KafkaError) {
        for index in 0..<Int(pointer.pointee.cnt) {
            try KafkaError.check(call, pointer.pointee.elems[index].err)
        }
    }

    /// The partitions of a list that is someone else's.
    static func partitions(
        _ list: UnsafePointer<rd_kafka_topic_partition_list_t>?
    ) -> [TopicPartition] {
        guard let list = list?.pointee else { return [] }
        return UnsafeBufferPointer(start: list.elems, count: Int(list.cnt)).map {
            TopicPartition(String(cString: $0.topic), $0.partition)
        }
    }
}

extension Offset {
    /// As librdkafka writes it.
    var logical: Int64 {
        switch self {
        case .beginning: Int64(RD_KAFKA_OFFSET_BEGINNING)
        case .end: Int64(RD_KAFKA_OFFSET_END)
        case .at(let offset): offset
        }
    }
}
