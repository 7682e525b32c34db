// Makes topics and reads their settings.
// In: names and settings. Out: topics; settings by name. Depends on: Admin.

internal import CRdKafka

/// A topic to be made.
package struct NewTopic: Hashable, Sendable {
    package var name: String
    package var partitions: Int32
    /// -1: the broker's default.
    package var replicationFactor: Int32
    /// As Kafka names them: `cleanup.policy`, `retention.ms`.
    package var settings: [String: String]

    package init(
        name: String, partitions: Int32, replicationFactor: Int32 = -1, settings: [String: String] = [:]
    ) {
        self.name = name
        self.partitions = partitions
        self.replicationFactor = replicationFactor
        self.settings = settings
    }
}

extension Admin {
    /// Makes a topic and waits until the cluster's controller has it.
    ///
    /// - Throws: ``KafkaErrorCode/topicAlreadyExists`` among others.
    package func create(_ topic: NewTopic, timeoutMilliseconds: Int32) throws(KafkaError) {
        var reason = [CChar](repeating: 0, count: 512)
        var request = rd_kafka_NewTopic_new(
            topic.name, topic.partitions, topic.replicationFactor, &reason, reason.count)
        guard let made = request else {
            throw KafkaError("CreateTopics", RD_KAFKA_RESP_ERR__INVALID_ARG, text: reasonText(reason))
        }
        defer { rd_kafka_NewTopic_destroy(made) }
        for (name, value) in topic.settings.sorted(by: { $0.key < $1.key }) {
            try KafkaError.check("CreateTopics", rd_kafka_NewTopic_set_config(made, name, value))
        }
        try perform(
            "CreateTopics", RD_KAFKA_ADMIN_OP_CREATETOPICS, timeoutMilliseconds: timeoutMilliseconds,
            send: { rd_kafka_CreateTopics(client.pointer, &request, 1, $0, $1) },
            read: { answer throws(KafkaError) in
                var count = 0
                let results = rd_kafka_CreateTopics_result_topics(
                    rd_kafka_event_CreateTopics_result(answer), &count)
                guard count == 1, let result = results?[0] else { return }
                let code = rd_kafka_topic_result_error(result)
                guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
                let text = rd_kafka_topic_result_error_string(result).map { String(cString: $0) }
                throw KafkaError("CreateTopics", code, text: text)
            })
    }

    /// Every setting of a topic that the broker tells, its defaults included, by Kafka's name.
    package func settings(
        of topic: String, timeoutMilliseconds: Int32
    ) throws(KafkaError) -> [String: String] {
        var resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)
        guard let made = resource else {
            throw KafkaError("DescribeConfigs", RD_KAFKA_RESP_ERR__INVALID_ARG)
        }
        defer { rd_kafka_ConfigResource_destroy(made) }
        return try perform(
            "DescribeConfigs", RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeoutMilliseconds: timeoutMilliseconds,
            send: { rd_kafka_DescribeConfigs(client.pointer, &resource, 1, $0, $1) },
            read: { answer throws(KafkaError) in
                var count = 0
                let results = rd_kafka_DescribeConfigs_result_resources(
                    rd_kafka_event_DescribeConfigs_result(answer), &count)
                guard count == 1, let result = results?[0] else { return [:] }
                let code = rd_kafka_ConfigResource_error(result)
                guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                    let text = rd_kafka_ConfigResource_error_string(result).map { String(cString: $0) }
                    throw KafkaError("DescribeConfigs", code, text: text)
                }
                return Self.entries(of: result)
            })
    }

    private static func entries(of resource: OpaquePointer) -> [String: String] {
        var count = 0
        guard let entries = rd_kafka_ConfigResource_configs(resource, &count) else { return [:] }
        return (0..<count).reduce(into: [:]) { settings, index in
            guard let name = rd_kafka_ConfigEntry_name(entries[index]),
                let value = rd_kafka_ConfigEntry_value(entries[index])
            else { return }
            settings[String(cString: name)] = String(cString: value)
        }
    }
}
