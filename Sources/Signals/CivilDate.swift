// A day of the civil calendar, and periods of days or calendar months.
// In: numbers or the ten bytes of `YYYY-MM-DD`. Out: day numbers. Depends on: nothing.

/// A day in the proleptic Gregorian calendar, without time or zone; four bytes.
///
/// Event time in Seinpost is always a civil date in the pipeline's zone (pipelines/README.md, "Time").
package struct CivilDate: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Days since 1970-01-01; negative before it.
    package var dayNumber: Int32

    @inlinable package init(dayNumber: Int32) { self.dayNumber = dayNumber }

    /// The earliest and latest date that a record may carry.
    package static let earliest = CivilDate(year: 1900, month: 1, day: 1)
    package static let latest = CivilDate(year: 2199, month: 12, day: 31)

    /// The day with this year, month 1...12 and day of that month; the caller has checked that it exists.
    ///
    /// Cost: a dozen integer operations. Source: the count of days by eras of 400 years, March first.
    @inlinable @inline(__always)
    package init(year: Int, month: Int, day: Int) {
        let shifted = month <= 2 ? year &- 1 : year
        let dayOfYear = (153 &* (month > 2 ? month &- 3 : month &+ 9) &+ 2) / 5 &+ day &- 1
        if shifted >= 0 {
            // Unsigned, so that the divisions are multiplications.
            let years = UInt32(truncatingIfNeeded: shifted)
            let leaps = years / 4 &- years / 100 &+ years / 400
            dayNumber =
                Int32(truncatingIfNeeded: years &* 365 &+ leaps) &+ Int32(truncatingIfNeeded: dayOfYear)
                &- 719_468
        } else {
            let era = (shifted - 399) / 400
            let yearOfEra = shifted - era * 400
            let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            dayNumber = Int32(truncatingIfNeeded: era * 146_097 + dayOfEra - 719_468)
        }
    }

    /// The day with this year, month and day, or nil when there is no such day or it lies outside
    /// ``earliest`` to ``latest``.
    @inlinable @inline(__always)
    package init?(checkedYear year: Int, month: Int, day: Int) {
        guard year >= 1900, year <= 2199, month >= 1, month <= 12, day >= 1,
            day <= 28 || day <= CivilDate.length(ofMonth: month, year: year)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Reads exactly `YYYY-MM-DD`, from 1900-01-01 to 2199-12-31; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else {
            return nil
        }
        var digits: [Int] = []
        for index in [0, 1, 2, 3, 5, 6, 8, 9] {
            guard (0x30...0x39).contains(bytes[index]) else { return nil }
            digits.append(Int(bytes[index]) - 0x30)
        }
        self.init(
            checkedYear: digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3],
            month: digits[4] * 10 + digits[5], day: digits[6] * 10 + digits[7])
    }

    /// Year, month 1...12 and day of the month 1...31.
    @inlinable package var components: (year: Int, month: Int, day: Int) {
        let shifted = Int(dayNumber) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let civilMonth = month < 10 ? month + 3 : month - 9
        return (yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth, day)
    }

    /// 1 Monday to 7 Sunday (ISO 8601).
    @inlinable package var weekday: Int {
        let shifted = (Int(dayNumber) + 3) % 7
        return (shifted < 0 ? shifted + 7 : shifted) + 1
    }

    @inlinable package static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// 28 to 31.
    @inlinable package static func length(ofMonth month: Int, year: Int) -> Int {
        // The months of 31 days are the odd ones up to July, then the even ones.
        month == 2 ? (isLeap(year) ? 29 : 28) : 30 + ((month ^ month >> 3) & 1)
    }

    @inlinable package static func < (left: CivilDate, right: CivilDate) -> Bool {
        left.dayNumber < right.dayNumber
    }
    @inlinable package static func + (date: CivilDate, days: Int) -> CivilDate {
        CivilDate(dayNumber: date.dayNumber &+ Int32(truncatingIfNeeded: days))
    }
    @inlinable package static func - (date: CivilDate, days: Int) -> CivilDate { date + (0 &- days) }
    /// Days from `right` to `left`; negative when `left` is the earlier.
    @inlinable package static func - (left: CivilDate, right: CivilDate) -> Int {
        Int(left.dayNumber) - Int(right.dayNumber)
    }

    /// The same day `months` later (or earlier when negative), moved back to the last day of a shorter month.
    @inlinable package func adding(months: Int) -> CivilDate {
        let (year, month, day) = components
        let count = year * 12 + month - 1 + months
        let newYear = count >= 0 ? count / 12 : (count - 11) / 12
        let newMonth = count - newYear * 12 + 1
        return CivilDate(
            year: newYear, month: newMonth, day: min(day, CivilDate.length(ofMonth: newMonth, year: newYear)))
    }

    /// Completed years from a birth date to this day; nil for a birth date after it.
    ///
    /// Who was born on 29 February has a birthday on 1 March in other years (BW 1:2 practice;
    /// pipelines/README.md).
    @inlinable package func completedYears(since birth: CivilDate) -> Int? {
        guard birth <= self else { return nil }
        let (year, month, day) = components
        let born = birth.components
        return year - born.year - ((month, day) < (born.month, born.day) ? 1 : 0)
    }
}

extension CivilDate: CustomStringConvertible {
    /// `YYYY-MM-DD`.
    package var description: String {
        let (year, month, day) = components
        func padded(_ value: Int, _ width: Int) -> String {
            let digits = "\(value)"
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

/// A length of time in days or in calendar months: `60d`, `6w` (42 days), `13mo`.
package enum Period: Hashable, Sendable, BitwiseCopyable {
    case days(Int)
    case months(Int)

    /// The day this long before `date`; months by calendar, clamped to the last day of a shorter month.
    @inlinable package func before(_ date: CivilDate) -> CivilDate {
        switch self {
        case .days(let days): date - days
        case .months(let months): date.adding(months: -months)
        }
    }

    /// The first day `t` on which `date` is no longer in `(t - period, t]`, i.e. `before(t) >= date`.
    @inlinable package func firstDayWithout(_ date: CivilDate) -> CivilDate {
        switch self {
        case .days(let days): return date + days
        case .months(let months):
            let clamped = date.adding(months: months)
            return before(clamped) >= date ? clamped : clamped + 1
        }
    }

    /// The longest it can be, in days; for comparing lengths of unlike units.
    package var longestDays: Int {
        switch self {
        case .days(let days): days
        case .months(let months): (months * 3_066 + 99) / 100 + 2
        }
    }
}
