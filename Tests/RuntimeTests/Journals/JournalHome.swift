// Where the journals of the conformance suite live: opened as often as a test wants, broken and mended.
// In: deliveries. Out: open journals, what they hold. Depends on: Runtime, the test broker.

import GRDB
import Kafka
import Rules
import Runtime
import Synchronization
import TestSupport

/// A place that outlives the journals opened on it.
protocol JournalHome: AnyObject {
    func deliver(_ lines: [String]) throws
    /// Makes the next commit fail; what was delivered and turned away meanwhile comes again after ``mend()``.
    func breakCommits() throws
    func mend() throws
    /// Every committed record; nil values are tombstones.
    func records(_ stream: RecordStream) throws -> [Outbox.Line]
}

/// A SQLite file in a folder of its own.
final class SQLiteHome: JournalHome {
    private let scratch: Scratch
    private var deliveries = DeliveryQueue(limit: 10_000)
    private let turnedAway = TurnedAway()
    private var lock: DatabaseQueue?
    private var number = 0

    init() throws { scratch = try Scratch() }

    private var path: String { scratch.path("journal.sqlite") }

    func open() throws -> SQLiteJournal {
        deliveries = DeliveryQueue(limit: 10_000)
        return try SQLiteJournal(path: path, deliveries: deliveries)
    }

    func deliver(_ lines: [String]) {
        for line in lines {
            number += 1
            submit(
                Delivery(
                    bytes: Array(line.utf8),
                    identity: Delivery.identity(source: "urn:proef".utf8, id: "\(number)".utf8),
                    origin: "http/\(number)"))
        }
    }

    private func submit(_ delivery: Delivery) {
        deliveries.submit([delivery]) { [turnedAway] result in
            guard case .unavailable = result else { return }
            turnedAway.list.withLock { $0.append(delivery) }
        }
    }

    func breakCommits() throws {
        var configuration = GRDB.Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: path, configuration: configuration)
        try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        lock = other
    }

    func mend() throws {
        try lock?.inDatabase { try $0.execute(sql: "ROLLBACK") }
        try lock?.close()
        lock = nil
        let again = turnedAway.list.withLock { list in
            defer { list = [] }
            return list
        }
        for delivery in again { submit(delivery) }
    }

    func records(_ stream: RecordStream) throws -> [Outbox.Line] {
        var lines: [Outbox.Line] = []
        try JournalExport.read(stream, inFile: path) { lines.append(Outbox.Line(stream, $1, $2)) }
        return lines
    }

    /// Rows of any table of the file.
    func count(_ table: String) throws -> Int {
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        return try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") } ?? 0
    }
}

/// What a journal did not take.
private final class TurnedAway: Sendable {
    let list = Mutex<[Delivery]>([])
}

/// Topics of two partitions on a broker of its own.
final class KafkaHome: JournalHome {
    private let broker: BrokerProcess
    private let cluster: KafkaCluster
    private var opened = 0

    init(_ pipeline: Pipeline) throws {
        broker = try BrokerProcess.start(arguments: ["--join-delay", "0"])
        var settings = KafkaSettings(bootstrap: broker.address)
        settings.partitions = 2
        settings.replication = 1
        settings.properties = ["session.timeout.ms": "6000", "heartbeat.interval.ms": "200"]
        cluster = try KafkaCluster(settings, pipeline: pipeline, instance: "proef")
        _ = try cluster.createTopics()
    }

    func open() throws -> KafkaJournal {
        try KafkaJournal(
            cluster.membership(slot: 0, partitions: 2),
            hooks: KafkaJournal.Hooks(
                log: { _ in }, producerMade: { _ in }, lag: { _, _, _, _ in }, waits: { _ in },
                shouldStop: { false }))
    }

    func deliver(_ lines: [String]) throws {
        var producer = try Producer(cluster.properties)
        let topic = try producer.topic(cluster.topics[.delivered])
        for line in lines {
            try Array(line.utf8).withUnsafeBytes { try producer.produce(to: topic, key: nil, payload: $0) }
        }
        try producer.flush(timeoutMilliseconds: 10_000)
    }

    func breakCommits() throws { try broker.control("fail TxnOffsetCommit 25") }
    func mend() throws { try broker.control("clear") }

    func records(_ stream: RecordStream) throws -> [Outbox.Line] {
        var lines: [Outbox.Line] = []
        for partition: Int32 in 0..<(stream == .audit ? 1 : 2) {
            try JournalExport.read(stream, of: partition, in: cluster.topics, cluster.properties) {
                lines.append(Outbox.Line(stream, $1, $2))
            }
        }
        return lines
    }
}

extension Outbox.Line {
    init(_ stream: RecordStream, _ key: UnsafeRawBufferPointer?, _ value: UnsafeRawBufferPointer?) {
        self.init(
            stream: stream, key: key.map { String(decoding: $0, as: UTF8.self) },
            value: value.map { Array($0) })
    }
}
