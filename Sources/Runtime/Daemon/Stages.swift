// One loop's work between two commits: both stages over one batch, and the way back.
// In: a JournalBatch. Out: an Outbox and the positions to commit. Depends on: Intake, Scorer. No I/O, no clock.

package import Engine
package import Rules
package import Signals

/// Both stages over the partitions that one loop holds. The loop reads, calls ``process(_:names:)``, commits
/// ``outbox`` with ``positions``, and says how that went.
package struct Stages: ~Copyable {
    private var decoder: RecordDecoder
    private var intake: Intake
    private var batch = RecordBatch()
    /// By partition of the log.
    private var scorers: [Int32: ScorerBox] = [:]
    package private(set) var outbox = Outbox()
    package private(set) var positions: [InputPosition] = []
    /// What the open step counted.
    package private(set) var counts: StepCounts
    private var pipeline: Pipeline
    private let pseudonyms: Pseudonyms
    private var isOpen = false

    /// - Parameter key: of the pseudonyms.
    package init(pipeline: Pipeline, key: [UInt8], seal: ContactSeal) {
        guard let zone = CivilZone(name: pipeline.zone) else {
            preconditionFailure("a checked pipeline has a known zone")
        }
        self.pipeline = pipeline
        pseudonyms = Pseudonyms(key: key)
        decoder = RecordDecoder(zone: zone, keying: .pseudonym(pseudonyms), keepsDetails: true)
        intake = Intake(pipeline: pipeline, seal: seal)
        counts = StepCounts(classes: pipeline.classes.count)
    }

    // MARK: Partitions

    /// Takes in a partition without state; ``restore(_:key:value:)`` fills it.
    package mutating func open(_ partition: Int32, placePrefix: String) {
        scorers[partition] = ScorerBox(
            PartitionScorer(
                partition: partition, placePrefix: placePrefix, pipeline: pipeline, pseudonyms: pseudonyms))
    }

    package mutating func restore(
        _ partition: Int32, key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?
    ) throws(StateError) {
        try scorers[partition]?.scorer.restore(key: key, value: value)
    }

    /// Lets a partition go, with its state.
    package mutating func drop(_ partition: Int32) { scorers[partition] = nil }

    /// The partitions that are here, in order.
    package var partitionStates: [PartitionState] {
        scorers.values.map { box in
            PartitionState(
                number: box.scorer.partition, households: box.scorer.householdCount,
                stateBytes: box.scorer.stateBytes, lastDay: box.scorer.lastDay)
        }.sorted { $0.number < $1.number }
    }
    /// Open tasks that are due within so many days of the last day record, by partition.
    package func openTasks(dueWithin days: Int) -> [(partition: Int32, soon: DueSoon)] {
        scorers.keys.sorted().compactMap { partition in
            guard let box = scorers[partition], let day = box.scorer.lastDay else { return nil }
            return (partition, box.scorer.openTasks(dueBy: day + days))
        }
    }

    package func stateEntries(of partition: Int32) -> [(key: String, value: [UInt8])] {
        scorers[partition]?.scorer.stateEntries() ?? []
    }

    // MARK: A step

    /// Opens a step and runs both stages over a batch.
    ///
    /// Records of the log whose partition is not here any more are left out, as are their positions.
    ///
    /// - Parameter placePrefix: what the place of a record of an input's partition begins with.
    package mutating func process(
        _ input: borrowing JournalBatch, placePrefix: (RecordStream, Int32) -> String
    ) {
        begin()
        decode(input)
        var reached = ReachedPositions()
        let batch = batch
        var intake = intake
        batch.withTexts { texts in
            for (index, entry) in input.entries.enumerated() {
                let decoded = batch.items[index].decoded
                switch entry.stream {
                case .log:
                    guard let box = scorers[entry.partition] else { continue }
                    box.scorer.fold(decoded, at: entry.position, in: texts)
                default:
                    let origin =
                        entry.origin ?? placePrefix(entry.stream, entry.partition) + String(entry.position)
                    counts.delivered += 1
                    switch entry.refusal.map({ .deadLetter($0) }) ?? decoded {
                    case .record(let record):
                        intake.accept(
                            record, batch.details[index], of: batch, texts, origin: origin, to: &outbox)
                    case .deadLetter(let reason):
                        counts.refused[reason, default: 0] += 1
                        intake.refuse(reason, origin: origin, to: &outbox)
                    }
                }
                reached.note(entry)
            }
        }
        self.intake = intake
        for partition in scorers.keys.sorted() {
            if let tally = scorers[partition]?.scorer.flush(to: &outbox) { counts.tally += tally }
        }
        positions = reached.positions.sorted {
            ($0.stream.rawValue, $0.partition) < ($1.stream.rawValue, $1.partition)
        }
    }

    /// The last day of which nothing is kept any more on a day, by the pipeline's retention.
    package func retentionCut(on day: CivilDate) -> CivilDate { pipeline.retention.before(day) }

    /// Adds a day record for each partition whose last one is of an earlier day and that was not sent one yet.
    /// Within an open step.
    ///
    /// - Parameter time: RFC 3339, goes into the record.
    package mutating func addDayRecords(_ day: CivilDate, time: String) {
        precondition(isOpen, "a step is open")
        for partition in scorers.keys.sorted() {
            guard let box = scorers[partition] else { continue }
            let known = max(box.scorer.lastDay ?? .earliest, box.scorer.requestedDay ?? .earliest)
            guard known < day else { continue }
            box.scorer.requestedDay = day
            outbox.add(
                .log, partition: partition, key: [], value: DayRecord.bytes(day, time, pipeline.source))
        }
    }

    /// The step is durable.
    package mutating func commit() {
        for box in scorers.values { box.scorer.commit() }
        end()
    }

    /// Nothing of the step is durable: everything is as it was before it.
    package mutating func rollBack() {
        for box in scorers.values { box.scorer.rollBack() }
        end()
    }

    /// Goes on under another pipeline; between steps.
    package mutating func adopt(_ other: Pipeline, seal: ContactSeal) {
        precondition(!isOpen, "no step is open")
        guard let zone = CivilZone(name: other.zone) else {
            preconditionFailure("a checked pipeline has a known zone")
        }
        for box in scorers.values { box.scorer.adopt(other) }
        pipeline = other
        decoder = RecordDecoder(zone: zone, keying: .pseudonym(pseudonyms), keepsDetails: true)
        intake = Intake(pipeline: other, seal: seal)
        counts = StepCounts(classes: other.classes.count)
    }

    private mutating func begin() {
        precondition(!isOpen, "one step at a time")
        isOpen = true
        for box in scorers.values { box.scorer.begin() }
    }

    private mutating func end() {
        isOpen = false
        outbox.removeAll()
        positions.removeAll()
        counts = StepCounts(classes: pipeline.classes.count)
    }

    private mutating func decode(_ input: borrowing JournalBatch) {
        batch.removeItems()
        batch.bytes = input.bytes
        for (index, entry) in input.entries.enumerated() {
            decoder.decode(message: entry.value ?? 0..<0, number: index, into: &batch)
        }
    }
}

