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

/// Decisions about the signals of one household, in order, kept only when someone asks for an explanation.
package struct DecisionTrace: Sendable {
    package struct Entry: Sendable {
        package var id: String
        package var partner: PartnerType
        package var signalDate: CivilDate
        package var amountCents: Int64
        package var today: CivilDate?
        package var decision: Decision
    }
    package var household: Pseudonym
    package var entries: [Entry] = []
    package init(household: Pseudonym) { self.household = household }
}

extension Engine {
    mutating func note(
        _ decision: Decision, _ signal: ArrearsSignal, _ record: Record, _ texts: TextSource
    ) {
        guard trace != nil, householdPseudonym() == trace?.household else { return }
        trace?.entries.append(
            DecisionTrace.Entry(
                id: texts.string(signal.id) ?? "", partner: signal.partner, signalDate: signal.signalDate,
                amountCents: signal.amountCents,
                today: house.today == Household.unknownDate ? nil : CivilDate(dayNumber: house.today),
                decision: decision))
    }
}
