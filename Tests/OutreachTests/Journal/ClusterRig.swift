// A broker, the daemon's loop, and two copies of the outreach side with a board each; the day stands still.
// In: signals. Out: desks. Depends on: Runtime, Outreach, the test broker.

import Foundation
import Kafka
import Rules
import Runtime
import Signals
import Synchronization
import TestSupport
import Testing

@testable import Outreach

/// Two copies of the outreach side beside one cluster.
final class ClusterRig: Sendable {
    let broker: BrokerProcess
    let cluster: KafkaCluster
    let desks: [OutreachDesk]
    private let scratch: Scratch
    private let control: DaemonControl
    private let writers: Mutex<[Writer]>
    private let switches: [WriterSwitch]
    private let threads: Mutex<[ThreadBox]>
    private let pipeline: Pipeline

    init() throws {
        pipeline = try OutreachRig.pipeline()
        broker = try BrokerProcess.start(arguments: ["--join-delay", "0"])
        scratch = try Scratch()
        var settings = KafkaSettings(bootstrap: broker.address)
        settings.partitions = 2
        settings.replication = 1
        settings.properties = ["session.timeout.ms": "6000", "heartbeat.interval.ms": "200"]
        let cluster = try KafkaCluster(settings, pipeline: pipeline, instance: "proef")
        self.cluster = cluster
        _ = try cluster.createTopics()
        guard let zone = CivilZone(name: pipeline.zone) else { preconditionFailure("a known zone") }
        control = DaemonControl(zone: zone, fixedDay: OutreachRig.day)
        var threads = [Self.loop(cluster, pipeline, control)]
        var desks: [OutreachDesk] = []
        var writers: [Writer] = []
        var switches: [WriterSwitch] = []
        for number in 1...2 {
            let own = try KafkaCluster(settings, pipeline: pipeline, instance: "kopie-\(number)")
            let writer = Writer(own, "kopie-\(number)")
            let choice = WriterSwitch(own, writer, pipeline.source)
            let board = try TaskBoard(path: scratch.path("board-\(number).sqlite"), journal: "proef")
            let follower = BoardFollower(board: board, live: Live())
            threads.append(
                ThreadBox {
                    guard var feed = try? KafkaFeed(own) else { return }
                    follower.follow(&feed)
                })
            desks.append(
                OutreachDesk(
                    board: board, follower: follower, journal: choice,
                    settings: DeskSettings(
                        source: pipeline.source, zone: zone, seal: OutreachRig.seal,
                        pseudonyms: InventedAddress.pseudonyms, activity: "urn:proef:verwerking",
                        retention: pipeline.retention, fixedDay: OutreachRig.day)))
            writers.append(writer)
            switches.append(choice)
        }
        self.desks = desks
        self.switches = switches
        self.writers = Mutex(writers)
        self.threads = Mutex(threads)
    }

    func stop() {
        control.stop()
        for desk in desks { desk.follower.stop() }
        for writer in writers.withLock({ $0 }) { writer.stop() }
        for thread in threads.withLock({ $0 }) { thread.join() }
        for desk in desks { desk.board.close() }
    }

    /// The writers end, and others with the same names take their place.
    func restartWriters() {
        let before = writers.withLock { $0 }
        for writer in before { writer.stop() }
        let after = before.map { Writer($0.cluster, $0.name) }
        for (choice, writer) in zip(switches, after) { choice.use(writer) }
        writers.withLock { $0 = after }
    }

    func signal(_ number: Int) async throws -> BoardTask {
        let line =
            #"{"specversion":"1.0","id":"e\#(number)","source":"urn:proef","#
            + #""type":"nl.schulden.vroegsignaal-ontvangen.v1","time":"2026-03-02T08:00:00Z","#
            + #""data":{"ID":"S\#(number)","signaalpartner":{"type":"Huur"},"bedrag":412.50,"#
            + #""signaaldatum":"2026-03-02","client":{"postcode":"2525AB","huisnummer":12}}}"#
        var producer = try Producer(cluster.properties)
        let topic = try producer.topic(cluster.topics[.delivered])
        try Array(line.utf8).withUnsafeBytes { try producer.produce(to: topic, key: nil, payload: $0) }
        try producer.flush(timeoutMilliseconds: 10_000)
        try await wait { try await self.desks[0].board.tasks(TaskFilter()).count > 0 }
        return try #require(try await desks[0].board.tasks(TaskFilter()).tasks.first)
    }

    /// Waits for a state, and never for a time.
    func wait(until condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(40)
        while try await !condition() {
            try #require(ContinuousClock.now < end)
            await Task.yield()
        }
    }

    private static func loop(
        _ cluster: KafkaCluster, _ pipeline: Pipeline, _ control: DaemonControl
    ) -> ThreadBox {
        ThreadBox {
            let hooks = KafkaJournal.Hooks(
                log: { _ in }, producerMade: { _ in }, lag: { _, _, _, _ in }, waits: { _ in },
                shouldStop: { control.shouldStop })
            guard var journal = try? KafkaJournal(cluster.membership(slot: 0, partitions: 2), hooks: hooks)
            else {
                return
            }
            var stages = Stages(pipeline: pipeline, key: Pseudonyms.fixtureKey, seal: OutreachRig.seal)
            try? runLoop(
                over: &journal, stages: &stages, limits: StepLimits(records: 500, wait: .milliseconds(20)),
                control: control, observer: SilentObserver())
            journal.close()
            journal.leave()
        }
    }
}

/// The appender and the watch of one copy, with their threads.
private final class Writer: Sendable {
    let cluster: KafkaCluster
    let name: String
    let appender: KafkaAppender
    let watch: ScoredWatch
    private let threads: [ThreadBox]

    init(_ cluster: KafkaCluster, _ name: String) {
        self.cluster = cluster
        self.name = name
        let appender = KafkaAppender(cluster, partitions: 2, writer: name)
        let watch = ScoredWatch(cluster, partitions: 2)
        self.appender = appender
        self.watch = watch
        threads = [ThreadBox { appender.run() }, ThreadBox { watch.run() }]
    }

    func stop() {
        appender.stop()
        watch.stop()
        for thread in threads { thread.join() }
    }
}

/// A journal whose writer can be exchanged, as by a new start.
private final class WriterSwitch: OutreachJournal {
    private let journal: Mutex<ClusterJournal>
    private let source: String

    init(_ cluster: KafkaCluster, _ writer: Writer, _ source: String) {
        self.source = source
        journal = Mutex(ClusterJournal(appender: writer.appender, watch: writer.watch, source: source))
    }

    func use(_ writer: Writer) {
        journal.withLock {
            $0 = ClusterJournal(appender: writer.appender, watch: writer.watch, source: source)
        }
    }

    func append(_ entry: OutreachEntry) async throws(JournalError) -> ActionPlace? {
        try await journal.withLock { $0 }.append(entry)
    }
    func isKnown(_ action: WorkerAction) async throws(JournalError) -> Bool {
        try await journal.withLock { $0 }.isKnown(action)
    }
    func waitUntilScored(
        past place: ActionPlace, within limit: Duration
    ) async throws(JournalError) -> InputPosition {
        try await journal.withLock { $0 }.waitUntilScored(past: place, within: limit)
    }
}
