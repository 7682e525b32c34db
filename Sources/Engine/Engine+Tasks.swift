// The life of a task: opening, attaching, raising, due dates, the next action, closing, and workers' records.
// In: evaluations and records C, D, E. Out: changed tasks. Depends on: Engine, Evaluation, Household.

package import Rules
package import Signals

extension Engine {
    /// Evaluates the household when a signal is pending or a task is open, and opens, attaches and raises.
    mutating func evaluate() {
        let task = house.openTask
        let pending = house.hasPending
        guard task != nil || pending else { return }
        if task == nil, isInForce(.pauzeknop, for: 0),
            !house.signals.contains(where: { $0.flags.contains(.pending) && $0.flags.contains(.crisis) })
        {
            return
        }
        let evaluation = evaluateRules()
        if let task {
            renew(task, evaluation, attaching: pending)
        } else {
            openTask(evaluation)
        }
    }

    private mutating func openTask(_ evaluation: Evaluation) {
        if house.openedOn == house.today {
            house.openedCount += 1
        } else {
            house.openedOn = house.today
            house.openedCount = 1
        }
        var row = TaskRow(
            sequence: current.sequence, time: 0, opened: house.today, number: house.openedCount, revision: 0,
            classID: 0, team: 0, worker: 0, totalScore: 0, householdScore: 0, due: .max, nextFrom: 0,
            failures: 0,
            lastAttempt: .min, attachedOn: house.today, closed: 0, revisedOn: house.today,
            evaluatedOn: house.today, person: 0, shownStart: 0, shownCount: 0, stamp: 0,
            nextKind: TaskRow.none,
            result: TaskRow.none, flags: .open)
        var classIndex = evaluation.classIndex
        if let sample = tables.sample, sample.classIndex < classIndex, isSampled(row, sample) {
            classIndex = sample.classIndex
            row.flags.insert(.sampled)
        }
        row.classID = tables.classes[classIndex].number
        house.tasks.append(row)
        let task = house.tasks.count - 1
        show(evaluation, on: task)
        attachPending(to: task, asking: classIndex)
        chooseTeam(task, evaluation)
        planNext(task, classIndex)
        effects.tally.tasks[classIndex] += 1
    }

    /// A newer evaluation of an open task: the class only rises; what is shown is renewed when the class is reached.
    private mutating func renew(_ task: Int, _ evaluation: Evaluation, attaching: Bool) {
        let old = classIndex(of: house.tasks[task])
        let new = min(old, evaluation.classIndex)
        let raised = new < old
        if evaluation.classIndex <= old { show(evaluation, on: task) }
        if raised {
            house.tasks[task].classID = tables.classes[new].number
            if old < effects.tally.tasks.count { effects.tally.tasks[old] -= 1 }
            effects.tally.tasks[new] += 1
        }
        if attaching {
            attachPending(to: task, asking: new)
        } else if raised {
            house.tasks[task].due = min(house.tasks[task].due, due(of: new))
        }
        if raised { chooseTeam(task, evaluation) }
        if raised || attaching { planNext(task, new) }
    }

    /// Attaches all pending signals; asks for the class's due date.
    private mutating func attachPending(to task: Int, asking classIndex: Int) {
        for place in house.signals.indices where house.signals[place].flags.contains(.pending) {
            house.signals[place].flags.remove(.pending)
            house.signals[place].flags.insert(.answered)
            house.signals[place].task = UInt32(task + 1)
            noteStatus(.opgepakt, place, because: .attached)
        }
        markLists(UInt32(task + 1))
        var row = house.tasks[task]
        let asked = due(of: classIndex)
        if row.flags.contains(.attemptSince) {
            if asked > row.due { row.flags.remove(.late) }
            row.due = asked
        } else {
            row.due = min(row.due, asked)
        }
        row.flags.subtract([.attemptSince, .reachedSince])
        row.failures = 0
        row.lastAttempt = .min
        row.attachedOn = house.today
        house.tasks[task] = row
    }

