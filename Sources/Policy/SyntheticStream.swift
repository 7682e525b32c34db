// A stream of records as a municipality would see it, made from a seed.
// In: municipality, size, months, seed. Out: NDJSON in chunks. Depends on: the other Synthetic files.

package import Signals

/// One thing that will be written down at its second of its day.
struct SyntheticEvent {
    enum Happening {
        case signal(SyntheticSignal)
        case withdrawal(SyntheticSignal)
        case circumstance(household: UInt32, SyntheticCircumstance)
        case erasure(household: UInt32, person: Int8)
        case assignment(SyntheticPlan, worker: UInt16?, isTakeover: Bool)
        case attempt(SyntheticPlan)
        case administrative(SyntheticPlan)
        case closing(SyntheticPlan, wasReached: Bool)
        case lateAttempt(SyntheticTask, worker: UInt16)
    }

    let second: Int32
    let order: UInt32
    let happening: Happening
}

/// A deterministic stream of records A to F and H: the same arguments give the same bytes on every machine.
///
/// Held in memory are the households that have had a signal, the arrears that still run and the events of the
/// coming weeks. Cost: one draw per household and month, some microseconds per line. Figures:
/// ``SyntheticFigures``.
package struct SyntheticStream {
    let seed: UInt64
    let households: Int
    /// The first day, and the day after the last.
    let start: CivilDate
    let end: CivilDate
    /// Signals dated before it are history: they open no task.
    let liveFrom: CivilDate
    let key: [UInt8]
    let population: SyntheticPopulation

    var lines: SyntheticLines
    var cases: [UInt32: SyntheticCase] = [:]
    /// What is written on each day from `start` on; a day is emptied when it has been.
    var agenda: [[SyntheticEvent]] = []
    var order: UInt32 = 0
    var taskCount: UInt32 = 0
    /// Day and second of the line that is being written.
    var today: Int32 = .min
    var second: Int32 = 0
    /// Arrears about which more signals may come.
    var running: [SyntheticArrears] = []
    /// Thousandths of signals that are due by kind, over all months so far, less those that went out.
    var owed = [0, 0, 0, 0]
    /// Households whose pause ended before the given day: their task opens on the first day with a line from
    /// then on.
    private var pauseEnds: [(day: Int32, household: UInt32)] = []
    /// Copies of lines, written at the end of their second.
    private var copies: [UInt8] = []

    /// A stream over `months` months from `start`.
    ///
    /// - Parameters:
    ///   - municipality: four digits; 0518, 0637 and 0479 have neighbourhoods of their own.
    ///   - households: how many live there, at most some ten million.
    ///   - start: the first day; nothing is dated before it, though some debts were reported earlier.
    ///   - liveFrom: the `live-from` of the pipeline that will read the stream, when it lies after `start`;
    ///     else workers would answer to tasks that never opened.
    ///   - key: of the pseudonyms; the default is the fixed text that `replay` uses without a key file.
    package init(
        municipality: String, households: Int, months: Int, seed: UInt64,
        start: CivilDate, liveFrom: CivilDate = .earliest,
        key: [UInt8] = Array("seinpost-fixture-key".utf8)
    ) {
        self.seed = seed
        self.households = max(0, households)
        self.start = start
        end = start.adding(months: max(0, months))
        self.liveFrom = liveFrom
        self.key = key
        population = SyntheticPopulation(
            municipality: SyntheticMunicipality(code: municipality), seed: seed, start: start)
        lines = SyntheticLines(population: population)
    }

    /// Writes the whole stream; `sink` gets some tens of thousands of bytes at a time, whole lines each.
    package mutating func write(_ sink: ([UInt8]) throws -> Void) rethrows {
        guard end > start, households > 0 else { return }
        agenda = Array(repeating: [], count: end - start)
        let first = SyntheticStream.monthNumber(of: start) - SyntheticFigures.warmUp.value
        for month in first...SyntheticStream.monthNumber(of: end - 1) {
            deliver(month: month)
            let opening = SyntheticStream.firstDay(ofMonth: month)
            for offset in 0..<(SyntheticStream.firstDay(ofMonth: month + 1) - opening) {
                try live(through: opening + offset, sink)
            }
        }
        try sink(lines.text.bytes)
        lines.text.bytes.removeAll()
    }

    /// Calendar months since year 0.
    static func monthNumber(of date: CivilDate) -> Int {
        let (year, month, _) = date.components
        return year * 12 + month - 1
    }

    static func firstDay(ofMonth month: Int) -> CivilDate {
        CivilDate(year: month / 12, month: month % 12 + 1, day: 1)
    }

    /// Puts something in the agenda; what lies outside the stream is forgotten.
    mutating func plan(_ happening: SyntheticEvent.Happening, on day: Int32, at second: Int) {
        let place = Int(day) - Int(start.dayNumber)
        guard agenda.indices.contains(place) else { return }
        order += 1
        agenda[place].append(SyntheticEvent(second: Int32(second), order: order, happening: happening))
    }

    private mutating func live(through day: CivilDate, _ sink: ([UInt8]) throws -> Void) rethrows {
        guard day >= start, day < end else { return }
        var events: [SyntheticEvent] = []
        swap(&events, &agenda[day - start])
        events.sort { ($0.second, $0.order) < ($1.second, $1.order) }
        for event in events {
            if event.second != second || day.dayNumber != today { writeCopies() }
            second = event.second
            let before = lines.text.bytes.count
            handle(event, on: day.dayNumber)
            var draw = SyntheticDraw(seed, .delivery, UInt64(event.order))
            if draw.happens(SyntheticFigures.duplicates) { copies += lines.text.bytes[before...] }
            if lines.text.bytes.count >= 65_536 {
                try sink(lines.text.bytes)
                lines.text.bytes.removeAll(keepingCapacity: true)
            }
        }
        writeCopies()
    }

    private mutating func writeCopies() {
        lines.text.bytes += copies
        copies.removeAll(keepingCapacity: true)
    }

    private mutating func handle(_ event: SyntheticEvent, on day: Int32) {
        switch event.happening {
        case .signal(let signal):
            begin(day)
            receive(signal)
        case .withdrawal(let signal):
            begin(day)
            withdraw(signal)
        case .circumstance(let household, let circumstance):
            begin(day)
            change(household, circumstance)
        case .erasure(let household, let person):
            begin(day)
            erase(household, person)
        case .assignment(let plan, let worker, let isTakeover):
            if isCurrent(plan) { assign(plan, worker, isTakeover, on: day) }
        case .attempt(let plan):
            if isCurrent(plan) { attempt(plan, on: day) }
        case .administrative(let plan):
            if isCurrent(plan) { note(plan, on: day) }
        case .closing(let plan, let wasReached):
            if isCurrent(plan) { close(plan, wasReached, on: day) }
        case .lateAttempt(let task, let worker):
            begin(day)
            attemptAfterClosing(task, worker)
        }
    }

    var moment: SyntheticMoment { SyntheticMoment(day: CivilDate(dayNumber: today), second: Int(second)) }

    /// A line is about to be written: on a new day, whose pause is over comes first, as by the day record.
    mutating func begin(_ day: Int32) {
        guard day != today else { return }
        today = day
        for end in pauseEnds where end.day <= day { openIfNeeded(end.household) }
        pauseEnds.removeAll { $0.day <= day }
    }

    mutating func openIfNeeded(_ household: UInt32) {
        if cases[household]?.openIfNeeded(on: today, number: taskCount + 1) == true {
            taskCount += 1
            followUp(household)
        }
    }
}

extension SyntheticStream {
    /// The pause of a household ends after `day`.
    mutating func expectEndOfPause(_ household: UInt32, after day: Int32) {
        pauseEnds.append((day + 1, household))
    }
}
