// The worklist as a page: tasks in groups by the day before which they must be done.
// In: a page of tasks. Out: HTML. Depends on: PageFrame, TaskWords.

package import Engine
internal import Signals

package struct WorklistPage {
    package var frame: PageFrame
    package var query: WorklistQuery
    /// Of this page, by `uiterlijk`.
    package var tasks: [TaskData]
    /// All that the query chooses.
    package var count: Int
    /// Open tasks by list, for the tabs.
    package var counts: [WorklistQuery.List: Int]

    package init(
        frame: PageFrame, query: WorklistQuery, tasks: [TaskData], count: Int,
        counts: [WorklistQuery.List: Int]
    ) {
        self.frame = frame
        self.query = query
        self.tasks = tasks
        self.count = count
        self.counts = counts
    }

    private var say: Wording { frame.say }

    package func html() -> String {
        var values: PageValues = [
            "summary": summary, "tabs": tabs, "list": query.list?.rawValue ?? "", "selects": selects,
            "area": query.area ?? "", "onlyLate": query.onlyLate, "isFiltered": query.filterCount > 0,
            "unfiltered": unfiltered, "groups": groups, "empty": emptyText, "feeds": feeds,
        ]
        if query.filterCount > 0 { values["filterCount"] = query.filterCount }
        if count > WorklistQuery.pageSize { values["pages"] = pages }
        return frame.page("worklist", title: title, live: true, values)
    }

    private var title: String { Self.label(of: query.list, say) }

    static func label(of list: WorklistQuery.List?, _ say: Wording) -> String {
        switch list {
        case .mine: say("Mijn taken", "My tasks")
        case .free: say("Op te pakken", "To take up")
        case .team: say("Team", "Team")
        case nil: say("Alle taken", "All tasks")
        }
    }

    private var summary: String {
        let words = say.count(count, ("taak", "taken"), ("task", "tasks"))
        let order = say("De taak die het eerst af moet, staat bovenaan.", "What is due first comes first.")
        return count == 0 ? say("Geen taken.", "No tasks.") : "\(words). \(order)"
    }

    private var emptyText: String {
        query.filterCount > 0
            ? say("Geen taak past bij deze filters.", "No task matches these filters.")
            : query.list == .mine
                ? say(
                    "U hebt geen open taken. Kijk bij ‘Op te pakken’ of er werk ligt.",
                    "You have no open tasks. See ‘To take up’ for work.")
                : say("Er zijn nu geen open taken.", "There are no open tasks now.")
    }

    private var tabs: [PageValues] {
        guard query.list != nil else { return [] }
        return WorklistQuery.List.allCases.map { list in
            var target = query
            target.list = list
            target.page = 1
            let label = Self.label(of: list, say)
            return [
                "href": target.address(), "current": list == query.list,
                "label": counts[list].map { "\(label) (\($0))" } ?? label,
            ]
        }
    }

    private var unfiltered: String {
        var bare = WorklistQuery()
        bare.list = query.list
        return bare.address()
    }

    private var selects: [PageValues] {
        let teams = frame.actor.flatMap { Permissions.teams(of: .listTasks, for: $0) }?.sorted()
        return [
            select("klasse", say("Klasse", "Class"), frame.site.pipeline.classes.map(\.id), query.taskClass),
            select(
                "soort", say("Soort achterstand", "Kind of arrears"), PartnerType.wireNames,
                query.kind?.wireName),
            select("team", "Team", teams ?? frame.site.pipeline.teams.map(\.id), query.team),
            select(
                "status", "Status", ["gesloten"], query.isClosed ? "gesloten" : nil, all: say.code("open")),
        ]
    }

    private func select(
        _ name: String, _ label: String, _ options: [String], _ chosen: String?, all: String? = nil
    ) -> PageValues {
        [
            "name": name, "label": label, "all": all ?? say("Alles", "All"),
            "options": options.map {
                ["value": $0, "text": say.code($0), "chosen": $0 == chosen] as PageValues
            },
        ]
    }

    private var groups: [PageValues] {
        var groups: [(term: Term, rows: [PageValues])] = []
        for task in tasks {
            let term = Term(task, today: frame.today)
            if groups.last?.term != term { groups.append((term, [])) }
            groups[groups.count - 1].rows.append(
                TaskRow(frame: frame, task: task, back: query.address()).values)
        }
        return groups.map {
            ["kind": $0.term.rawValue, "label": $0.term.label(say), "rows": $0.rows, "count": $0.rows.count]
        }
    }

    private var pages: PageValues {
        var values: PageValues = [:]
        let last = (count + WorklistQuery.pageSize - 1) / WorklistQuery.pageSize
        func address(_ page: Int) -> String {
            var target = query
            target.page = page
            return target.address()
        }
        if query.page > 1 { values["previous"] = address(query.page - 1) }
        if query.page < last { values["next"] = address(query.page + 1) }
        values["position"] = say("Bladzijde \(query.page) van \(last)", "Page \(query.page) of \(last)")
        return values
    }

    private var feeds: [PageValues] {
        guard frame.may(.readFeeds) else { return [] }
        var whole = query
        whole.page = 1
        return [
            ("/feeds/taken.csv", "CSV"), ("/feeds/taken.json", "JSON Feed"), ("/feeds/taken.atom", "Atom"),
        ]
        .map { ["href": whole.address($0.0), "label": $0.1] }
    }
}

/// When a task must be done, as a worker plans a week.
private enum Term: String {
    case past = "voorbij"
    case today = "vandaag"
    case thisWeek = "deze-week"
    case nextWeek = "volgende-week"
    case later = "later"
    case closed = "gesloten"

    init(_ task: TaskData, today: CivilDate) {
        let sunday = today + (7 - today.weekday)
        if task.status == .gesloten {
            self = .closed
        } else if task.due < today {
            self = .past
        } else if task.due == today {
            self = .today
        } else {
            self = task.due <= sunday ? .thisWeek : task.due <= sunday + 7 ? .nextWeek : .later
        }
    }

    func label(_ say: Wording) -> String {
        switch self {
        case .past: say("Termijn voorbij", "Past due")
        case .today: say("Vandaag", "Today")
        case .thisWeek: say("Deze week", "This week")
        case .nextWeek: say("Volgende week", "Next week")
        case .later: say("Later", "Later")
        case .closed: say("Afgesloten", "Closed")
        }
    }
}
