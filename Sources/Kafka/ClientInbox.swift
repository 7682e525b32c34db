// What librdkafka tells a producer while it polls, flushes or commits: kept until the owner asks.
// In: librdkafka's callbacks. Out: counts and events. Depends on: ClientEvent.

internal import CRdKafka

/// What a producer's callbacks leave behind.
///
/// Callbacks and not events: a flush or a commit serves the main queue itself, and would throw away events that
/// nobody has taken from it, or wait for ever for delivery reports. librdkafka runs these callbacks only on the
/// thread that polls, flushes, commits or aborts, which is the owner's: one thread, so no lock.
final class ClientInbox {
    /// Records that were not delivered, since the last ``takeFailures()``.
    private(set) var failedDeliveries = 0
    private(set) var firstFailure: KafkaError?
    /// Of the newest record that was delivered to each partition; empty for a producer that is not told.
    private(set) var lastOffsets: [TopicPartition: Int64] = [:]
    private var errors: [KafkaError] = []
    private var statistics: String?

    /// More than these come only when nobody asks; the oldest tell the cause.
    private static let errorsMax = 100

    /// The callbacks. Formed in a function without isolation: one formed in an actor's function traps on
    /// librdkafka's threads.
    func attach(to configuration: borrowing ConfigurationHandle) {
        rd_kafka_conf_set_opaque(configuration.pointer, Unmanaged.passUnretained(self).toOpaque())
        rd_kafka_conf_set_dr_msg_cb(configuration.pointer) { _, message, opaque in
            guard let message else { return }
            guard message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR else {
                ClientInbox.of(opaque)?.delivered(message.pointee)
                return
            }
            ClientInbox.of(opaque)?.deliveryFailed(message.pointee.err)
        }
        rd_kafka_conf_set_error_cb(configuration.pointer) { _, code, reason, opaque in
            let text = reason.map { String(cString: $0) }
            ClientInbox.of(opaque)?.add(KafkaError.told(rd_kafka_resp_err_t(code), text: text))
        }
        rd_kafka_conf_set_stats_cb(configuration.pointer) { _, json, length, opaque in
            let bytes = UnsafeRawBufferPointer(start: json, count: length)
            ClientInbox.of(opaque)?.statistics = String(decoding: bytes, as: UTF8.self)
            return 0  // librdkafka frees the text.
        }
    }

    private static func of(_ opaque: UnsafeMutableRawPointer?) -> ClientInbox? {
        opaque.map { Unmanaged<ClientInbox>.fromOpaque($0).takeUnretainedValue() }
    }

    private func delivered(_ message: rd_kafka_message_t) {
        let topic = String(cString: rd_kafka_topic_name(message.rkt))
        lastOffsets[TopicPartition(topic, message.partition)] = message.offset
    }

    private func deliveryFailed(_ code: rd_kafka_resp_err_t) {
        failedDeliveries += 1
        if firstFailure == nil { firstFailure = KafkaError("produce", code) }
    }

    private func add(_ error: KafkaError) {
        if errors.count < Self.errorsMax { errors.append(error) }
    }

    func takeEvent() -> ClientEvent? {
        if !errors.isEmpty { return .error(errors.removeFirst()) }
        defer { statistics = nil }
        return statistics.map { .statistics($0) }
    }

    /// The first failed delivery since the last call, if there was one; forgets it and the count.
    func takeFailures() -> KafkaError? {
        defer { (failedDeliveries, firstFailure) = (0, nil) }
        return firstFailure
    }
}
