// Plays the tests of a pipeline on the live engine.
// In: a pipeline and tests. Out: what came of each, compared with what was expected. Depends on: Engine.

import Engine
package import Rules
import Signals

/// Plays tests (pipelines/README.md, "Tests"). Each test starts with an empty engine.
package struct RuleTestRunner: Sendable {
    private let pipeline: Pipeline
    private let zone: CivilZone

    /// A runner of tests of one pipeline.
    package init(pipeline: Pipeline) {
        guard let zone = CivilZone(name: pipeline.zone) else {
            preconditionFailure("a checked pipeline has a known zone")
        }
        self.pipeline = pipeline
        self.zone = zone
    }

    /// Plays the events of a test and compares what came out with what it expects.
    package func run(_ test: RuleTest) -> RuleTestResult {
        var play = RuleTestPlay(pipeline: pipeline, zone: zone)
        for event in test.events { play.play(event) }
        var comparison = RuleTestComparison(test)
        comparison.compareTasks(play.revisions)
        comparison.compareStatuses(play.statuses)
        return RuleTestResult(
            test: test, findings: play.problems + comparison.findings, difference: comparison.difference)
    }
}

/// What came of one test.
package struct RuleTestResult: Sendable {
    package var test: RuleTest
    /// Empty when the test passed.
    package var findings: [RuleTestFinding]
    /// Expected and got side by side, as lines of a test file.
    package var difference: [DifferenceLine]

    package var hasPassed: Bool { findings.isEmpty }
}

/// One line of expected against got.
package struct DifferenceLine: Sendable, Equatable {
    /// Where a line of the comparison stands.
    package enum Side: String, Sendable {
        case both = " "
        case expected = "-"
        case got = "+"
    }
    package var side: Side
    package var text: String
}

/// One way in which a test failed.
package struct RuleTestFinding: Sendable, Equatable {
    /// One field of an expectation that was not met.
    package struct Field: Sendable, Equatable {
        package var name: String
        package var expected: String
        package var got: String
    }
    /// Of the expectation or event; of the test when neither is to blame.
    package var place: TestPlace
    package var message: String
    /// The fields that differ; empty when something is missing or too much.
    package var fields: [Field]

    /// - Parameter fields: those that differ, when the finding is about an expectation.
    package init(place: TestPlace, message: String, fields: [Field] = []) {
        self.place = place
        self.message = message
        self.fields = fields
    }
}

/// A task revision as a test saw it.
struct SeenRevision {
    /// The day of the event that caused it.
    var on: CivilDate
    var address: String
    var task: TaskData
}

/// A status as a test saw it.
struct SeenStatus {
    var on: CivilDate
    var address: String
    var partner: String
    var status: String
}

/// An engine with the events of one test.
struct RuleTestPlay: ~Copyable {
    private var engine: Engine
    private var decoder: RecordDecoder
    private var lines = RuleTestLines()
    private var day: CivilDate?
    private var sequence: UInt64 = 0

    private(set) var revisions: [SeenRevision] = []
    private(set) var statuses: [SeenStatus] = []
    private(set) var problems: [RuleTestFinding] = []

    init(pipeline: Pipeline, zone: CivilZone) {
        let pseudonyms = Pseudonyms(key: Pseudonyms.fixtureKey)
        engine = Engine(pipeline: pipeline, pseudonyms: pseudonyms, keying: .pseudonym, emission: .everything)
        decoder = RecordDecoder(zone: zone, keying: .pseudonym(pseudonyms))
    }

    mutating func play(_ event: TestEvent) {
        if day != event.on {
            day = event.on
            fold(lines.day(event.on), event)
        }
        switch lines.line(event) {
        case .success(nil): break
        case .success(let line?): fold(line, event)
        case .failure(let problem):
            problems.append(RuleTestFinding(place: event.place, message: problem.message))
        }
    }

    /// Folds one line and takes in what it caused.
    private mutating func fold(_ line: String, _ event: TestEvent) {
        var batch = RecordBatch()
        batch.bytes = Array(line.utf8)
        let end = batch.bytes.count
        batch.bytes.append(contentsOf: repeatElement(0, count: RecordBatch.slack))
        decoder.decode(lines: 0..<end, firstLine: 1, startsFile: false, into: &batch)
        for item in batch.items {
            sequence += 1
            switch item.decoded {
            case .record(let record):
                batch.withTexts { engine.process(record, sequence: sequence, line: 1, in: $0) }
            case .deadLetter(let reason):
                let message = "this event is no record that can be used: \(reason.code)"
                problems.append(RuleTestFinding(place: event.place, message: message))
            }
        }
        for index in engine.effects.tasks.marks.indices { take(task: index, event) }
        for index in engine.effects.statuses.marks.indices { take(status: index, event) }
        engine.effects.removeLines()
    }

    private mutating func take(task index: Int, _ event: TestEvent) {
        let bytes = engine.effects.tasks.bytes[engine.effects.tasks.range(of: index)]
        guard let task = try? TaskRecord(line: bytes).data else {
            return problems.append(
                RuleTestFinding(place: event.place, message: "the task cannot be read back"))
        }
        let address = lines.address(ofHousehold: task.household)
        lines.note(task: task, at: address)
        revisions.append(SeenRevision(on: event.on, address: address, task: task))
    }

    private mutating func take(status index: Int, _ event: TestEvent) {
        let bytes = engine.effects.statuses.bytes[engine.effects.statuses.range(of: index)]
        guard let status = try? StatusRecord(line: bytes) else {
            return problems.append(
                RuleTestFinding(place: event.place, message: "the status cannot be read back"))
        }
        statuses.append(
            SeenStatus(
                on: event.on, address: lines.address(ofHousehold: status.subject),
                partner: status.data.partner.type, status: status.data.status))
    }
}
