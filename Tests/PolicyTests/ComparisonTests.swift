// Two pipelines over one stream: what differs, worked out by hand, and against two replays.

import Engine
import Foundation
import Policy
import Rules
import Runtime
import Signals
import TestSupport
import Testing

/// Folds files or lines as `seinpost compare` does.
enum SideBySideFold {
    static func run(
        _ pipelines: [Pipeline], paths: [String], jobs: Int = 2
    ) throws -> SideBySideResult<Caseload, Population> {
        let options = SideBySideOptions(pipelines: pipelines, key: Pseudonyms.fixtureKey, jobs: jobs)
        let fold = SideBySide(try InputFiles(paths: paths), options, records: Population()) { _ in Caseload()
        }
        return try fold.run { _ in }
    }

    static func compare(_ left: Pipeline, _ right: Pipeline, paths: [String]) throws -> Comparison {
        let folded = try run([left, right], paths: paths)
        let grouping = Grouping(youth: left.youth)
        let end = folded.records.last ?? CivilDate(dayNumber: 0)
        let sides = [left, right].enumerated().map { place, pipeline in
            ComparedSide(
                pipeline: pipeline, caseload: folded.readers[place], tally: folded.tallies[place],
                folded.records, grouping, through: end)
        }
        return Comparison(sides[0], sides[1], folded.records, grouping)
    }
}

@Suite struct ComparisonTests {
    static let classes = """
          - {id: bellen, score: 30, due: 28d, ladder: [Telefoon, Brief], retry: 7d}
          - {id: bericht, score: 0, due: 28d, ladder: [Brief], retry: 14d}
        """
    static let several = """
          - {id: meervoudig, scope: household, when: kinds(month) >= 2, points: 40, reason: "{kinds(month)} soorten"}
        """

    static func left() throws -> Pipeline {
        try Pipeline(
            partners:
                "  Huur: {basis: proef}\n  Water: {basis: proef}\n  Zorg: {threshold: €75, basis: proef}",
            rules: several, classes: classes)
    }

    /// A lower threshold, no water, a rule for high debts, a shorter term to call, and a team for one district.
    static func right() throws -> Pipeline {
        try Pipeline(
            partners: "  Huur: {basis: proef}\n  Zorg: {threshold: €50, basis: proef}",
            rules: several
                + "\n  - {id: hoog, scope: household, when: outstanding(31d) >= €1000, points: 60, reason: hoog}",
            classes: "  - {id: huisbezoek, score: 60, due: 28d, ladder: [Huisbezoek], retry: 7d}\n"
                + classes.replacing("score: 30, due: 28d", with: "score: 30, due: 14d"),
            teams: "  - {id: oost, areas: [BU051801]}\n  - {id: centrum, default: true}")
    }

    static func signal(
        _ house: Int, _ kind: String, _ amount: Int, on day: String = "2026-03-02", area: String? = nil
    ) -> String {
        var client = JSONFields()
        client.text("postcode", "1000 AA")
        client.raw("huisnummer", "\(house)")
        client.text("buurtcode", area)
        var partner = JSONFields()
        partner.text("type", kind)
        var data = JSONFields()
        data.text("ID", "S-\(house)-\(kind)-\(day)")
        data.raw("signaalpartner", partner.json)
        data.raw("bedrag", "\(amount)")
        data.text("signaaldatum", day)
        data.raw("client", client.json)
        return eventLine(.signal, id: "\(house)-\(kind)-\(day)", time: "\(day)T09:00:00Z", data: data)
    }

    /// Forty households, and what the two pipelines make of each:
    /// 1–8 the same; 9–14 under the old threshold; 15–20 called sooner; 21–25 a high debt; 26–30 under the old
    /// threshold first, then rent; 31–34 under both thresholds; 35–37 water; 38–40 in the district of the new team.
    static var stream: [String] {
        (1...8).map { signal($0, "Huur", 200) } + (9...14).map { signal($0, "Zorg", 60) }
            + (15...20).map { signal($0, "Huur", 300) } + (21...25).map { signal($0, "Huur", 1200) }
            + (26...30).map { signal($0, "Zorg", 60) } + (31...34).map { signal($0, "Zorg", 40) }
            + (35...37).map { signal($0, "Water", 300) }
            + (38...40).map { signal($0, "Huur", 200, area: "BU05180101") }
            + (26...30).map { signal($0, "Huur", 200, on: "2026-03-05") }
            + (15...20).map { signal($0, "Zorg", 100, on: "2026-03-10") }
    }

    static func comparison() throws -> Comparison {
        let folder = try Scratch()
        let path = try folder.write("s.ndjson", stream.joined(separator: "\n") + "\n")
        return try SideBySideFold.compare(left(), right(), paths: [path])
    }