/// How far the records of a batch reach in each partition. A loop holds few, and their records come in runs.
private struct ReachedPositions {
    private(set) var positions: [InputPosition] = []
    private var last = 0

    mutating func note(_ entry: JournalBatch.Entry) {
        func isOfEntry(_ position: InputPosition) -> Bool {
            position.stream == entry.stream && position.partition == entry.partition
        }
        if !positions.indices.contains(last) || !isOfEntry(positions[last]) {
            guard let found = positions.firstIndex(where: isOfEntry) else {
                last = positions.count
                positions.append(
                    InputPosition(
                        stream: entry.stream, partition: entry.partition, next: entry.position + 1))
                return
            }
            last = found
        }
        positions[last].next = entry.position + 1
    }
}

/// Holds a scorer in a dictionary; one loop's own.
private final class ScorerBox {
    var scorer: PartitionScorer
    init(_ scorer: consuming PartitionScorer) { self.scorer = scorer }
}

/// What one step counted, for the metrics.
package struct StepCounts: Sendable {
    /// Delivered records, dead letters among them.
    package var delivered = 0
    package var refused: [DeadLetterReason: Int] = [:]
    /// Of the second stage.
    package var tally: Tally

    init(classes: Int) { tally = Tally(classes: classes) }
}

/// The record with which a day begins (type G).
package enum DayRecord {
    package static func bytes(_ day: CivilDate, _ time: String, _ source: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(json: "{\"specversion\":\"1.0\",\"id\":\"dag-")
        bytes.append(contentsOf: day.description.utf8)
        bytes.append(json: "\",\"source\":")
        bytes.append(quoted: source)
        bytes.append(json: ",\"type\":\"nl.schulden.dag-begonnen.v1\",\"time\":")
        bytes.append(quoted: time)
        bytes.append(json: ",\"datacontenttype\":\"application/json\",\"data\":{\"datum\":\"")
        bytes.append(contentsOf: day.description.utf8)
        bytes.append(json: "\"}}")
        return bytes
    }
}
