// The households about which a stream has a signal, and to which groups they belong, whatever a pipeline makes of them.
// In: records as delivered. Out: a row for each household; attempts and reach by kind of contact. Depends on: Signals.

internal import Engine
package import Signals

/// What is known of a household's groups. Nothing of it reaches a rule.
package struct HouseholdGroups: Sendable {
    /// Age in years of the youngest person at the time of a signal about that person; nil when no birth date came.
    package var youngest: UInt8?
    /// Kinds of creditor that signalled.
    package var kinds = PartnerSet()
    /// The eight characters after `BU` of the last signal that had them; 0 for none.
    package var area: UInt64 = 0
    package var hasChildren = false
    package var signals: UInt16 = 0
}

/// Folds records into households and contact attempts.
package struct Population: RecordReader {
    package private(set) var index = PseudonymIndex()
    package private(set) var groups: [HouseholdGroups] = []
    /// By raw value of ``ContactKind``: attempts in the stream, and those that reached somebody.
    package private(set) var attempts = [Int](repeating: 0, count: ContactKind.allCases.count)
    package private(set) var reached = [Int](repeating: 0, count: ContactKind.allCases.count)
    /// Signal dates from first to last.
    package private(set) var first: CivilDate?
    package private(set) var last: CivilDate?
    /// Households that the municipality knows children of, also when no signal came yet.
    private var withChildren: Set<Pseudonym> = []

    /// Signals dated outside it do not count; nil for all.
    private let period: ClosedRange<CivilDate>?

    /// Nobody. Attempts count when they are dated in the period too.
    package init(period: ClosedRange<CivilDate>? = nil) { self.period = period }

    package mutating func take(_ batch: borrowing RecordBatch) {
        for index in batch.items.indices {
            guard case .record(let record) = batch.items[index].decoded else { continue }
            switch record.body {
            case .signal(let signal): take(signal)
            case .attempt(let attempt):
                if let period, !period.contains(attempt.date) { continue }
                attempts[Int(attempt.kind.rawValue)] += 1
                if attempt.wasReached { reached[Int(attempt.kind.rawValue)] += 1 }
            case .circumstance(let change) where change.kind == .minderjarigeKinderen:
                guard case .pseudonym(let household) = change.subject.household else { continue }
                withChildren.insert(household)
                if let place = self.index.find(household) { groups[place].hasChildren = true }
            default: continue
            }
        }
    }

    private mutating func take(_ signal: ArrearsSignal) {
        guard case .pseudonym(let household) = signal.subject.household else { return }
        if let period, !period.contains(signal.signalDate) { return }
        let place = index.number(of: household)
        if place == groups.count {
            var fresh = HouseholdGroups()
            fresh.hasChildren = withChildren.contains(household)
            groups.append(fresh)
        }
        groups[place].signals &+= 1
        groups[place].kinds.insert(PartnerSet(signal.partner))
        if signal.subject.area != 0 { groups[place].area = signal.subject.area }
        first = min(first ?? signal.signalDate, signal.signalDate)
        last = max(last ?? signal.signalDate, signal.signalDate)
        guard let born = signal.subject.birthDate, let age = signal.signalDate.completedYears(since: born)
        else { return }
        groups[place].youngest = min(groups[place].youngest ?? .max, UInt8(clamping: age))
    }

    /// The share of attempts of a kind that reached somebody in this stream; 0 for a kind that was never tried.
    package func reachShare(of kind: ContactKind) -> Double {
        let tried = attempts[Int(kind.rawValue)]
        return tried == 0 ? 0 : Double(reached[Int(kind.rawValue)]) / Double(tried)
    }
}
