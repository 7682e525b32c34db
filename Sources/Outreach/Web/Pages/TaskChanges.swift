// What one revision of a task changed, in sentences.
// In: two revisions. Out: sentences in plain words. Depends on: Wording.

internal import Engine
internal import Signals

struct TaskChanges {
    /// nil: the task was opened.
    var from: TaskData?
    var to: TaskData
    var frame: PageFrame

    private var say: Wording { frame.say }

    init(from: TaskData?, to: TaskData, frame: PageFrame) {
        // After an erasure the numbers begin again: then there is nothing to compare with.
        self.from = from.flatMap { $0.revision < to.revision ? $0 : nil }
        self.to = to
        self.frame = frame
    }

    /// Never empty.
    var sentences: [String] {
        let found: [String?] =
            signals + [taskClass, due, worker, team] + attempts + [late, next, closing]
        let sentences = found.compactMap(\.self)
        return sentences.isEmpty
            ? [say("De uitleg is bijgewerkt.", "The explanation was updated.")] : sentences
    }

    private var signals: [String?] {
        guard let from else {
            return [
                say(
                    "Taak geopend na een melding: \(to.kinds(say)).",
                    "Task opened by a signal: \(to.kinds(say)).")
            ]
        }
        let known = Dictionary(from.signals.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return to.signals.compactMap { signal in
            let text = "\(say.code(signal.kind)), \(say.money(signal.amount.cents))"
            guard let before = known[signal.id] else {
                return say("Nieuwe melding: \(text).", "New signal: \(text).")
            }
            guard let reason = signal.withdrawn, before.withdrawn != reason else { return nil }
            return say(
                "Melding ingetrokken (\(say.code(reason))): \(text).",
                "Signal withdrawn (\(say.code(reason))): \(text).")
        } + [
            from.signals.contains { signal in !to.signals.contains { $0.id == signal.id } }
                ? say("Meldingen zijn op verzoek gewist.", "Signals were erased on request.") : nil
        ]
    }

    private var taskClass: String? {
        guard let from, from.taskClass != to.taskClass else { return nil }
        return say(
            "Klasse van ‘\(say.code(from.taskClass))’ naar ‘\(say.code(to.taskClass))’ (\(to.score.total) punten).",
            "Class from ‘\(say.code(from.taskClass))’ to ‘\(say.code(to.taskClass))’ (\(to.score.total) points)."
        )
    }

    private var due: String? {
        guard from?.due != to.due else { return nil }
        let day = say.day(to.due, today: frame.today)
        return from == nil
            ? say("Uiterlijk \(day).", "Due \(day).") : say("Uiterlijk nu \(day).", "Now due \(day).")
    }

    private var worker: String? {
        guard from?.worker != to.worker else { return nil }
        guard let worker = to.worker else {
            return say("De taak is teruggegeven.", "The task was given back.")
        }
        return say("\(worker) pakt de taak op.", "\(worker) takes up the task.")
    }

    private var team: String? {
        guard let from, from.team != to.team else { return nil }
        return say(
            "Van team \(from.team) naar team \(to.team).", "From team \(from.team) to team \(to.team).")
    }

    private var attempts: [String?] {
        to.attempts.dropFirst(from?.attempts.count ?? 0).map { attempt in
            let how =
                "\(say.code(attempt.kind))\(attempt.dayPart.map { ", \(say.code($0).lowercased())" } ?? "")"
            let day = say.day(attempt.date, today: frame.today)
            return attempt.wasReached
                ? say("\(how) op \(day): bereikt.", "\(how) on \(day): reached.")
                : say("\(how) op \(day): niet bereikt.", "\(how) on \(day): not reached.")
        }
    }

    private var late: String? {
        guard from?.isLate ?? false != to.isLate else { return nil }
        return to.isLate
            ? say(
                "De taak is te laat: er is nog niemand benaderd.",
                "The task is late: no contact was tried yet.")
            : say("De taak is niet meer te laat.", "The task is no longer late.")
    }

    private var next: String? {
        guard from?.next?.kind != to.next?.kind, let next = to.next else { return nil }
        let day = say.day(next.from, today: frame.today)
        return say(
            "Volgende stap: \(say.action(next.kind).lowercased()), vanaf \(day).",
            "Next step: \(say.action(next.kind).lowercased()), from \(day).")
    }

    private var closing: String? {
        guard from?.status != to.status, to.status == .gesloten else { return nil }
        let result = to.result.map(say.code) ?? ""
        return say("Afgesloten: \(result).", "Closed: \(result).")
    }
}
