// The inbox: what is taken, what becomes of it, and that reading again changes nothing.

import Foundation
import Rules
import Signals
import TestSupport
import Testing

@testable import Runtime

/// An inbox in the folder of a rig.
struct InboxRig {
    var inbox: Inbox
    let stopping = StopFlag()
    let path: String
    let rig: IntakeRig

    init(_ rig: IntakeRig, _ pipeline: Pipeline? = nil) throws {
        self.rig = rig
        path = "\(rig.folder)/inbox"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        inbox = Inbox(
            folder: try InboxFolder(path), pipeline: try pipeline ?? Pipeline(), key: IntakeRig.key,
            queue: rig.queue, logger: rig.logger, stopping: stopping)
    }

    func put(_ name: String, _ data: Data) throws {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    func put(_ name: String, _ lines: [String]) throws {
        try put(name, Data(lines.map { $0 + "\n" }.joined().utf8))
    }

    /// Looks until what lies there has been taken: twice.
    mutating func take() -> [InboxReport] { inbox.look() + inbox.look() }

    func names(_ folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)").sorted()
    }

    func report(_ name: String) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name).report.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
}

@Suite("Inbox")
struct InboxTests {
    static let mixed = [
        InventedEvent.signal(1), "", "geen json", InventedEvent.signal(2), InventedEvent.signal(1),
        InventedEvent.signal(3).replacing("412.50", with: "-1"), String(repeating: "x", count: 70_000),
        InventedEvent.signal(4).replacing("vroegsignaal-ontvangen", with: "dag-begonnen").replacing(
            "\"data\":{", with: "\"data\":{\"datum\":\"2030-01-01\","),
    ]

