// The loop: read, fold, commit, again; on a thread of its own, over whatever journal.
// In: a journal. Out: steps. Depends on: Journal, Stages. The day comes from a clock that the caller gives.

package import Engine
package import Rules
package import Signals

/// What a loop tells the rest of the daemon; called on the loop's thread, must be quick.
package protocol LoopObserver: AnyObject, Sendable {
    /// A step is durable. Durations in seconds: reading and folding, then committing.
    func committed(_ counts: StepCounts, folding: Double, committing: Double)
    func aborted(_ reason: String)
    /// The journal cannot be reached; nil when it can again.
    func unavailable(_ reason: String?)
    func assigned(_ partition: Int32)
    func restoring(_ partition: Int32, _ done: Int, of total: Int)
    func restored(_ partition: Int32)
    func released(_ partition: Int32)
    /// The open tasks of a partition that are due within so many days: now and then.
    func due(_ partition: Int32, within days: Int, _ soon: DueSoon)
    /// The loop is alive; at least every few seconds while it is.
    func heartbeat(_ partitions: [PartitionState])
}

/// What a loop holds of one partition of the log.
package struct PartitionState: Sendable {
    package var number: Int32
    package var households: Int
    /// Bytes of the households' packed state in memory.
    package var stateBytes: Int
    package var lastDay: CivilDate?
}

/// What a loop is asked from other threads.
package protocol LoopControl: AnyObject, Sendable {
    var shouldStop: Bool { get }
    /// A pipeline to go on with, once.
    func takePipeline() -> (pipeline: Pipeline, seal: ContactSeal)?
    /// Today in the pipeline's zone and the time as RFC 3339; nil when day records come with the input.
    func today() -> (day: CivilDate, time: String)?
}

/// How much a step takes.
package struct StepLimits: Sendable {
    /// At most so many records.
    package var records: Int
    /// Waits at most so long for the first.
    package var wait: Duration
    package init(records: Int, wait: Duration) {
        self.records = records
        self.wait = wait
    }
}

/// Runs one loop until it is asked to stop. Blocks its thread.
///
/// - Throws: ``JournalError/stopped(_:_:)`` when going on cannot be right. Of the other errors nothing leaves here:
///   an aborted step is read again, an unavailable journal tried again with growing pauses.
package func runLoop<J: Journal & ~Copyable>(
    over journal: inout J, stages: inout Stages, limits: StepLimits, control: some LoopControl,
    observer: some LoopObserver
) throws(JournalError) {
    var batch = JournalBatch()
    var pause = Backoff()
    var nextDue = ContinuousClock.now
    var begun: CivilDate?
    while !control.shouldStop {
        do throws(JournalError) {
            if let next = control.takePipeline() { stages.adopt(next.pipeline, seal: next.seal) }
            batch.removeAll()
            try journal.next(into: &batch, limit: limits.records, wait: limits.wait)
            try giveUp(batch.revoked, &journal, &stages, observer)
            try takeOn(batch.assigned, &journal, &stages, observer)
            // A restore that was to stop leaves a part of the state, and no step may be made of that.
            guard !control.shouldStop else { return }
            try step(batch, &journal, &stages, control, observer)
            if let (day, _) = control.today(), begun.map({ $0 < day }) ?? true {
                try journal.begin(day: day, lettingGoThrough: stages.retentionCut(on: day))
                begun = day
            }
            if pause.reset() { observer.unavailable(nil) }
            observer.heartbeat(stages.partitionStates)
            if ContinuousClock.now >= nextDue {
                nextDue = .now + dueInterval
                for (partition, soon) in stages.openTasks(dueWithin: dueDays) {
                    observer.due(partition, within: dueDays, soon)
                }
            }
        } catch {
            switch error {
            case .stopped: throw error
            case .aborted(let reason): observer.aborted(reason)
            case .unavailable(let reason):
                observer.unavailable(reason)
                pause.wait { control.shouldStop }
            }
        }
    }
}

/// What `seinpost why-stalled` says is at risk: open tasks due within so many days, counted so often.
private let dueDays = 3
private let dueInterval = Duration.seconds(60)

private func step<J: Journal & ~Copyable>(
    _ batch: borrowing JournalBatch, _ journal: inout J, _ stages: inout Stages, _ control: some LoopControl,
    _ observer: some LoopObserver
) throws(JournalError) {
    let started = ContinuousClock.now
    let prefixes = PlacePrefixes(batch) { journal.placePrefix($0, $1) }
    stages.process(batch) { prefixes[$0, $1] }
    if let (day, time) = control.today() { stages.addDayRecords(day, time: time) }
    guard !batch.entries.isEmpty || !stages.outbox.isEmpty else {
        stages.commit()
        return
    }
    let folded = ContinuousClock.now
    do throws(JournalError) {
        try journal.commit(stages.outbox, stages.positions)
    } catch {
        stages.rollBack()
        throw error
    }
    let counts = stages.counts
    stages.commit()
    observer.committed(
        counts, folding: (folded - started).seconds, committing: (ContinuousClock.now - folded).seconds)
}

/// Between steps there is nothing to commit, so a partition can go at once.
private func giveUp<J: Journal & ~Copyable>(
    _ partitions: [Int32], _ journal: inout J, _ stages: inout Stages, _ observer: some LoopObserver
) throws(JournalError) {
    guard !partitions.isEmpty else { return }
    for partition in partitions { stages.drop(partition) }
    try journal.release(partitions)
    for partition in partitions { observer.released(partition) }
}

private func takeOn<J: Journal & ~Copyable>(
    _ partitions: [Int32], _ journal: inout J, _ stages: inout Stages, _ observer: some LoopObserver
) throws(JournalError) {
    for partition in partitions {
        observer.assigned(partition)
        stages.open(partition, placePrefix: journal.placePrefix(.log, partition))
        func put(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) throws(JournalError) {
            do throws(StateError) {
                try stages.restore(partition, key: key, value: value)
            } catch {
                throw JournalError.stopped(Sentence.state(error, partition), .configuration)
            }
        }
        try journal.restore(partition, entry: put, progress: { observer.restoring(partition, $0, of: $1) })
        observer.restored(partition)
    }
}

/// The places' beginnings of one batch, worked out before the journal is busy with it.
private struct PlacePrefixes {
    private struct Input: Hashable {
        var stream: RecordStream
        var partition: Int32
    }
    private var texts: [Input: String] = [:]

    init(_ batch: borrowing JournalBatch, _ prefix: (RecordStream, Int32) -> String) {
        // Scorers know the places of the log.
        for entry in batch.entries where entry.origin == nil && entry.stream != .log {
            let input = Input(stream: entry.stream, partition: entry.partition)
            if texts[input] == nil { texts[input] = prefix(entry.stream, entry.partition) }
        }
    }

    subscript(stream: RecordStream, partition: Int32) -> String {
        texts[Input(stream: stream, partition: partition)] ?? ""
    }
}

/// Pauses of 0.1 s that double up to 10 s.
struct Backoff {
    private var next = Duration.milliseconds(100)
    private var isWaiting = false

    /// Waits, in short pieces so that a stop is noticed within a tenth of a second.
    mutating func wait(until isOver: () -> Bool) {
        isWaiting = true
        let end = ContinuousClock.now + next
        next = min(next * 2, .seconds(10))
        while !isOver(), ContinuousClock.now < end { LoopThread.sleep(milliseconds: 50) }
    }

    /// Begins anew; true when there was a pause.
    mutating func reset() -> Bool {
        defer {
            isWaiting = false
            next = .milliseconds(100)
        }
        return isWaiting
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
