// The measures the slow way, from the words of the semantics.
// In: what happened at one address. Out: the value of a measure, in cents, days or counts. Depends on: NaiveCalendar.

/// All that happened at one address, in order of arrival, and how a measure is worked out from it.
struct NaiveHousehold {
    struct Signal {
        var id: String
        var partner: String
        var name: String?
        var reference: String?
        var born: String?
        var cents: Int
        var date: NaiveDay
        var overdue: Int?
        var crisis: Bool
        var withdrawn: String?
    }

    var signals: [Signal] = []
    var attempts: [(date: NaiveDay, counts: Bool, reached: Bool)] = []
    /// Days on which a task closed with a result that helps.
    var helpedOn: [NaiveDay] = []
    /// Ends of debt help, and of whom; nil for the whole household.
    var debtHelpEnds: [(date: NaiveDay, born: String?)] = []
    var today = NaiveDay(1900, 1, 1)
    var retention = NaiveWindow.months(24)

    /// The first day of the history.
    private var cut: NaiveDay { retention.before(today) }

    /// What rules see, of one person or of all.
    func visible(_ born: String?) -> [Signal] {
        signals.filter { $0.date > cut && $0.withdrawn != "onterecht" && (born == nil || $0.born == born) }
    }
}

/// A measure as a rule writes it.
struct NaiveMeasure: CustomStringConvertible {
    var name: String
    var window: NaiveWindow
    var kinds: [String] = []
    var ago: NaiveWindow?

    var description: String {
        var text = "\(name)(\(window)"
        if kinds.count == 1 { text += ", kind: \(kinds[0])" }
        if kinds.count > 1 { text += ", kind: [\(kinds.joined(separator: ", "))]" }
        if let ago { text += ", ago: \(ago)" }
        return text + ")"
    }

    /// - Parameter born: whose measure it is; nil for the household.
    func value(_ house: NaiveHousehold, born: String?) -> Double? {
        let last = ago?.before(house.today) ?? house.today
        let all = house.visible(born)
        let first = window.first(until: last, dates: Set(all.map(\.date)))
        func holds(_ date: NaiveDay) -> Bool { first.map { $0 <= date && date <= last } ?? false }
        let cut = house.retention.before(house.today)
        let entries = all.filter { holds($0.date) && (kinds.isEmpty || kinds.contains($0.partner)) }
        switch name {
        case "attempts": return Double(house.attempts.count { $0.counts && $0.date > cut && holds($0.date) })
        case "reached":
            return house.attempts.contains { $0.counts && $0.reached && $0.date > cut && holds($0.date) }
                ? 1 : 0
        case "helped":
            let ended = house.debtHelpEnds.contains { end in
                (born == nil || end.born == nil || end.born == born) && holds(end.date)
                    && end.date < house.today
                    && end.date > cut
            }
            return ended || house.helpedOn.contains { holds($0) && $0 > cut } ? 1 : 0
        default: return NaiveMeasure.value(name, entries)
        }
    }

    private static func value(_ name: String, _ entries: [NaiveHousehold.Signal]) -> Double? {
        let amounts = entries.map { Double($0.cents) / 100 }
        // Stable, so that of one date the last that arrived stands last.
        let byDate = entries.enumerated().sorted {
            ($0.element.date, $0.offset) < ($1.element.date, $1.offset)
        }
        .map(\.element)
        switch name {
        case "count": return Double(entries.count)
        case "kinds": return Double(Set(entries.map(\.partner)).count)
        case "partners": return Double(Set(entries.map { "\($0.partner)|\($0.name ?? "")" }).count)
        case "sum": return entries.isEmpty ? nil : cents(entries.reduce(0) { $0 + $1.cents })
        case "max": return amounts.max()
        case "latest": return byDate.last.map { Double($0.cents) / 100 }
        case "span":
            guard let first = byDate.first, let last = byDate.last else { return 0 }
            return Double(first.date.days(to: last.date))
        case "overdue": return entries.compactMap(\.overdue).max().map(Double.init)
        case "crisis": return entries.contains(where: \.crisis) ? 1 : 0
        case "outstanding":
            var debts: [String: Int] = [:]
            for entry in byDate {
                let debt = "\(entry.partner)|\(entry.name ?? "")|\(entry.reference ?? "")|\(entry.born ?? "")"
                debts[debt] = entry.withdrawn == nil ? entry.cents : 0
            }
            return entries.isEmpty ? nil : cents(debts.values.reduce(0, +))
        default: preconditionFailure("\(name) is no measure")
        }
    }

    private static func cents(_ total: Int) -> Double { Double(total) / 100 }
}

/// A sequence, found by trying all that could be one.
enum NaiveSequence {
    /// Ids of the matched signals by date, then arrival; nil when there is none.
    static func match(
        _ steps: [String], within: Int, _ house: NaiveHousehold, born: String?
    ) -> [String]? {
        let entries = house.visible(born).enumerated()
            .sorted { ($0.element.date, $0.offset) < ($1.element.date, $1.offset) }.map(\.element)
        let after = house.today.plus(days: -within)
        var found: [[Int]] = []
        func extend(_ chosen: [Int]) {
            if chosen.count == steps.count {
                let (first, last) = (entries[chosen[0]].date, entries[chosen[chosen.count - 1]].date)
                if last > after, last <= house.today, first.days(to: last) <= within { found.append(chosen) }
                return
            }
            for (place, entry) in entries.enumerated() where entry.partner == steps[chosen.count] {
                if chosen.contains(place) { continue }
                if let last = chosen.last, entry.date < entries[last].date { continue }
                extend(chosen + [place])
            }
        }
        extend([])
        // The latest end and, going back, the latest steps.
        let best = found.max { $0.reversed().lexicographicallyPrecedes($1.reversed()) }
        return best?.sorted().map { entries[$0].id }
    }
}
