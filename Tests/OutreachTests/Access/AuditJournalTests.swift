// The audit as it lies in a journal: one chain over restarts, in which a changed line shows.

import GRDB
import Outreach
import Runtime
import TestSupport
import Testing

@Suite struct AuditJournalTests {
    private static func entry(_ object: String) -> AuditEntry {
        .action(
            AuditedAction(
                time: Moment(milliseconds: 1_772_445_600_000), actor: "a.jansen", action: "taak-bekijken",
                object: object, outcome: .done, origin: "203.0.113.9", trace: TraceContext()))
    }

    private static func check(_ folder: Scratch) throws -> AuditCheck {
        var check = AuditCheck()
        try JournalExport.read(.audit, inFile: folder.path("journal.sqlite")) { position, _, value in
            check.read(value.map { Array($0) } ?? [], place: "\(position)")
        }
        return check
    }

    @Test func `a chain goes on over restarts and shows what was changed behind its back`() async throws {
        let folder = try Scratch()
        for start in 0..<3 {
            let rig = try OutreachRig(in: folder)
            for line in 0..<4 {
                _ = try await rig.desk.journal.append(
                    OutreachEntry(audit: [Self.entry("T\(start)-\(line)"), Self.entry("T\(start)-\(line)b")]))
            }
            rig.stop()
        }
        var check = try Self.check(folder)
        #expect(check.lines == 24 && check.findingCount == 0)
        #expect(check.ends.map(\.number) == [24])
        let database = try DatabaseQueue(path: folder.path("journal.sqlite"))
        try await database.write { database in
            try database.execute(
                sql: "UPDATE audit SET value = replace(value, 'a.jansen', 'b.jansen') WHERE position = 7")
        }
        try database.close()
        check = try Self.check(folder)
        #expect(check.findings.map(\.place) == ["8"] && check.findings.map(\.fault) == [.brokenLink])
    }
}
