// What the loops do, as metrics, health and log lines.
// In: a loop's calls. Out: instruments, the board, the log. Depends on: Telemetry, Admin.

package import Engine
package import Logging
internal import Signals
internal import Synchronization

/// Passes on what one loop tells. Messages are constant, and nothing in them comes from a record.
package final class DaemonObserver: LoopObserver, Sendable {
    private struct Partition {
        var metrics: PartitionMetrics
        var isRestored = false
        var since: Moment
        var restored = StallReport.Restored(done: 0, total: 0)
        var lag: Int64 = 0
        var oldest: Moment?
        /// When a record of it was last processed.
        var lastProgress: Moment
        var due: StallReport.Due?
    }
    private struct State {
        var partitions: [Int32: Partition] = [:]
        var delivered: [Int32: PartitionMetrics] = [:]
        var awaySince: Moment?
    }
    private let state = Mutex(State())
    private let metrics: DaemonMetrics
    private let board: HealthBoard
    private let beat: Heartbeat
    private let logger: Logger
    /// ``HealthBoard/Component/broker`` on Kafka, ``HealthBoard/Component/journal`` otherwise.
    private let component: HealthBoard.Component

    package init(
        _ name: String, metrics: DaemonMetrics, board: HealthBoard, component: HealthBoard.Component,
        logger: Logger
    ) {
        self.metrics = metrics
        self.board = board
        self.component = component
        self.logger = logger
        beat = board.loop(name, limitMilliseconds: 60_000)
    }

    package func committed(_ counts: StepCounts, folding: Double, committing: Double) {
        let records = counts.tally.records + counts.tally.deadLetters.values.reduce(0, +)
        if records > 0 || counts.tally.dayRecords > 0 {
            metrics.scored(counts.tally, records: records)
            metrics.batchTook(.seconds(folding + committing), .scoring)
            metrics.commitTook(.seconds(committing), .scoring)
        }
        if counts.delivered > 0 {
            metrics.took(in: counts.delivered)
            metrics.batchTook(.seconds(folding + committing), .intake)
            metrics.commitTook(.seconds(committing), .intake)
            for (reason, count) in counts.refused { metrics.deadLettered(reason, count) }
        }
        board.set(component, .ok)
    }

    package func aborted(_ reason: String) {
        metrics.aborted(.scoring)
        logger.warning("a step was aborted and is done again", metadata: ["reason": "\(reason)"])
    }

    package func unavailable(_ reason: String?) {
        // Waiting for others is no reason to be ended as if it hung.
        beat.beat()
        guard let reason else {
            let wasAway = state.withLock { state in
                defer { state.awaySince = nil }
                return state.awaySince != nil
            }
            guard wasAway else { return }
            board.set(component, .ok)
            return logger.notice("the journal can be reached again")
        }
        let isNew = state.withLock { state in
            defer { state.awaySince = state.awaySince ?? .now }
            return state.awaySince == nil
        }
        board.set(component, .away)
        if isNew {
            logger.error("the journal cannot be reached; trying again", metadata: ["reason": "\(reason)"])
        }
    }

    package func assigned(_ partition: Int32) {
        let metrics = metrics.partition(Int(partition), .scoring)
        state.withLock {
            $0.partitions[partition] = Partition(metrics: metrics, since: .now, lastProgress: .now)
        }
        tellRestore()
        logger.info("a partition came", metadata: ["partition": "\(partition)"])
    }

    package func restoring(_ partition: Int32, _ done: Int, of total: Int) {
        beat.beat()
        let news = state.withLock { state in
            let before = state.partitions[partition]?.restored.done ?? 0
            state.partitions[partition]?.restored = StallReport.Restored(done: done, total: total)
            state.partitions[partition]?.metrics.restored(done, of: total)
            return done - before
        }
        metrics.restored(max(0, news))
    }

    package func restored(_ partition: Int32) {
        state.withLock { state in
            state.partitions[partition]?.isRestored = true
            state.partitions[partition]?.metrics.restored(1, of: 1)
        }
        tellRestore()
        logger.info("a partition is restored", metadata: ["partition": "\(partition)"])
    }

    package func released(_ partition: Int32) {
        state.withLock { $0.partitions.removeValue(forKey: partition) }?.metrics.forget()
        tellRestore()
        logger.info("a partition was given up", metadata: ["partition": "\(partition)"])
    }

    package func heartbeat(_ partitions: [PartitionState]) {
        beat.beat()
        state.withLock { state in
            if state.awaySince == nil { board.set(component, .ok) }
            for partition in partitions {
                state.partitions[partition.number]?.metrics.state(
                    households: partition.households, bytes: partition.stateBytes)
                if let day = partition.lastDay {
                    state.partitions[partition.number]?.metrics.folded(day: day)
                }
            }
        }
    }

    /// How many records of a partition wait, and when the oldest of them was appended.
    package func lags(_ stream: RecordStream, _ partition: Int32, _ records: Int64, oldest: Moment?) {
        state.withLock { state in
            if stream == .log {
                state.partitions[partition]?.metrics.lags(Int(records))
                state.partitions[partition]?.metrics.oldestUnprocessed(oldest)
                state.partitions[partition]?.oldest = oldest
                let known = state.partitions[partition]?.lag ?? 0
                if records != known { state.partitions[partition]?.lastProgress = .now }
                if (records == 0) != (known == 0) { state.partitions[partition]?.since = .now }
                state.partitions[partition]?.lag = records
            } else {
                if state.delivered[partition] == nil {
                    state.delivered[partition] = metrics.partition(Int(partition), .intake)
                }
                state.delivered[partition]?.lags(Int(records))
                state.delivered[partition]?.oldestUnprocessed(oldest)
            }
        }
    }

    package func producerMade(again: Bool) {
        guard again else { return }
        metrics.recreatedProducer(.scoring)
        logger.warning("the producer was made anew")
    }

    /// The loop has ended, and well.
    package func ended() { beat.end() }

    private func tellRestore() {
        let (done, all) = state.withLock { state in
            (state.partitions.values.count { $0.isRestored }, state.partitions.count)
        }
        board.set(.restore, done == all ? .ok : .restoring(done: done, of: all))
    }

    /// What holds each partition up, for `seinpost why-stalled`.
    package func stalls() -> [StallReport.Partition] {
        state.withLock { state in
            state.partitions.sorted { $0.key < $1.key }.map { number, partition in
                let cause = cause(of: partition, isAway: state.awaySince != nil)
                return StallReport.Partition(
                    stage: .scoring, partition: Int(number), cause: cause,
                    since: state.awaySince ?? partition.since,
                    lag: state.awaySince == nil ? Int(partition.lag) : nil,
                    oldest: state.awaySince == nil ? partition.oldest : nil,
                    restored: partition.isRestored ? nil : partition.restored, due: partition.due)
            }
        }
    }

    private func cause(of partition: Partition, isAway: Bool) -> StallReport.Cause {
        if isAway { return .brokerAway }
        if !partition.isRestored { return .restore }
        if partition.lag == 0 { return .quiet }
        // What is there but does not come is behind the end of a transaction.
        let silent = Moment.now.milliseconds(since: partition.lastProgress)
        if silent > Self.patienceMilliseconds { return .openTransaction }
        return Moment.now.milliseconds(since: partition.since) > Self.patienceMilliseconds ? .lag : .flowing
    }

    private static let patienceMilliseconds: Int64 = 10_000

    /// The open tasks of a partition that are due soon.
    package func due(_ partition: Int32, within days: Int, _ soon: DueSoon) {
        state.withLock {
            $0.partitions[partition]?.due = StallReport.Due(
                days: days, tasks: soon.tasks, first: soon.first?.description)
        }
    }
}
