// Which properties of librdkafka a configuration may pass on, and which are secrets.
// In: names. Out: reasons. Depends on: nothing.

/// What we know of librdkafka's properties. Whether a name exists only librdkafka knows.
package enum LibrdkafkaProperties {
    /// The properties that the daemon sets itself, each with what to do instead.
    package static let refused: [String: String] = {
        let exactlyOnce = "each record counts exactly once only as the daemon sets it"
        return [
            "acks": exactlyOnce,
            "allow.auto.create.topics": "`seinpost topics create` makes the topics",
            "auto.commit.enable": exactlyOnce,
            "auto.commit.interval.ms": exactlyOnce,
            "auto.offset.reset": exactlyOnce,
            "bootstrap.servers": "write `kafka.bootstrap`",
            "enable.auto.commit": exactlyOnce,
            "enable.auto.offset.store": exactlyOnce,
            "enable.idempotence": exactlyOnce,
            "enable.partition.eof": "the daemon reads where partitions end by itself",
            "group.id": "write `kafka.group`",
            "group.instance.id": "write `kafka.static-membership` and `instance`",
            "isolation.level": exactlyOnce,
            "metadata.broker.list": "write `kafka.bootstrap`",
            "partition.assignment.strategy": exactlyOnce,
            "partitioner": "a household must keep its partition, whoever writes",
            "plugin.library.paths": "the daemon loads no code at run time",
            "request.required.acks": exactlyOnce,
            "transactional.id": "write `instance`",
        ]
    }()

    /// Whether a value is never shown: passwords, secrets and keys that are written out.
    package static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.contains("password") || name.contains("secret") || name.hasSuffix(".pem")
            || name == "sasl.oauthbearer.config"
    }

    /// Whether a value tells nothing about machines, people and folders.
    static func isHarmless(_ name: String, _ value: String) -> Bool {
        let names = [
            "security.protocol", "sasl.mechanism", "sasl.mechanisms", "compression.type", "compression.codec",
            "debug",
        ]
        return names.contains(name) || value == "true" || value == "false"
            || (!value.isEmpty && value.utf8.allSatisfy { (0x30...0x39).contains($0) })
    }

    /// Letters, digits, dots and underscores.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2E || $0 == 0x5F
            }
    }
}
