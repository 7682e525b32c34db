// What every journal promises, tested on both. Depends on: JournalHome, JournalSession.

import Rules
import Runtime
import TestSupport
import Testing

@Suite(.serialized) struct JournalConformanceTests {
    private let pipeline: Pipeline
    init() throws { pipeline = try Pipeline(reference: "basis.yaml") }

    // MARK: The journals

    @Test("SQLite: what was committed is there once, and state comes back as it was")
    func sqliteRoundTrip() throws {
        let home = try SQLiteHome()
        try roundTrip(home, partitions: 1) { try home.open() }
    }

    @Test("Kafka: what was committed is there once, and state comes back as it was")
    func kafkaRoundTrip() throws {
        let home = try KafkaHome(pipeline)
        try roundTrip(home, partitions: 2) { try home.open() }
    }

    @Test("SQLite: a commit that fails leaves nothing, and the same records come again")
    func sqliteFailure() throws {
        let home = try SQLiteHome()
        try failure(home, partitions: 1) { try home.open() }
    }

    @Test("Kafka: a commit that fails leaves nothing, and the same records come again")
    func kafkaFailure() throws {
        let home = try KafkaHome(pipeline)
        try failure(home, partitions: 2) { try home.open() }
    }

    @Test("SQLite: a forgotten household is in no state and no contact record")
    func sqliteErasure() throws {
        let home = try SQLiteHome()
        try erasure(home, partitions: 1) { try home.open() }
    }

    @Test("Kafka: a forgotten household is in no state and no contact record")
    func kafkaErasure() throws {
        let home = try KafkaHome(pipeline)
        try erasure(home, partitions: 2) { try home.open() }
    }

    // MARK: What they promise

    private func roundTrip<J: Journal & ~Copyable>(
        _ home: some JournalHome, partitions: Int, _ open: () throws -> J
    ) throws {
        let lines = JournalLines.delivered(seed: 21, pipeline, 400)
        let expected = try JournalLines.takenIn(lines, pipeline).lines(of: .log).count
        var first = try JournalSession(open(), pipeline)
        try first.restore(partitions)
        try home.deliver(Array(lines[..<90]))
        try first.run { $0.delivered == 90 }
        let firstSent = first.sent
        let part = first.scored
        first.close()

        // Another instance goes on where the first ended, also in the middle of the log.
        var second = try JournalSession(open(), pipeline)
        try second.restore(partitions)
        try home.deliver(Array(lines[90...]))
        try second.run { $0.delivered == lines.count - 90 && part + $0.scored == expected }
        let (state, sent) = (second.state, firstSent + second.sent)
        second.close()
        #expect(sent.count { $0.stream == .tasks } > 20)
        for stream in [RecordStream.log, .tasks, .statuses, .deadLetters, .contact]
        where stream != .contact || partitions > 1 {
            #expect(
                Set(counted(try home.records(stream))) == Set(counted(sent.filter { $0.stream == stream })),
                "\(stream)")
        }

        var third = try JournalSession(open(), pipeline)
        try third.restore(partitions)
        #expect(third.state == state)
        for _ in 0..<5 { try third.turn() }
        #expect(third.delivered == 0 && third.scored == 0)
        third.close()
    }

    private func failure<J: Journal & ~Copyable>(
        _ home: some JournalHome, partitions: Int, _ open: () throws -> J
    ) throws {
        let lines = JournalLines.delivered(seed: 22, pipeline, 120)
        let expected = try JournalLines.takenIn(lines, pipeline).lines(of: .log).count
        var session = try JournalSession(open(), pipeline)
        try session.restore(partitions)
        try home.deliver(Array(lines[..<60]))
        try session.run { $0.delivered == 60 && $0.scored > 0 }
        let before = (state: session.state, log: try home.records(.log), tasks: try home.records(.tasks))
        try home.breakCommits()
        try home.deliver(Array(lines[60...]))
        let error = try session.runIntoFailure()
        if case .stopped = error { Issue.record("\(error)") }
        #expect(session.state == before.state)
        #expect(try home.records(.log) == before.log)
        #expect(try home.records(.tasks) == before.tasks)
        try home.mend()
        try session.run { $0.delivered == lines.count && $0.scored == expected }
        let (state, sent) = (session.state, session.sent)
        session.close()
        for stream in [RecordStream.log, .tasks, .statuses, .deadLetters] {
            #expect(
                Set(counted(try home.records(stream))) == Set(counted(sent.filter { $0.stream == stream })),
                "\(stream)")
        }
        var other = try JournalSession(open(), pipeline)
        try other.restore(partitions)
        #expect(other.state == state)
        other.close()
    }

    private func erasure<J: Journal & ~Copyable>(
        _ home: some JournalHome, partitions: Int, _ open: () throws -> J
    ) throws {
        let lines = JournalLines.delivered(seed: 23, pipeline, 80)
        let households = InventedAddress.all.map(\.householdText)
        let erasures = households.enumerated().map { number, household in
            #"{"specversion":"1.0","id":"wis\#(number)","source":"urn:proef:a","#
                + #""type":"nl.schulden.gegevens-gewist.v1","time":"2027-03-01T08:00:00Z","#
                + #""data":{"huishouden":"\#(household)"}}"#
        }
        let expected = try JournalLines.takenIn(lines + erasures, pipeline).lines(of: .log).count
        var session = try JournalSession(open(), pipeline)
        try session.restore(partitions)
        try home.deliver(lines)
        try session.run { $0.delivered == lines.count }
        try home.deliver(erasures)
        try session.run { $0.delivered == lines.count + erasures.count && $0.scored == expected }
        session.close()
        var other = try JournalSession(open(), pipeline)
        try other.restore(partitions)
        #expect(other.state.keys.filter { $0.contains("h1_") }.isEmpty)
        other.close()
        var newest: [String: Outbox.Line] = [:]
        for line in try home.records(.contact) { newest[line.key ?? ""] = line }
        #expect(newest.values.filter { $0.value != nil }.isEmpty)
        #expect(!(try home.records(.tasks)).isEmpty)
    }

    /// Each record with how often it is there.
    private func counted(_ lines: [Outbox.Line]) -> [[String: Int]] {
        var counts: [String: Int] = [:]
        for line in lines {
            counts["\(line.key ?? "-") \(line.value == nil ? "null" : line.text)", default: 0] += 1
        }
        return counts.map { [$0.key: $0.value] }
    }
}