    private func due(of classIndex: Int) -> Int32 {
        tables.classes[classIndex].due.after(CivilDate(dayNumber: house.today)).dayNumber
    }

    /// The class of a task by its place in the pipeline; past the end when the pipeline no longer has it.
    func classIndex(of row: TaskRow) -> Int {
        tables.classes.firstIndex { $0.number == row.classID } ?? tables.classes.count
    }

    private func isSampled(_ row: TaskRow, _ sample: Sample) -> Bool {
        guard let below = sample.below else { return true }
        var bytes = Array("steekproef:".utf8)
        bytes += taskID(row)
        return Digest.firstWord(of: bytes) < below
    }

    private mutating func chooseTeam(_ task: Int, _ evaluation: Evaluation) {
        if house.tasks[task].flags.contains(.teamFixed) { return }
        var chosen = tables.defaultTeam
        if evaluation.hasYouthRule, let youth = tables.youthTeam {
            chosen = youth
        } else if tables.hasAreas,
            let area = house.signals.last(where: { $0.task == UInt32(task + 1) && $0.area != 0 })?.area
        {
            chosen = team(ofArea: area)
        }
        house.tasks[task].team = tables.teams[chosen]
    }

    /// The first team with an area that is a prefix of this one; looked for once per area.
    private mutating func team(ofArea area: UInt32) -> Int {
        while teamsByArea.count <= Int(area) { teamsByArea.append(0) }
        let known = teamsByArea[Int(area)]
        if known != 0 { return Int(known) - 1 }
        let code = vocabulary.string(area)
        let found = pipeline.teams.firstIndex { $0.areas.contains { code.utf8.starts(with: $0.utf8) } }
        let team = found ?? tables.defaultTeam
        teamsByArea[Int(area)] = UInt32(team) + 1
        return team
    }

    /// Works out the next action from the ladder of the task's class.
    mutating func planNext(_ task: Int, _ classIndex: Int) {
        var row = house.tasks[task]
        row.nextKind = TaskRow.none
        defer { house.tasks[task] = row }
        guard row.isOpen, !row.flags.contains(.reachedSince), classIndex < tables.classes.count else {
            return
        }
        let taskClass = tables.classes[classIndex]
        let step = Int(row.failures)
        row.nextKind =
            step < taskClass.ladder.count
            ? tables.ladders[taskClass.ladder.start + step] : ContactKind.administratief.rawValue
        let last = CivilDate(dayNumber: row.lastAttempt)
        row.nextFrom = step == 0 ? row.attachedOn : taskClass.retry.after(last).dayNumber
    }

    mutating func closeTask(_ task: Int, _ result: TaskResult, on day: Int32, byWorker: Bool) {
        var row = house.tasks[task]
        row.flags.remove(.open)
        row.flags.insert(.closedNow)
        row.result = result.rawValue
        row.closed = day
        row.nextKind = TaskRow.none
        house.tasks[task] = row
        if byWorker { return }
        for place in house.signals.indices where house.signals[place].task == UInt32(task + 1) {
            house.signals[place].flags.remove(.answered)
        }
    }

    /// Closes the open task when all that was attached has been withdrawn and nobody sought contact yet.
    mutating func closeWhenWithdrawn() {
        guard let task = house.openTask, !house.tasks[task].flags.contains(.attemptEver) else { return }
        var allUnjustified = true
        var any = false
        for signal in house.signals where signal.task == UInt32(task + 1) {
            if signal.withdrawn == 0 { return }
            if !signal.isUnjustified { allUnjustified = false }
            any = true
        }
        guard any else { return }
        closeTask(task, allUnjustified ? .onterechtSignaal : .zelfBetaald, on: house.today, byWorker: false)
    }

    // MARK: Workers' records

