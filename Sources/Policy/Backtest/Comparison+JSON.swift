// A comparison for programs, and the differing tasks as a sheet.
// In: a Comparison. Out: JSON, CSV. Depends on: JSONValue, TaskSheet.

internal import Engine
internal import Rules
internal import Signals

extension Comparison {
    /// One object; keys stay.
    package var json: JSONValue {
        .members([
            "left": Comparison.side(left), "right": Comparison.side(right), "same": .truth(isSame),
            "changes": .object(
                TaskChange.allCases.map { .init(name: $0.rawValue, value: .count(changes[$0] ?? 0)) }),
            "alike": .count(unchanged),
            "classes": .array(
                byClass.map { .members(["class": .text($0.id), "totals": Comparison.totals($0.totals)]) }),
            "weeks": .array(
                byWeek.map {
                    .members(["monday": .text("\($0.monday)"), "totals": Comparison.totals($0.totals)])
                }),
            "flow": .array(flow.map { .array($0.map { .count($0) }) }),
            "groups": .array(Suppression.apply(to: groupTables).map(\.json)),
            "disparity": .members([
                "left": Comparison.disparity(left), "right": Comparison.disparity(right),
                "method": .text(RiskRatio.method),
            ]),
            "differences": .array(differences.map(json)),
        ])
    }

    private static func side(_ side: ComparedSide) -> JSONValue {
        .members([
            "pipeline": side.pipeline.stampJSON, "tasks": .count(side.caseload.rows.count),
            "hours": .array(
                side.hours.teams.enumerated().map { place, team in
                    .members([
                        "team": .text(team), "capacity": .decimal(side.hours.capacity[place]),
                        "weeksOver": .optional(side.hours.weeksOver[place]),
                        "firstMonday": .text("\(WeeklyHours.monday(of: side.hours.firstWeek))"),
                        "perWeek": .array(side.hours.hours[place].map { .decimal($0) }),
                    ])
                }),
            "youthTasks": .count(side.hours.youthTasks),
            "youthReached": .decimal(side.hours.youthReached),
        ])
    }

    private static func totals(_ totals: Totals) -> JSONValue {
        .members([
            "left": .count(totals.left), "right": .count(totals.right), "added": .count(totals.added),
            "dropped": .count(totals.dropped),
        ])
    }

    private static func disparity(_ side: ComparedSide) -> JSONValue {
        let shown = side.disparity.shown
        return .array(
            Disparity.figures(shown.classes, shown.contacts, classes: side.pipeline.classes.count).map(\.json)
        )
    }

    private func json(_ found: TaskDifference) -> JSONValue {
        func side(_ facts: TaskFacts?, _ taskClass: String?, _ team: String?) -> JSONValue {
            guard let facts else { return .null }
            return .members([
                "task": .text(facts.taskID), "class": .optional(taskClass), "team": .optional(team),
                "score": .count(Int(facts.score)), "opened": .text("\(facts.opened)"),
                "due": .text("\(facts.due)"),
            ])
        }
        return .members([
            "household": .text(found.household.text(as: .household)),
            "changes": .array(found.changes.map { .text($0.rawValue) }),
            "left": side(
                found.left, found.left.map { difference.classID(ofLeft: $0.classIndex) },
                found.left.map { difference.teamID(ofLeft: $0.team) }),
            "right": side(
                found.right, found.right.map { difference.classID(ofRight: $0.classIndex) },
                found.right.map { difference.teamID(ofRight: $0.team) }),
            "rulesGained": .array(found.rulesGained.map { .text($0) }),
            "rulesLost": .array(found.rulesLost.map { .text($0) }),
            "causes": .array(found.causes.map { .text($0) }),
        ])
    }

    /// The differing tasks for Dutch Excel: one line each, after a line of names.
    package var sheet: String {
        let names = [
            "Huishouden", "Taak nu", "Taak straks", "Klasse nu", "Klasse straks", "Team nu", "Team straks",
            "Uiterlijk nu", "Uiterlijk straks", "Verschil", "Regels erbij", "Regels eraf", "Oorzaak",
        ]
        var text = "\u{FEFF}" + names.joined(separator: ";") + "\r\n"
        for found in differences {
            let cells: [String?] = [
                found.household.text(as: .household), found.left?.taskID, found.right?.taskID,
                found.left.map { difference.classID(ofLeft: $0.classIndex) },
                found.right.map { difference.classID(ofRight: $0.classIndex) },
                found.left.map { difference.teamID(ofLeft: $0.team) },
                found.right.map { difference.teamID(ofRight: $0.team) },
                found.left.map { TaskSheet.dutch($0.due) }, found.right.map { TaskSheet.dutch($0.due) },
                found.changes.map(\.dutch).joined(separator: ", "),
                found.rulesGained.joined(separator: ", "), found.rulesLost.joined(separator: ", "),
                found.causes.joined(separator: ", "),
            ]
            text += cells.map { TaskSheet.quoted($0 ?? "") }.joined(separator: ";") + "\r\n"
        }
        return text
    }
}

extension Pipeline {
    /// Id, version and hash on one line.
    package var stamp: String { "\(id) \(version) (\(hash))" }

    /// What every report carries: which pipeline, and the windows on which its numbers rest.
    package var stampJSON: JSONValue {
        .members([
            "id": .text(id), "version": .text(version), "hash": .text(hash),
            "windows": .array(windowTexts.map { .text($0) }),
        ])
    }

    /// The measures of all rules as written, in order, each once.
    package var windowTexts: [String] {
        var seen: Set<String> = []
        return rules.flatMap { $0.shown.map(\.text) }.filter { seen.insert($0).inserted }
    }
}

extension ShownTable {
    /// Null where a count is left out.
    package var json: JSONValue {
        .members([
            "title": .text(title), "outcomes": .array(outcomes.map { .text($0) }),
            "groups": .array(
                groups.enumerated().map { row, group in
                    .members([
                        "group": .text(group), "counts": .array(counts[row].map { .optional($0) }),
                        "total": .optional(groupTotals[row]),
                    ])
                }),
            "totals": .array(outcomeTotals.map { .optional($0) }), "total": .optional(total),
        ])
    }
}

extension Disparity {
    /// All tables of this pipeline as they may be shown, suppressed together.
    package var shown: (classes: [ShownTable], contacts: [ShownTable], sample: ShownTable) {
        let tables = Suppression.apply(to: classTables + contactTables + [sampleTable])
        let count = classTables.count
        return (Array(tables[..<count]), Array(tables[count..<2 * count]), tables[2 * count])
    }
}

extension Disparity.Figure {
    /// Null where a count is left out.
    package var json: JSONValue {
        .members([
            "dimension": .text(dimension.rawValue), "group": .text(group), "measure": .text(measure),
            "hits": .optional(hits), "size": .optional(size), "ratio": .decimal(ratio?.ratio),
            "low": .decimal(ratio?.low), "high": .decimal(ratio?.high),
        ])
    }
}
