// Dates, months and working days against walking through the calendar.
// In: every day of three centuries, random days. Out: failures. Depends on: NaiveCalendar.

import Signals
import TestSupport
import Testing

@Suite("Calendar arithmetic")
struct CalendarTests {
    @Test("Every day from 1900 to 2199 is one further, with the right name, month and weekday")
    func everyDay() throws {
        var naive = NaiveDay(1900, 1, 1)
        var date = CivilDate.earliest
        var weekday = 1  // 1 January 1900 was a Monday
        while date <= .latest {
            let parts = date.components
            guard "\(date)" == "\(naive)", NaiveDay(parts.year, parts.month, parts.day) == naive,
                date.weekday == weekday, CivilDate("\(naive)") == date
            else {
                Issue.record("\(date) is not \(naive)")
                return
            }
            (naive, date, weekday) = (naive.next, date + 1, weekday % 7 + 1)
        }
        #expect(naive == NaiveDay(2200, 1, 1))
        #expect(CivilDate(year: 1970, month: 1, day: 1).dayNumber == 0)
    }

    @Test("Months are counted back by calendar and clamped", arguments: 1...10) func months(seed: Int) throws
    {
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let naive = NaiveDay(2000, 1, 1).plus(days: dice.whole(0...2000))
            let date = try #require(CivilDate("\(naive)"))
            let months = dice.whole(0...40)
            #expect("\(Period.months(months).before(date))" == "\(naive.back(months: months))")
            #expect("\(date.adding(months: -months))" == "\(naive.back(months: months))")
        }
    }

    @Test("The first day without a date is the first on which it lies before the window", arguments: 1...10)
    func firstDayWithout(seed: Int) throws {
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<30 {
            let date = try #require(CivilDate("\(NaiveDay(2023, 11, 1).plus(days: dice.whole(0...500)))"))
            let period = dice.chance(50) ? Period.days(dice.whole(1...90)) : .months(dice.whole(1...14))
            var day = date
            while period.before(day) < date { day = day + 1 }
            #expect(period.firstDayWithout(date) == day, "\(period) \(date)")
        }
    }

    @Test("Ages are birthdays passed", arguments: 1...10) func ages(seed: Int) throws {
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<15 {
            let born =
                dice.chance(30) ? NaiveDay(2004, 2, 29) : NaiveDay(2004, 2, 20).plus(days: dice.whole(0...20))
            let today = NaiveDay(2024 + dice.whole(0...3), 2, 15).plus(days: dice.whole(0...25))
            let (bornDate, date) = (try #require(CivilDate("\(born)")), try #require(CivilDate("\(today)")))
            #expect(date.completedYears(since: bornDate) == today.age(born: born), "\(born) on \(today)")
        }
        #expect(CivilDate("2026-01-01")?.completedYears(since: CivilDate.latest) == nil)
    }

    /// From the government's tables of public holidays; weekends left out.
    static let holidays = [
        2024: ["01-01", "04-01", "05-09", "05-20", "12-25", "12-26"],
        2025: ["01-01", "04-21", "05-05", "05-29", "06-09", "12-25", "12-26"],
        2026: ["01-01", "04-06", "04-27", "05-14", "05-25", "12-25"],
        2027: ["01-01", "03-29", "04-27", "05-06", "05-17"],
        2028: ["04-17", "04-27", "05-25", "06-05", "12-25", "12-26"],
        2030: ["01-01", "04-22", "05-30", "06-10", "12-25", "12-26"],
        2038: ["01-01", "04-26", "04-27", "06-03", "06-14"],
    ]

    @Test("Working days are Monday to Friday without the public holidays", arguments: holidays.keys.sorted())
    func workingDays(year: Int) throws {
        let expected = try #require(CalendarTests.holidays[year])
        var found: [String] = []
        var date = CivilDate(year: year, month: 1, day: 1)
        while date.components.year == year {
            if date.weekday <= 5, !date.isWorkingDay { found.append(String("\(date)".suffix(5))) }
            if date.weekday > 5 { #expect(!date.isWorkingDay) }
            date = date + 1
        }
        #expect(found == expected)
    }
}
