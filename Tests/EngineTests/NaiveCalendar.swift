// The calendar the slow way: one day after another.
// In: year, month, day. Out: the next and the last, and the days of a window. Depends on: nothing.

/// A date that knows only how to go one day on or back.
struct NaiveDay: Hashable, Comparable, CustomStringConvertible {
    var year: Int
    var month: Int
    var day: Int

    init(_ year: Int, _ month: Int, _ day: Int) { (self.year, self.month, self.day) = (year, month, day) }

    init(_ text: String) {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        self.init(parts[0], parts[1], parts[2])
    }

    var description: String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))-\(two(day))"
    }

    static func < (left: NaiveDay, right: NaiveDay) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    static func length(_ year: Int, _ month: Int) -> Int {
        if month == 2 { return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) ? 29 : 28 }
        return [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    var next: NaiveDay {
        if day < NaiveDay.length(year, month) { return NaiveDay(year, month, day + 1) }
        return month < 12 ? NaiveDay(year, month + 1, 1) : NaiveDay(year + 1, 1, 1)
    }

    var previous: NaiveDay {
        if day > 1 { return NaiveDay(year, month, day - 1) }
        let (before, last) = month > 1 ? (year, month - 1) : (year - 1, 12)
        return NaiveDay(before, last, NaiveDay.length(before, last))
    }

    func plus(days: Int) -> NaiveDay {
        var date = self
        for _ in 0..<abs(days) { date = days > 0 ? date.next : date.previous }
        return date
    }

    /// Month by month, then back to a day that there is.
    func back(months: Int) -> NaiveDay {
        var (year, month) = (self.year, self.month)
        for _ in 0..<months { (year, month) = month > 1 ? (year, month - 1) : (year - 1, 12) }
        return NaiveDay(year, month, min(day, NaiveDay.length(year, month)))
    }

    /// Days from this one to a later one.
    func days(to later: NaiveDay) -> Int {
        var (date, count) = (self, 0)
        while date < later { (date, count) = (date.next, count + 1) }
        return count
    }

    /// Birthdays passed, 29 February on 1 March in other years; nil before birth.
    func age(born: NaiveDay) -> Int? {
        if self < born { return nil }
        var (date, years) = (born, 0)
        while date < self {
            date = date.next
            let isBirthday = (date.month, date.day) == (born.month, born.day)
            let isInstead =
                (born.month, born.day) == (2, 29) && (date.month, date.day) == (3, 1)
                && NaiveDay.length(date.year, 2) == 28
            if isBirthday || isInstead { years += 1 }
        }
        return years
    }
}

/// A length or a window as a rule writes it.
enum NaiveWindow: CustomStringConvertible {
    case days(Int)
    case weeks(Int)
    case months(Int)
    case month, quarter, year
    case session(Int)
    case all

    var description: String {
        switch self {
        case .days(let count): "\(count)d"
        case .weeks(let count): "\(count)w"
        case .months(let count): "\(count)mo"
        case .month: "month"
        case .quarter: "quarter"
        case .year: "year"
        case .session(let gap): "session(\(gap)d)"
        case .all: "all"
        }
    }

    /// The same length of time before a day; only for days, weeks and months.
    func before(_ date: NaiveDay) -> NaiveDay {
        switch self {
        case .days(let count): date.plus(days: -count)
        case .weeks(let count): date.plus(days: -7 * count)
        case .months(let count): date.back(months: count)
        default: preconditionFailure("\(self) is no length")
        }
    }

    /// The first day of the window that ends on `last`; nil for an empty session. By walking back day by day.
    ///
    /// - Parameter dates: of all entries of the subject; a session is built from them.
    func first(until last: NaiveDay, dates: Set<NaiveDay>) -> NaiveDay? {
        var date = last
        switch self {
        case .days, .weeks, .months:
            let outside = before(last)
            while date.previous > outside { date = date.previous }
            return date
        case .month:
            while date.day != 1 { date = date.previous }
            return date
        case .quarter:
            while date.day != 1 || ![1, 4, 7, 10].contains(date.month) { date = date.previous }
            return date
        case .year:
            while date.day != 1 || date.month != 1 { date = date.previous }
            return date
        case .all: return NaiveDay(1900, 1, 1)
        case .session(let gap): return NaiveWindow.sessionStart(gap, last, dates)
        }
    }

    private static func sessionStart(_ gap: Int, _ last: NaiveDay, _ dates: Set<NaiveDay>) -> NaiveDay? {
        var start: NaiveDay?
        var (date, daysSince) = (last, 0)
        while daysSince <= gap {
            if dates.contains(date) { (start, daysSince) = (date, 0) }
            (date, daysSince) = (date.previous, daysSince + 1)
        }
        return start
    }
}
