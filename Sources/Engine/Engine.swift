// The fold: one record in, effects out. No clock, no I/O, no randomness.
// In: decoded records in the order of the log. Out: Effects. Depends on: Signals, Rules.

package import Rules
package import Signals

/// The state of many households under one pipeline, and the only thing that changes it.
///
/// One owner, synchronous. The same records in the same order give the same effects, however they are cut into
/// batches and however households are spread over engines (each engine gets every day record). Cost per record does
/// not depend on the number of households.
package struct Engine: ~Copyable {
    /// By what the records name their households: all of one engine in one way.
    package enum Keying: Sendable { case address, pseudonym }

    /// Never used: a member of no known size is what makes the compiler lend an engine by its address. Without one each
    /// call of a method that only reads copies the two kilobytes of an engine to the stack.
    private let isLentByAddress: Any = ()

    package let pipeline: Pipeline
    package let keying: Keying
    let pseudonyms: Pseudonyms
    let emission: Emission
    let sourceBytes: [UInt8]

    var store = Store()
    var vocabulary = Vocabulary()
    var areas = AreaTable()
    var wakes = WakeCalendar()
    /// Whether households were restored and not scheduled yet: that waits for the next day record.
    var hasRestored = false
    /// The `datum` of the last day record as a day number.
    var lastDay = Household.unknownDate
    let tables: PipelineTables
    var plan = DayPlan()
    var scratch: EvaluationScratch
    /// By an area's number in the vocabulary: 1 + the place of its team; 0 until it has been looked for.
    var teamsByArea = RowList<UInt32>()
    private(set) var templates: [ContributionTemplate] = []
    /// The first is that of the engine's own pipeline; others come with restored state.
    private(set) var stamps: [PipelineStamp] = []
    var pieces: LinePieces

    /// Hashes of the households of the next few records.
    var expected = RowList<UInt64>()

    // The household of the record at hand.
    var house = Household()
    /// The line that is being written.
    var line = ByteList()
    /// The `time` of a task's last revision, when it is asked for again.
    var keptTime = ByteList()
    var before = RowList<TaskRow>()
    var notes: [StatusNote] = []
    var current = CurrentRecord()
    /// Last revisions of closed tasks that left the history of a household that is still there; for `--latest`.
    var retired: [UInt32: [RetiredTask]] = [:]
    var latest: [LatestTask] = []
    var nextLatest = 0
    /// What the open step has changed; nil when none is open.
    var changes: BatchChanges?
    /// What was decided about the signals of one household, when someone asks.
    package var trace: DecisionTrace?

    /// The file, or topic and partition, that records come from, up to the number that follows: `a.ndjson:`.
    package var placePrefix = ""
    package var effects: Effects

    /// An engine that knows no household yet.
    package init(pipeline: Pipeline, pseudonyms: Pseudonyms, keying: Keying, emission: Emission) {
        self.pipeline = pipeline
        self.pseudonyms = pseudonyms
        self.keying = keying
        self.emission = emission
        sourceBytes = Array(pipeline.source.utf8)
        var vocabulary = Vocabulary()
        tables = PipelineTables(pipeline, &vocabulary)
        self.vocabulary = vocabulary
        scratch = EvaluationScratch(tables)
        pieces = LinePieces(source: pipeline.source)
        plan.move(to: CivilDate(dayNumber: 0), tables)
        effects = Effects(classes: pipeline.classes.count)
        for rule in pipeline.rules.indices { add(ContributionTemplate(rule: rule, of: pipeline)) }
        add(PipelineStamp(pipeline))
    }

    mutating func add(_ template: ContributionTemplate) {
        templates.append(template)
        pieces.add(template)
    }

    mutating func add(_ stamp: PipelineStamp) {
        stamps.append(stamp)
        pieces.add(stamp)
    }

    /// Households of which something is kept.
    package var householdCount: Int { store.count }

    /// Bytes of memory that their state takes, freed room included.
    package var stateBytes: Int { store.bytes }

    deinit {
        house.deallocate()
        line.deallocate()
        keptTime.deallocate()
        before.deallocate()
        scratch.deallocate()
        plan.deallocate()
        tables.deallocate()
        pieces.deallocate()
        teamsByArea.deallocate()
        expected.deallocate()
        wakes.deallocate()
        current.time.deallocate()
    }

    /// The last day record's date; nil before the first.
    package var lastDayRecord: CivilDate? {
        lastDay == Household.unknownDate ? nil : CivilDate(dayNumber: lastDay)
    }

    /// Folds one record.
    ///
    /// - Parameter sequence: its position in the log; never falls.
    /// - Parameter line: its number within ``placePrefix``; names it in a dead letter.
    package mutating func process(
        _ record: Record, sequence: UInt64, line: Int, in batch: borrowing RecordBatch
    ) {
        batch.withTexts { process(record, sequence: sequence, line: line, in: $0) }
    }

    /// The same for the records of a batch whose bytes are lent already.
    package mutating func process(_ record: Record, sequence: UInt64, line: Int, in texts: TextSource) {
        effects.tally.records += 1
        current.start(sequence: sequence, line: line, record: record, in: texts)
        switch record.body {
        case .signal(let signal): process(signal, record, texts)
        case .withdrawal(let withdrawal): process(withdrawal, texts)
        case .assignment(let assignment): process(assignment, record, texts)
        case .attempt(let attempt): process(attempt, record, texts)
        case .closing(let closing): process(closing, record, texts)
        case .circumstance(let change): process(change, texts)
        case .erasure(let subject): erase(subject, texts)
        case .day(let date): begin(day: date)
        }
    }

    /// Folds a day record that the source added. `time` is that of the record after it.
    package mutating func process(day date: CivilDate, sequence: UInt64, time: UnsafeRawBufferPointer) {
        effects.tally.dayRecords += 1
        current.start(sequence: sequence, time: time)
        begin(day: date)
    }

    /// Leaves a dead letter for a line that did not decode.
    package mutating func reject(_ reason: DeadLetterReason, sequence: UInt64, line: Int) {
        current.sequence = sequence
        current.line = line
        deadLetter(reason, origin: nil)
    }

    /// Notes that a record's household is needed soon; see ``warmUp()``.
    package mutating func expect(_ record: borrowing Record) {
        guard case .signal(let signal) = record.body else { return }
        switch signal.subject.household {
        case .pseudonym(let pseudonym):
            expected.append(HouseholdID(high: pseudonym.high, low: pseudonym.low).hash)
        case .address(let address) where address.longSuffix.isAbsent:
            expected.append(HouseholdID(high: address.place, low: address.shortSuffix).hash)
        case .address: break
        }
    }

    /// Brings the expected households into the caches. Changes speed and nothing else.
    package mutating func warmUp() {
        store.warm(expected)
        expected.removeAll()
    }

    // MARK: Opening and closing a household

    /// Opens the household of a record as the record before left it, its `today` moved up to the last day record.
    mutating func open(_ id: HouseholdID) {
        current.id = id
        rememberForBatch()
        house.clear()
        if !notes.isEmpty { notes.removeAll(keepingCapacity: true) }
        current.pseudonym = nil
        current.row = store.find(id, hash: id.hash)
        if let row = current.row { store.open(row, into: &house) }
        if lastDay > house.today { house.today = lastDay }
        before.replaceAll(with: house.tasks)
        usePlan()
    }

    /// Moves `today` on, then retention and the circumstances that came into force.
    mutating func advance(to date: CivilDate) {
        if date.dayNumber > house.today { house.today = date.dayNumber }
        usePlan()
        settle()
    }

    mutating func settle() {
        guard house.today != Household.unknownDate else { return }
        applyRetention()
        closeByCircumstances()
    }

    /// Makes ``plan`` that of the household's `today`.
    mutating func usePlan() {
        if plan.today != house.today, house.today != Household.unknownDate {
            plan.move(to: CivilDate(dayNumber: house.today), tables)
        }
    }

    /// Sends out what changed and puts the household back, or forgets it when nothing is left.
    mutating func close() {
        flushNotes()
        emitRevisions()
        compact()
        if house.isEmpty {
            if let row = current.row { forget(row) }
            return
        }
        let row = current.row ?? store.add(current.id, hash: current.id.hash)
        current.row = row
        store.close(row, house)
        schedule(row)
    }

    mutating func forget(_ row: Int) {
        effects.tally.tombstones += 1
        effects.tombstones.append(
            Lines.Mark(
                sequence: current.sequence, household: householdPseudonym(), end: effects.tasks.bytes.count))
        retired[UInt32(row)] = nil
        store.remove(row)
    }

    // MARK: Identity

    mutating func id(of key: HouseholdKey, _ texts: TextSource) -> HouseholdID {
        switch key {
        case .pseudonym(let pseudonym):
            precondition(keying == .pseudonym, "an engine keyed by address was given a pseudonym")
            return HouseholdID(high: pseudonym.high, low: pseudonym.low)
        case .address(let address):
            precondition(keying == .address, "an engine keyed by pseudonym was given an address")
            if address.longSuffix.isAbsent {
                return HouseholdID(high: address.place, low: address.shortSuffix)
            }
            let number = vocabulary.number(of: texts.bytes(of: address.longSuffix))
            return HouseholdID(high: address.place, low: UInt64(number))
        }
    }

    /// The pseudonym of the household at hand, worked out once per record at most.
    mutating func householdPseudonym() -> Pseudonym {
        if let known = current.pseudonym { return known }
        let pseudonym = pseudonym(of: current.id)
        current.pseudonym = pseudonym
        return pseudonym
    }

    func pseudonym(of id: HouseholdID) -> Pseudonym {
        if keying == .pseudonym { return Pseudonym(high: id.high, low: id.low) }
        return withAddress(of: id) { pseudonyms.household(of: $0, longSuffix: $1) }
    }

    /// The pseudonym of a person of the household at hand; `number` is its place plus 1.
    func personPseudonym(_ number: UInt32) -> Pseudonym {
        let person = house.persons[Int(number) - 1]
        if keying == .pseudonym || person.pseudonym != .none { return person.pseudonym }
        return withAddress(of: current.id) {
            pseudonyms.person(of: $0, longSuffix: $1, born: CivilDate(dayNumber: person.birth))
        }
    }

    private func withAddress<Result>(of id: HouseholdID, _ body: (Address, UnsafeRawBufferPointer) -> Result)
        -> Result
    {
        let address = Address(place: id.high, shortSuffix: id.low, longSuffix: .absent)
        return vocabulary.withBytes(address.suffixCount > 8 ? UInt32(id.low) : 0) { body(address, $0) }
    }

    /// The number of a subject's person in the household at hand (0: none), taking it in when `add` and it is new.
    mutating func personNumber(of subject: Subject, add: Bool) -> UInt32? {
        guard subject.namesPerson else { return 0 }
        let birth = subject.birthDate?.dayNumber ?? PersonRow.unknownBirth
        for place in house.persons.indices {
            let person = house.persons[place]
            let same = keying == .pseudonym ? person.pseudonym == subject.person : person.birth == birth
            if same { return UInt32(place + 1) }
        }
        guard add else { return nil }
        house.persons.append(PersonRow(birth: birth, pseudonym: subject.person))
        return UInt32(house.persons.count)
    }
}