    /// Opens the household of a worker's record and finds its task; nil after a dead letter or a counted duplicate.
    private mutating func openTask(
        _ household: Pseudonym, _ id: Text, _ date: CivilDate, attempt event: UInt64?, _ texts: TextSource
    ) -> Int? {
        open(self.id(of: .pseudonym(household), texts))
        let task: Int? = self.task(named: texts.bytes(of: id))
        if let task, let event,
            house.attempts.contains(where: { $0.task == UInt32(task + 1) && $0.event == event })
        {
            effects.tally.duplicates += 1
            return nil
        }
        if lastDay != Household.unknownDate, date.dayNumber > lastDay + 1 {
            deadLetter(.dateInFuture, origin: current.origin)
            return nil
        }
        if task == nil { deadLetter(.unknownTask, origin: current.origin) }
        return task
    }

    private func task(named id: UnsafeRawBufferPointer) -> Int? {
        for task in house.tasks.indices where isInHistory(task) {
            if taskID(house.tasks[task]).elementsEqual(id) { return task }
        }
        return nil
    }

    mutating func process(_ assignment: Assignment, _ record: Record, _ texts: TextSource) {
        guard let task = openTask(assignment.household, assignment.task, assignment.date, attempt: nil, texts)
        else { return }
        guard house.tasks[task].isOpen else {
            effects.tally.alreadyClosed += 1
            return
        }
        advance(to: assignment.date)
        if house.tasks[task].isOpen { assign(assignment, task, texts) }
        close()
    }

    private mutating func assign(_ assignment: Assignment, _ task: Int, _ texts: TextSource) {
        let worker = vocabulary.number(of: texts.bytes(of: assignment.worker))
        let holder = house.tasks[task].worker
        if worker != 0, holder != 0, holder != worker, !assignment.isTakeover {
            effects.tally.refusedClaims += 1
            return
        }
        house.tasks[task].worker = worker
        if !assignment.team.isAbsent {
            house.tasks[task].team = vocabulary.number(of: texts.bytes(of: assignment.team))
            house.tasks[task].flags.insert(.teamFixed)
        }
    }

    mutating func process(_ attempt: ContactAttempt, _ record: Record, _ texts: TextSource) {
        let event = fingerprint(of: record, texts)
        guard let task = openTask(attempt.household, attempt.task, attempt.date, attempt: event, texts) else {
            return
        }
        advance(to: attempt.date)
        house.attempts.append(
            AttemptRow(
                event: event, task: UInt32(task + 1), date: attempt.date.dayNumber,
                kind: attempt.kind.rawValue,
                reached: attempt.wasReached, dayPart: attempt.dayPart?.rawValue ?? TaskRow.none))
        // Also for a closed task that left the history by this record's own date: the worker's attempt is shown.
        house.tasks[task].flags.insert(.listsChanged)
        if attempt.kind != .administratief { count(attempt, task) }
        close()
    }

    private mutating func count(_ attempt: ContactAttempt, _ task: Int) {
        var row = house.tasks[task]
        row.flags.formUnion([.attemptSince, .attemptEver])
        if attempt.wasReached {
            row.flags.formUnion([.reachedSince, .reachedEver])
        } else {
            row.failures += 1
        }
        row.lastAttempt = max(row.lastAttempt, attempt.date.dayNumber)
        house.tasks[task] = row
        if row.isOpen { planNext(task, classIndex(of: row)) }
    }

    mutating func process(_ closing: Closing, _ record: Record, _ texts: TextSource) {
        guard let task = openTask(closing.household, closing.task, closing.date, attempt: nil, texts) else {
            return
        }
        guard house.tasks[task].isOpen else {
            effects.tally.alreadyClosed += 1
            return
        }
        advance(to: closing.date)
        if house.tasks[task].isOpen {
            let day = max(closing.date.dayNumber, house.tasks[task].opened)
            closeTask(task, closing.result, on: day, byWorker: true)
        }
        close()
    }
}

extension Term {
    /// The day this long after `date`: the third working day after it for `3wd`.
    package func after(_ date: CivilDate) -> CivilDate {
        switch self {
        case .days(let days): date + days
        case .workingDays(let days): date.adding(workingDays: days)
        }
    }
}
