// librdkafka's errors become ours: the only function that takes one apart, and it destroys it too.
// In: return codes and error objects. Out: KafkaError. Depends on: CRdKafka.

internal import CRdKafka

extension KafkaError {
    /// Throws what `error` says, if there is one, and destroys it. Its flags say what to do; without a flag the
    /// client is in doubt, so that `unflagged` decides.
    static func check(
        _ call: StaticString, _ error: OpaquePointer?, unflagged: Unflagged = .isFatal
    ) throws(KafkaError) {
        guard let error else { return }
        defer { rd_kafka_error_destroy(error) }
        let code = rd_kafka_error_code(error)
        let failure = Failure(call, code, text: String(cString: rd_kafka_error_string(error)))
        if rd_kafka_error_is_fatal(error) != 0 { throw .fatal(failure) }
        if rd_kafka_error_txn_requires_abort(error) != 0 { throw .abort(failure) }
        if rd_kafka_error_is_retriable(error) != 0 { throw .retriable(failure) }
        throw unflagged == .byCode ? KafkaError(failure, code) : .fatal(failure)
    }

    /// What an error without a flag means.
    enum Unflagged {
        /// In a transaction: its outcome is unknown.
        case isFatal
        /// Elsewhere: as the code alone says.
        case byCode
    }

    static func check(_ call: StaticString, _ code: rd_kafka_resp_err_t) throws(KafkaError) {
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        throw KafkaError(call, code)
    }

    /// - Parameter text: librdkafka's sentence where it gave one; else the code's own.
    init(_ call: StaticString, _ code: rd_kafka_resp_err_t, text: String? = nil) {
        self.init(Failure(call, code, text: text ?? String(cString: rd_kafka_err2str(code))), code)
    }

    /// What a client tells by itself, and not as the answer to a call: it goes on trying, unless it cannot.
    static func told(_ code: rd_kafka_resp_err_t, text: String?, isFatal: Bool = false) -> KafkaError {
        let failure = KafkaError("error", code, text: text).failure
        return isFatal || code == RD_KAFKA_RESP_ERR__FATAL ? .fatal(failure) : .retriable(failure)
    }

    private init(_ failure: Failure, _ code: rd_kafka_resp_err_t) {
        self = Self.passing.contains(code.rawValue) ? .retriable(failure) : .fatal(failure)
    }

    /// Codes that come without flags and pass by themselves: brokers that are away or move their work.
    private static let passing = Set(
        [
            RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__RESOLVE,
            RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE,
            RD_KAFKA_RESP_ERR__WAIT_COORD, RD_KAFKA_RESP_ERR__IN_PROGRESS, RD_KAFKA_RESP_ERR__QUEUE_FULL,
            RD_KAFKA_RESP_ERR__PREV_IN_PROGRESS, RD_KAFKA_RESP_ERR__OUTDATED, RD_KAFKA_RESP_ERR__RETRY,
            RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
            RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION,
            RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
            RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND, RD_KAFKA_RESP_ERR_NOT_CONTROLLER,
            RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
            RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH,
            RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT,
            RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED,
        ].map(\.rawValue))
}

extension KafkaError.Failure {
    init(_ call: StaticString, _ code: rd_kafka_resp_err_t, text: String) {
        self.init(
            call: "\(call)", code: KafkaErrorCode(rawValue: code.rawValue),
            name: String(cString: rd_kafka_err2name(code)), text: text)
    }
}

/// The sentence in a buffer that librdkafka wrote its reason to.
func reasonText(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
