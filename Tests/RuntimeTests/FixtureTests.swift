// Every scenario of fixtures/ against its expected output, byte for byte.
// In: fixtures/*. Out: failures, or recorded expectations (Golden). Depends on: Fixture, ReplayedLogs.

import Foundation
import TestSupport
import Testing

@Suite("Fixtures") struct FixtureTests {
    @Test("there are at least fifteen scenarios") func listing() {
        #expect(Fixture.all.count >= 15)
    }

    @Test("a scenario is whole and says in two lines what it is", arguments: Fixture.all)
    func whole(_ fixture: Fixture) throws {
        let needed = [
            "README", "dead-letters.ndjson", "pipeline", "signals.ndjson", "statuses.ndjson", "tasks.ndjson",
        ]
        #expect(fixture.files.filter { $0 != "pipeline.yaml" } == needed)
        #expect(try fixture.lines("README").count == 2)
        #expect(try fixture.lines("README").allSatisfy { !$0.isEmpty && $0.count <= 110 })
        #expect(try fixture.lines("pipeline").count == 1)
    }

    @Test("replaying a scenario gives its tasks, statuses and dead letters", arguments: Fixture.all)
    func replay(_ fixture: Fixture) throws {
        let logs = try ReplayedLogs(of: [fixture.path("signals.ndjson")], fixture.pipeline(), jobs: 1)
        for (file, bytes) in [
            ("tasks.ndjson", logs.tasks), ("statuses.ndjson", logs.statuses),
            ("dead-letters.ndjson", logs.deadLetters),
        ] {
            let difference = try Golden(path: fixture.path(file)).difference(from: bytes)
            #expect(difference == nil)
        }
    }

    @Test("the number of jobs changes nothing", arguments: Fixture.all, [2, 3])
    func jobs(_ fixture: Fixture, _ jobs: Int) throws {
        try expectGolden(
            ReplayedLogs(of: [fixture.path("signals.ndjson")], fixture.pipeline(), jobs: jobs), fixture)
    }

    @Test("a gzip copy gives the same", arguments: Fixture.all)
    func gzip(_ fixture: Fixture) throws {
        try withTemporaryFolder { folder in
            // Dead letters name the file, so the copy has the same name.
            let copy = folder + "/signals.ndjson"
            try Data(FixtureGzip.pack(fixture.bytes("signals.ndjson"))).write(to: URL(fileURLWithPath: copy))
            try expectGolden(ReplayedLogs(of: [copy], fixture.pipeline(), jobs: 1), fixture)
        }
    }

    @Test("every reason for a dead letter occurs in a scenario")
    func reasons() throws {
        let expected: Set<Substring> = [
            "te-groot", "niet-json", "geen-cloudevent", "onbekend-type", "ontbrekend-veld", "ongeldig-veld",
            "geen-adres", "geen-grondslag", "datum-in-toekomst", "te-laat", "onbekende-taak",
        ]
        let lines = try Fixture.all.flatMap { try $0.lines("dead-letters.ndjson") }
        let found = lines.compactMap { line in
            line.split(separator: "\"reden\":\"").last?.prefix { $0 != "\"" && $0 != ":" }
        }
        #expect(Set(found) == expected)
    }

    private func expectGolden(_ logs: ReplayedLogs, _ fixture: Fixture) throws {
        #expect(try logs.tasks == fixture.bytes("tasks.ndjson"))
        #expect(try logs.statuses == fixture.bytes("statuses.ndjson"))
        #expect(try logs.deadLetters == fixture.bytes("dead-letters.ndjson"))
    }
}
