// A worker's action, from the wish to the task as it is afterwards.
// In: a wish, the request's context. Out: the task, or why not. Depends on: OutreachDesk, Permissions.

internal import Runtime
internal import Signals

extension OutreachDesk {
    /// Does what is wished and waits until the board shows it.
    ///
    /// The order: may this be done, is the task as the caller thinks, is nobody first; then the action and its account
    /// in one transaction; then scoring decides, which alone writes tasks; then the board is asked what came of it.
    package func perform(_ wish: TaskWish, _ context: OutreachContext) async throws -> BoardTask {
        guard let task = try await board.task(wish.task) else { throw DeskProblem.notFound }
        let actor = try context.actor
        let action = Self.action(of: wish.deed, by: actor, on: task)
        try context.check(action, team: task.team)
        try check(wish)
        let record = WorkerAction(
            id: wish.key, household: task.household, task: task.task, deed: wish.deed,
            date: wish.date ?? today, time: clock().description, actor: actor.id)
        let isRepeated = try await isKnown(record)
        if !isRepeated {
            if let tag = wish.ifMatch, tag != "*", tag != task.entityTag { throw DeskProblem.changed(task) }
            try Self.checkFirst(wish.deed, on: task, actor)
        }
        let entry = OutreachEntry(
            action: record, note: wish.note.map { note($0, for: record) },
            audit: account(of: action, task, context, .done))
        let place = try await append(entry)
        recentKeys.add(record)
        let shown = try await settle(place)
        guard let after = try await board.task(wish.task) else { throw DeskProblem.notFound }
        guard shown else { throw DeskProblem.late }
        guard isRepeated || Self.isGranted(wish.deed, on: after, actor) else {
            _ = try await append(OutreachEntry(audit: account(of: action, task, context, .refused)))
            throw DeskProblem.conflict(after)
        }
        return after
    }

    // MARK: Steps

    /// The right that a deed takes, which depends on who has the task.
    private static func action(of deed: WorkerAction.Deed, by actor: Actor, on task: BoardTask) -> Action {
        switch deed {
        case .assign(nil, _, _): task.worker == nil || task.worker == actor.id ? .giveBack : .assignToOther
        case .assign(_, _?, _): .assignToOther
        case .assign(let worker?, nil, let isTakeover):
            worker != actor.id ? .assignToOther : isTakeover ? .takeOver : .claim
        case .attempt: .registerAttempt
        case .close: .close
        }
    }

    private func check(_ wish: TaskWish) throws(DeskProblem) {
        var problems: [FieldProblem] = []
        if let date = wish.date, date > today {
            problems.append(FieldProblem("datum", "in-toekomst", "Deze datum ligt in de toekomst."))
        }
        if let note = wish.note, note.utf8.count > Self.noteBytes {
            problems.append(
                FieldProblem("notitie", "te-lang", "De notitie is te lang. Maak de tekst korter."))
        }
        guard problems.isEmpty else { throw .invalid(problems) }
    }

    package static var noteBytes: Int { 8_192 }

    /// What can be said before scoring is asked: it spares everybody a record that changes nothing.
    private static func checkFirst(
        _ deed: WorkerAction.Deed, on task: BoardTask, _ actor: Actor
    ) throws(DeskProblem) {
        switch deed {
        case .assign(let worker, _, let isTakeover):
            guard task.isOpen else { throw .conflict(task) }
            let isFree = task.worker == nil || task.worker == worker || worker == nil
            guard isFree || isTakeover else { throw .conflict(task) }
        case .close: guard task.isOpen else { throw .conflict(task) }
        // An attempt may be put on record after a task was closed.
        case .attempt: break
        }
    }

    /// Whether the task is now as the deed wanted it.
    private static func isGranted(_ deed: WorkerAction.Deed, on task: BoardTask, _ actor: Actor) -> Bool {
        switch deed {
        case .assign(let worker, let team, _):
            task.isOpen && task.worker == worker && (team == nil || task.team == team)
        case .close(let result): (try? task.data().result) == result.wireName
        case .attempt: true
        }
    }

    private func isKnown(_ action: WorkerAction) async throws -> Bool {
        if recentKeys.contains(action) { return true }
        do {
            return try await journal.isKnown(action)
        } catch {
            throw DeskProblem.unavailable
        }
    }

    func append(_ entry: OutreachEntry) async throws(DeskProblem) -> ActionPlace? {
        do {
            return try await journal.append(entry)
        } catch {
            throw .unavailable
        }
    }

    /// Waits for scoring, then for the view; false when that took too long.
    private func settle(_ place: ActionPlace?) async throws(DeskProblem) -> Bool {
        guard let place else { return true }
        do {
            let position = try await journal.waitUntilScored(past: place, within: settings.answerWait)
            return await follower.wait(for: position, within: settings.answerWait)
        } catch {
            throw .late
        }
    }

    /// Who did what, and whose data were processed.
    func account(
        of action: Action, _ task: BoardTask, _ context: OutreachContext, _ outcome: AuditedAction.Outcome
    ) -> [AuditEntry] {
        let now = clock()
        return [
            .action(
                AuditedAction(
                    time: now, actor: context.visitor.actor?.id, action: action.rawValue, object: task.task,
                    outcome: outcome, origin: context.origin, trace: context.trace)),
            .processing(
                ProcessingRecord(
                    trace: context.trace, status: outcome == .done ? .ok : .unset, name: action.rawValue,
                    start: now, end: now, activity: settings.activity, subject: task.household)),
        ]
    }
}
