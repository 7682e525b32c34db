// Dutch working days: which days they are, and counting them.
// In: civil dates. Out: civil dates. Depends on: CivilDate.

extension CivilDate {
    /// Monday to Friday, not a public holiday (pipelines/README.md, "Time").
    package var isWorkingDay: Bool { weekday <= 5 && !isPublicHoliday }

    /// 1 January, Easter Monday, King's Day (27 April, or 26 when the 27th is a Sunday), 5 May in years
    /// divisible by 5, Ascension Day, Whit Monday, 25 and 26 December. Good Friday is none; Sundays are out
    /// already.
    package var isPublicHoliday: Bool {
        let (year, month, day) = components
        switch (month, day) {
        case (1, 1), (12, 25), (12, 26): return true
        // Easter Monday too can fall on 26 April, as in 2038.
        case (4, 26) where (self + 1).weekday == 7: return true
        case (4, 27): return weekday != 7
        case (5, 5) where year % 5 == 0: return true
        default:
            let easter = CivilDate.easterSunday(in: year)
            return self == easter + 1 || self == easter + 39 || self == easter + 50
        }
    }

    /// The `count`-th working day after this day; this day itself for 0 or less. Linear in `count`.
    package func adding(workingDays count: Int) -> CivilDate {
        var date = self
        var left = count
        while left > 0 {
            date = date + 1
            if date.isWorkingDay { left -= 1 }
        }
        return date
    }

    /// Easter Sunday of a year of the Gregorian calendar, by the method of Meeus, Jones and Butcher.
    package static func easterSunday(in year: Int) -> CivilDate {
        let golden = year % 19
        let century = year / 100
        let yearOfCentury = year % 100
        let correction = (century - (century + 8) / 25 + 1) / 3
        let epact = (19 * golden + century - century / 4 - correction + 15) % 30
        let offset = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7
        let late = (golden + 11 * epact + 22 * offset) / 451
        let place = epact + offset - 7 * late + 114
        return CivilDate(year: year, month: place / 31, day: place % 31 + 1)
    }
}
