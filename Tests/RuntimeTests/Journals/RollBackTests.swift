// A step that is taken back leaves nothing behind. Depends on: Stages, JournalLines.

import Rules
import Runtime
import Signals
import TestSupport
import Testing

@Suite struct RollBackTests {
    @Test("a step that is rolled back and done again leaves what one attempt leaves", arguments: 1...12)
    func again(seed: Int) throws {
        let names = ["basis.yaml", "jeugd.yaml", "kort.yaml"]
        let pipeline = try Pipeline(reference: names[seed % names.count])
        let delivered = JournalLines.delivered(seed: seed, pipeline, 260)
        let log = try JournalLines.takenIn(delivered, pipeline).lines(of: .log).map(\.text)
        #expect(log.count > 100, "a stream of dead letters shows nothing")

        var dice = SeededGenerator(seed: seed)
        var plain = try JournalLines.stages(pipeline)
        var shaken = try JournalLines.stages(pipeline)
        plain.open(0, placePrefix: "log/0/")
        shaken.open(0, placePrefix: "log/0/")
        var next = 0
        var taken = 0
        while next < log.count {
            let size = min(dice.whole(1...40), log.count - next)
            let batch = JournalBatch(.log, log[next..<next + size], from: Int64(next))
            for _ in 0..<dice.whole(0...2) {
                let before = entries(shaken)
                // Another part than will be committed, as after a rewind with another limit.
                let part = dice.whole(1...size)
                shaken.process(JournalBatch(.log, log[next..<next + part], from: Int64(next))) { _, _ in "" }
                taken += shaken.outbox.lines(of: .tasks).count
                shaken.rollBack()
                #expect(entries(shaken) == before)
            }
            plain.process(batch) { _, _ in "" }
            shaken.process(batch) { _, _ in "" }
            expectSame(shaken.outbox, plain.outbox)
            #expect(shaken.positions == plain.positions)
            plain.commit()
            shaken.commit()
            next += size
        }
        #expect(taken > 0, "no step with tasks was taken back")
    }

    @Test("state read back from the changelog goes on as the state that it came from", arguments: 1...6)
    func restored(seed: Int) throws {
        let pipeline = try Pipeline(reference: "basis.yaml")
        let delivered = JournalLines.delivered(seed: seed, pipeline, 200)
        let log = try JournalLines.takenIn(delivered, pipeline).lines(of: .log).map(\.text)
        var plain = try JournalLines.stages(pipeline)
        plain.open(0, placePrefix: "log/0/")
        var moved = try JournalLines.stages(pipeline)
        moved.open(0, placePrefix: "log/0/")
        var changelog: [String: [UInt8]?] = [:]
        for (number, next) in stride(from: 0, to: log.count, by: 17).enumerated() {
            let batch = JournalBatch(.log, log[next..<min(next + 17, log.count)], from: Int64(next))
            plain.process(batch) { _, _ in "" }
            moved.process(batch) { _, _ in "" }
            expectSame(moved.outbox, plain.outbox)
            for line in moved.outbox.lines(of: .changelog) {
                changelog[try #require(line.key)] = .some(line.value)
            }
            plain.commit()
            moved.commit()
            guard number % 3 == 2 else { continue }
            moved = try JournalLines.stages(pipeline)
            moved.open(0, placePrefix: "log/0/")
            for (key, value) in changelog { try restore(&moved, key, value) }
            #expect(
                entries(moved)
                    == changelog.compactMap { key, value in
                        value.map { Outbox.Line(stream: .changelog, key: key, value: $0) }
                    }.sorted(by: isBefore))
        }
    }

    private func restore(_ stages: inout Stages, _ key: String, _ value: [UInt8]?) throws {
        try Array(key.utf8).withUnsafeBytes { key in
            guard let value else { return try stages.restore(0, key: key, value: nil) }
            try value.withUnsafeBytes { try stages.restore(0, key: key, value: $0) }
        }
    }

    @Test("a day is asked for once, and again only when the step that asked was taken back")
    func days() throws {
        let day = try #require(CivilDate("2026-03-01"))
        var stages = try JournalLines.stages(Pipeline(reference: "basis.yaml"))
        stages.open(0, placePrefix: "log/0/")
        func ask(_ keep: Bool) -> Int {
            stages.process(JournalBatch()) { _, _ in "" }
            stages.addDayRecords(day, time: "2026-03-01T00:00:00+01:00")
            let count = stages.outbox.lines(of: .log).count
            if keep { stages.commit() } else { stages.rollBack() }
            return count
        }
        #expect(ask(false) == 1)
        #expect(ask(true) == 1)
        #expect(ask(false) == 0)
        #expect(ask(true) == 0, "the record is in the log and only not scored yet")
    }

    /// Which household a day record comes to first hangs on how the engine keeps them; what each gets does not.
    private func expectSame(_ found: Outbox, _ expected: Outbox) {
        func byKey(_ outbox: Outbox) -> [String: [Outbox.Line]] {
            Dictionary(grouping: outbox.lines) { "\($0.stream) \($0.key ?? "")" }
        }
        let (found, expected) = (byKey(found), byKey(expected))
        for key in Set(found.keys).union(expected.keys).sorted() where found[key] != expected[key] {
            Issue.record(
                "\(key): \(found[key, default: []].map(\.text)) is not \(expected[key, default: []].map(\.text))"
            )
        }
    }

    /// What a changelog must hold, in order of the keys.
    private func entries(_ stages: borrowing Stages) -> [Outbox.Line] {
        stages.stateEntries(of: 0).map {
            Outbox.Line(stream: .changelog, key: $0.key, value: $0.value)
        }.sorted(by: isBefore)
    }

    private func isBefore(_ one: Outbox.Line, _ other: Outbox.Line) -> Bool {
        (one.key ?? "") < (other.key ?? "")
    }
}
