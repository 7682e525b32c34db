// JoinGroup, SyncGroup, Heartbeat, LeaveGroup, OffsetCommit, OffsetFetch.
// In: requests. Out: answers, offsets in the journal. Depends on: Broker, ConsumerGroup.

/// Offsets as a request gives them for one topic.
typealias TopicOffsets = (topic: String, partitions: [(index: Int32, committed: CommittedOffset)])

extension Broker {
    func joinGroup(_ request: Request, _ body: inout ByteReader) throws {
        let version = request.version
        let group = group(try body.string())
        let session = Int64(try body.int32())
        let rebalance = version >= 1 ? Int64(try body.int32()) : session
        let memberID = try body.string()
        let instanceID = version >= 5 ? try body.optionalString() : nil
        let join = JoinRequest(
            sessionMilliseconds: session, rebalanceMilliseconds: rebalance, memberID: memberID,
            instanceID: instanceID, clientID: request.clientID, protocolType: try body.string(),
            protocols: try body.array {
                GroupProtocol(name: try $0.string(), metadata: try $0.byteArray())
            }, asksTwice: version >= 4)
        let answer = { (answer: JoinAnswer) in
            request.reply.send { writer in
                if version >= 2 { writer.int32(0) }
                writer.error(answer.error)
                writer.int32(answer.generation)
                writer.string(answer.protocolName)
                writer.string(answer.leader)
                writer.string(answer.memberID)
                writer.array(answer.members) { writer, member in
                    writer.string(member.id)
                    if version >= 5 { writer.string(member.instanceID) }
                    writer.byteArray(member.metadata)
                }
            }
        }
        if let fault = request.fault { return answer(JoinAnswer(error: fault, memberID: memberID)) }
        group.join(join, now: Clock.milliseconds(), answer: answer)
    }

    func syncGroup(_ request: Request, _ body: inout ByteReader) throws {
        let version = request.version
        let group = group(try body.string())
        let generation = try body.int32()
        let memberID = try body.string()
        let instanceID = version >= 3 ? try body.optionalString() : nil
        let assignments = try body.array { (try $0.string(), try $0.byteArray()) }
        let answer = { (error: ErrorCode, assignment: [UInt8]) in
            request.reply.send { writer in
                if version >= 1 { writer.int32(0) }
                writer.error(error)
                writer.byteArray(assignment)
            }
        }
        if let fault = request.fault { return answer(fault, []) }
        let now = Clock.milliseconds()
        let error = group.check(
            memberID: memberID, instanceID: instanceID, generation: generation, now: now)
        guard error == .none else { return answer(error, []) }
        group.sync(
            memberID: memberID, assignments: Dictionary(assignments) { $1 }, now: now, answer: answer)
    }

    func heartbeat(_ request: Request, _ body: inout ByteReader) throws {
        let group = group(try body.string())
        let generation = try body.int32()
        let memberID = try body.string()
        let instanceID = request.version >= 3 ? try body.optionalString() : nil
        var error = group.check(
            memberID: memberID, instanceID: instanceID, generation: generation, now: Clock.milliseconds())
        if error == .none, group.state == .preparing { error = .rebalanceInProgress }
        answer(request, error)
    }

    func leaveGroup(_ request: Request, _ body: inout ByteReader) throws {
        let group = group(try body.string())
        let memberID = try body.string()
        guard request.fault == nil else { return answer(request, .none) }
        answer(request, group.leave(memberID: memberID, now: Clock.milliseconds()))
    }

    /// An answer that is an error code and no more; the time to hold back stands before it, from version 1 on.
    func answer(_ request: Request, _ error: ErrorCode, hasThrottle: Bool? = nil) {
        request.reply.send { writer in
            if hasThrottle ?? (request.version >= 1) { writer.int32(0) }
            writer.error(request.fault ?? error)
        }
    }

    // MARK: - Offsets

    func offsetCommit(_ request: Request, _ body: inout ByteReader) throws {
        let version = request.version
        let name = try body.string()
        let generation = try body.int32()
        let memberID = try body.string()
        let instanceID = version >= 7 ? try body.optionalString() : nil
        if version <= 4 { _ = try body.int64() }
        let topics = try Self.offsets(&body, hasEpoch: version >= 6)
        let group = group(name)
        var error = group.check(
            memberID: memberID, instanceID: instanceID, generation: generation, now: Clock.milliseconds())
        // Without a member: from outside, while nobody is in the group.
        if generation < 0, memberID.isEmpty { error = group.members.isEmpty ? .none : .unknownMember }
        if error == .none, group.state == .completing { error = .rebalanceInProgress }
        error = request.fault ?? error
        if error == .none { try commit(Self.byPartition(topics), to: name) }
        request.reply.send { writer in
            if version >= 3 { writer.int32(0) }
            Self.write(error, for: topics, to: &writer)
        }
    }

    func commit(_ offsets: [PartitionID: CommittedOffset], to name: String) throws {
        group(name).offsets.merge(offsets) { $1 }
        try journal.append(.offsets) { entry in
            entry.string(name)
            entry.offsets(offsets)
        }
    }

    static func offsets(_ body: inout ByteReader, hasEpoch: Bool) throws -> [TopicOffsets] {
        try body.array { body in
            let topic = try body.string()
            let partitions = try body.array { body in
                let index = try body.int32()
                let offset = try body.int64()
                if hasEpoch { _ = try body.int32() }
                let committed = CommittedOffset(offset: offset, metadata: try body.optionalString())
                try body.tags()
                return (index: index, committed: committed)
            }
            try body.tags()
            return (topic, partitions)
        }
    }

    static func byPartition(_ topics: [TopicOffsets]) -> [PartitionID: CommittedOffset] {
        let pairs = topics.flatMap { topic in
            topic.partitions.map { (PartitionID(topic: topic.topic, index: $0.index), $0.committed) }
        }
        return Dictionary(pairs) { $1 }
    }

    static func write(_ error: ErrorCode, for topics: [TopicOffsets], to writer: inout ByteWriter) {
        writer.array(topics) { writer, topic in
            writer.string(topic.topic)
            writer.array(topic.partitions) { writer, partition in
                writer.int32(partition.index)
                writer.error(error)
                writer.tags()
            }
            writer.tags()
        }
    }

    func offsetFetch(_ request: Request, _ body: inout ByteReader) throws {
        let version = request.version
        let group = group(try body.string())
        let wanted = try body.optionalArray { body in
            let topic = (name: try body.string(), partitions: try body.array { try $0.int32() })
            try body.tags()
            return topic
        }
        let isStable = version >= 7 ? try body.bool() : false
        let all = Dictionary(grouping: group.offsets.keys, by: \.topic).map {
            (name: $0.key, partitions: $0.value.map(\.index).sorted())
        }
        request.reply.send { writer in
            if version >= 3 { writer.int32(0) }
            writer.array(wanted ?? all.sorted { $0.name < $1.name }) { writer, topic in
                writer.string(topic.name)
                writer.array(topic.partitions) { writer, index in
                    let partition = PartitionID(topic: topic.name, index: index)
                    // A transaction may be about to move it.
                    let isPending = isStable && group.pending.values.contains { $0[partition] != nil }
                    let committed = isPending ? nil : group.offsets[partition]
                    writer.int32(index)
                    writer.int64(committed?.offset ?? -1)
                    if version >= 5 { writer.int32(-1) }
                    writer.string(committed?.metadata ?? "")
                    writer.error(isPending ? .unstableOffsetCommit : request.fault ?? .none)
                    writer.tags()
                }
                writer.tags()
            }
            if version >= 2 { writer.error(request.fault ?? .none) }
        }
    }
}
