// A worker's action is done once or not at all, scoring decides who was first, and everything is put on record.
// Depends on: OutreachDesk, the embedded journal and its loop.

import Foundation
import Runtime
import Signals
import TestSupport
import Testing

@testable import Outreach

@Suite struct DeskTests {
    private let claim = WorkerAction.Deed.assign(to: "m.fatima", team: nil, isTakeover: false)

    @Test func `a claim is answered with the task as scoring left it`() async throws {
        try await withOutreach { rig in
            let task = try await rig.signal(1)
            let after = try await rig.desk.perform(
                rig.wish(task, claim, key: "sleutel-1"), OutreachRig.context(Somebody.fatima))
            #expect(after.worker == "m.fatima" && after.revision == task.revision + 1)
        }
    }

    @Test func `who comes second is told who has the task`() async throws {
        try await withOutreach { rig in
            let task = try await rig.signal(1)
            _ = try await rig.desk.perform(
                rig.wish(task, claim, key: "sleutel-1"), OutreachRig.context(Somebody.fatima))
            let second = WorkerAction.Deed.assign(to: "m.joost", team: nil, isTakeover: false)
            let problem = await #expect(throws: DeskProblem.self) {
                try await rig.desk.perform(
                    rig.wish(task, second, key: "sleutel-2"), OutreachRig.context(Somebody.joost))
            }
            guard case .conflict(let now) = problem else {
                Issue.record("\(String(describing: problem))")
                return
            }
            #expect(now.worker == "m.fatima")
        }
    }

    @Test func `of two claims at once exactly one wins`() async throws {
        try await withOutreach { rig in
            let task = try await rig.signal(1)
            let results = await withTaskGroup(of: Bool.self) { group in
                for actor in [Somebody.fatima, Somebody.joost] {
                    group.addTask {
                        let deed = WorkerAction.Deed.assign(to: actor.id, team: nil, isTakeover: false)
                        let wish = TaskWish(task: task.task, deed: deed, key: "sleutel-" + actor.id)
                        return (try? await rig.desk.perform(wish, OutreachRig.context(actor))) != nil
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.filter { $0 }.count == 1)
        }
    }

    @Test func `the same key again does nothing twice and answers the same`() async throws {
        try await withOutreach { rig in
            let task = try await rig.signal(1)
            let deed = WorkerAction.Deed.attempt(kind: .telefoon, wasReached: false, dayPart: .avond)
            let first = try await rig.desk.perform(
                rig.wish(task, deed, key: "sleutel-1"), OutreachRig.context(Somebody.fatima))
            let lines = try rig.audit().count
            let second = try await rig.desk.perform(
                TaskWish(task: task.task, deed: deed, key: "sleutel-1", ifMatch: task.entityTag),
                OutreachRig.context(Somebody.fatima))
            #expect(first == second, "also with the entity tag from before the first time")
            #expect(try first.data().attempts.count == 1)
            #expect(try rig.audit().count == lines)
        }
    }

    @Test func `a key is known to the next process, too`() async throws {
        let folder = try Scratch()
        let deed = WorkerAction.Deed.attempt(kind: .huisbezoek, wasReached: true, dayPart: nil)
        try await withOutreach(in: folder) { rig in
            let task = try await rig.signal(1)
            _ = try await rig.desk.perform(
                rig.wish(task, deed, key: "sleutel-1"), OutreachRig.context(Somebody.fatima))
        }
        try await withOutreach(in: folder) { rig in
            let task = try #require(try await rig.desk.board.tasks(TaskFilter()).tasks.first)
            let after = try await rig.desk.perform(
                rig.wish(task, deed, key: "sleutel-1"), OutreachRig.context(Somebody.fatima))
            #expect(try after.data().attempts.count == 1)
        }
    }

    @Test func `another revision than the caller saw stops the action`() async throws {
        try await withOutreach { rig in
            let task = try await rig.signal(1)
            try await rig.signal(2)
            let problem = await #expect(throws: DeskProblem.self) {
                try await rig.desk.perform(
                    TaskWish(task: task.task, deed: claim, key: "sleutel-1", ifMatch: task.entityTag),
                    OutreachRig.context(Somebody.fatima))
            }
            guard case .changed(let now) = problem else {
                Issue.record("\(String(describing: problem))")
                return
            }
            #expect(now.revision == 2 && now.worker == nil)
        }
    }

    @Test func `a task is closed with its result, and no second time`() async throws {
        try await withOutreach { rig in
            let task = try await rig.signal(1)
            let context = OutreachRig.context(Somebody.fatima)
            let after = try await rig.desk.perform(
                rig.wish(task, .close(.vervolghulp), key: "sleutel-1"), context)
            #expect(try !after.isOpen && after.data().result == "Vervolghulp en/of verwijzing")
            await #expect(throws: DeskProblem.self) {
                try await rig.desk.perform(rig.wish(task, .close(.overleden), key: "sleutel-2"), context)
            }
        }
    }

    @Test func `nobody acts on a task of another team, or learns that it is there`() async throws {
        try await withOutreach { rig in
            let task = try await rig.signal(1)
            for actor in [Somebody.elsewhere, Somebody.policy, Somebody.administrator] {
                await #expect(throws: Refusal.self) {
                    try await rig.desk.perform(
                        rig.wish(
                            task, .attempt(kind: .brief, wasReached: false, dayPart: nil), key: "sleutel-1"),
                        OutreachRig.context(actor))
                }
            }
            #expect(try await rig.desk.board.task(task.task) == task)
        }
    }

    @Test func `a worker does not take a colleague's task, a team lead does`() async throws {
        try await withOutreach { rig in
            let task = try await rig.signal(1)
            _ = try await rig.desk.perform(
                rig.wish(task, claim, key: "sleutel-1"), OutreachRig.context(Somebody.fatima))
            let takeover = WorkerAction.Deed.assign(to: "m.joost", team: nil, isTakeover: true)
            await #expect(throws: Refusal.forbidden) {
                try await rig.desk.perform(
                    rig.wish(task, takeover, key: "sleutel-2"), OutreachRig.context(Somebody.joost))
            }
            let after = try await rig.desk.perform(
                rig.wish(task, takeover, key: "sleutel-3"), OutreachRig.context(Somebody.lead))
            #expect(after.worker == "m.joost")
        }
    }

    @Test func `contact details are opened after the line about it is on disk`() async throws {
        try await withOutreach { rig in
            let task = try await rig.signal(1)
            let before = try rig.audit().count
            let opened = try await rig.desk.details(of: task.task, OutreachRig.context(Somebody.fatima))
            let plain = try #require(opened.first?.plain)
            #expect(String(decoding: plain, as: UTF8.self).contains("Verzonnen Achternaam"))
            let lines = try rig.audit().dropFirst(before)
            #expect(lines.count == 2 && lines.first?.contains("contactgegevens-openen") == true)
            #expect(lines.allSatisfy { !$0.contains("Verzonnen") && !$0.contains("0699999999") })
            for actor in [Somebody.policy, Somebody.elsewhere] {
                await #expect(throws: Refusal.self) {
                    try await rig.desk.details(of: task.task, OutreachRig.context(actor))
                }
            }
        }
    }

    @Test func `a note is kept sealed and read by colleagues of the task`() async throws {
        try await withOutreach { rig in
            let task = try await rig.signal(1)
            var wish = rig.wish(
                task, .attempt(kind: .telefoon, wasReached: true, dayPart: nil), key: "sleutel-1")
            wish.note = "Belt liever 's avonds: Verzonnen <b>woord</b>"
            _ = try await rig.desk.perform(wish, OutreachRig.context(Somebody.fatima))
            let last = InputPosition(
                stream: .contact, partition: 0, next: Int64(try JournalRows.count("contact", rig.scratch)))
            #expect(await rig.desk.follower.wait(for: last, within: .seconds(120)))
            let opened = try await rig.desk.details(of: task.task, OutreachRig.context(Somebody.joost))
            let notes = opened.filter { if case .note = $0.kind { true } else { false } }
            #expect(notes.count == 1)
            #expect(String(decoding: notes[0].plain ?? [], as: UTF8.self).contains("Verzonnen <b>woord</b>"))
            #expect(try rig.rows(.contact).allSatisfy { !$0.contains("liever") })
            #expect(try rig.rows(.log).allSatisfy { !$0.contains("liever") })
        }
    }

    @Test func `an address finds its tasks and leaves only its pseudonym on record`() async throws {
        try await withOutreach { rig in
            let task = try await rig.signal(1)
            let address = try #require(WrittenAddress("2525ab 12"))
            let found = try await rig.desk.search(address, OutreachRig.context(Somebody.fatima))
            #expect(found.map(\.task) == [task.task])
            #expect(try await rig.desk.search(address, OutreachRig.context(Somebody.elsewhere)).isEmpty)
            let lines = try rig.audit().filter { $0.contains("adres-zoeken") }
            #expect(lines.count == 4 && lines.allSatisfy { !$0.uppercased().contains("2525AB") })
        }
    }

    @Test func `an erasure takes tasks and contact details off the board and out of the journal`()
        async throws
    {
        try await withOutreach { rig in
            let task = try await rig.signal(1)
            let house = InventedAddress.all[0].householdText
            #expect(try await rig.desk.board.details(of: house).count == 1)
            var data = JSONFields()
            data.text("huishouden", house)
            let line = eventLine(.erasure, id: "wis", time: "2026-03-02T09:00:00Z", data: data)
            try await rig.deliver(line, id: "wis")
            #expect(try await rig.desk.board.task(task.task) == nil)
            #expect(try await rig.desk.board.details(of: house).isEmpty)
            #expect(try rig.rows(.contact) == [""], "only the tombstone is left")
        }
    }

    @Test func `an erasure leaves a receipt that says how much it was`() async throws {
        try await withOutreach { rig in
            try await rig.signal(1)
            let house = InventedAddress.all[0].householdText
            var data = JSONFields()
            data.text("huishouden", house)
            try await rig.deliver(
                eventLine(.erasure, id: "wis", time: "2026-03-02T09:00:00Z", data: data), id: "wis")
            await rig.desk.keepRetention()
            let receipts = try rig.audit().filter { $0.contains("gegevens-gewist") }
            #expect(receipts.contains { $0.contains("\(house) taken=1 contactgegevens=0") })
            #expect(receipts.contains { $0.contains("\(house) taken=0 contactgegevens=1") })
            await rig.desk.keepRetention()
            #expect(try rig.audit().filter { $0.contains("gegevens-gewist") }.count == receipts.count)
        }
    }

    @Test func `details that are older than the history leave board and journal, with a receipt`()
        async throws
    {
        let folder = try Scratch()
        var house = ""
        try await withOutreach(in: folder) { rig in
            house = try await rig.signal(1).household
            try await rig.signal(2, house: 1)
        }
        let later = CivilDate(year: 2027, month: 4, day: 2)
        try await withOutreach(in: folder) { rig in
            var desk = rig.desk
            desk.settings.fixedDay = later
            let end = InputPosition(
                stream: .contact, partition: 0, next: Int64(try JournalRows.count("contact", rig.scratch)))
            #expect(await desk.follower.wait(for: end, within: .seconds(120)))
            await Self.wait { desk.follower.progress.isComplete }
            await desk.keepRetention()
            #expect(try await desk.board.details(of: house).isEmpty)
            #expect(try rig.rows(.contact).count == 1, "all but the last row, whose place must stay taken")
            #expect(try rig.audit().filter { $0.contains("contactgegevens=2") }.count == 1)
        }
    }

    private static func wait(until condition: () -> Bool) async {
        let end = ContinuousClock.now + .seconds(120)
        while !condition(), ContinuousClock.now < end { await Task.yield() }
    }

    @Test func `a board that is lost is made again from the journal`() async throws {
        let folder = try Scratch()
        var task: BoardTask?
        try await withOutreach(in: folder) { rig in task = try await rig.signal(1) }
        try FileManager.default.removeItem(atPath: folder.path("board.sqlite"))
        try await withOutreach(in: folder) { rig in
            let end = InputPosition(
                stream: .tasks, partition: 0, next: Int64(try JournalRows.count("tasks", rig.scratch)))
            #expect(await rig.desk.follower.wait(for: end, within: .seconds(120)))
            #expect(try await rig.desk.board.tasks(TaskFilter()).tasks == [try #require(task)])
            #expect(rig.desk.follower.progress.isComplete)
        }
    }

    @Test func `what a worker does keeps the audit's chain whole`() async throws {
        let folder = try Scratch()
        for round in 1...2 {
            try await withOutreach(in: folder) { rig in
                let task = try await rig.signal(round)
                _ = try await rig.desk.perform(
                    rig.wish(
                        task, .attempt(kind: .brief, wasReached: false, dayPart: nil), key: "sleutel-\(round)"
                    ),
                    OutreachRig.context(Somebody.fatima))
            }
        }
        var check = AuditCheck()
        try JournalExport.read(.audit, inFile: folder.path("journal.sqlite")) { position, _, value in
            check.read(Array(value ?? .init(start: nil, count: 0)), place: "\(position)")
        }
        #expect(check.findings.isEmpty && check.lines == 4)
    }
}
