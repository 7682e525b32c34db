// What was decided about one arriving signal, and why.
// In: the checks. Out: its status, whether it is kept; for people: the reason. Depends on: Signals.

package import Signals

/// The outcome for one delivery of a signal. Everything that an explanation says about it.
package enum Decision: Sendable, Equatable {
    case duplicate
    case deadLetter(DeadLetterReason)
    /// Dated before `live-from`: kept as history, without status.
    case historyOnly
    case tooEarly(days: Int, from: Int)
    case tooLong(days: Int, until: Int)
    case belowThreshold(cents: Int64)
    case covered(CircumstanceKind)
    case repeated
    /// Kept and to be attached; `paused` when it waits for the end of a pause.
    case pending(paused: Bool)

    package var status: SignalStatus? {
        switch self {
        case .duplicate, .deadLetter, .historyOnly: nil
        case .tooEarly, .tooLong, .belowThreshold: .onterechtSignaal
        case .covered(let kind): Decision.status(under: kind)
        case .repeated: .herhaaldeMelding
        case .pending(let paused): paused ? .nogNietOpgepakt : .opgepakt
        }
    }

    var keeps: Bool {
        switch self {
        case .historyOnly, .repeated, .pending: true
        default: false
        }
    }

    /// The status of a signal that a circumstance keeps from being taken up.
    static func status(under kind: CircumstanceKind) -> SignalStatus {
        switch kind {
        case .overleden: .overleden
        case .vertrokken: .geenInwoner
        case .schuldhulp: .alBekendBijSchuldhulp
        case .afgemeld, .pauzeknop, .minderjarigeKinderen: .andereReden
        }
    }
}

/// Why a kept signal that waited got another status than on its arrival.
package enum StatusCause: Sendable, Equatable {
    /// Taken up: the pause ended, or a task was opened all the same.
    case attached
    case covered(CircumstanceKind)
    /// Nobody took it up before its date left the history.
    case leftHistory
}

/// What happened to the signals of one household, in order, kept only when someone asks for an explanation.
package struct DecisionTrace: Sendable {
    /// An arrival of a signal, or a status that a kept one got later.
    package struct Entry: Sendable {
        /// What happened.
        package enum Event: Sendable, Equatable {
            case arrival(Decision)
            case later(SignalStatus, StatusCause)
        }
        package var id: String
        package var partner: PartnerType
        package var signalDate: CivilDate
        package var amountCents: Int64
        package var today: CivilDate?
        package var event: Event
        /// The task that the signal is attached to by then.
        package var task: String?

        package var isArrival: Bool { if case .arrival = event { true } else { false } }
    }
    package var household: Pseudonym
    package var entries: [Entry] = []
    /// An empty trace; only what concerns this household is noted.
    package init(household: Pseudonym) { self.household = household }
}

extension Engine {
    mutating func note(
        _ decision: Decision, _ signal: ArrearsSignal, _ record: Record, _ texts: TextSource
    ) {
        guard isTraced() else { return }
        let today = knownToday
        trace?.entries.append(
            DecisionTrace.Entry(
                id: texts.string(signal.id) ?? "", partner: signal.partner, signalDate: signal.signalDate,
                amountCents: signal.amountCents, today: today, event: .arrival(decision)))
    }

    /// Notes a status that a kept signal got from another record than its own.
    mutating func note(_ status: SignalStatus, of place: Int, because cause: StatusCause) {
        guard isTraced() else { return }
        let today = knownToday
        let signal = house.signals[place]
        let id = String(decoding: signal.id.bytes(texts: house.texts), as: UTF8.self)
        let task = signal.task == 0 ? [] : taskID(house.tasks[Int(signal.task) - 1])
        trace?.entries.append(
            DecisionTrace.Entry(
                id: id, partner: signal.partnerType, signalDate: CivilDate(dayNumber: signal.date),
                amountCents: Int64(signal.amountCents), today: today, event: .later(status, cause),
                task: task.isEmpty ? nil : String(decoding: task, as: UTF8.self)))
    }

    private mutating func isTraced() -> Bool {
        guard let traced = trace?.household else { return false }
        return householdPseudonym() == traced
    }

    private var knownToday: CivilDate? {
        house.today == Household.unknownDate ? nil : CivilDate(dayNumber: house.today)
    }
}
