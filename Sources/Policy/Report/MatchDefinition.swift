// Single, multiple, consecutive: how signals on one address are counted, by two definitions that are not comparable.
// In: signals by household and date. Out: dossiers of a period by kind. Depends on: PseudonymIndex.

package import Signals

/// How a dossier (an address with a signal in a period) is called consecutive. In both it is multiple when the period
/// has more than one signal, and single when it is neither. It can be both.
///
/// Source: Divosa Monitor Vroegsignalering, jaarrapportage 2023, ch. 5; that of 2022 looked back one month only.
package enum MatchDefinition: String, CaseIterable, Sendable {
    case divosa2023 = "divosa-2023"
    case divosa2022 = "divosa-2022"

    /// Months before the first signal of the period in which an earlier one makes it consecutive.
    package var monthsBack: Int {
        switch self {
        case .divosa2023: 6
        case .divosa2022: 1
        }
    }

    package var dutch: String {
        "meervoudig: meer dan één signaal op het adres in de maand; opeenvolgend: een signaal op het adres in de "
            + "\(monthsBack == 1 ? "maand" : "\(monthsBack) maanden") daarvoor; enkelvoudig: geen van beide"
    }
}

/// Dossiers of a period.
package struct Dossiers: Sendable, Equatable {
    package var all = 0
    package var single = 0
    package var multiple = 0
    package var consecutive = 0
    package var both = 0

    /// - Parameter dates: of the signals of each address, those from before the period among them.
    package init(_ dates: [[CivilDate]], period: ClosedRange<CivilDate>, by definition: MatchDefinition) {
        for dates in dates {
            guard let first = dates.filter(period.contains).min() else { continue }
            let isMultiple = dates.count(where: period.contains) > 1
            let back = first.adding(months: -definition.monthsBack)
            let isConsecutive = dates.contains { $0 > back && $0 < period.lowerBound }
            all += 1
            if isMultiple { multiple += 1 }
            if isConsecutive { consecutive += 1 }
            if isMultiple && isConsecutive { both += 1 }
            if !isMultiple && !isConsecutive { single += 1 }
        }
    }
}
