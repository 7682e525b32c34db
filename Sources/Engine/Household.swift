// What is known of one household, as flat arrays of plain values; the engine opens one at a time.
// In: nothing. Out: the rows that the store keeps and the fold changes. Depends on: Signals.

import Signals

/// One kept signal; 64 bytes.
struct SignalRow {
    /// Fingerprint of `source` and `id` of its event.
    var event: UInt64
    /// Its `ID`: see ``PackedID``.
    var idHigh: UInt64
    var idLow: UInt64
    /// Fingerprint of `kenmerk`; 0 when absent.
    var reference: UInt64
    /// `signaaldatum` as a day number.
    var date: Int32
    /// `signaaldatum - ontstaansdatum`; ``absentDays`` when not given.
    var overdueDays: Int32
    var amountCents: UInt32
    /// `naam` in the vocabulary; 0 when absent.
    var name: UInt32
    /// `buurtcode` in the vocabulary; 0 when absent.
    var area: UInt32
    /// Place in ``Household/persons`` plus 1; 0 for the household alone.
    var person: UInt32
    /// Place in ``Household/tasks`` plus 1 of the task it is attached to; 0 when to none that is still there.
    var task: UInt32
    var partner: UInt8
    var flags: Flags
    /// 0, or 1 + raw value of ``WithdrawalReason``.
    var withdrawn: UInt8
    /// How `ID` is kept: 0...15 bytes in place, 254 in `texts`, 255 a UUID in its canonical lower-case form.
    var idForm: UInt8

    struct Flags: OptionSet {
        var rawValue: UInt8
        static let crisis = Flags(rawValue: 1)
        static let pending = Flags(rawValue: 2)
        /// Attached to a task that is open or was closed by a worker: the repeat rule looks at it.
        static let answered = Flags(rawValue: 4)
    }
    static let absentDays = Int32.min
    static let idInTexts: UInt8 = 254
    static let idIsUUID: UInt8 = 255

    var partnerType: PartnerType { PartnerType(rawValue: partner)! }
    /// No measure, window, person or repeat check sees it.
    var isUnjustified: Bool { withdrawn == 1 + WithdrawalReason.onterecht.rawValue }
}

/// One task, open or closed and still in the history; 112 bytes.
struct TaskRow {
    /// Position of the record that caused the last revision; orders `--latest`.
    var sequence: UInt64
    /// `time` of that record: 14 digits of `YYYY-MM-DDTHH:MM:SSZ`, or a place in `texts` (see ``timeInTexts``).
    var time: UInt64
    var opened: Int32
    /// 1 for the first task opened on that day.
    var number: UInt32
    var revision: UInt32
    /// Class, team and worker in the vocabulary; no worker is 0.
    var classID: UInt32
    var team: UInt32
    var worker: UInt32
    var totalScore: Int32
    var householdScore: Int32
    var due: Int32
    /// Meaningful when `nextKind` is one.
    var nextFrom: Int32
    /// Unsuccessful attempts since a signal was last attached, and the latest date among all since then.
    var failures: UInt32
    var lastAttempt: Int32
    /// `today` when a signal was last attached.
    var attachedOn: Int32
    var closed: Int32
    /// `peildatum` of the last revision.
    var revisedOn: Int32
    /// The day of the shown evaluation: referrals are those valid on it.
    var evaluatedOn: Int32
    /// Place in ``Household/persons`` plus 1; 0 when no person rule held.
    var person: UInt32
    /// Its words in ``Household/shown``.
    var shownStart: UInt32
    var shownCount: UInt32
    /// Which pipeline it was last revised under, in the engine's list of stamps.
    var stamp: UInt16
    /// Raw value of ``ContactKind``, or ``none``.
    var nextKind: UInt8
    /// Raw value of ``TaskResult``, or ``none``.
    var result: UInt8
    var flags: Flags

    struct Flags: OptionSet {
        var rawValue: UInt16
        static let open = Flags(rawValue: 1)
        static let late = Flags(rawValue: 2)
        static let sampled = Flags(rawValue: 4)
        /// `team` of a C: stays for the rest of the task.
        static let teamFixed = Flags(rawValue: 8)
        /// There was an attempt, or a successful one, since a signal was last attached; or ever.
        static let attemptSince = Flags(rawValue: 16)
        static let reachedSince = Flags(rawValue: 32)
        static let attemptEver = Flags(rawValue: 64)
        static let reachedEver = Flags(rawValue: 128)
        /// `time` is a place in `texts`: start in the high half, count in the low.
        static let timeInTexts = Flags(rawValue: 256)
        /// Something that it shows in lists changed by this record.
        static let listsChanged = Flags(rawValue: 512)
        /// This record closed it.
        static let closedNow = Flags(rawValue: 1024)
    }
    static let none: UInt8 = 255

