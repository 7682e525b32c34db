// What one pipeline did over a stream, with what a report about a period asks besides its tasks.
// In: TaskFacts and SignalFacts. Out: tasks, attempts of the period, signals by kind and status. Depends on: Caseload.

package import Engine
package import Signals

/// Folds an engine's facts for one period.
package struct PeriodLog: EffectsReader {
    package let period: ClosedRange<CivilDate>
    package private(set) var caseload = Caseload()
    /// Signals dated in the period: by raw values of partner and of the last status.
    package private(set) var statuses = [[Int]](
        repeating: [Int](repeating: 0, count: SignalStatus.allCases.count), count: PartnerType.allCases.count)
    /// Attempts dated in the period, by raw value of contact kind: all, and those that reached somebody.
    package private(set) var attempts = [Int](repeating: 0, count: ContactKind.allCases.count)
    package private(set) var reached = [Int](repeating: 0, count: ContactKind.allCases.count)
    /// By household: dates of its signals up to the end of the period.
    package private(set) var signalDates: [[CivilDate]] = []
    private var households = PseudonymIndex()

    /// Nothing yet.
    package init(period: ClosedRange<CivilDate>) { self.period = period }

    package mutating func take(_ effects: borrowing Effects) {
        caseload.take(effects)
        for index in effects.facts.indices { takeAttempt(effects.facts[index]) }
        for index in effects.signalFacts.indices { take(effects.signalFacts[index]) }
    }

    private mutating func takeAttempt(_ facts: TaskFacts) {
        guard facts.attemptKind != TaskFacts.none, period.contains(facts.attemptDate) else { return }
        attempts[Int(facts.attemptKind)] += 1
        if facts.attemptReached { reached[Int(facts.attemptKind)] += 1 }
    }

    private mutating func take(_ signal: SignalFacts) {
        let partner = Int(signal.partner.rawValue)
        if period.contains(signal.signalDate) {
            // A status that comes later takes the place of waiting.
            if !signal.isFirst { statuses[partner][Int(SignalStatus.nogNietOpgepakt.rawValue)] -= 1 }
            statuses[partner][Int(signal.status.rawValue)] += 1
        }
        guard signal.isFirst, signal.signalDate <= period.upperBound else { return }
        let household = households.number(of: signal.household)
        if household == signalDates.count { signalDates.append([]) }
        signalDates[household].append(signal.signalDate)
    }

    /// Whether a task was opened in the period.
    package func isOpened(_ row: CaseRow) -> Bool { period.contains(row.last.opened) }
}
