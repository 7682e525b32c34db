// Why a task is there: its signals, each rule's share, and what would change it.
// In: a task's revisions, the pipeline. Out: values of the template `why`. Depends on: PageFrame, TaskChanges.

internal import Engine
internal import Rules
internal import Signals

struct TaskWhy {
    var frame: PageFrame
    /// The oldest first; never empty.
    var revisions: [TaskData]

    private var say: Wording { frame.say }
    private var task: TaskData { revisions[revisions.count - 1] }
    /// The pipeline, when the task was made under it: about other rules nothing is said but what they left.
    private var pipeline: Pipeline? {
        frame.site.pipeline.hash == task.pipeline.hash ? frame.site.pipeline : nil
    }

    var values: PageValues {
        let before = revisions.count > 1 ? revisions[revisions.count - 2] : nil
        var values: PageValues = [
            "summary": summary, "hasReasons": !task.contributions.isEmpty, "reasons": reasons,
            "signals": signals, "changes": TaskChanges(from: before, to: task, frame: frame).sentences,
            "chances": chances,
        ]
        if task.isSample {
            values["sample"] = say(
                "Het lot gaf deze taak een hogere klasse. Zo kan de gemeente nagaan of de regels goed werken.",
                "Chance gave this task a higher class, so that the municipality can check the rules.")
        }
        return values
    }

    private var summary: String {
        let count = task.signals.count
        let first = task.signals.map(\.date).min().map { say.date($0) } ?? ""
        let since =
            count == 1
            ? say(
                "Voor dit adres is er 1 melding over betalingsachterstand, van \(first).",
                "There is 1 signal of arrears for this address, of \(first).")
            : say(
                "Voor dit adres zijn er \(count) meldingen over betalingsachterstand, sinds \(first).",
                "There are \(count) signals of arrears for this address, since \(first).")
        guard !task.contributions.isEmpty else {
            return since + " "
                + say(
                    "Geen regel geeft extra punten. Na elke melding bieden wij hulp aan.",
                    "No rule adds points. After every signal we offer help.")
        }
        let reached = pipeline?.classes.first { $0.id == task.taskClass }.map { taskClass in
            say(
                " Vanaf \(taskClass.score) punten is het ‘\(say.code(taskClass.id))’.",
                " From \(taskClass.score) points it is ‘\(say.code(taskClass.id))’.")
        }
        return since + " "
            + say(
                "Samen geven de regels \(task.score.total) punten.",
                "The rules add up to \(task.score.total) points.")
            + (reached ?? "")
    }

    private var reasons: [PageValues] {
        let most = max(1, task.contributions.map(\.points).reduce(0, +))
        return task.contributions.map { contribution in
            var values: PageValues = [
                "text": contribution.reason, "share": contribution.points * 100 / most,
                "points": say.count(contribution.points, ("punt", "punten"), ("point", "points")),
            ]
            let named = contribution.signals.compactMap { id in task.signals.first { $0.id == id } }
            if !named.isEmpty {
                values["signals"] = say.list(
                    named.map { "\(say.code($0.kind)) (\(say.day($0.date, today: frame.today)))" })
            }
            return values
        }
    }

    private var signals: [PageValues] {
        task.signals.sorted { $0.date > $1.date }.map { signal in
            var values: PageValues = [
                "date": signal.date.description, "day": say.date(signal.date), "kind": say.code(signal.kind),
                "name": signal.name ?? "", "amount": say.money(signal.amount.cents),
            ]
            values["withdrawn"] = signal.withdrawn.map(say.code)
            return values
        }
    }

    /// What would change the task: never empty.
    private var chances: [String] {
        var chances: [String] = []
        guard task.status == .open else {
            return [
                say(
                    "De taak is klaar. Een nieuwe melding opent een nieuwe taak.",
                    "The task is done. A new signal opens a new one.")
            ]
        }
        if let pipeline { chances += withoutReasons(pipeline) + higher(pipeline) + ladder(pipeline) }
        if task.attempts.isEmpty {
            chances.append(
                say(
                    "Trekken de melders alle meldingen in vóór het eerste contact? Dan sluit de taak vanzelf.",
                    "If every signal is withdrawn before the first contact, the task closes by itself."))
        }
        chances.append(
            say(
                "Een nieuwe melding kan de klasse verhogen en de termijn vervroegen. Lager wordt de klasse niet.",
                "A new signal can raise the class and bring the due date forward. The class never falls."))
        return chances
    }

    private func withoutReasons(_ pipeline: Pipeline) -> [String] {
        guard !task.isSample else { return [] }
        return task.contributions.indices.compactMap { index in
            var others = task.contributions
            let left = others.remove(at: index)
            let other = Self.taskClass(of: others, in: pipeline)
            guard other != task.taskClass else { return nil }
            return say(
                "Zonder ‘\(left.reason)’ was de klasse ‘\(say.code(other))’ geweest.",
                "Without ‘\(left.reason)’ the class would have been ‘\(say.code(other))’.")
        }
    }

    /// The class that these contributions reach by themselves (pipelines/README.md, "Score and class").
    static func taskClass(of contributions: [TaskData.Contribution], in pipeline: Pipeline) -> String {
        let score = contributions.map(\.points).reduce(0, +)
        let named = contributions.compactMap { contribution in
            pipeline.rules.first { $0.id == contribution.rule }?.classIndex
        }
        let reached = pipeline.classes.firstIndex { $0.score <= score } ?? pipeline.classes.count - 1
        return pipeline.classes[min(named.min() ?? reached, reached)].id
    }

    private func higher(_ pipeline: Pipeline) -> [String] {
        let rank = frame.site.rank(of: task.taskClass)
        guard rank > 0 else { return [] }
        let next = pipeline.classes[rank - 1]
        let missing = next.score - task.score.total
        guard missing > 0 else { return [] }
        return [
            say(
                "Met \(missing) punten meer wordt het ‘\(say.code(next.id))’.",
                "With \(missing) points more it becomes ‘\(say.code(next.id))’.")
        ]
    }

    private func ladder(_ pipeline: Pipeline) -> [String] {
        guard let taskClass = pipeline.classes.first(where: { $0.id == task.taskClass }),
            taskClass.ladder.count > 1
        else { return [] }
        let steps = taskClass.ladder.map { say.action($0.wireName).lowercased() }.joined(separator: ", ")
        let (days, kind) =
            switch taskClass.retry {
            case .days(let days): (days, (("dag", "dagen"), ("day", "days")))
            case .workingDays(let days):
                (days, (("werkdag", "werkdagen"), ("working day", "working days")))
            }
        let wait = say.count(days, kind.0, kind.1)
        return [
            say(
                "Lukt het niet? Dan komt na \(wait) de volgende stap. De volgorde is: \(steps).",
                "If it fails, the next step comes after \(wait). The order is: \(steps).")
        ]
    }
}
