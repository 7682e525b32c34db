// What leaves the history as days pass, what that changes, and when a household must be looked at again.
// In: today. Out: closed tasks, statuses, smaller state. Depends on: Engine, Household.

import Rules
import Signals

extension Engine {
    /// What a date's leaving changes for people. The rows themselves go in ``compact()``, so that places hold still
    /// until the effects of the record are out.
    mutating func applyRetention() {
        for place in house.signals.indices where house.signals[place].date <= plan.cut {
            house.signals[place].flags.remove(.pending)
            noteStatus(.andereReden, place, because: .leftHistory)
        }
        guard let task = house.openTask else { return }
        let hasOneLeft = house.signals.contains { $0.task == UInt32(task + 1) && $0.date > plan.cut }
        if !hasOneLeft { closeWithoutSignals(task) }
    }

    mutating func closeWithoutSignals(_ task: Int) {
        let reached = house.tasks[task].flags.contains(.reachedEver)
        closeTask(
            task, reached ? .geenReactieNaContact : .definitiefGeenContact, on: house.today, byWorker: false)
    }

    func isInHistory(_ task: Int) -> Bool { house.tasks[task].isOpen || house.tasks[task].closed > plan.cut }

    // MARK: Day records

    /// Moves every household on that a new day changes, in ascending order of `huishouden`.
    mutating func begin(day date: CivilDate) {
        guard date.dayNumber > lastDay else { return }
        if hasRestored { scheduleAll() }
        lastDay = date.dayNumber
        let woken = wakes.take(through: lastDay)
        if woken.isEmpty { return }
        let tasks = effects.tasks.marks.count
        let statuses = effects.statuses.marks.count
        let tombstones = effects.tombstones.count
        for row in woken { wake(Int(row)) }
        effects.tasks.sortByHousehold(from: tasks)
        effects.statuses.sortByHousehold(from: statuses)
        effects.tombstones[tombstones...].sort { $0.household < $1.household }
    }

    private mutating func wake(_ row: Int) {
        guard store.rows[row].isLive else { return }
        guard store.rows[row].wake <= lastDay else { return enter(row) }
        store.setWake(row, Store.never)
        open(store.rows[row].id)
        settle()
        if house.hasPending, !isInForce(.pauzeknop, for: 0) { evaluate() }
        markLate()
        close()
    }

    /// Sets `telaat` on the first day record after the due date without an attempt since a signal was last attached.
    private mutating func markLate() {
        guard let task = house.openTask, lastDay > house.tasks[task].due,
            !house.tasks[task].flags.contains(.attemptSince)
        else { return }
        house.tasks[task].flags.insert(.late)
    }

    // MARK: The next day that matters

    /// Notes the first day on which a day record would change something, which may be later than noted before: no
    /// household is looked at on any other day, so state follows from the log alone, wherever an engine began.
    mutating func schedule(_ row: Int) {
        let next = nextWake()
        let known = store.rows[row].wake
        if next == known { return }
        store.setWake(row, next)
        // A later day is entered when the earlier entry is taken; so a household that is often heard of has one entry.
        if next < known { enter(row) }
    }

    /// After a restore, when the last day record is known: as in an engine that went on.
    private mutating func scheduleAll() {
        hasRestored = false
        for row in 0..<store.rows.count where store.rows[row].isLive {
            house.clear()
            store.open(row, into: &house)
            usePlan()
            store.setWake(row, Store.never)
            schedule(row)
        }
    }

    /// Enters the household in the calendar under the day noted, unless it is there.
    private mutating func enter(_ row: Int) {
        guard store.rows[row].wake != Store.never, !store.rows[row].isEntered else { return }
        store.setEntered(row)
        wakes.add(row: UInt32(row), on: store.rows[row].wake)
    }

    private func nextWake() -> Int32 {
        guard house.today != Household.unknownDate else { return Store.never }
        var next = Store.never
        if house.openTask == nil {
            next = forgottenOn()
        } else if let task = house.openTask {
            next = emptiedOn(task)
            let row = house.tasks[task]
            if row.flags.isDisjoint(with: [.late, .attemptSince]) { next = min(next, row.due + 1) }
        }
        for waiting in house.awaiting { next = min(next, leaves(house.signals[Int(waiting.signal)].date)) }
        for circumstance in house.circumstances {
            if circumstance.from > lastDay { next = min(next, circumstance.from) }
            let end = end(of: circumstance)
            if end != CircumstanceRow.open {
                if end >= lastDay { next = min(next, end + 1) }
            } else {
                next = min(next, leaves(circumstance))
            }
        }
        // A household's own dates may run a day ahead of the day records; what is due then waits for the next one.
        return lastDay == Household.unknownDate ? next : max(next, lastDay + 1)
    }

