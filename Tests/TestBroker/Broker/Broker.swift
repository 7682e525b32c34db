// The broker's state, and which code answers which request.
// In: requests and the time. Out: answers, entries in the journal. Depends on: Journal, PartitionLog, ConsumerGroup.

internal import Glibc

/// A request, with the way back to who asked.
struct Request {
    var api: API
    var version: Int16
    var clientID: String
    /// What the control channel wants answered in place of the truth.
    var fault: ErrorCode?
    var reply: Reply
}

final class Topic {
    let name: String
    var replicationFactor: Int16
    var configuration: [String: String]
    var partitions: [PartitionLog] = []

    init(name: String, replicationFactor: Int16, configuration: [String: String]) {
        self.name = name
        self.replicationFactor = replicationFactor
        self.configuration = configuration
    }

    var maxBatchBytes: Int { configuration["max.message.bytes"].flatMap { Int($0) } ?? 1_048_588 }
}

enum Clock {
    /// For time-outs.
    static func milliseconds() -> Int64 { read(CLOCK_MONOTONIC) }
    /// For the time of markers.
    static func wallMilliseconds() -> Int64 { read(CLOCK_REALTIME) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// Everything that is one and the same for all connections. Used by one thread only.
final class Broker {
    let options: Options
    let journal: Journal
    var port: UInt16 = 0
    var topics: [String: Topic] = [:]
    var groups: [String: ConsumerGroup] = [:]
    /// By transactional id.
    var transactions: [String: Transaction] = [:]
    var transactionsByProducer: [Int64: Transaction] = [:]
    var nextProducerID: Int64 = 1000
    var parkedFetches: [ParkedFetch] = []
    /// Whether a fetch that waits may have its answer now.
    var hasNews = false
    var faults = Faults()
    var requestCounts: [API: Int] = [:]

    /// So that no name of a member is given out twice, not by an earlier process either.
    private let started = Clock.wallMilliseconds()
    private var namesGiven = 0

    init(_ options: Options) throws {
        self.options = options
        journal = try Journal(folder: options.dataFolder)
        try recover()
    }

    func log(_ partition: PartitionID) -> PartitionLog? {
        guard let topic = topics[partition.topic], partition.index >= 0,
            partition.index < topic.partitions.count
        else { return nil }
        return topic.partitions[Int(partition.index)]
    }

    func group(_ name: String) -> ConsumerGroup {
        if let group = groups[name] { return group }
        let group = ConsumerGroup(initialDelayMilliseconds: options.joinDelayMilliseconds) { prefix in
            self.namesGiven += 1
            return "\(prefix)-\(String(self.started, radix: 36))-\(self.namesGiven)"
        }
        groups[name] = group
        return group
    }

    /// Ends what has waited too long.
    func tick() throws {
        let now = Clock.milliseconds()
        for group in groups.values { group.tick(now: now) }
        for transaction in transactions.values where transaction.isExpired(now: now) {
            try abortAndFence(transaction)
        }
        try answerParkedFetches(now: now)
    }

    func answer(_ request: Request, _ body: ByteReader) throws {
        requestCounts[request.api, default: 0] += 1
        var body = body
        body.isFlexible = request.api.isFlexible(request.version)
        switch request.api {
        case .produce: try produce(request, &body)
        case .fetch: try fetch(request, &body)
        case .listOffsets: try listOffsets(request, &body)
        case .metadata: try metadata(request, &body)
        case .offsetCommit: try offsetCommit(request, &body)
        case .offsetFetch: try offsetFetch(request, &body)
        case .findCoordinator: findCoordinator(request)
        case .joinGroup: try joinGroup(request, &body)
        case .heartbeat: try heartbeat(request, &body)
        case .leaveGroup: try leaveGroup(request, &body)
        case .syncGroup: try syncGroup(request, &body)
        case .apiVersions: apiVersions(request)
        case .createTopics: try createTopics(request, &body)
        case .deleteTopics: try deleteTopics(request, &body)
        case .createPartitions: try createPartitions(request, &body)
        case .describeConfigs: try describeConfigs(request, &body)
        case .initProducerId: try initProducerID(request, &body)
        case .addPartitionsToTxn: try addPartitions(request, &body)
        case .addOffsetsToTxn: try addOffsets(request, &body)
        case .endTxn: try endTransaction(request, &body)
        case .txnOffsetCommit: try transactionOffsetCommit(request, &body)
        }
    }
}