    var isOpen: Bool { flags.contains(.open) }
}

/// One person of the address: as small as the key allows.
struct PersonRow: Equatable {
    /// Day number; ``unknownBirth`` when only the pseudonym is known.
    var birth: Int32
    private var high: UInt64
    private var low: UInt64
    static let unknownBirth = Int32.min

    init(birth: Int32, pseudonym: Pseudonym) {
        self.birth = birth
        high = pseudonym.high
        low = pseudonym.low
    }

    /// `p1_…`, or `.none` while households are keyed by address and it has not been worked out.
    var pseudonym: Pseudonym { Pseudonym(high: high, low: low) }
}

/// One contact attempt.
struct AttemptRow {
    var event: UInt64
    /// Place in ``Household/tasks`` plus 1; 0 when its task has left.
    var task: UInt32
    var date: Int32
    var kind: UInt8
    var reached: Bool
    /// Raw value of ``DayPart``, or ``TaskRow/none``.
    var dayPart: UInt8
}

/// A withdrawal that came before its signal.
struct WithdrawalRow {
    var idHigh: UInt64
    var idLow: UInt64
    var name: UInt32
    var date: Int32
    var partner: UInt8
    var idForm: UInt8
    var reason: UInt8
}

/// One circumstance, of the household (`person` 0) or of a person.
struct CircumstanceRow {
    var person: UInt32
    var from: Int32
    /// As given; ``CircumstanceRow/open`` when without an end.
    var until: Int32
    var kind: UInt8
    static let open = Int32.max

    var kindValue: CircumstanceKind { CircumstanceKind(rawValue: kind)! }
}

/// A signal with status `Nog niet opgepakt`: its event's `source` and `id`, which a later status names again.
struct AwaitingRow {
    /// Place in ``Household/signals``.
    var signal: UInt32
    /// In ``Household/texts``: `source`, a space, `id`.
    var textStart: UInt32
    var textCount: UInt32
}

/// One household, opened for a record; there is one in an engine, used again and again. Lists are in order of
/// arrival, tasks in order of opening.
struct Household {
    /// `today`; ``unknownDate`` before any date is known.
    var today: Int32 = Household.unknownDate
    /// The day on which a task was last opened, and how many on that day.
    var openedOn: Int32 = Household.unknownDate
    var openedCount: UInt32 = 0
    var signals = RowList<SignalRow>()
    var tasks = RowList<TaskRow>()
    var persons = RowList<PersonRow>()
    /// Shown contributions of all tasks, see ``ShownContribution``.
    var shown = RowList<Int32>()
    var texts: [UInt8] = []
    var attempts = RowList<AttemptRow>()
    var withdrawals = RowList<WithdrawalRow>()
    var circumstances = RowList<CircumstanceRow>()
    var awaiting = RowList<AwaitingRow>()

    static let unknownDate = Int32.min

    var isEmpty: Bool {
        signals.isEmpty && tasks.isEmpty && attempts.isEmpty && withdrawals.isEmpty && circumstances.isEmpty
    }

    /// At most one is open, and it was opened last.
    var openTask: Int? {
        guard let last = tasks.indices.last, tasks[last].isOpen else { return nil }
        return last
    }

    var hasPending: Bool { signals.contains { $0.flags.contains(.pending) } }

    mutating func clear() {
        today = Household.unknownDate
        openedOn = Household.unknownDate
        openedCount = 0
        signals.removeAll()
        tasks.removeAll()
        persons.removeAll()
        shown.removeAll()
        if !texts.isEmpty { texts.removeAll(keepingCapacity: true) }
        attempts.removeAll()
        withdrawals.removeAll()
        circumstances.removeAll()
        awaiting.removeAll()
    }

    func deallocate() {
        signals.deallocate()
        tasks.deallocate()
        persons.deallocate()
        shown.deallocate()
        attempts.deallocate()
        withdrawals.deallocate()
        circumstances.deallocate()
        awaiting.deallocate()
    }
}