    private func leaves(_ date: Int32) -> Int32 {
        if date == plan.today { return plan.leaves }
        return tables.retention.firstDayWithout(CivilDate(dayNumber: date)).dayNumber
    }

    /// When the last attached signal of an open task leaves the history.
    private func emptiedOn(_ task: Int) -> Int32 {
        var last = Int32.min
        for signal in house.signals where signal.task == UInt32(task + 1) { last = max(last, signal.date) }
        return last == .min ? Store.never : leaves(last)
    }

    /// When the last thing that is kept leaves, of a household without an open task.
    private func forgottenOn() -> Int32 {
        var last = Int32.min
        for signal in house.signals { last = max(last, signal.date) }
        for task in house.tasks { last = max(last, task.closed) }
        for attempt in house.attempts { last = max(last, attempt.date) }
        for withdrawal in house.withdrawals { last = max(last, withdrawal.date) }
        var day = last == .min ? Int32.min : leaves(last)
        for circumstance in house.circumstances { day = max(day, leaves(circumstance)) }
        return day == .min ? Store.never : day
    }
}

/// Which households to look at when a day begins: lists of rows by day, chained through one list of entries.
struct WakeCalendar {
    private struct Entry {
        var row: UInt32
        /// The place of the next entry of its day, plus 1.
        var next: UInt32
    }
    private var entries = RowList<Entry>()
    /// The place of the first unused entry, plus 1.
    private var unused: UInt32 = 0
    /// By day: the place of its last entry, plus 1.
    private var heads: [Int32: UInt32] = [:]
    private var days = MinHeap()

    mutating func add(row: UInt32, on day: Int32) {
        if unused == 0 {
            entries.append(Entry(row: 0, next: 0))
            unused = UInt32(entries.count)
        }
        let entry = unused
        unused = entries[Int(entry) - 1].next
        let head = heads.updateValue(entry, forKey: day)
        if head == nil { days.push(day) }
        entries[Int(entry) - 1] = Entry(row: row, next: head ?? 0)
    }

    /// Takes out all entries up to and including a day; stale ones too, which the caller leaves out.
    mutating func take(through day: Int32) -> [UInt32] {
        var taken: [UInt32] = []
        while let first = days.first, first <= day {
            days.pop()
            var place = heads.removeValue(forKey: first) ?? 0
            while place != 0 {
                let entry = entries[Int(place) - 1]
                taken.append(entry.row)
                entries[Int(place) - 1].next = unused
                unused = place
                place = entry.next
            }
        }
        return taken
    }

    func deallocate() { entries.deallocate() }
}

/// A binary heap of day numbers, the smallest first; holds one entry for each day that has a list.
struct MinHeap {
    private var heap: [Int32] = []

    var first: Int32? { heap.first }

    mutating func push(_ value: Int32) {
        heap.append(value)
        var child = heap.count - 1
        while child > 0, heap[(child - 1) / 2] > heap[child] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func pop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}

extension Lines {
    /// Puts the lines from `first` on in ascending order of household, those of one household as they were.
    mutating func sortByHousehold(from first: Int) {
        guard marks.count - first > 1 else { return }
        reorder(
            (first..<marks.count).sorted { (marks[$0].household, $0) < (marks[$1].household, $1) },
            from: first)
    }

    private mutating func reorder(_ places: [Int], from first: Int) {
        guard first < marks.count else { return }
        let start = range(of: first).lowerBound
        var sortedBytes: [UInt8] = []
        sortedBytes.reserveCapacity(bytes.count - start)
        var sortedMarks: [Mark] = []
        for place in places {
            sortedBytes.append(contentsOf: bytes[range(of: place)])
            sortedMarks.append(
                Mark(
                    sequence: marks[place].sequence, household: marks[place].household,
                    end: start + sortedBytes.count))
        }
        bytes.replaceSubrange(start..., with: sortedBytes)
        marks.replaceSubrange(first..., with: sortedMarks)
    }
}
