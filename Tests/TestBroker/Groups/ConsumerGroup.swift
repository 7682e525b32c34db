// One group: its members, its generation, and its committed offsets.
// In: requests and the time. Out: answers, at once or when the others are there. Depends on: GroupMember.

struct CommittedOffset: Equatable {
    var offset: Int64
    var metadata: String?
}

/// The rules are those of Kafka's group coordinator, without its limits on time-outs and sizes.
final class ConsumerGroup {
    enum State: String {
        case empty
        /// Waiting for every member to join again.
        case preparing
        /// Waiting for the leader's assignment.
        case completing
        case stable
    }

    private(set) var state = State.empty
    private(set) var generation: Int32 = 0
    private(set) var protocolName = ""
    private(set) var leader = ""
    /// In order of joining.
    private(set) var members: [GroupMember] = []
    var offsets: [PartitionID: CommittedOffset] = [:]
    /// By producer: what its open transaction commits if it commits.
    var pending: [Int64: [PartitionID: CommittedOffset]] = [:]

    private let initialDelayMilliseconds: Int64
    /// Names given out that nobody has joined with yet.
    private var promised: Set<String> = []
    private var earliest: Int64 = 0
    private var deadline: Int64 = 0
    private let newName: (String) -> String

    init(initialDelayMilliseconds: Int64, newName: @escaping (String) -> String) {
        self.initialDelayMilliseconds = initialDelayMilliseconds
        self.newName = newName
    }

    private func member(_ id: String) -> GroupMember? { members.first { $0.id == id } }
    private func holder(of instanceID: String?) -> GroupMember? {
        instanceID.flatMap { instance in members.first { $0.instanceID == instance } }
    }

    /// Whether a request comes from a member of today's generation; seen, it lives on.
    func check(memberID: String, instanceID: String?, generation: Int32, now: Int64) -> ErrorCode {
        if let holder = holder(of: instanceID), holder.id != memberID { return .fencedInstance }
        guard let member = member(memberID) else { return .unknownMember }
        guard generation == self.generation else { return .illegalGeneration }
        member.lastSeen = now
        return .none
    }

    // MARK: - Joining

    func join(_ request: JoinRequest, now: Int64, answer: @escaping (JoinAnswer) -> Void) {
        guard !request.protocols.isEmpty, common(with: request, besides: request.memberID) else {
            return answer(JoinAnswer(error: .inconsistentGroupProtocol, memberID: request.memberID))
        }
        if request.memberID.isEmpty {
            joinNewly(request, now: now, answer: answer)
        } else if promised.remove(request.memberID) != nil {
            add(GroupMember(request.memberID, request, now: now), now: now, answer: answer)
        } else if let holder = holder(of: request.instanceID), holder.id != request.memberID {
            answer(JoinAnswer(error: .fencedInstance, memberID: request.memberID))
        } else if let member = member(request.memberID) {
            joinAgain(member, request, now: now, answer: answer)
        } else {
            answer(JoinAnswer(error: .unknownMember, memberID: request.memberID))
        }
    }

    private func joinNewly(_ request: JoinRequest, now: Int64, answer: @escaping (JoinAnswer) -> Void) {
        let id = newName(request.instanceID ?? request.clientID)
        if let holder = holder(of: request.instanceID) {
            replace(holder, with: GroupMember(id, request, now: now), now: now, answer: answer)
        } else if request.asksTwice, request.instanceID == nil {
            promised.insert(id)
            answer(JoinAnswer(error: .memberIDRequired, memberID: id))
        } else {
            add(GroupMember(id, request, now: now), now: now, answer: answer)
        }
    }

    private func add(_ member: GroupMember, now: Int64, answer: @escaping (JoinAnswer) -> Void) {
        members.append(member)
        member.joinAnswer = answer
        prepare(now: now)
    }

    /// A static member that restarted takes its own place and assignment, without disturbing the others.
    private func replace(
        _ old: GroupMember, with new: GroupMember, now: Int64, answer: @escaping (JoinAnswer) -> Void
    ) {
        old.refuse(.fencedInstance)
        new.assignment = old.assignment
        members = members.map { $0 === old ? new : $0 }
        let formerLeader = leader
        if leader == old.id { leader = new.id }
        if state == .stable, chosenProtocol() == protocolName {
            // Named by its old name the leader does not think that it has to assign again.
            answer(joinAnswer(for: new, leader: formerLeader, isList: false))
        } else {
            new.joinAnswer = answer
            prepare(now: now)
        }
    }

