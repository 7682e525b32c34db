// Writes what a record caused: statuses, task revisions, dead letters; and the last revisions for `--latest`.
// In: the household at hand before and after. Out: lines in Effects. Depends on: JSONWriting, TaskWriter.

import Rules
import Signals

/// A status that a kept signal gets from another record than its own.
struct StatusNote {
    /// Place of the signal; orders the lines.
    var signal: Int
    var status: SignalStatus
    var textStart: Int
    var textCount: Int
}

/// The last revision of a closed task that has left the history.
struct RetiredTask {
    var sequence: UInt64
    /// The line, without its line feed; empty when its class is not wanted.
    var line: [UInt8]
}

extension Engine {
    // MARK: Dead letters

    mutating func deadLetter(_ reason: DeadLetterReason, origin: String?) {
        effects.tally.deadLetters[reason, default: 0] += 1
        let place = origin ?? placePrefix + String(current.line)
        var bytes = emptyLine()
        bytes.append("{\"specversion\":\"1.0\",\"id\":\"")
        bytes.appendEscaped(place)
        appendSource(to: &bytes)
        bytes.append("\",\"type\":\"nl.schulden.dode-letter.v1\",\"datacontenttype\":\"application/json\"")
        bytes.append(",\"data\":{\"reden\":\"")
        bytes.appendEscaped(reason.code)
        bytes.append("\",\"bron\":\"")
        bytes.appendEscaped(place)
        bytes.append("\"")
        if let day = lastDayRecord {
            bytes.append(",\"datum\":\"")
            bytes.append(date: day)
            bytes.append("\"")
        }
        bytes.append("}}")
        line = bytes
        effects.deadLetters.append(bytes, sequence: current.sequence, household: .none)
    }

    private func appendSource(to bytes: inout ByteList) {
        bytes.append("\",\"source\":\"")
        bytes.appendEscaped(sourceBytes)
    }

    // MARK: Statuses

    /// The status that a record gives its own signal: goes out before all others.
    mutating func emitStatus(
        _ status: SignalStatus, of signal: ArrearsSignal, _ record: Record, _ texts: TextSource
    ) {
        effects.tally.statuses[Int(status.rawValue)] += 1
        guard emission.statuses else { return }
        if emission.tasks == .facts { return appendFacts(status, of: signal) }
        var event: [UInt8] = []
        event.append(contentsOf: texts.bytes(of: record.source))
        event.append(UInt8(ascii: " "))
        event.append(contentsOf: texts.bytes(of: record.id))
        var id: [UInt8] = []
        id.append(contentsOf: texts.bytes(of: signal.id))
        writeStatus(status, event: event, id: id, partner: signal.partner)
    }

    /// Gives a kept signal that waits (`Nog niet opgepakt`) its next status, and stops its waiting; nothing for others.
    mutating func noteStatus(_ status: SignalStatus, _ place: Int, because cause: StatusCause) {
        guard !house.awaiting.isEmpty,
            let index = house.awaiting.firstIndex(where: { $0.signal == UInt32(place) })
        else { return }
        let row = house.awaiting.remove(at: index)
        if trace != nil { note(status, of: place, because: cause) }
        notes.append(
            StatusNote(
                signal: place, status: status, textStart: Int(row.textStart), textCount: Int(row.textCount)))
    }

    mutating func flushNotes() {
        guard !notes.isEmpty else { return }
        notes.sort { $0.signal < $1.signal }
        for note in notes {
            effects.tally.statuses[Int(note.status.rawValue)] += 1
            guard emission.statuses else { continue }
            if emission.tasks == .facts {
                appendFacts(note.status, ofSignalAt: note.signal)
                continue
            }
            let event = Array(house.texts[note.textStart..<note.textStart + note.textCount])
            let id = house.signals[note.signal].id.bytes(texts: house.texts)
            writeStatus(note.status, event: event, id: id, partner: house.signals[note.signal].partnerType)
        }
    }

    private mutating func writeStatus(
        _ status: SignalStatus, event: [UInt8], id: [UInt8], partner: PartnerType
    ) {
        let household = householdPseudonym()
        var hashed = event
        hashed.append(UInt8(ascii: " "))
        hashed.append(contentsOf: status.wireName.utf8)
        let digest = Digest.firstWords(of: hashed)
        var bytes = emptyLine()
        bytes.append("{\"specversion\":\"1.0\",\"id\":\"s1_")
        bytes.append(hexadecimal: digest.0, digits: 16)
        bytes.append(hexadecimal: digest.1, digits: 16)
        appendSource(to: &bytes)
        bytes.append("\",\"type\":\"nl.schulden.vroegsignaal-status.v1\",\"subject\":\"")
        bytes.append(household, as: .household)
        bytes.append("\",\"time\":\"")
        bytes.appendEscaped(current.time)
        bytes.append("\",\"datacontenttype\":\"application/json\",\"data\":{\"ID\":\"")
        bytes.appendEscaped(id)
        bytes.append("\",\"signaalpartner\":{\"type\":\"")
        bytes.append(name: partner.wireName)
        bytes.append("\"},\"status\":\"")
        bytes.append(name: status.wireName)
        bytes.append("\",\"datum\":\"")
        bytes.append(date: CivilDate(dayNumber: house.today))
        bytes.append("\"}}")
        line = bytes
        effects.statuses.append(bytes, sequence: current.sequence, household: household)
    }

    // MARK: Revisions

    /// A revision for each task that shows something else than before: those that this record closed, then one that
    /// was closed already, then the open one.
    mutating func emitRevisions() {
        // What this record closed goes first, and has not changed any more in the second round.
        for task in house.tasks.indices where house.tasks[task].flags.contains(.closedNow) {
            revise(task)
            before[task] = house.tasks[task]
        }
        for task in house.tasks.indices where hasChanged(task) { revise(task) }
    }

