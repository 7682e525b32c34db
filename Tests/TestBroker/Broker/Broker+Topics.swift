// Metadata, CreateTopics, DeleteTopics, CreatePartitions, DescribeConfigs, FindCoordinator, ApiVersions.
// In: requests. Out: topics in the journal. Depends on: Broker.

extension Broker {
    /// There is one broker; replicas are told as they were asked for and kept by nobody.
    private static let nodeID: Int32 = 1

    func apiVersions(_ request: Request) {
        request.reply.send { writer in
            writer.error(request.fault ?? .none)
            writer.array(API.allCases) { writer, api in
                writer.int16(api.rawValue)
                writer.int16(api.versions.lowerBound)
                writer.int16(api.versions.upperBound)
            }
            if request.version >= 1 { writer.int32(0) }
        }
    }

    func findCoordinator(_ request: Request) {
        request.reply.send { writer in
            if request.version >= 1 { writer.int32(0) }
            writer.error(request.fault ?? .none)
            if request.version >= 1 { writer.string(nil) }
            writer.int32(Self.nodeID)
            writer.string(Options.host)
            writer.int32(Int32(self.port))
        }
    }

    func metadata(_ request: Request, _ body: inout ByteReader) throws {
        let names = try body.optionalArray { try $0.string() }
        let mayCreate = request.version >= 4 ? try body.bool() : true
        if mayCreate, options.createsTopics, request.fault == nil {
            for name in names ?? [] where topics[name] == nil && Self.isTopicName(name) {
                try createTopic(
                    name, partitions: options.partitionCount, replicationFactor: 1, configuration: [:])
            }
        }
        request.reply.send { writer in
            if request.version >= 3 { writer.int32(0) }
            writer.array(CollectionOfOne(Self.nodeID)) { writer, id in
                writer.int32(id)
                writer.string(Options.host)
                writer.int32(Int32(self.port))
                writer.string(nil)
            }
            if request.version >= 2 { writer.string("test-broker") }
            writer.int32(Self.nodeID)
            writer.array(names ?? self.topics.keys.sorted()) { writer, name in
                let topic = self.topics[name]
                let missing: ErrorCode =
                    Self.isTopicName(name) ? .unknownTopicOrPartition : .invalidTopic
                writer.error(request.fault ?? (topic == nil ? missing : .none))
                writer.string(name)
                writer.bool(false)
                let replicas = (0..<Int32(topic?.replicationFactor ?? 0)).map { Self.nodeID + $0 }
                writer.array(topic?.partitions.indices ?? 0..<0) { writer, index in
                    writer.error(.none)
                    writer.int32(Int32(index))
                    writer.int32(Self.nodeID)
                    writer.array(replicas) { $0.int32($1) }
                    writer.array(replicas) { $0.int32($1) }
                }
            }
        }
    }

