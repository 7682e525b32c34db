// What one revision of a task, or one status of a signal, says in plain values: for back-tests and reports.
// In: nothing. Out: rows that fold without reading JSON back. Depends on: Signals.

package import Signals

/// One revision of one task, as far as policy asks: no texts, no values, no signal by name.
///
/// An engine appends one for each revision when its ``Emission/tasks`` is ``Emission/Tasks/facts``.
package struct TaskFacts: Sendable {
    package var household: Pseudonym
    /// The rules that the revision shows, as bits by their place in the pipeline; those past the 128th are left out.
    package var rules: UInt128
    package var opened: CivilDate
    /// 1 for the household's first task of that day.
    package var number: UInt32
    package var revision: UInt32
    package var today: CivilDate
    package var due: CivilDate
    /// Meaningful when ``isOpen`` is false.
    package var closed: CivilDate
    package var score: Int32
    /// Kinds of partner of the attached signals.
    package var kinds: PartnerSet
    /// Place in the pipeline; past the end when the pipeline no longer has the class.
    package var classIndex: UInt8
    /// Place in the pipeline; ``none`` for a team that a worker named and the pipeline does not know.
    package var team: UInt8
    package var isOpen: Bool
    package var isLate: Bool
    package var isSampled: Bool
    /// Raw value of ``TaskResult``; ``none`` while it is open.
    package var result: UInt8
    /// The attempt that caused this revision: raw value of ``ContactKind``; ``none`` for another record.
    package var attemptKind: UInt8
    package var attemptReached: Bool
    package var attemptDate: CivilDate

    package static let none: UInt8 = 255
    /// Rules that ``rules`` has room for.
    package static let ruleLimit = 128

    /// `taak`, as the task log names it.
    package var taskID: String {
        let digits = household.text(as: .household).dropFirst(3).prefix(12)
        let day = opened.description.filter { $0 != "-" }
        return "T\(digits)-\(day)" + (number > 1 ? "-\(number)" : "")
    }
}

/// One status of one signal in plain values.
///
/// An engine appends one for each status that goes out when its tasks go out as facts and statuses are wanted.
package struct SignalFacts: Sendable {
    package var household: Pseudonym
    package var signalDate: CivilDate
    /// The day of the status.
    package var today: CivilDate
    package var amountCents: Int64
    package var partner: PartnerType
    package var status: SignalStatus
    /// The status came with the signal, and not later.
    package var isFirst: Bool
}

/// Folds what an engine says into something else, on the engine's own thread.
package protocol EffectsReader: Sendable {
    /// Takes the effects of some records; they are gone afterwards.
    mutating func take(_ effects: borrowing Effects)
}

/// Folds records as they were delivered, whatever becomes of them.
package protocol RecordReader: Sendable {
    /// Takes a batch in the order of the input.
    mutating func take(_ batch: borrowing RecordBatch)
}
