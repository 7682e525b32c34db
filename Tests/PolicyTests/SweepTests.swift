// One value over a range: what may be written, and what comes of it.

import Policy
import Rules
import Runtime
import Signals
import TestSupport
import Testing

@Suite struct SweepTests {
    @Test(
        "a range has as many values as steps",
        arguments: [
            (
                "partners.Zorg.youth-threshold=€0..€150:25",
                ["€0", "€25", "€50", "€75", "€100", "€125", "€150"]
            ),
            ("partners.CAK Eigen bijdrage.from=10..30d:10d", ["10d", "20d", "30d"]),
            ("rules.meervoudig.points=0..45:20", ["0", "20", "40"]),
        ])
    func values(_ text: String, _ values: [String]) throws {
        let range = try SweepRange.read(text).get()
        #expect(range.values.map(range.text) == values)
    }

    @Test(
        "what is no range is refused with a sentence",
        arguments: [
            "", "partners.Zorg.threshold", "partners.Zorg.threshold=€0..€150", "partners.Zorg.colour=1..2:1",
            "rules.x.points=5..1:1", "rules.x.points=1..5:0", "partners.Zorg.threshold=€0..€1000:1",
            "a.b.c=1..2:1",
            "rules.x.points=..:", "rules.x.points=1:5..2",
        ])
    func refused(_ text: String) {
        guard case .failure(let problem) = SweepRange.read(text) else {
            Issue.record("`\(text)` was taken")
            return
        }
        #expect(!problem.message.isEmpty)
    }

    @Test("a lower threshold lets in what lies above it") func thresholds() throws {
        let folder = try Scratch()
        let path = try folder.write("s.ndjson", ComparisonTests.stream.joined(separator: "\n") + "\n")
        let pipeline = try ComparisonTests.left()
        let range = try SweepRange.read("partners.Zorg.threshold=€25..€100:25").get()
        let pipelines = try range.values.map { try range.pipeline(pipeline, $0).get() }
        let folded = try SideBySideFold.run(pipelines, paths: [path])
        // 40, 60 and 100 euros: from €25 all, from €50 not the four of €40, from €75 not the eleven of €60 either.
        #expect(folded.readers.map(\.rows.count) == [40, 36, 30, 30])
        guard case .failure = range.pipeline(try Pipeline(), 1) else {
            Issue.record("a pipeline without Zorg was swept")
            return
        }
    }
}
