// Beside a cluster: actions go to the log with their account in one transaction, and every copy's board shows them.
// Depends on: ClusterJournal, KafkaFeed, the test broker.

import Foundation
import Rules
import Runtime
import Signals
import Synchronization
import TestSupport
import Testing

@testable import Outreach

@Suite struct ClusterJournalTests {
    private let claim = WorkerAction.Deed.assign(to: "m.fatima", team: nil, isTakeover: false)

    @Test func `a claim made at one copy shows at the other`() async throws {
        let rig = try ClusterRig()
        defer { rig.stop() }
        let task = try await rig.signal(1)
        let after = try await rig.desks[0].perform(
            TaskWish(task: task.task, deed: claim, key: "sleutel-1"), OutreachRig.context(Somebody.fatima))
        #expect(after.worker == "m.fatima")
        try await rig.wait { try await rig.desks[1].board.task(task.task) == after }
    }

    @Test func `of two claims at two copies exactly one wins`() async throws {
        let rig = try ClusterRig()
        defer { rig.stop() }
        let task = try await rig.signal(1)
        let won = await withTaskGroup(of: Bool.self) { group in
            for (desk, actor) in zip(rig.desks, [Somebody.fatima, Somebody.joost]) {
                group.addTask {
                    let deed = WorkerAction.Deed.assign(to: actor.id, team: nil, isTakeover: false)
                    let wish = TaskWish(task: task.task, deed: deed, key: "sleutel-" + actor.id)
                    return (try? await desk.perform(wish, OutreachRig.context(actor))) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(won == 1)
    }

    @Test func `an attempt sent again with its key is there once`() async throws {
        let rig = try ClusterRig()
        defer { rig.stop() }
        let task = try await rig.signal(1)
        var wish = TaskWish(
            task: task.task, deed: .attempt(kind: .telefoon, wasReached: false, dayPart: nil),
            key: "sleutel-1")
        wish.note = "Verzonnen woorden"
        for desk in rig.desks {
            try await rig.wait { try await desk.board.task(task.task) != nil }
            let after = try await desk.perform(wish, OutreachRig.context(Somebody.fatima))
            #expect(try after.data().attempts.count == 1)
        }
    }

    @Test func `each copy has a chain of its own, whole after a new start`() async throws {
        let rig = try ClusterRig()
        defer { rig.stop() }
        let task = try await rig.signal(1)
        for round in 1...2 {
            for (number, desk) in rig.desks.enumerated() {
                try await rig.wait { try await desk.board.task(task.task) != nil }
                _ = try await desk.perform(
                    TaskWish(
                        task: task.task, deed: .attempt(kind: .brief, wasReached: false, dayPart: nil),
                        key: "sleutel-\(round)-\(number)"), OutreachRig.context(Somebody.fatima))
            }
            if round == 1 { rig.restartWriters() }
        }
        var check = AuditCheck()
        try JournalExport.read(.audit, of: 0, in: rig.cluster.topics, rig.cluster.properties) {
            position, _, value in
            check.read(Array(value ?? .init(start: nil, count: 0)), place: "\(position)")
        }
        #expect(check.findings.isEmpty && check.lines == 8)
        #expect(check.ends.map(\.writer) == ["kopie-1", "kopie-2"])
    }

    @Test func `with the broker away nothing is taken, and the same key later is`() async throws {
        let rig = try ClusterRig()
        defer { rig.stop() }
        let task = try await rig.signal(1)
        try rig.broker.control("fail AddPartitionsToTxn 53 1")
        let wish = TaskWish(task: task.task, deed: claim, key: "sleutel-1")
        let problem = await #expect(throws: DeskProblem.self) {
            try await rig.desks[0].perform(wish, OutreachRig.context(Somebody.fatima))
        }
        guard case .unavailable = problem else {
            Issue.record("\(String(describing: problem))")
            return
        }
        try rig.broker.control("clear")
        let after = try await rig.desks[0].perform(wish, OutreachRig.context(Somebody.fatima))
        #expect(after.worker == "m.fatima" && after.revision == 2)
    }
}