    @Test(
        "A file is kept line by line; what cannot be used leaves a dead letter with its place, and a report")
    func lines() async throws {
        try await withIntake { rig throws in
            var inbox = try InboxRig(rig)
            try inbox.put("maart.ndjson", Self.mixed)
            let reports = inbox.take()
            #expect(reports.map(\.name) == ["maart.ndjson"])
            #expect(try rig.deliveredCount() == 2)
            #expect(
                try rig.texts(
                    "SELECT value ->> '$.data.bron' FROM log WHERE key IS NOT NULL ORDER BY position")
                    == ["maart.ndjson:1", "maart.ndjson:4"])
            #expect(
                try rig.texts(
                    "SELECT (value ->> '$.data.bron') || ' ' || (value ->> '$.data.reden') FROM dead_letters")
                    == [
                        "maart.ndjson:3 niet-json", "maart.ndjson:6 ongeldig-veld:bedrag",
                        "maart.ndjson:7 te-groot", "maart.ndjson:8 onbekend-type",
                    ])
            #expect(try inbox.names() == ["done", "failed"])
            #expect(try inbox.names("done") == ["maart.ndjson", "maart.ndjson.report.json"])
            let report = try inbox.report("done/maart.ndjson")
            #expect(report["bestand"] as? String == "maart.ndjson")
            for (name, count) in [("regels", 7), ("bewaard", 2), ("al-bekend", 1), ("geweigerd", 4)] {
                #expect(report[name] as? Int == count, "\(name)")
            }
            let faults = try #require(report["fouten"] as? [[String: Any]])
            #expect(faults.map { $0["regel"] as? Int } == [3, 6, 7, 8])
            #expect(try rig.count("log WHERE value LIKE '%2030-01-01%'") == 0, "days are the daemon's")
        }
    }

    @Test("A file read again after a stop between the journal and the folder changes nothing") func again()
        async throws
    {
        try await withIntake { rig throws in
            var inbox = try InboxRig(rig)
            let names = ["log", "dead_letters", "contact", "delivered", "tasks"]
            try inbox.put("maart.ndjson", Self.mixed)
            #expect(inbox.take().map(\.kept) == [2])
            try rig.waitForScoring()
            let before = try names.map { try rig.count($0) }
            // As if the process had ended before the file could be moved.
            try FileManager.default.moveItem(
                atPath: "\(inbox.path)/done/maart.ndjson", toPath: "\(inbox.path)/maart.ndjson")
            var next = try InboxRig(rig)
            let reports = next.take()
            #expect(reports.map(\.kept) == [0] && reports.map(\.known) == [3])
            try rig.waitForScoring()
            #expect(try names.map { try rig.count($0) } == before)
            #expect(try next.names("done") == ["maart.ndjson", "maart.ndjson.report.json"])
        }
    }

    @Test("A file is taken when it lies still for two looks, and nothing else is taken") func still()
        async throws
    {
        try await withIntake { rig throws in
            var inbox = try InboxRig(rig)
            for name in ["a.ndjson.part", "b.csv.tmp", ".c.ndjson", "d.txt", "done.ndjson.report.json"] {
                try inbox.put(name, [InventedEvent.signal(9)])
            }
            try inbox.put("x.ndjson", [InventedEvent.signal(1)])
            #expect(inbox.inbox.look().isEmpty, "seen for the first time")
            try inbox.put("x.ndjson", [InventedEvent.signal(1), InventedEvent.signal(2)])
            #expect(inbox.inbox.look().isEmpty, "it grew")
            #expect(inbox.inbox.look().map(\.kept) == [2])
            #expect(inbox.take().isEmpty)
            #expect(try rig.deliveredCount() == 2)
            #expect(try inbox.names().count == 7)
        }
    }

    @Test(
        "A packed file is unpacked; of one that is cut off the whole lines are kept, and it goes to failed/")
    func packed() async throws {
        try await withIntake { rig throws in
            var inbox = try InboxRig(rig)
            let lines = (1...3000).map { InventedEvent.signal($0) + "\n" }.joined()
            let packed = try Gzip.pack(lines)
            try inbox.put("a.ndjson.gz", packed)
            #expect(inbox.take().map(\.kept) == [3000])
            try inbox.put("b.ndjson.gz", packed.dropLast(2000))
            let report = inbox.take()
            #expect(report[0].failure == "Het gzip-bestand is beschadigd.")
            #expect(try inbox.names("failed") == ["b.ndjson.gz", "b.ndjson.gz.report.json"])
            #expect(try rig.deliveredCount() == 3000)
            try inbox.put("c.ndjson.gz", Data([0x1f, 0x8b, 8, 0, 1, 2, 3]))
            #expect(inbox.take()[0].isFailure)
        }
    }

    @Test("A file of which nothing can be used goes to failed/, an empty one to done/") func useless()
        async throws
    {
        try await withIntake { rig throws in
            var inbox = try InboxRig(rig)
            try inbox.put("a.ndjson", ["niets", "[]"])
            try inbox.put("b.ndjson", [])
            _ = inbox.take()
            #expect(try inbox.names("failed") == ["a.ndjson", "a.ndjson.report.json"])
            #expect(try inbox.names("done") == ["b.ndjson", "b.ndjson.report.json"])
            #expect(try rig.count("dead_letters") == 2)
        }
    }

    @Test("A file with the name of an earlier one does not replace it") func sameName() async throws {
        try await withIntake { rig throws in
            var inbox = try InboxRig(rig)
            for number in 1...3 {
                try inbox.put("a.ndjson.gz", try Gzip.pack(InventedEvent.signal(number)))
                #expect(inbox.take().map(\.kept) == [1])
            }
            #expect(
                try inbox.names("done").filter { !$0.hasSuffix(".json") }
                    == ["a.2.ndjson.gz", "a.3.ndjson.gz", "a.ndjson.gz"])
        }
    }

    @Test("A stop while the journal does not answer leaves the file where it is") func stop() async throws {
        try await withIntake(loop: false) { rig throws in
            var inbox = try InboxRig(rig)
            try inbox.put("a.ndjson", [InventedEvent.signal(1)])
            _ = inbox.inbox.look()
            let stopping = inbox.stopping
            Foundation.Thread.detachNewThread {
                stopping.set()
                rig.queue.close()
            }
            #expect(inbox.inbox.look().isEmpty)
            #expect(try inbox.names() == ["a.ndjson", "done", "failed"])
        }
    }

    @Test("What was read more than 30 days ago is deleted, with its report") func prune() async throws {
        try await withIntake { rig throws in
            var inbox = try InboxRig(rig)
            try inbox.put("a.ndjson", [InventedEvent.signal(1)])
            try inbox.put("partner/b.ndjson", ["x"])
            // An old file is young from the day that it was read.
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: "\(inbox.path)/a.ndjson")
            _ = inbox.take()
            let folder = try InboxFolder(inbox.path)
            let now = Moment.now
            #expect(folder.prune(days: 30, now: now) == [])
            let later = Moment(milliseconds: now.milliseconds + 30 * 86_400_000 + 10_000)
            #expect(
                folder.prune(days: 30, now: later) == [
                    "done/a.ndjson", "done/a.ndjson.report.json", "failed/partner/b.ndjson",
                    "failed/partner/b.ndjson.report.json",
                ])
        }
    }

    @Test("Nothing personal stands in the bytes of the journal or of a report, but sealed") func secrets()
        async throws
    {
        try await withIntake { rig throws in
            var inbox = try InboxRig(rig)
            let bad = (0..<50).map { InventedEvent.signal($0).replacing("412.50", with: "\"Verzonnen\"") }
            try inbox.put("a.ndjson", (100..<200).map { InventedEvent.signal($0) } + bad)
            #expect(inbox.take().map(\.refusedCount) == [50])
            var bytes = try rig.journalBytes()
            bytes += try Data(contentsOf: URL(fileURLWithPath: "\(inbox.path)/done/a.ndjson.report.json"))
            for secret in InventedEvent.secrets {
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret)")
            }
        }
    }
}

extension IntakeRig {
    /// Returns when the second stage has seen all of the log.
    func waitForScoring() throws {
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end {
            let left = try texts(
                "SELECT (SELECT max(position) + 1 FROM log) - (SELECT next FROM progress WHERE input = 'log')"
            )
            if left == ["0"] { return }
        }
        Issue.record("scoring did not end")
    }
}