    static func isTopicName(_ name: String) -> Bool {
        (1...249).contains(name.utf8.count) && name != "." && name != ".."
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private func createTopic(
        _ name: String, partitions: Int, replicationFactor: Int16, configuration: [String: String]
    ) throws {
        let topic = Topic(name: name, replicationFactor: replicationFactor, configuration: configuration)
        topic.partitions = (0..<partitions).map { _ in PartitionLog() }
        topics[name] = topic
        try record(topic)
    }

    private func record(_ topic: Topic) throws {
        try journal.append(.topic) { entry in
            entry.string(topic.name)
            entry.int32(Int32(topic.partitions.count))
            entry.int16(topic.replicationFactor)
            entry.array(topic.configuration) { entry, pair in
                entry.string(pair.key)
                entry.string(pair.value)
            }
        }
    }

    func createTopics(_ request: Request, _ body: inout ByteReader) throws {
        struct Wanted {
            var name: String
            var partitions: Int32
            var replicationFactor: Int16
            var configuration: [String: String]
        }
        let wanted = try body.array { body in
            let name = try body.string()
            var partitions = try body.int32()
            var replicationFactor = try body.int16()
            let assignments = try body.array { (try $0.int32(), try $0.array { try $0.int32() }) }
            if let first = assignments.first {
                partitions = Int32(assignments.count)
                replicationFactor = Int16(clamping: first.1.count)
            }
            let pairs = try body.array { (try $0.string(), try $0.string()) }
            return Wanted(
                name: name, partitions: partitions, replicationFactor: replicationFactor,
                configuration: Dictionary(pairs) { $1 })
        }
        _ = try body.int32()
        let isTrial = request.version >= 1 ? try body.bool() : false
        let answers = try wanted.map { wanted in
            let partitions = wanted.partitions == -1 ? options.partitionCount : Int(wanted.partitions)
            let replicas = wanted.replicationFactor == -1 ? 1 : wanted.replicationFactor
            let error: ErrorCode =
                if let fault = request.fault {
                    fault
                } else if !Self.isTopicName(wanted.name) {
                    .invalidTopic
                } else if topics[wanted.name] != nil {
                    .topicAlreadyExists
                } else if !(1...10_000).contains(partitions) {
                    .invalidPartitions
                } else if !(1...5).contains(replicas) {
                    .invalidReplicationFactor
                } else {
                    .none
                }
            if error == .none, !isTrial {
                try createTopic(
                    wanted.name, partitions: partitions, replicationFactor: replicas,
                    configuration: wanted.configuration)
            }
            return (name: wanted.name, error: error)
        }
        request.reply.send { writer in
            if request.version >= 2 { writer.int32(0) }
            writer.array(answers) { writer, answer in
                writer.string(answer.name)
                writer.error(answer.error)
                if request.version >= 1 { writer.string(nil) }
            }
        }
    }

    func deleteTopics(_ request: Request, _ body: inout ByteReader) throws {
        let names = try body.array { try $0.string() }
        var answers: [(String, ErrorCode)] = []
        for name in names {
            let isKnown = topics[name] != nil
            answers.append((name, request.fault ?? (isKnown ? .none : .unknownTopicOrPartition)))
            guard isKnown, request.fault == nil else { continue }
            topics[name] = nil
            try journal.append(.topicDeleted) { $0.string(name) }
        }
        hasNews = true
        request.reply.send { writer in
            if request.version >= 1 { writer.int32(0) }
            writer.array(answers) { writer, answer in
                writer.string(answer.0)
                writer.error(answer.1)
            }
        }
    }

    func createPartitions(_ request: Request, _ body: inout ByteReader) throws {
        let wanted = try body.array { body in
            let name = try body.string()
            let count = try body.int32()
            _ = try body.optionalArray { try $0.array { try $0.int32() } }
            return (name: name, count: Int(count))
        }
        _ = try body.int32()
        let isTrial = try body.bool()
        var answers: [(String, ErrorCode)] = []
        for (name, count) in wanted {
            guard request.fault == nil, let topic = topics[name] else {
                answers.append((name, request.fault ?? .unknownTopicOrPartition))
                continue
            }
            // There can only be more.
            let isRight = count > topic.partitions.count && count <= 10_000
            answers.append((name, isRight ? .none : .invalidPartitions))
            guard isRight, !isTrial else { continue }
            while topic.partitions.count < count { topic.partitions.append(PartitionLog()) }
            try record(topic)
        }
        request.reply.send { writer in
            writer.int32(0)
            writer.array(answers) { writer, answer in
                writer.string(answer.0)
                writer.error(answer.1)
                writer.string(nil)
            }
        }
    }

    // MARK: - Configuration

    /// What a topic has that was created without saying otherwise.
    private static let defaults = [
        "cleanup.policy": "delete", "compression.type": "producer", "max.message.bytes": "1048588",
        "message.timestamp.type": "CreateTime", "min.insync.replicas": "1", "retention.bytes": "-1",
        "retention.ms": "604800000", "delete.retention.ms": "86400000",
    ]

    func describeConfigs(_ request: Request, _ body: inout ByteReader) throws {
        let version = request.version
        let resources = try body.array { body in
            (
                type: try body.int8(), name: try body.string(),
                keys: try body.optionalArray { try $0.string() }
            )
        }
        if version >= 1 { _ = try body.bool() }
        request.reply.send { writer in
            writer.int32(0)
            writer.array(resources) { writer, resource in
                // Of brokers there is nothing to tell.
                let topic = resource.type == 2 ? self.topics[resource.name] : nil
                let isUnknown = resource.type == 2 && topic == nil
                writer.error(request.fault ?? (isUnknown ? .unknownTopicOrPartition : .none))
                writer.string(nil)
                writer.int8(resource.type)
                writer.string(resource.name)
                let own = topic?.configuration ?? [:]
                let all = topic == nil ? [:] : Self.defaults.merging(own) { $1 }
                let shown = all.keys.sorted().filter { resource.keys?.contains($0) ?? true }
                writer.array(shown) { writer, key in
                    writer.string(key)
                    writer.string(all[key])
                    writer.bool(false)
                    // Set for this topic, or a default.
                    if version >= 1 {
                        writer.int8(own[key] == nil ? 5 : 1)
                    } else {
                        writer.bool(own[key] == nil)
                    }
                    writer.bool(false)
                    if version >= 1 { writer.int32(0) }
                }
            }
        }
    }
}
