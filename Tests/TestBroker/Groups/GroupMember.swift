// A member of a group, and the answers that it waits for.
// In: what it said when it joined. Out: values for the group. Depends on: ErrorCode.

/// A way to assign partitions that a member knows, with what it says to the leader about itself.
struct GroupProtocol: Equatable {
    var name: String
    var metadata: [UInt8]
}

/// Answer to a request to join.
struct JoinAnswer {
    var error: ErrorCode = .none
    var generation: Int32 = -1
    var protocolName = ""
    var leader = ""
    var memberID = ""
    /// For the leader only.
    var members: [(id: String, instanceID: String?, metadata: [UInt8])] = []
}

struct JoinRequest {
    var sessionMilliseconds: Int64
    var rebalanceMilliseconds: Int64
    var memberID: String
    var instanceID: String?
    var clientID: String
    var protocolType: String
    var protocols: [GroupProtocol]
    /// Whether a new member is to ask again with the name that it gets (KIP-394): a lost answer then leaves no ghost.
    var asksTwice: Bool
}

final class GroupMember {
    let id: String
    let instanceID: String?
    var protocols: [GroupProtocol]
    var sessionMilliseconds: Int64
    var rebalanceMilliseconds: Int64
    var lastSeen: Int64
    var assignment: [UInt8] = []
    /// Set while it waits for the others to join.
    var joinAnswer: ((JoinAnswer) -> Void)?
    /// Set while it waits for the leader's assignment.
    var syncAnswer: ((ErrorCode, [UInt8]) -> Void)?

    init(_ id: String, _ request: JoinRequest, now: Int64) {
        self.id = id
        instanceID = request.instanceID
        protocols = request.protocols
        sessionMilliseconds = request.sessionMilliseconds
        rebalanceMilliseconds = request.rebalanceMilliseconds
        lastSeen = now
    }

    func update(_ request: JoinRequest, now: Int64) {
        protocols = request.protocols
        sessionMilliseconds = request.sessionMilliseconds
        rebalanceMilliseconds = request.rebalanceMilliseconds
        lastSeen = now
    }

    /// Who waits for us is there, however long it takes.
    func isExpired(now: Int64) -> Bool {
        joinAnswer == nil && syncAnswer == nil && now - lastSeen > sessionMilliseconds
    }

    /// Ends both waits with an error.
    func refuse(_ error: ErrorCode) {
        joinAnswer?(JoinAnswer(error: error, memberID: id))
        syncAnswer?(error, [])
        joinAnswer = nil
        syncAnswer = nil
    }
}
