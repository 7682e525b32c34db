// `kafka`: brokers, group, topics, and what librdkafka gets.
// In: the section. Out: its settings, or findings. Depends on: ConfigurationReader.

internal import Rules

extension ConfigurationReader {
    mutating func kafka(_ fields: Fields) -> KafkaSettings? {
        let values = values
        let bootstrap = required(fields, "bootstrap", "kafka.bootstrap").flatMap { brokers($0) }
        var kafka = KafkaSettings(bootstrap: bootstrap ?? "", workers: min(64, surroundings.processors))
        kafka.group = given(fields, "group", "kafka.group").flatMap { values.topic($0, "group") }
        kafka.workers = value(fields, "workers", "kafka.workers", kafka.workers) {
            values.whole($0, "workers", 1...64)
        }
        kafka.hasStaticMembership = value(fields, "static-membership", "kafka.static-membership", false) {
            values.truth($0, "static-membership")
        }
        kafka.topics = topics(fields)
        kafka.partitions = value(fields, "partitions", "kafka.partitions", kafka.partitions) {
            values.whole($0, "partitions", 1...10_000)
        }
        kafka.replication = value(fields, "replication", "kafka.replication", kafka.replication) {
            values.whole($0, "replication", 1...15)
        }
        kafka.properties = properties(fields)
        return bootstrap == nil ? nil : kafka
    }

    /// Brokers, separated by commas.
    private func brokers(_ node: YAMLNode) -> String? {
        guard let text = values.plain(node, "bootstrap") else { return nil }
        let brokers = text.split(separator: ",", omittingEmptySubsequences: false)
        let isList = brokers.allSatisfy { broker in
            let host = broker.firstRange(of: "://").map { broker[$0.upperBound...] } ?? broker
            return !host.isEmpty && !host.contains { $0 == " " || $0 == "/" }
        }
        if isList { return text }
        values.wrong(node, "bootstrap", "brokers such as `kafka-1:9092,kafka-2:9092`")
        return nil
    }

    private mutating func topics(_ fields: Fields) -> KafkaSettings.Topics {
        let section = section(fields, "topics", ConfigurationKeys.topics)
        var topics = KafkaSettings.Topics()
        topics.delivered = topic(section, "delivered", topics.delivered)
        topics.tasks = topic(section, "tasks", topics.tasks)
        topics.statuses = topic(section, "statuses", topics.statuses)
        topics.deadLetters = topic(section, "dead-letters", topics.deadLetters)
        let named = zip(
            ConfigurationKeys.topics, [topics.delivered, topics.tasks, topics.statuses, topics.deadLetters])
        var keys: [String: String] = [:]
        for (key, name) in named {
            if let other = keys.updateValue(key, forKey: name) {
                findings.error(
                    (section?[key] ?? section?[other] ?? fields.node).place,
                    "`\(other)` and `\(key)` have the same topic; each needs its own")
            }
        }
        return topics
    }

    private mutating func topic(_ section: Fields?, _ key: String, _ standard: String) -> String {
        let values = values
        return value(section, key, "kafka.topics.\(key)", standard) { values.topic($0, key) }
    }

    private mutating func properties(_ fields: Fields) -> [String: String] {
        guard let node = given(fields, "properties", "kafka.properties") else { return [:] }
        guard let entries = node.entries else {
            findings.error(
                node.place, "`properties` must be a mapping of librdkafka's properties, not \(node.shape)")
            return [:]
        }
        var result: [String: String] = [:]
        for entry in entries {
            if let instead = LibrdkafkaProperties.refused[entry.key] {
                findings.error(
                    entry.keyPlace, "`\(entry.key)` is not for configuration: \(instead)")
            } else if !LibrdkafkaProperties.isName(entry.key) {
                findings.error(
                    entry.keyPlace,
                    "`\(entry.key)` is no property of librdkafka; they look like `security.protocol`")
            } else if !entry.value.isNull, let text = values.text(entry.value, entry.key) {
                result[entry.key] = text
                keep(entry.value, "kafka.properties.\(entry.key)")
            }
        }
        return result
    }
}
