// The eight types of record that Seinpost reads, and which fields each must have.
// In: nothing. Out: names, sets of places. Depends on: Slots.

/// A record type, A to H (pipelines/README.md).
package enum RecordType: UInt8, CaseIterable, Sendable {
    case signal, withdrawal, assignment, attempt, closing, circumstance, day, erasure

    /// CloudEvents `type`.
    package var name: String {
        switch self {
        case .signal: "nl.schulden.vroegsignaal-ontvangen.v1"
        case .withdrawal: "nl.schulden.vroegsignaal-ingetrokken.v1"
        case .assignment: "nl.schulden.outreachtaak-toegewezen.v1"
        case .attempt: "nl.schulden.contactpoging-geregistreerd.v1"
        case .closing: "nl.schulden.outreachtaak-afgesloten.v1"
        case .circumstance: "nl.schulden.omstandigheid-gewijzigd.v1"
        case .day: "nl.schulden.dag-begonnen.v1"
        case .erasure: "nl.schulden.gegevens-gewist.v1"
        }
    }

    /// Whether it is about a `client` (or, after intake, a `huishouden` with at most a `persoon`).
    @inline(__always) var hasSubject: Bool {
        switch self {
        case .signal, .withdrawal, .circumstance, .erasure: true
        default: false
        }
    }

    /// Fields that must be there whatever else is, by ``Slot/bit``.
    @inline(__always) var required: UInt64 {
        switch self {
        case .signal: Slot.id.bit | Slot.partner.bit | Slot.amount.bit | Slot.signalDate.bit
        case .withdrawal: Slot.id.bit | Slot.partner.bit | Slot.date.bit | Slot.reason.bit
        case .assignment: Slot.household.bit | Slot.task.bit | Slot.date.bit | Slot.worker.bit
        case .attempt: Slot.household.bit | Slot.task.bit | Slot.kind.bit | Slot.reached.bit | Slot.date.bit
        case .closing: Slot.household.bit | Slot.task.bit | Slot.result.bit | Slot.date.bit
        case .circumstance: Slot.kind.bit | Slot.from.bit
        case .day: Slot.date.bit
        case .erasure: 0
        }
    }
}

extension Record.Body {
    /// The record type that this is the data of.
    package var type: RecordType {
        switch self {
        case .signal: .signal
        case .withdrawal: .withdrawal
        case .assignment: .assignment
        case .attempt: .attempt
        case .closing: .closing
        case .circumstance: .circumstance
        case .day: .day
        case .erasure: .erasure
        }
    }
}
