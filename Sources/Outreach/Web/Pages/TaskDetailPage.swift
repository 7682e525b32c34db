// One task as a page: what to do now, who it is about, why it is there, what happened before.
// In: a task's revisions, opened details if any. Out: HTML. Depends on: PageFrame, TaskWhy, TaskChanges.

package import Engine
internal import Signals

package struct TaskDetailPage {
    package var frame: PageFrame
    /// Every revision, the oldest first; never empty.
    package var revisions: [TaskData]
    /// What a worker opened; nil as long as it is sealed.
    package var file: HouseholdFile?
    /// The list to return to.
    package var list: String

    package init(frame: PageFrame, revisions: [TaskData], file: HouseholdFile? = nil, list: String = "/") {
        precondition(!revisions.isEmpty, "a task has a revision")
        self.frame = frame
        self.revisions = revisions
        self.file = file
        self.list = list
    }

    private var say: Wording { frame.say }
    private var task: TaskData { revisions[revisions.count - 1] }
    private var isMine: Bool { task.worker != nil && task.worker == frame.actor?.id }

    package func html() -> String {
        let row = TaskRow(frame: frame, task: task, back: list)
        var values = row.values
        values["list"] = list
        values["isClosed"] = task.status == .gesloten
        values["facts"] = facts
        let referrals = referrals
        values["hasReferrals"] = !referrals.isEmpty
        values["referrals"] = referrals
        values["why"] = TaskWhy(frame: frame, revisions: revisions).values
        values["history"] = history
        values["contact"] = contact
        for (name, value) in TaskNextStep(frame: frame, task: task, isMine: isMine).values {
            values[name] = value
        }
        values["urgency"] = task.status == .gesloten ? "closed" : values["urgency"]
        return frame.page("task", title: task.headline(say), live: true, values)
    }

    private var facts: [PageValues] {
        var facts: [(String, String)] = [
            (say("Medewerker", "Worker"), task.worker ?? say("nog niemand", "nobody yet")),
            ("Team", task.team), (say("Geopend", "Opened"), say.date(task.opened)),
            (
                say("Klasse", "Class"),
                say(
                    "\(say.code(task.taskClass)), \(task.score.total) punten",
                    "\(say.code(task.taskClass)), \(task.score.total) points")
            ),
        ]
        if let area = task.area { facts.append((say("Buurtcode", "Area code"), area)) }
        if let result = task.result { facts.append((say("Resultaat", "Result"), say.code(result))) }
        if let closed = task.closed { facts.append((say("Afgesloten", "Closed"), say.date(closed))) }
        facts.append((say("Taaknummer", "Task number"), task.task))
        facts.append(
            (say("Regels", "Rules"), "\(task.pipeline.id) \(task.pipeline.version) (\(task.pipeline.hash))"))
        return facts.map { ["label": $0.0, "value": $0.1] }
    }

    private var referrals: [PageValues] {
        task.referrals.map { id in
            var values: PageValues = ["name": id]
            guard let known = frame.site.pipeline.referrals.first(where: { $0.id == id }) else {
                return values
            }
            values["name"] = known.name
            values["link"] = URLText.webLink(known.url)
            values["note"] = known.note
            return values
        }
    }

    private var history: [PageValues] {
        revisions.indices.reversed().map { index in
            let changes = TaskChanges(
                from: index > 0 ? revisions[index - 1] : nil, to: revisions[index], frame: frame)
            let day = revisions[index].today
            return [
                "date": day.description, "day": say.day(day, today: frame.today),
                "changes": changes.sentences,
            ]
        }
    }

    private var contact: PageValues? {
        guard frame.may(.openContact, team: task.team) else { return nil }
        var values: PageValues = [
            "address": task.address, "taskAddress": task.address, "key": frame.makeKey(),
        ]
        guard let file else {
            values["ask"] = true
            return values
        }
        values["isOpen"] = true
        values["hasCards"] = !file.contacts.isEmpty
        values["cards"] = file.contacts.map { $0.values(say) }
        values["hasNotes"] = !file.notes.isEmpty
        values["notes"] = file.notes.map { note in
            [
                "text": note.text, "worker": note.worker, "time": note.time,
                "day": CivilDate(note.time.prefix(10)).map(say.date) ?? "",
            ] as PageValues
        }
        return values
    }
}