    private func joinAgain(
        _ member: GroupMember, _ request: JoinRequest, now: Int64, answer: @escaping (JoinAnswer) -> Void
    ) {
        let isSame = member.protocols == request.protocols
        member.update(request, now: now)
        // Its answer got lost, unless it has something new to say; a leader that joins again wants to assign again.
        if isSame, state == .completing || state == .stable && member.id != leader {
            return answer(joinAnswer(for: member, leader: leader, isList: state == .completing))
        }
        member.joinAnswer = answer
        prepare(now: now)
    }

    private func joinAnswer(for member: GroupMember, leader: String, isList: Bool) -> JoinAnswer {
        var answer = JoinAnswer(
            generation: generation, protocolName: protocolName, leader: leader, memberID: member.id)
        if isList, member.id == leader {
            answer.members = members.map { member in
                let metadata = member.protocols.first { $0.name == protocolName }?.metadata
                return (member.id, member.instanceID, metadata ?? [])
            }
        }
        return answer
    }

    /// Whether somebody's protocol is everybody's.
    private func common(with request: JoinRequest, besides id: String) -> Bool {
        let others = members.filter { $0.id != id }
        return request.protocols.contains { offered in
            others.allSatisfy { $0.protocols.contains { $0.name == offered.name } }
        }
    }

    private func chosenProtocol() -> String {
        let first = member(leader) ?? members.first
        return first?.protocols.map(\.name).first { name in
            members.allSatisfy { $0.protocols.contains { $0.name == name } }
        } ?? ""
    }

    // MARK: - Rebalancing

    private func prepare(now: Int64) {
        guard state != .preparing else { return }
        earliest = state == .empty ? now + initialDelayMilliseconds : now
        deadline = max(earliest, now + (members.map(\.rebalanceMilliseconds).max() ?? 0))
        state = .preparing
        for member in members {
            member.syncAnswer?(.rebalanceInProgress, [])
            member.syncAnswer = nil
        }
    }

    /// Drops who is silent, and ends the wait for members when all are there or late.
    func tick(now: Int64) {
        for member in members where member.isExpired(now: now) { remove(member, now: now) }
        guard state == .preparing, now >= earliest else { return }
        if now >= deadline {
            // Static members keep their place until their session ends.
            members.removeAll { $0.joinAnswer == nil && $0.instanceID == nil }
            deadline = now + (members.map(\.rebalanceMilliseconds).max() ?? 0)
        } else if members.contains(where: { $0.joinAnswer == nil }) {
            return
        }
        if members.contains(where: { $0.joinAnswer != nil }) { beginGeneration(now: now) }
        if members.isEmpty { becomeEmpty() }
    }

    private func beginGeneration(now: Int64) {
        generation += 1
        if member(leader)?.joinAnswer == nil { leader = members.first { $0.joinAnswer != nil }?.id ?? "" }
        protocolName = chosenProtocol()
        state = .completing
        for member in members {
            member.lastSeen = now
            member.joinAnswer?(joinAnswer(for: member, leader: leader, isList: true))
            member.joinAnswer = nil
        }
    }

    private func becomeEmpty() {
        state = .empty
        generation += 1
        leader = ""
    }

    func sync(
        memberID: String, assignments: [String: [UInt8]], now: Int64,
        answer: @escaping (ErrorCode, [UInt8]) -> Void
    ) {
        guard let member = member(memberID) else { return answer(.unknownMember, []) }
        switch state {
        case .empty, .preparing: answer(.rebalanceInProgress, [])
        case .stable: answer(.none, member.assignment)
        case .completing:
            member.syncAnswer = answer
            guard memberID == leader else { return }
            state = .stable
            for member in members {
                member.assignment = assignments[member.id] ?? []
                member.lastSeen = now
                member.syncAnswer?(.none, member.assignment)
                member.syncAnswer = nil
            }
        }
    }

    // MARK: - Leaving

    func leave(memberID: String, now: Int64) -> ErrorCode {
        promised.remove(memberID)
        guard let member = member(memberID) else { return .unknownMember }
        remove(member, now: now)
        return .none
    }

    private func remove(_ member: GroupMember, now: Int64) {
        member.refuse(.unknownMember)
        members.removeAll { $0 === member }
        if members.isEmpty { becomeEmpty() } else { prepare(now: now) }
    }
}
