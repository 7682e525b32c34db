// One task in a list, and the words for a task that several pages use.
// In: a task. Out: the values of a row. Depends on: Wording.

internal import Engine
internal import Signals

/// A task of the worklist.
struct TaskRow {
    var frame: PageFrame
    var task: TaskData
    /// The list to return to.
    var back: String

    var values: PageValues {
        let say = frame.say
        var values: PageValues = [
            "task": task.task, "href": task.address, "action": task.headline(say),
            "taskClass": say.code(task.taskClass),
            "rank": frame.site.badge(of: task.taskClass), "isLate": task.isLate, "kinds": task.kinds(say),
            "place": place, "left": say.left(until: task.due, today: frame.today),
            "due": task.due.description,
            "dueDay": say.day(task.due, today: frame.today), "urgency": urgency, "revision": task.revision,
            "back": back,
        ]
        values["reason"] = task.contributions.max { $0.points < $1.points }?.reason
        if let worker = task.worker {
            values["holder"] = worker == frame.actor?.id ? say("van u", "yours") : worker
        } else if task.status == .open, frame.may(.claim, team: task.team) {
            values["claim"] = "\(task.address)/oppakken"
            values["key"] = frame.makeKey()
        }
        return values
    }

    private var place: String {
        let signals = frame.say.count(task.signals.count, ("melding", "meldingen"), ("signal", "signals"))
        return [task.area, task.team, signals].compactMap(\.self).joined(separator: " · ")
    }

    private var urgency: String {
        if task.status == .gesloten { return "closed" }
        if task.isLate || task.due < frame.today { return "late" }
        return WorkingDayCount.days(from: frame.today, to: task.due) <= 2 ? "soon" : "calm"
    }
}

extension TaskData {
    /// The page of this task.
    package var address: String { "/taken/\(URLText.encoded(task))" }

    /// What is to be done, as a title.
    func headline(_ say: Wording) -> String {
        if status == .gesloten { return say("Afgesloten", "Closed") }
        if let next { return say.action(next.kind) }
        return say("Contact gehad: rond de taak af", "Contact made: finish the task")
    }

    /// The kinds of arrears, each once, in order of arrival.
    func kinds(_ say: Wording) -> String {
        var seen: Set<String> = []
        return say.list(signals.map(\.kind).filter { seen.insert($0).inserted }.map(say.code))
    }
}
