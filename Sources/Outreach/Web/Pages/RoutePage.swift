// House visits of a day, by neighbourhood, to walk by and to print.
// In: tasks whose next action is a visit, opened addresses if any. Out: HTML. Depends on: PageFrame, TaskRow.

package import Engine
internal import Signals

package struct RoutePage {
    package var frame: PageFrame
    /// Whose visits: of the actor, or of the teams.
    package var list: WorklistQuery.List
    /// Open tasks to be visited now.
    package var tasks: [TaskData]
    /// By task; nil as long as nothing was opened.
    package var files: [String: HouseholdFile]?
    /// More than this are not on one list.
    package static let limit = 60

    package init(
        frame: PageFrame, list: WorklistQuery.List = .mine, tasks: [TaskData],
        files: [String: HouseholdFile]? = nil
    ) {
        self.frame = frame
        self.list = list
        self.tasks = tasks
        self.files = files
    }

    private var say: Wording { frame.say }

    package func html() -> String {
        let visits = say.count(tasks.count, ("huisbezoek", "huisbezoeken"), ("home visit", "home visits"))
        let day = say.day(frame.today, today: frame.today)
        var values: PageValues = [
            "summary": "\(visits), \(day)", "areas": areas, "isOpen": files != nil,
            "tabs": tabs,
        ]
        if files == nil, !tasks.isEmpty, frame.may(.openContact) { values["ask"] = true }
        return frame.page("route", title: say("Looproute", "Route"), values)
    }

    private var tabs: [PageValues] {
        [
            (WorklistQuery.List.mine, say("Mijn bezoeken", "My visits")),
            (.team, say("Bezoeken van het team", "Visits of the team")),
        ].map { list, label in
            ["href": "/route?lijst=\(list.rawValue)", "label": label, "current": list == self.list]
        }
    }

    /// Neighbourhoods by code, within them by address when it is known, else by `uiterlijk`.
    private var areas: [PageValues] {
        let byArea = Dictionary(grouping: tasks) { $0.area ?? "" }
        return byArea.keys.sorted { $0.isEmpty ? false : $1.isEmpty || $0 < $1 }.enumerated().map {
            number, area in
            let stops = (byArea[area] ?? []).sorted { order($0) < order($1) }
            return [
                "number": number + 1, "count": stops.count,
                "label": area.isEmpty
                    ? say("Buurt onbekend", "Area unknown") : say("Buurt \(area)", "Area \(area)"),
                "stops": stops.map(stop),
            ]
        }
    }

    private func order(_ task: TaskData) -> (String, CivilDate, String) {
        (files?[task.task]?.contacts.first?.home ?? "", task.due, task.task)
    }

    private func stop(_ task: TaskData) -> PageValues {
        var values = TaskRow(frame: frame, task: task, back: "/route").values
        let contacts = files?[task.task]?.contacts ?? []
        var homes: [PageValues] = []
        // One line for an address, with everybody who was named there.
        for home in Set(contacts.map(\.home)).sorted() {
            var seen: Set<String> = []
            let names = contacts.filter { $0.home == home }.compactMap(\.name).filter {
                seen.insert($0).inserted
            }
            var line: PageValues = ["home": home]
            line["name"] = names.isEmpty ? nil : names.joined(separator: " / ")
            homes.append(line)
        }
        values["homes"] = homes
        return values
    }
}
