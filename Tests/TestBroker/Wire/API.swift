// The requests that this broker answers, in which versions, and the error codes that it answers with.
// In: nothing. Out: API, ErrorCode. Depends on: nothing.

/// One kind of request, by the name that Kafka's protocol guide gives it (in Swift's spelling).
enum API: Int16, CaseIterable {
    case produce = 0
    case fetch = 1
    case listOffsets = 2
    case metadata = 3
    case offsetCommit = 8
    case offsetFetch = 9
    case findCoordinator = 10
    case joinGroup = 11
    case heartbeat = 12
    case leaveGroup = 13
    case syncGroup = 14
    case apiVersions = 18
    case createTopics = 19
    case deleteTopics = 20
    case initProducerId = 22
    case addPartitionsToTxn = 24
    case addOffsetsToTxn = 25
    case endTxn = 26
    case txnOffsetCommit = 28
    case describeConfigs = 32
    case createPartitions = 37

    /// By name in any case (`Produce`, `initProducerId`), or by number.
    init?(text: String) {
        let found = API.allCases.first { "\($0)".lowercased() == text.lowercased() }
        guard let api = found ?? Int16(text).flatMap(API.init) else { return nil }
        self = api
    }

    /// Low on purpose: clients take the highest version that both know; what is not offered need not be written.
    var versions: ClosedRange<Int16> {
        switch self {
        // Below 3 are message sets, which are refused; librdkafka compresses only if the range begins at 0.
        case .produce: 0...7
        case .fetch: 4...11
        case .listOffsets: 1...2
        case .metadata: 1...4
        case .offsetCommit: 2...7
        case .offsetFetch: 1...7
        case .findCoordinator: 0...2
        case .joinGroup: 0...5
        case .heartbeat: 0...3
        case .leaveGroup: 0...1
        case .syncGroup: 0...3
        case .apiVersions: 0...2
        case .createTopics: 0...4
        case .deleteTopics: 0...1
        case .initProducerId: 0...4
        case .addPartitionsToTxn, .addOffsetsToTxn, .endTxn: 0...1
        case .txnOffsetCommit: 0...3
        case .describeConfigs: 0...1
        case .createPartitions: 0...1
        }
    }

    /// Whether a version has variable-length counts and tagged fields.
    func isFlexible(_ version: Int16) -> Bool {
        switch self {
        case .offsetFetch: version >= 6
        case .initProducerId: version >= 2
        case .txnOffsetCommit: version >= 3
        default: false
        }
    }
}

/// A code of the protocol. A structure and not an enumeration, since the control channel injects any.
struct ErrorCode: RawRepresentable, Hashable {
    var rawValue: Int16

    static let none = ErrorCode(rawValue: 0)
    static let offsetOutOfRange = ErrorCode(rawValue: 1)
    static let corruptMessage = ErrorCode(rawValue: 2)
    static let unknownTopicOrPartition = ErrorCode(rawValue: 3)
    static let messageTooLarge = ErrorCode(rawValue: 10)
    static let invalidTopic = ErrorCode(rawValue: 17)
    static let illegalGeneration = ErrorCode(rawValue: 22)
    static let inconsistentGroupProtocol = ErrorCode(rawValue: 23)
    static let unknownMember = ErrorCode(rawValue: 25)
    static let rebalanceInProgress = ErrorCode(rawValue: 27)
    static let unsupportedVersion = ErrorCode(rawValue: 35)
    static let topicAlreadyExists = ErrorCode(rawValue: 36)
    static let invalidPartitions = ErrorCode(rawValue: 37)
    static let invalidReplicationFactor = ErrorCode(rawValue: 38)
    static let invalidRequest = ErrorCode(rawValue: 42)
    static let outOfOrderSequence = ErrorCode(rawValue: 45)
    static let duplicateSequence = ErrorCode(rawValue: 46)
    static let invalidProducerEpoch = ErrorCode(rawValue: 47)
    static let invalidTransactionState = ErrorCode(rawValue: 48)
    static let invalidProducerIDMapping = ErrorCode(rawValue: 49)
    static let memberIDRequired = ErrorCode(rawValue: 79)
    static let fencedInstance = ErrorCode(rawValue: 82)
    static let invalidRecord = ErrorCode(rawValue: 87)
    static let unstableOffsetCommit = ErrorCode(rawValue: 88)
    static let producerFenced = ErrorCode(rawValue: 90)
}
