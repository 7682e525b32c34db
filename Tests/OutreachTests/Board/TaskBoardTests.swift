// The board shows the newest revision of each task, whatever order records come in, and forgets when told to.
// Depends on: TaskBoard.

import Foundation
import Runtime
import Signals
import TestSupport
import Testing

@testable import Outreach

@Suite struct TaskBoardTests {
    private let scratch: Scratch
    private let board: TaskBoard

    init() throws {
        scratch = try Scratch()
        board = try TaskBoard(path: scratch.path("board.sqlite"), journal: "proef")
    }

    @Test func `an older revision never overwrites a newer one`() async throws {
        _ = try board.apply([.task("T1", 2, worker: "m.fatima"), .task("T1", 1)])
        #expect(try await board.task("T1")?.worker == "m.fatima")
        #expect(try await board.history(of: "T1")?.revisions.map(\.revision) == [1, 2])
        #expect(try await board.tasks(TaskFilter()).tasks.map(\.revision) == [2])
    }

    @Test func `the same record twice changes nothing`() async throws {
        let first = try board.apply([.task("T1", 1)])
        let second = try board.apply([.task("T1", 1)])
        #expect(first.count == 1 && second.isEmpty)
        #expect(try await board.tasks(TaskFilter()).count == 1)
    }

    @Test func `after a tombstone the same task may come again from its first revision`() async throws {
        let changes = try board.apply([
            .task("T1", 3), .tombstone(at: 1), .task("T1", 1, at: 2), .task("T2", 1, house: 1, at: 3),
        ])
        #expect(changes.map(\.task) == ["T1", nil, "T1", "T2"])
        #expect(try await board.history(of: "T1")?.revisions.map(\.revision) == [1])
        #expect(try await board.tasks(TaskFilter()).count == 2)
    }

    @Test func `lists go by due date, then by task, in pages`() async throws {
        _ = try board.apply([
            .task("T3", 1, due: "2026-03-05"), .task("T1", 1, due: "2026-03-09"),
            .task("T2", 1, due: "2026-03-05"),
        ])
        #expect(try await board.tasks(TaskFilter()).tasks.map(\.task) == ["T2", "T3", "T1"])
        let second = try await board.tasks(TaskFilter(), offset: 2, limit: 2)
        #expect(second.count == 3 && second.tasks.map(\.task) == ["T1"])
    }

    static let filters: [(String, @Sendable (inout TaskFilter) -> Void, [String])] = [
        ("team", { $0.team = "escamp" }, ["T2"]),
        ("worker", { $0.worker = "m.fatima" }, ["T3"]),
        ("nobody's", { $0.isFree = true }, ["T1", "T2"]),
        ("class", { $0.taskClass = "dringend" }, ["T2"]),
        ("closed", { $0.isOpen = false }, ["T4"]),
        ("open and closed", { $0.isOpen = nil }, ["T1", "T2", "T3", "T4"]),
        ("late", { $0.isLate = true }, ["T3"]),
        ("kind of signal", { $0.kind = .zorg }, ["T2"]),
        ("next action", { $0.action = .huisbezoek }, ["T2"]),
        ("neighbourhood", { $0.area = "BU051833" }, ["T2"]),
        ("teams that may be seen", { $0.teams = ["escamp"] }, ["T2"]),
        ("no team at all", { $0.teams = [] }, []),
    ]

    @Test(arguments: filters.indices) func `a filter chooses what its field says`(_ index: Int) async throws {
        _ = try board.apply([
            .task("T1", 1),
            .task(
                "T2", 1, team: "escamp", taskClass: "dringend", kind: "Zorg", action: "Huisbezoek",
                area: "BU05183312"),
            .task("T3", 1, worker: "m.fatima", isLate: true), .task("T4", 1, isOpen: false),
        ])
        let (name, set, wanted) = Self.filters[index]
        var filter = TaskFilter()
        set(&filter)
        let found = try await board.tasks(filter)
        #expect(found.tasks.map(\.task) == wanted && found.count == wanted.count, "\(name)")
    }

