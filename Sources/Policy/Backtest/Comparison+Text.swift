// A comparison for people at a terminal.
// In: a Comparison. Out: text. Depends on: TextTable.

internal import Engine
internal import Rules
internal import Signals

extension Comparison {
    /// Summary, totals, hours and the households that differ.
    ///
    /// - Parameter most: households that are listed; the rest is counted.
    package func text(households most: Int) -> String {
        var text = "\(left.pipeline.stamp)  →  \(right.pipeline.stamp)\n\n"
        var summary = TextTable(["tasks", "left", "right", "difference"])
        let (before, after) = (left.caseload.rows.count, right.caseload.rows.count)
        summary.add(["all", "\(before)", "\(after)", Comparison.signed(after - before)])
        for (id, totals) in byClass {
            summary.add(
                [
                    "  \(id)", "\(totals.left)", "\(totals.right)",
                    Comparison.signed(totals.right - totals.left),
                ])
        }
        text += summary.rendered + "\n"
        if isSame { return text + "no difference\n" }
        var changes = TextTable(["difference", "tasks"])
        for change in TaskChange.allCases {
            if let count = self.changes[change] { changes.add([change.rawValue, "\(count)"]) }
        }
        changes.add(["alike", "\(unchanged)"])
        text += changes.rendered + "\n" + flowTable.rendered + "\n" + hoursTable.rendered + "\n"
        for table in Suppression.apply(to: groupTables) { text += Comparison.groups(table).rendered + "\n" }
        var list = TextTable(["household", "task", "class", "team", "due", "differs by", "because of"])
        for difference in differences.prefix(most) { list.add(cells(difference)) }
        text += list.rendered
        if differences.count > most {
            text += "and \(differences.count - most) more; --format csv or json has them all\n"
        }
        return text
    }

    static func signed(_ number: Int) -> String { number > 0 ? "+\(number)" : "\(number)" }

    private var flowTable: TextTable {
        var table = TextTable(
            ["class, left ↓ right →"] + right.pipeline.classes.map(\.id) + ["no task"])
        for (from, row) in flow.enumerated() {
            let name = from < left.pipeline.classes.count ? left.pipeline.classes[from].id : "no task"
            table.add([name] + row.map { "\($0)" })
        }
        return table
    }

    private var hoursTable: TextTable {
        var table = TextTable(["hours by team", "left", "right", "a week", "weeks over, left", "right"])
        for (place, team) in right.hours.teams.enumerated() {
            let mine = left.hours.teams.firstIndex(of: team)
            let hours = mine.map { left.hours.hours[$0].reduce(0, +) } ?? 0
            let others = right.hours.hours[place].reduce(0, +)
            if hours + others == 0 { continue }
            table.add([
                team, Decimals.text(hours, places: 1, point: "."),
                Decimals.text(others, places: 1, point: "."),
                right.hours.capacity[place].map { Decimals.text($0, places: 1, point: ".") } ?? "-",
                mine.flatMap { left.hours.weeksOver[$0] }.map { "\($0)" } ?? "-",
                right.hours.weeksOver[place].map { "\($0)" } ?? "-",
            ])
        }
        return table
    }

    private static func groups(_ table: ShownTable) -> TextTable {
        var text = TextTable([table.title] + table.outcomes + ["samen"])
        func shown(_ count: Int?) -> String { count.map { "\($0)" } ?? "·" }
        for (row, group) in table.groups.enumerated() {
            text.add([group] + table.counts[row].map(shown) + [shown(table.groupTotals[row])])
        }
        text.add(["samen"] + table.outcomeTotals.map(shown) + [shown(table.total)])
        return text
    }

    /// Household, task, class, team, due, changes, causes and rules of one difference.
    func cells(_ found: TaskDifference) -> [String] {
        func both(_ left: String?, _ right: String?) -> String {
            left == right ? left ?? "-" : "\(left ?? "-") → \(right ?? "-")"
        }
        let rules = found.rulesGained.map { "+\($0)" } + found.rulesLost.map { "-\($0)" }
        return [
            found.household.text(as: .household), both(found.left?.taskID, found.right?.taskID),
            both(
                found.left.map { difference.classID(ofLeft: $0.classIndex) },
                found.right.map { difference.classID(ofRight: $0.classIndex) }),
            both(
                found.left.map { difference.teamID(ofLeft: $0.team) },
                found.right.map { difference.teamID(ofRight: $0.team) }),
            both(found.left?.due.description, found.right?.due.description),
            found.changes.map(\.rawValue).joined(separator: ", "),
            (rules + found.causes).joined(separator: ", "),
        ]
    }
}
