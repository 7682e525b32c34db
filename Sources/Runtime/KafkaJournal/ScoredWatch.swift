// When scoring has passed a record of the log, and where a view of the task topic must be to show what came of it.
// In: places in the log. Out: places in the task topic. Depends on: GroupOffsets. A thread of its own.

internal import Kafka
internal import Synchronization

/// Asks the group's coordinator while somebody waits, and nobody otherwise.
package final class ScoredWatch: Sendable {
    private struct Waiting: Sendable {
        var partition: Int32
        var next: Int64
        var deadline: ContinuousClock.Instant
        var continuation: CheckedContinuation<InputPosition?, Never>
    }
    private struct State {
        var waiting: [Waiting] = []
        var isStopped = false
    }
    private let state = Mutex(State())
    private let changed = WakeSignal()
    private let membership: KafkaMembership
    /// Between two questions to the coordinator.
    private static let pauseMilliseconds: UInt32 = 10

    package init(_ cluster: KafkaCluster, partitions: Int32) {
        membership = cluster.outreachMembership(partitions: partitions)
    }

    /// Where the task topic ends once scoring has committed `next` or more; nil when it had not in time.
    package func wait(partition: Int32, next: Int64, within limit: Duration) async -> InputPosition? {
        await withCheckedContinuation { continuation in
            let isTaken = state.withLock { state in
                guard !state.isStopped else { return false }
                state.waiting.append(
                    Waiting(
                        partition: partition, next: next, deadline: .now + limit, continuation: continuation))
                return true
            }
            if !isTaken { continuation.resume(returning: nil) }
            changed.set()
        }
    }

    package func stop() {
        state.withLock { $0.isStopped = true }
        changed.set()
    }

    // MARK: The thread

    /// Watches until ``stop()``. Blocks its thread.
    package func run() {
        var client: Client?
        while true {
            let (waiting, isStopped) = state.withLock { ($0.waiting, $0.isStopped) }
            if isStopped { return giveUp { _ in true } }
            guard !waiting.isEmpty else {
                changed.wait(.milliseconds(500))
                continue
            }
            do throws(KafkaError) {
                if client == nil { client = try Client(membership) }
                let places = try client?.places(waiting.map { ($0.partition, $0.next) }) ?? [:]
                answer(places)
            } catch {
                client = nil
            }
            giveUp { $0.deadline <= .now }
            LoopThread.sleep(milliseconds: Self.pauseMilliseconds)
        }
    }

    /// `places`: of each partition how far scoring is, and the end of its tasks.
    private func answer(_ places: [Int32: (scored: Int64, end: Int64)]) {
        let there = state.withLock { state in
            let there = state.waiting.filter { places[$0.partition].map { $0.scored } ?? -1 >= $0.next }
            state.waiting.removeAll { places[$0.partition].map { $0.scored } ?? -1 >= $0.next }
            return there
        }
        for one in there {
            let end = places[one.partition]?.end ?? 0
            one.continuation.resume(
                returning: InputPosition(stream: .tasks, partition: one.partition, next: end))
        }
    }

    private func giveUp(_ isOver: (Waiting) -> Bool) {
        let late = state.withLock { state in
            let late = state.waiting.filter(isOver)
            state.waiting.removeAll(where: isOver)
            return late
        }
        for one in late { one.continuation.resume(returning: nil) }
    }

    /// The connections of the thread.
    private struct Client: ~Copyable {
        private let group: GroupOffsets
        private let admin: Admin
        private let topics: KafkaTopics

        init(_ membership: KafkaMembership) throws(KafkaError) {
            let group = try GroupOffsets(membership.properties, group: membership.group)
            let admin = try Admin(membership.properties)
            self.group = group
            self.admin = admin
            topics = membership.topics
        }

        /// First how far scoring is, then where its tasks end: what it wrote stands before that.
        func places(
            _ wanted: [(partition: Int32, next: Int64)]
        ) throws(KafkaError) -> [Int32: (scored: Int64, end: Int64)] {
            let logs = Set(wanted.map { TopicPartition(topics[.log], $0.partition) })
            let known = try group.committed(logs, timeoutMilliseconds: 2_000)
            var places: [Int32: (scored: Int64, end: Int64)] = [:]
            for (log, scored) in known {
                guard wanted.contains(where: { $0.partition == log.partition && $0.next <= scored }) else {
                    continue
                }
                let tasks = TopicPartition(topics[.tasks], log.partition)
                let end = try admin.watermarks(tasks, timeoutMilliseconds: 2_000).high
                places[log.partition] = (scored, end)
            }
            return places
        }
    }
}
