// Groups, offsets and fetches, a request at a time.
// In: values. Out: error codes and what a test looks at. Depends on: WireClient.

/// What a member knows about itself.
struct Membership: Equatable {
    var group: String
    var generation: Int32 = -1
    var id = ""
    var instance: String?
    var leader = ""
}

extension WireClient {
    func postJoin(
        _ membership: Membership, metadata: String = "m", sessionMilliseconds: Int32 = 30_000
    ) throws {
        try post(11, 5) { body in
            body.text(membership.group)
            body.int(sessionMilliseconds)
            body.int(Int32(30_000))
            body.text(membership.id)
            body.text(membership.instance)
            body.text("consumer")
            body.int(Int32(1))
            body.text("range")
            body.data(Array(metadata.utf8))
        }
    }

    func joinAnswer(_ membership: Membership) throws -> (error: Int16, membership: Membership) {
        var answer = try answer()
        _ = try answer.int(Int32.self)
        let error: Int16 = try answer.int()
        var joined = membership
        joined.generation = try answer.int()
        _ = try answer.text()
        joined.leader = try answer.text()
        joined.id = try answer.text()
        return (error, joined)
    }

    /// Joins, a second time with its new name if asked to, and waits for the others.
    func join(
        _ membership: Membership, metadata: String = "m", sessionMilliseconds: Int32 = 30_000
    ) throws -> (error: Int16, membership: Membership) {
        try postJoin(membership, metadata: metadata, sessionMilliseconds: sessionMilliseconds)
        let first = try joinAnswer(membership)
        guard first.error == 79 else { return first }
        try postJoin(first.membership, metadata: metadata, sessionMilliseconds: sessionMilliseconds)
        return try joinAnswer(first.membership)
    }

    /// What comes back is this member's own.
    func sync(
        _ membership: Membership, assignments: [(id: String, assignment: String)] = []
    ) throws -> (error: Int16, assignment: String) {
        var answer = try call(14, 3) { body in
            body.text(membership.group)
            body.int(membership.generation)
            body.text(membership.id)
            body.text(membership.instance)
            body.int(Int32(assignments.count))
            for (id, assignment) in assignments {
                body.text(id)
                body.data(Array(assignment.utf8))
            }
        }
        _ = try answer.int(Int32.self)
        let error: Int16 = try answer.int()
        let count = Int(try answer.int(Int32.self))
        return (error, String(decoding: try answer.take(count), as: UTF8.self))
    }

    /// The only member of its group, with everything assigned.
    func lead(_ group: String, instance: String? = nil, sessionMilliseconds: Int32 = 30_000) throws
        -> Membership
    {
        let joined = try join(
            Membership(group: group, instance: instance), sessionMilliseconds: sessionMilliseconds)
        guard joined.error == 0,
            try sync(joined.membership, assignments: [(joined.membership.id, "all")]).error == 0
        else { throw WireClientError.closed }
        return joined.membership
    }

    func heartbeat(_ membership: Membership) throws -> Int16 {
        var answer = try call(12, 3) { body in
            body.text(membership.group)
            body.int(membership.generation)
            body.text(membership.id)
            body.text(membership.instance)
        }
        _ = try answer.int(Int32.self)
        return try answer.int()
    }

    /// Of partition 0 of a topic.
    func commitInTransaction(
        _ id: String, _ producer: Producer, _ membership: Membership, _ topic: String, offset: Int64
    ) throws -> Int16 {
        var answer = try call(28, 3, flexible: true) { body in
            body.compactText(id)
            body.compactText(membership.group)
            body.int(producer.id)
            body.int(producer.epoch)
            body.int(membership.generation)
            body.compactText(membership.id)
            body.compactText(membership.instance)
            body.bytes.append(2)
            body.compactText(topic)
            body.bytes.append(2)
            body.int(Int32(0))
            body.int(offset)
            body.int(Int32(-1))
            body.compactText(nil)
            body.bytes += [0, 0, 0]
        }
        _ = try answer.take(5)
        _ = try answer.compactText()
        _ = try answer.take(5)
        return try answer.int()
    }

    /// Of partition 0 of a topic; with `stable`, refused while a transaction may move it.
    func committedOffset(_ group: String, _ topic: String, stable: Bool) throws -> (
        error: Int16, offset: Int64
    ) {
        var answer = try call(9, 7, flexible: true) { body in
            body.compactText(group)
            body.bytes.append(2)
            body.compactText(topic)
            body.bytes.append(2)
            body.int(Int32(0))
            body.bytes += [0, stable ? 1 : 0, 0]
        }
        _ = try answer.take(5)
        _ = try answer.compactText()
        _ = try answer.take(5)
        let offset: Int64 = try answer.int()
        _ = try answer.take(4)
        _ = try answer.compactText()
        return (try answer.int(), offset)
    }

    func postFetch(_ topic: String, from offset: Int64, waitMilliseconds: Int32) throws {
        try post(1, 11) { body in
            body.int(Int32(-1))
            body.int(waitMilliseconds)
            body.int(Int32(1))
            body.int(Int32(1 << 20))
            body.int(Int8(1))
            body.int(Int64(-1))
            body.int(Int32(1))
            body.text(topic)
            body.int(Int32(1))
            body.int(Int32(0))
            body.int(Int32(-1))
            body.int(offset)
            body.int(Int64(-1))
            body.int(Int32(1 << 20))
            body.int(Int32(0))
            body.text("")
        }
    }

    func fetchAnswer() throws
        -> (error: Int16, highWatermark: Int64, lastStableOffset: Int64, aborted: Int32)
    {
        var answer = try answer()
        _ = try answer.take(14)
        _ = try answer.text()
        _ = try answer.take(8)
        let error: Int16 = try answer.int()
        let highWatermark: Int64 = try answer.int()
        let lastStableOffset: Int64 = try answer.int()
        _ = try answer.take(8)
        return (error, highWatermark, lastStableOffset, try answer.int())
    }

    /// Waits until there is a record at an offset that a reader of committed records may see.
    func fetch(_ topic: String, from offset: Int64, waitMilliseconds: Int32 = 20_000) throws
        -> (error: Int16, highWatermark: Int64, lastStableOffset: Int64, aborted: Int32)
    {
        try postFetch(topic, from: offset, waitMilliseconds: waitMilliseconds)
        return try fetchAnswer()
    }
}
