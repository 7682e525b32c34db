// The caseload of the teams as a page.
// In: counts by team. Out: HTML with a chart and a table. Depends on: PageFrame, BarChart.

internal import Signals

package struct OverviewPage {
    package var frame: PageFrame
    package var caseloads: [TeamCaseload]
    /// The actor's own calendar, when there is one.
    package var calendar: String?

    package init(frame: PageFrame, caseloads: [TeamCaseload], calendar: String? = nil) {
        self.frame = frame
        self.caseloads = caseloads
        self.calendar = calendar
    }

    private var say: Wording { frame.say }

    package func html() -> String {
        let open = caseloads.map(\.open).reduce(0, +)
        let late = caseloads.map(\.late).reduce(0, +)
        let tasks = say.count(open, ("open taak", "open taken"), ("open task", "open tasks"))
        var values: PageValues = [
            "summary": say("\(tasks), waarvan \(late) te laat.", "\(tasks), of which \(late) late."),
            "teams": caseloads.map { row($0.team, [$0]) },
        ]
        if caseloads.count > 1 { values["total"] = row("", caseloads) }
        if open > 0 { values["chart"] = BarChart(caseloads).values }
        values["calendar"] = calendar
        return frame.page("overview", title: say("Teamoverzicht", "Team overview"), live: true, values)
    }

    private func row(_ team: String, _ loads: [TeamCaseload]) -> PageValues {
        var query = WorklistQuery()
        query.list = .team
        query.team = team
        return [
            "team": team, "href": query.address(), "open": loads.map(\.open).reduce(0, +),
            "free": loads.map(\.free).reduce(0, +), "week": loads.map(\.dueThisWeek).reduce(0, +),
            "late": loads.map(\.late).reduce(0, +),
        ]
    }
}

/// Bars of open tasks, in three parts: late, due this week, the rest. Whole units of the drawing.
struct BarChart {
    private static let labelWidth = 190
    private static let barWidth = 420
    private static let valueWidth = 60
    private static let rowHeight = 36
    private static let barHeight = 22

    private let loads: [TeamCaseload]

    init(_ loads: [TeamCaseload]) { self.loads = loads }

    var values: PageValues {
        let most = max(1, loads.map(\.open).max() ?? 1)
        return [
            "width": Self.labelWidth + Self.barWidth + Self.valueWidth,
            "height": loads.count * Self.rowHeight,
            "bars": loads.enumerated().map { bar($0.offset, $0.element, most: most) },
        ]
    }

    private func bar(_ place: Int, _ load: TeamCaseload, most: Int) -> PageValues {
        let top = place * Self.rowHeight + (Self.rowHeight - Self.barHeight) / 2
        let late = load.late
        // What is late counts as due this week too, and is drawn once.
        let week = max(0, load.dueThisWeek - late)
        let rest = max(0, load.open - late - week)
        var x = Self.labelWidth
        func part(_ count: Int) -> PageValues? {
            guard count > 0 else { return nil }
            let width = max(2, count * Self.barWidth / most)
            defer { x += width }
            return ["x": x, "y": top, "width": width, "height": Self.barHeight]
        }
        var values: PageValues = [
            "team": load.team, "labelX": Self.labelWidth - 12, "textY": top + Self.barHeight - 6,
            "total": load.open,
        ]
        values["late"] = part(late)
        values["week"] = part(week)
        values["rest"] = part(rest)
        values["valueX"] = x + 8
        return values
    }
}
