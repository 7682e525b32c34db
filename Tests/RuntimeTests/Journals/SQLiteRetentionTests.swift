// What the embedded journal lets go of when days pass.

import Rules
import Runtime
import Signals
import TestSupport
import Testing

@Suite struct SQLiteRetentionTests {
    private static let streams: [RecordStream] = [.log, .contact, .tasks, .statuses, .deadLetters]

    @Test(
        "what came in before the retention began goes, what came after stays, and places are never given twice"
    )
    func rows() throws {
        let pipeline = try Pipeline(reference: "basis.yaml")
        let lines = JournalLines.delivered(seed: 21, pipeline, 200)
        let home = try SQLiteHome()
        let first = try #require(CivilDate("2026-03-01"))
        var session = try JournalSession(home.open(), pipeline)
        try session.restore(1)
        try session.begin(day: first, lettingGoThrough: first - 400)
        try take(lines[..<120], home, &session)
        let before = try counts(home)
        for (stream, count) in before { #expect(count > 1, "\(stream) shows nothing") }
        // The same days again, and one that keeps all of it.
        try session.begin(day: first + 1, lettingGoThrough: first - 1)
        try session.begin(day: first + 1, lettingGoThrough: first)
        #expect(try counts(home) == before)
        try take(lines[120...], home, &session)
        let all = try counts(home)
        #expect(try home.count("delivered") == lines.count)
        try session.begin(day: first + 2, lettingGoThrough: first)
        #expect(try home.count("delivered") == lines.count - 120)
        let after = try counts(home)
        for stream in Self.streams {
            #expect(after[stream] == all[stream, default: 0] - before[stream, default: 0])
        }
        session.close()

        // The next journal goes on behind the last place, also when all that came before it is gone.
        var second = try JournalSession(home.open(), pipeline)
        try second.restore(1)
        try second.begin(day: first + 900, lettingGoThrough: first + 500)
        try second.begin(day: first + 901, lettingGoThrough: first + 900)
        let left = try counts(home)
        #expect(left.values.allSatisfy { $0 == 1 }, "\(left)")
        #expect(try home.count("delivered") == 0)
        let places = try home.records(.log).count
        try take(lines[..<20], home, &second)
        let (added, scored) = (try home.records(.log).count - places, second.scored)
        #expect(added > 0 && added == scored)
        second.close()
    }

    /// Delivers lines and scores them.
    private func take(
        _ lines: ArraySlice<String>, _ home: SQLiteHome, _ session: inout JournalSession<SQLiteJournal>
    ) throws {
        let delivered = session.delivered
        home.deliver(Array(lines))
        try session.run { $0.delivered == delivered + lines.count && $0.isIdle }
    }

    private func counts(_ home: SQLiteHome) throws -> [RecordStream: Int] {
        Dictionary(uniqueKeysWithValues: try Self.streams.map { ($0, try home.records($0).count) })
    }
}
