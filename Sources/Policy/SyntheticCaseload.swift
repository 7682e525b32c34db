// What the municipality has open, followed closely enough to know the number of each task.
// In: the records in the order in which they are written. Out: openings and closings.
// Depends on: SyntheticArrears.
//
// The generator must not run the engine. This follows semantics §4 and §7 for the records that the generator
// makes, and no others: statuses, repeats, circumstances and withdrawals as far as they decide whether a task
// opens or closes.

import Signals

/// A signal as its household remembers it.
struct SyntheticEntry {
    let id: UInt64
    let reference: UInt64
    let partner: UInt8
    let person: Int8
    let amount: Int32
    let day: Int32
    let isCrisis: Bool
    var isPending = false
    /// Attached to the open task.
    var isAttached = false
    /// Was attached to a task that a worker closed.
    var wasHandled = false
    var isWithdrawn = false
    var isVoid = false
}

/// A circumstance in force from the day it was told.
struct SyntheticCircumstance {
    let kind: CircumstanceKind
    /// The resident, or -1 for the household.
    let person: Int8
    let from: Int32
    /// The last day, `.max` when not given.
    var until: Int32

    func holds(on day: Int32, for other: Int8) -> Bool {
        from <= day && until >= day && (person == -1 || person == other)
    }
}

/// A household that has had a signal.
struct SyntheticCase {
    /// The open task, 0 when there is none; numbered over the whole stream, so that a late event finds no
    /// other task.
    var task: UInt32 = 0
    var openedDay: Int32 = .min
    /// Tasks opened on that day.
    var openedCount: UInt8 = 0
    var attempts: UInt8 = 0
    var entries: [SyntheticEntry] = []
    var circumstances: [SyntheticCircumstance] = []
    /// The first day on which creditors may collect again.
    var restsUntil: Int32 = .min
    /// Something happened that is not followed here: workers write nothing about this household any more.
    var isLost = false
    /// The pseudonym's two halves, worked out when first needed.
    var pseudonym: (high: UInt64, low: UInt64)?

    func isInForce(_ kind: CircumstanceKind, on day: Int32, for person: Int8 = -1) -> Bool {
        circumstances.contains { $0.kind == kind && $0.holds(on: day, for: person) }
    }

    private var hasPending: Bool { entries.contains { $0.isPending } }

    /// A signal arrives. `isUnjustified` says whether it lies outside the terms. Returns whether it waits for
    /// an offer.
    mutating func receive(
        _ signal: SyntheticSignal, on day: Int32, isUnjustified: Bool, isHistory: Bool
    ) -> Bool {
        entries.removeAll { !$0.isAttached && !$0.isPending && $0.day < day - 100 }
        if entries.contains(where: { $0.id == signal.id }) { return false }
        var entry = SyntheticEntry(
            id: signal.id, reference: signal.reference, partner: signal.partner, person: signal.person,
            amount: signal.amount, day: signal.day, isCrisis: signal.isCrisis)
        if !isHistory {
            if !signal.isCrisis && isUnjustified { return false }
            if covers(signal.person, on: day, [.overleden, .vertrokken]) { return false }
            if !signal.isCrisis && covers(signal.person, on: day, [.schuldhulp, .afgemeld]) { return false }
            entry.isPending = signal.isCrisis || !isRepeat(signal)
        }
        let isPending = entry.isPending
        if isPending && task != 0 {
            entry.isPending = false
            entry.isAttached = true
        }
        entries.append(entry)
        return isPending
    }

    private func covers(_ person: Int8, on day: Int32, _ kinds: [CircumstanceKind]) -> Bool {
        if circumstances.isEmpty { return false }
        return kinds.contains { isInForce($0, on: day, for: person) }
    }

    private func isRepeat(_ signal: SyntheticSignal) -> Bool {
        let first = signal.day - Int32(SyntheticFigures.repeatDays.value)
        return entries.contains {
            $0.partner == signal.partner && $0.reference == signal.reference && $0.person == signal.person
                && $0.day > first && $0.day <= signal.day && !$0.isWithdrawn
                && ($0.isAttached || $0.wasHandled)
                && $0.amount >= signal.amount
        }
    }

    /// Opens a task when signals wait and nothing keeps it from opening. Returns whether it did.
    mutating func openIfNeeded(on day: Int32, number: UInt32) -> Bool {
        guard task == 0, hasPending else { return false }
        let isPaused = isInForce(.pauzeknop, on: day)
        if isPaused && !entries.contains(where: { $0.isPending && $0.isCrisis }) { return false }
        task = number
        openedCount = openedDay == day ? openedCount + 1 : 1
        openedDay = day
        attempts = 0
        for place in entries.indices where entries[place].isPending {
            entries[place].isPending = false
            entries[place].isAttached = true
        }
        return true
    }

    /// A creditor takes a signal back. Without an attempt, a task of withdrawn signals closes by itself.
    mutating func withdraw(_ id: UInt64, isUnjustified: Bool) {
        for place in entries.indices where entries[place].id == id {
            entries[place].isWithdrawn = true
            entries[place].isPending = false
            entries[place].isVoid = isUnjustified
        }
        let attached = entries.filter { $0.isAttached }
        if task != 0 && attempts == 0 && attached.allSatisfy({ $0.isWithdrawn }) { closeByItself() }
    }

    /// A circumstance begins, or gets another end. It closes the task when it covers all that is attached.
    mutating func apply(_ circumstance: SyntheticCircumstance, on day: Int32) {
        let known = circumstances.firstIndex {
            $0.kind == circumstance.kind && $0.person == circumstance.person && $0.from == circumstance.from
        }
        if let known {
            circumstances[known].until = circumstance.until
        } else {
            circumstances.append(circumstance)
        }
        let kind = circumstance.kind
        guard [.schuldhulp, .afgemeld, .overleden, .vertrokken].contains(kind) else { return }
        let sparesCrisis = kind == .schuldhulp || kind == .afgemeld
        for place in entries.indices where entries[place].isPending {
            if sparesCrisis && entries[place].isCrisis { continue }
            if isInForce(kind, on: day, for: entries[place].person) { entries[place].isPending = false }
        }
        let attached = entries.filter { $0.isAttached }
        if task == 0 || (sparesCrisis && attached.contains { $0.isCrisis }) { return }
        if attached.allSatisfy({ isInForce(kind, on: day, for: $0.person) }) { closeByItself() }
    }

    /// A worker closes the task: what was attached counts as handled.
    mutating func closeByWorker() { close(handled: true) }

    private mutating func closeByItself() { close(handled: false) }

    private mutating func close(handled: Bool) {
        task = 0
        for place in entries.indices where entries[place].isAttached {
            entries[place].isAttached = false
            entries[place].wasHandled = handled
        }
    }
}