/// The record at hand: what its effects say about it, and whose it is.
struct CurrentRecord {
    var sequence: UInt64 = 0
    var line = 0
    var time = ByteList()
    /// Its `bron`, when it carries one.
    var origin: String?
    var id = HouseholdID(high: 0, low: 0)
    var row: Int?
    var pseudonym: Pseudonym?
    var isAttempt = false

    mutating func start(sequence: UInt64, line: Int, record: Record, in texts: TextSource) {
        self.sequence = sequence
        self.line = line
        time.removeAll()
        time.append(texts.bytes(of: record.time))
        origin = texts.string(record.origin)
        if case .attempt = record.body { isAttempt = true } else { isAttempt = false }
    }

    mutating func start(sequence: UInt64, time: UnsafeRawBufferPointer) {
        self.sequence = sequence
        line = 0
        self.time.removeAll()
        self.time.append(time)
        origin = nil
        isAttempt = false
    }
}

/// Which version of which pipeline a task was last revised under.
struct PipelineStamp: Hashable {
    var id: String
    var version: String
    var hash: String
    init(_ pipeline: Pipeline) { self.init(id: pipeline.id, version: pipeline.version, hash: pipeline.hash) }
    init(id: String, version: String, hash: String) {
        self.id = id
        self.version = version
        self.hash = hash
    }
}
