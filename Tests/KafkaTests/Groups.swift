// Group members in tests: waiting for what they are told, and reading what they are lent.

import Kafka

extension MockCluster {
    /// A member with times as short as the mock allows, which keeps a new group waiting for three seconds.
    func member(
        _ group: String = "stand", topics: [String] = ["log"], _ more: [String: String] = [:]
    ) throws -> Consumer {
        let times = ["session.timeout.ms": "6000", "heartbeat.interval.ms": "100"]
        return try Consumer(properties(times.merging(more) { $1 }), .init(group: group, topics: topics))
    }
}

extension Consumer {
    /// Takes events until one is as `wanted` says: for at most three hundred others or thirty seconds.
    func awaitEvent<Found>(_ wanted: (ClientEvent) -> Found?) throws -> Found {
        for _ in 0..<300 {
            guard let event = try nextEvent(waitMilliseconds: 100) else { continue }
            if let found = wanted(event) { return found }
        }
        throw MockCluster.Failure(what: "nothing of the kind was told")
    }

    /// The partitions of the next assignment that has any.
    func awaitAssigned() throws -> [TopicPartition] {
        try awaitEvent { if case .assigned(let list) = $0, !list.isEmpty { list.sorted() } else { nil } }
    }

    func awaitRevoked() throws -> (partitions: [TopicPartition], isLost: Bool) {
        try awaitEvent {
            if case .revoked(let list, let isLost) = $0 { (list.sorted(), isLost) } else { nil }
        }
    }

    /// Reads until `count` records are there, or nothing came for a while.
    func read(_ count: Int) -> [Record] {
        var records: [Record] = []
        var silence = 0
        while records.count < count, silence < 100 {
            let size = BatchSize(maxRecords: count - records.count, waitMilliseconds: 100)
            let batch = withBatch(size) { $0.copies() }
            silence = batch.isEmpty ? silence + 1 : 0
            records += batch
        }
        return records
    }
}

extension Dictionary where Key == TopicPartition, Value == Offset {
    /// All of them from the same offset.
    init(_ partitions: some Sequence<TopicPartition>, at offset: Offset) {
        self.init(uniqueKeysWithValues: partitions.map { ($0, offset) })
    }
}
