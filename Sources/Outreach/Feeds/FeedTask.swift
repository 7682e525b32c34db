// A task as feeds tell it: what to do, before when, of which kind; never who it is about, and no amounts.
// In: a task of the board. Out: texts. Depends on: Wording, TaskData.

internal import Engine
internal import Signals

struct FeedTask {
    var task: BoardTask
    var data: TaskData
    /// Where browsers reach us, without a slash at the end.
    var site: String
    var say: Wording

    init(task: BoardTask, data: TaskData, site: String, say: Wording) {
        self.task = task
        self.data = data
        self.site = site
        self.say = say
    }

    init(_ task: BoardTask, site: String, say: Wording) throws {
        self.init(task: task, data: try task.data(), site: site, say: say)
    }

    /// Stays the same through all revisions.
    var id: String { "urn:seinpost:taak:\(data.task)" }
    var url: String { site + data.address }
    var title: String {
        let due = say.date(data.due)
        return say("\(data.headline(say)), uiterlijk \(due)", "\(data.headline(say)), due \(due)")
    }
    var text: String {
        let late = data.isLate ? say(" Te laat.", " Late.") : ""
        return say(
            "\(data.kinds(say)). Klasse \(data.taskClass), team \(data.team).",
            "\(data.kinds(say)). Class \(say.code(data.taskClass)), team \(data.team).") + late
    }
    /// RFC 3339; the day the task was opened.
    var published: String { "\(data.opened)T00:00:00Z" }
    /// RFC 3339, as the revision's record has it.
    var updated: String { task.time }
    var tags: [String] { [data.taskClass, data.team] + (data.isLate ? ["te-laat"] : []) }
}
