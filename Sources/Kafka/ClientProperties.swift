// The properties of librdkafka that an operator may set, checked before anything connects.
// In: names and values. Out: ClientProperties, or every fault at once. Depends on: ConfigurationHandle.

/// Properties of librdkafka as an operator gives them, each known and valid: `bootstrap.servers` and the like.
package struct ClientProperties: Hashable, Sendable {
    /// By name; no name of ``reserved``.
    package let values: [String: String]

    /// - Throws: every property that is unknown, invalid or ours.
    package init(_ values: [String: String]) throws(PropertyFaults) {
        let scratch = ConfigurationHandle()
        let faults = values.sorted { $0.key < $1.key }.compactMap { name, value -> PropertyFault? in
            if Self.reserved.contains(name) { return PropertyFault(name: name, reason: .reserved) }
            return scratch.set(name, value)
        }
        guard faults.isEmpty else { throw PropertyFaults(list: faults) }
        self.values = values
    }

    /// Properties that exactly-once processing rests on, and those that would route events around their owner.
    package static let reserved: Set<String> = [
        "enable.auto.commit", "auto.commit.enable", "auto.commit.interval.ms", "enable.auto.offset.store",
        "offset.store.method", "offset.store.path", "offset.store.sync.interval.ms", "auto.offset.reset",
        "isolation.level", "allow.auto.create.topics", "partition.assignment.strategy",
        "enable.partition.eof",
        "transactional.id", "group.id", "group.instance.id", "group.protocol.type",
        "enable.idempotence", "enable.gapless.guarantee", "acks", "request.required.acks",
        "max.in.flight", "max.in.flight.requests.per.connection", "queuing.strategy",
        "message.send.max.retries", "retries",
        "partitioner", "msg_order_cmp", "produce.offset.report", "delivery.report.only.error", "log.queue",
        "log.thread.name", "opaque", "enabled_events",
    ]
}

/// Why properties were refused: all of them, in order of name.
package struct PropertyFaults: Error, Hashable, Sendable {
    package var list: [PropertyFault]
}

/// Why one property was refused.
package struct PropertyFault: Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        /// librdkafka 2.0.2 has no such property; its sentence.
        case unknown(String)
        /// The value is of the wrong form or out of range; librdkafka's sentence, which quotes the value.
        case invalid(String)
        /// Ours to set: see ``ClientProperties/reserved``.
        case reserved
    }

    package var name: String
    package var reason: Reason
}