    @Test func `teams are counted by what their open tasks ask`() async throws {
        _ = try board.apply([
            .task("T1", 1, due: "2026-03-08"),
            .task("T2", 1, worker: "m.fatima", isLate: true, due: "2026-03-01"),
            .task("T3", 1, due: "2026-03-09"), .task("T4", 1, team: "escamp", isOpen: false),
        ])
        let week = CivilDate(year: 2026, month: 3, day: 8)
        #expect(
            try await board.caseloads(week: week) == [
                TeamCaseload(team: "centrum", open: 3, free: 2, late: 1, dueThisWeek: 2)
            ])
    }

    @Test func `details go with their household, or with their person`() async throws {
        let houses = InventedAddress.all.prefix(2).map(\.householdText)
        _ = try board.apply([
            .details(houses[0], at: 0, person: "p1_a"), .details(houses[0], at: 1, person: "p1_b"),
            .details(houses[1], at: 2, person: "p1_c"),
            FeedRecord(
                stream: .contact, partition: 0, position: 3, household: houses[0],
                value: Array(#"{"gewist":"p1_a"}"#.utf8)),
        ])
        #expect(try await board.details(of: houses[0]).map(\.person) == ["p1_b"])
        _ = try board.apply([
            FeedRecord(stream: .contact, partition: 0, position: 4, household: houses[0], value: nil)
        ])
        #expect(try await board.details(of: houses[0]).isEmpty)
        #expect(try await board.details(of: houses[1]).count == 1)
    }

    @Test func `what was forgotten is counted for a receipt`() throws {
        let house = InventedAddress.all[0].householdText
        let news = try board.apply(
            FeedBatch(records: [
                .task("T1", 1), .task("T2", 1, at: 1), .details(house, at: 0, person: "p1_a"),
                .tombstone(at: 2),
                .tombstone(at: 3),
                FeedRecord(stream: .contact, partition: 0, position: 1, household: house, value: nil),
            ]))
        #expect(
            news.forgotten == [
                Forgotten(household: house, tasks: 2, details: 0),
                Forgotten(household: house, tasks: 0, details: 1),
            ])
    }

    @Test func `positions are kept with what they stand behind`() throws {
        let positions = [InputPosition(stream: .tasks, partition: 2, next: 7)]
        _ = try board.apply(FeedBatch(records: [.task("T1", 1)], positions: positions))
        board.close()
        let again = try TaskBoard(path: scratch.path("board.sqlite"), journal: "proef")
        #expect(try again.positions() == positions)
    }

    @Test(arguments: ["another journal", "no database", "nothing"])
    func `a view that cannot be used is made anew`(_ fault: String) async throws {
        _ = try board.apply([.task("T1", 1)])
        board.close()
        let path = scratch.path("board.sqlite")
        switch fault {
        case "no database":
            try scratch.write("board.sqlite", String(repeating: "rommel ", count: 1_000))
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        case "nothing": try FileManager.default.removeItem(atPath: path)
        default: break
        }
        let journal = fault == "another journal" ? "een andere" : "proef"
        let again = try TaskBoard(path: path, journal: journal)
        #expect(try await again.tasks(TaskFilter()).count == 0)
        #expect(try again.positions().isEmpty)
    }

    @Test func `what happened since a place is told, or that all must be read again`() async throws {
        _ = try board.apply([.task("T1", 1, at: 0), .task("T2", 1, at: 1), .task("T1", 2, at: 2)])
        #expect(try await board.changes(since: [0: 1], limit: 10)?.map(\.task) == ["T2", "T1"])
        #expect(try await board.changes(since: [0: 0], limit: 2) == nil, "more than was asked for")
        _ = try board.apply([.tombstone(at: 3)])
        #expect(try await board.changes(since: [0: 2], limit: 10) == nil, "somebody was forgotten")
        #expect(try await board.changes(since: [0: 4], limit: 10) == [])
    }
}

extension TaskBoard {
    func apply(_ records: [FeedRecord]) throws -> [BoardChange] {
        try apply(FeedBatch(records: records)).changes
    }
}