    @Test("forty households differ as worked out by hand") func forty() throws {
        let found = try Self.comparison()
        #expect(found.left.caseload.rows.count == 30)
        #expect(found.right.caseload.rows.count == 33)
        #expect(found.unchanged == 8)
        #expect(
            found.changes == [
                .added: 6, .dropped: 3, .otherClass: 10, .otherTeam: 3, .earlierDue: 11, .otherDay: 5,
            ])
        #expect(found.differences.count == 28)
        // From bellen, bericht, none to huisbezoek, bellen, bericht, none.
        #expect(found.flow == [[0, 6, 0, 0], [5, 5, 11, 3], [0, 0, 6, 0]])
        #expect(
            found.byClass.map { "\($0.id) \($0.totals.left) \($0.totals.right)" } == [
                "bellen 6 11", "bericht 24 17", "huisbezoek 0 5",
            ])
        #expect(
            found.byWeek.map { "\($0.monday) \($0.totals.left) \($0.totals.right)" } == ["2026-03-02 30 33"])
    }

    @Test("each difference names what made it") func causes() throws {
        let found = try Self.comparison()
        var causes: [String: Int] = [:]
        for difference in found.differences {
            let changes = difference.changes.map(\.rawValue).joined(separator: "+")
            causes["\(changes): \(difference.causes.joined(separator: ","))", default: 0] += 1
        }
        #expect(
            causes == [
                "added: partners.Zorg.threshold": 6, "dropped: partners.Water": 3,
                "earlier due: classes.bellen": 6, "other class: rules.hoog,classes.huisbezoek": 5,
                "other team: teams": 3,
                "other class+earlier due+opened on another day: classes.bellen,partners.Zorg.threshold": 5,
            ])
        #expect(found.differences.filter { $0.rulesGained == ["hoog"] }.count == 5)
        #expect(found.differences.filter { $0.rulesGained == ["meervoudig"] }.count == 5)
        #expect(found.differences.allSatisfy { $0.rulesLost.isEmpty })
    }

    @Test("text, JSON and sheet tell of the same differences") func forms() throws {
        let found = try Self.comparison()
        #expect(found.text(households: 5).contains("and 23 more"))
        #expect(found.sheet.split(separator: "\r\n").count == 29)
        let json = try JSONSerialization.jsonObject(with: Data(found.json.compact.utf8)) as? [String: Any]
        #expect((json?["differences"] as? [Any])?.count == 28)
        #expect((json?["changes"] as? [String: Int])?["added"] == 6)
        #expect(found.document.html.contains("Van 30 taken naar 33: 6 komen erbij, 3 vervallen"))
    }

    @Test("a pipeline beside itself differs in nothing", arguments: Fixture.all) func itself(
        _ fixture: Fixture
    ) throws {
        let pipeline = try fixture.pipeline()
        let found = try SideBySideFold.compare(pipeline, pipeline, paths: [fixture.path("signals.ndjson")])
        #expect(found.isSame)
        #expect(found.unchanged == found.left.caseload.rows.count)
        #expect(found.right.caseload.rows.count == found.left.caseload.rows.count)
    }

    @Test("the fixtures give tasks to look at") func fixtures() throws {
        #expect(Fixture.all.count > 20)
    }

    @Test("the tasks of a comparison are those of a replay", arguments: Fixture.all)
    func replayed(_ fixture: Fixture) throws {
        let pipeline = try fixture.pipeline()
        let folded = try SideBySideFold.run([pipeline], paths: [fixture.path("signals.ndjson")])
        var last: [String: TaskData] = [:]
        var order: [String] = []
        for line in try fixture.lines("tasks.ndjson") {
            let task = try TaskRecord(line: Array(line.utf8)).data
            // After an erasure the same number may come again on the same day.
            let key =
                task.revision == 1
                ? "\(task.task)#\(order.count { $0.hasPrefix(task.task + "#") })"
                : order.last { $0.hasPrefix(task.task + "#") } ?? ""
            if last.updateValue(task, forKey: key) == nil { order.append(key) }
        }
        let rows = folded.readers[0].rows
        #expect(rows.count == order.count)
        for (row, key) in zip(rows, order) {
            let task = try #require(last[key])
            #expect(row.last.taskID == task.task)
            #expect(pipeline.classes[Int(row.last.classIndex)].id == task.taskClass)
            #expect(row.last.score == Int32(task.score.total))
            #expect(row.last.due == task.due)
            #expect(row.last.isOpen == (task.status == .open))
            #expect(row.closed == task.closed)
            let rules = pipeline.rules.indices.filter { row.last.rules & 1 << UInt128($0) != 0 }
            #expect(rules.map { pipeline.rules[$0].id } == task.contributions.map(\.rule))
            #expect(row.attempts == UInt16(task.attempts.count { $0.kind != "Administratief" }))
        }
    }

    @Test("threads do not change what is found", arguments: [1, 2, 5]) func jobs(_ jobs: Int) throws {
        let folder = try Scratch()
        let path = try folder.write("s.ndjson", Self.stream.joined(separator: "\n") + "\n")
        let folded = try SideBySideFold.run([Self.left(), Self.right()], paths: [path], jobs: jobs)
        #expect(folded.readers.map(\.rows.count) == [30, 33])
        #expect(folded.records.groups.count == 40)
    }
}
