// One configuration of librdkafka, from its making until a client takes it.
// In: names and values. Out: the pointer that rd_kafka_new takes. Depends on: ClientProperties.

internal import CRdKafka

/// Owns one `rd_kafka_conf_t *` until a client takes it.
struct ConfigurationHandle: ~Copyable {
    let pointer: OpaquePointer

    init() { pointer = rd_kafka_conf_new() }

    /// - Parameter ours: set after the operator's, which cannot hold the same names.
    init(_ properties: ClientProperties, ours: [String: String]) throws(KafkaError) {
        self.init()
        for (name, value) in properties.values.merging(ours, uniquingKeysWith: { _, ours in ours }) {
            guard let fault = set(name, value) else { continue }
            throw KafkaError("conf_set", RD_KAFKA_RESP_ERR__INVALID_ARG, text: "\(name): \(fault.reason)")
        }
    }

    deinit { rd_kafka_conf_destroy(pointer) }

    /// Sets one property; gives back why not.
    borrowing func set(_ name: String, _ value: String) -> PropertyFault? {
        var reason = [CChar](repeating: 0, count: 512)
        switch rd_kafka_conf_set(pointer, name, value, &reason, reason.count) {
        case RD_KAFKA_CONF_OK: return nil
        case RD_KAFKA_CONF_UNKNOWN: return PropertyFault(name: name, reason: .unknown(reasonText(reason)))
        default: return PropertyFault(name: name, reason: .invalid(reasonText(reason)))
        }
    }

    /// Gives up ownership without freeing: a client has it now.
    consuming func surrender() { discard self }
}
