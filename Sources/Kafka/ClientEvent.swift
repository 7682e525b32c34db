// What a client has to tell its owner besides records.
// In: librdkafka's events. Out: ClientEvent. Depends on: KafkaError, TopicPartition.

internal import CRdKafka

/// What a client has to tell its owner besides records.
package enum ClientEvent: Hashable, Sendable {
    /// The group gave this member these partitions too. Nothing is fetched until ``Consumer/start(_:)``.
    case assigned([TopicPartition])
    /// The group takes these partitions back, and waits until ``Consumer/release(_:)``. When `isLost` others may
    /// have them already: abort, commit nothing of theirs.
    case revoked([TopicPartition], isLost: Bool)
    /// Something that librdkafka tries again by itself, unless it is ``KafkaError/fatal(_:)``: a broker that is
    /// away, a topic that is not there, a poll that came too late.
    case error(KafkaError)
    /// JSON as in librdkafka's STATISTICS.md; every `statistics.interval.ms` if that is set.
    case statistics(String)
    case log(LogLine)

    /// A line that librdkafka wants in the log.
    package struct LogLine: Hashable, Sendable {
        /// As in syslog: 3 an error, 4 a warning, 6 information, 7 debugging.
        package var level: Int32
        /// librdkafka's word for what it is about: `FAIL`, `REBALANCE`.
        package var facility: String
        package var text: String
    }
}

extension ClientEvent {
    /// One event taken apart; `nil` for those that nobody asked for. Does not destroy it.
    init?(_ event: OpaquePointer, client: OpaquePointer) {
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_REBALANCE:
            let partitions = PartitionList.partitions(rd_kafka_event_topic_partition_list(event))
            if rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS {
                self = .assigned(partitions)
            } else {
                self = .revoked(partitions, isLost: rd_kafka_assignment_lost(client) != 0)
            }
        case RD_KAFKA_EVENT_ERROR: self = .error(Self.error(event))
        case RD_KAFKA_EVENT_STATS: self = .statistics(String(cString: rd_kafka_event_stats(event)))
        case RD_KAFKA_EVENT_LOG:
            var facility: UnsafePointer<CChar>?
            var text: UnsafePointer<CChar>?
            var level: Int32 = 0
            guard rd_kafka_event_log(event, &facility, &text, &level) == 0, let facility, let text
            else { return nil }
            let (name, line) = (String(cString: facility), String(cString: text))
            self = .log(LogLine(level: level, facility: name, text: line))
        default: return nil
        }
    }

    private static func error(_ event: OpaquePointer) -> KafkaError {
        let text = String(cString: rd_kafka_event_error_string(event))
        let isFatal = rd_kafka_event_error_is_fatal(event) != 0
        return KafkaError.told(rd_kafka_event_error(event), text: text, isFatal: isFatal)
    }
}