    private func hasChanged(_ task: Int) -> Bool {
        let row = house.tasks[task]
        guard task < before.count else { return true }
        if !row.flags.isDisjoint(with: [.listsChanged, .closedNow]) { return true }
        let old = before[task]
        let shown: TaskRow.Flags = [.open, .late, .sampled]
        return row.classID != old.classID || row.team != old.team || row.worker != old.worker
            || row.totalScore != old.totalScore || row.householdScore != old.householdScore
            || row.due != old.due
            || row.nextKind != old.nextKind || (row.nextKind != TaskRow.none && row.nextFrom != old.nextFrom)
            || row.person != old.person || row.result != old.result || row.closed != old.closed
            || row.flags.intersection(shown) != old.flags.intersection(shown)
    }

    private mutating func revise(_ task: Int) {
        house.tasks[task].flags.subtract([.listsChanged, .closedNow])
        house.tasks[task].revision += 1
        house.tasks[task].revisedOn = house.today
        house.tasks[task].stamp = 0
        house.tasks[task].sequence = current.sequence
        effects.tally.revisions += 1
        switch emission.tasks {
        case .none: return
        case .facts: appendFacts(of: task)
        case .latest: keepTime(current.time, on: task)
        case .everyRevision:
            if let least = emission.leastUrgentClass, classIndex(of: house.tasks[task]) > least { return }
            let household = householdPseudonym()
            writeTask(task, time: current.time)
            effects.tasks.append(line, sequence: current.sequence, household: household)
        }
    }

    /// Keeps the causing record's `time` with the task, which is written at the end of the input.
    mutating func keepTime(_ time: ByteList, on task: Int) {
        if let digits = PackedTime.pack(time) {
            house.tasks[task].time = digits
            house.tasks[task].flags.remove(.timeInTexts)
            return
        }
        house.tasks[task].time = UInt64(house.texts.count) << 32 | UInt64(time.count)
        house.tasks[task].flags.insert(.timeInTexts)
        time.append(to: &house.texts)
    }

    /// Puts the kept `time` of a task in ``keptTime``.
    mutating func recallTime(of task: Int) {
        let row = house.tasks[task]
        keptTime.removeAll()
        guard row.flags.contains(.timeInTexts) else { return PackedTime.append(row.time, to: &keptTime) }
        let start = Int(row.time >> 32)
        for byte in house.texts[start..<start + Int(row.time & 0xffff_ffff)] { keptTime.append(byte) }
    }

    private func isWanted(_ task: TaskRow) -> Bool {
        emission.leastUrgentClass.map { classIndex(of: task) <= $0 } ?? true
    }

    /// Keeps the last revision of a task that leaves the history while its household stays.
    mutating func retire(_ task: Int) {
        guard emission.tasks == .latest, isWanted(house.tasks[task]), let row = current.row else { return }
        recallTime(of: task)
        writeTask(task, time: keptTime)
        retired[UInt32(row), default: []].append(
            RetiredTask(sequence: house.tasks[task].sequence, line: Array(line)))
    }

    /// Leaves a task's last revision in ``line``.
    private mutating func writeTask(_ task: Int, time: ByteList) {
        var bytes = emptyLine()
        appendTask(task, time: time, to: &bytes)
        line = bytes
    }

    /// The room of ``line``, to write in and to give back to it: it may have moved.
    private func emptyLine() -> ByteList {
        var bytes = line
        bytes.removeAll()
        return bytes
    }

    // MARK: The last revisions

    /// Puts the last revision of each task of the households that are there in log order, for
    /// ``writeLatestTasks(before:)``; returns how many are wanted. For `--latest`, at the end of the input.
    package mutating func prepareLatestTasks() -> Int {
        precondition(
            emission.tasks == .latest, "the last revisions were asked of an engine that did not keep them")
        latest.removeAll()
        for row in store.rows.indices where store.rows[row].isLive {
            for (place, task) in store.tasks(of: row).enumerated() where isWanted(task) {
                latest.append(LatestTask(sequence: task.sequence, row: UInt32(row), place: Int32(place)))
            }
        }
        for (row, tasks) in retired {
            for (place, task) in tasks.enumerated() {
                latest.append(LatestTask(sequence: task.sequence, row: row, place: -1 - Int32(place)))
            }
        }
        latest.sort { ($0.sequence, $0.row, $0.place) < ($1.sequence, $1.row, $1.place) }
        nextLatest = 0
        return latest.count
    }

    /// Appends to the effects the last revisions caused by records before a position, after those written already.
    package mutating func writeLatestTasks(before end: UInt64) {
        while nextLatest < latest.count, latest[nextLatest].sequence < end {
            let first = effects.tasks.marks.count
            let sequence = latest[nextLatest].sequence
            while nextLatest < latest.count, latest[nextLatest].sequence == sequence {
                writeLatest(latest[nextLatest])
                nextLatest += 1
            }
            // One day record changes many households.
            effects.tasks.sortByHousehold(from: first)
        }
    }

    private mutating func writeLatest(_ task: LatestTask) {
        let row = Int(task.row)
        current.id = store.rows[row].id
        current.pseudonym = nil
        if task.place < 0 {
            line.removeAll()
            line.append(retired[task.row]?[Int(-1 - task.place)].line ?? [])
        } else {
            house.clear()
            store.open(row, into: &house)
            recallTime(of: Int(task.place))
            writeTask(Int(task.place), time: keptTime)
        }
        effects.tasks.append(line, sequence: task.sequence, household: householdPseudonym())
    }
}

/// Where the last revision of a task is found: among the household's tasks, or (below zero) among the retired ones.
struct LatestTask {
    var sequence: UInt64
    var row: UInt32
    var place: Int32
}
