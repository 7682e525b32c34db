// Civil dates, periods and working days against references that walk day by day.

import Testing

@testable import Signals

/// The calendar as one would explain it: days one after the other from 1 January 1900, a Monday.
private struct SlowCalendar {
    struct Day {
        var date: CivilDate
        var year: Int
        var month: Int
        var day: Int
        var weekday: Int
    }

    static func lastDay(_ year: Int, _ month: Int) -> Int {
        if month == 2 { return year % 400 == 0 || year % 4 == 0 && year % 100 != 0 ? 29 : 28 }
        return [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    static let days: [Day] = {
        var days: [Day] = []
        var (year, month, day, weekday, number) = (1900, 1, 1, 1, -25_567)
        while year < 2200 {
            let date = CivilDate(dayNumber: Int32(number))
            days.append(Day(date: date, year: year, month: month, day: day, weekday: weekday))
            number += 1
            weekday = weekday % 7 + 1
            day += 1
            if day > lastDay(year, month) { (day, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
        }
        return days
    }()

    /// Every hundredth day and the days around the ends of February and of the years.
    static let some = days.filter { day in
        day.date.dayNumber % 101 == 0 || day.month == 2 && day.day > 27 && day.year % 4 < 2
            || day.month == 12 && day.day == 31
    }
}

@Suite struct CalendarTests {
    @Test("every day from 1900 to 2199 has its number, its parts, its weekday and its text")
    func allDays() {
        for day in SlowCalendar.days {
            let date = CivilDate(year: day.year, month: day.month, day: day.day)
            guard date == day.date, date.components == (day.year, day.month, day.day),
                date.weekday == day.weekday
            else {
                Issue.record("\(day)")
                return
            }
        }
        #expect(CivilDate.earliest == SlowCalendar.days.first?.date)
        #expect(CivilDate.latest == SlowCalendar.days.last?.date)
    }

    @Test("a date is written and read in ten characters")
    func text() {
        for day in SlowCalendar.some {
            let text = day.date.description
            #expect(text.utf8.count == 10)
            #expect(CivilDate(text) == day.date)
            var bytes = [UInt8](repeating: 0, count: 10)
            bytes.withUnsafeMutableBufferPointer { buffer in
                if let start = buffer.baseAddress { day.date.write(to: start) }
            }
            #expect(String(decoding: bytes, as: UTF8.self) == text)
        }
    }

    @Test(
        "days that do not exist or lie outside 1900 to 2199 are no dates",
        arguments: [
            "1899-12-31", "2200-01-01", "2023-02-29", "1900-02-29", "2100-02-29", "2023-04-31", "2023-00-01",
            "2023-13-01", "2023-01-00", "2023-01-32", "2023-1-01", "2023-01-1", "20230101", "2023/01/01", "",
            "2023-01-01 ", " 2023-01-01", "2023-01-0a", "202a-01-01", "２023-01-01", "2023-01:01",
            "+023-01-01",
            "-023-01-01", "2023--1-01", "2023-01--1",
        ])
    func noDate(_ text: String) {
        #expect(CivilDate(text) == nil)
        let bytes = Array(text.utf8)
        let read = bytes.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.flatMap { FieldValues.date($0, buffer.count) }
        }
        #expect(read == nil)
    }

    @Test("both readers of dates agree on every day")
    func bothReaders() {
        for day in SlowCalendar.some {
            let bytes = Array(day.date.description.utf8)
            let read = bytes.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.flatMap { FieldValues.date($0, buffer.count) }
            }
            #expect(read == day.date)
        }
    }

    @Test("adding months keeps the day or takes the last one of a shorter month")
    func months() {
        for day in SlowCalendar.some where day.year > 1920 && day.year < 2180 {
            for months in [-200, -25, -13, -12, -7, -1, 0, 1, 6, 11, 12, 13, 37, 216] {
                var (year, month) = (day.year, day.month)
                for _ in 0..<abs(months) {
                    month += months > 0 ? 1 : -1
                    if month == 13 { (year, month) = (year + 1, 1) }
                    if month == 0 { (year, month) = (year - 1, 12) }
                }
                let expected = CivilDate(
                    year: year, month: month, day: min(day.day, SlowCalendar.lastDay(year, month)))
                #expect(day.date.adding(months: months) == expected)
            }
        }
    }

    @Test("the first day without a date is the first on which the period no longer reaches it")
    func firstDayWithout() {
        let periods: [Period] = [
            .days(0), .days(1), .days(60), .months(1), .months(2), .months(6), .months(13),
        ]
        for day in SlowCalendar.some where day.year > 1920 && day.year < 2180 {
            for period in periods {
                // Walks from the day itself: `date` lies in (t - period, t] as long as before(t) < date.
                var first = day.date
                while period.before(first) < day.date { first = first + 1 }
                #expect(period.firstDayWithout(day.date) == first)
            }
        }
    }

    @Test("no period is longer than its longest length in days")
    func longestDays() {
        for months in [1, 2, 3, 6, 12, 13, 24, 36, 216] {
            let longest = SlowCalendar.some.filter { $0.year > 1920 }.map {
                $0.date - Period.months(months).before($0.date)
            }.max()
            #expect(Period.months(months).longestDays >= longest ?? 0)
        }
    }

    @Test("completed years count birthdays; 29 February has its birthday on 1 March in other years")
    func completedYears() {
        for birth in SlowCalendar.some where birth.year > 1940 && birth.year < 2010 {
            for today in SlowCalendar.some where today.year >= 2020 && today.year < 2030 {
                var years = 0
                for year in (birth.year + 1)...today.year {
                    let isShort = birth.month == 2 && birth.day == 29 && SlowCalendar.lastDay(year, 2) == 28
                    let birthday =
                        isShort
                        ? CivilDate(year: year, month: 3, day: 1)
                        : CivilDate(year: year, month: birth.month, day: birth.day)
                    if birthday <= today.date { years += 1 }
                }
                #expect(today.date.completedYears(since: birth.date) == years)
            }
        }
        #expect(
            CivilDate(year: 2026, month: 1, day: 1).completedYears(
                since: CivilDate(year: 2026, month: 1, day: 2)) == nil)
        #expect(
            CivilDate(year: 2026, month: 1, day: 1).completedYears(
                since: CivilDate(year: 2026, month: 1, day: 1)) == 0)
    }
}

@Suite struct WorkingDayTests {
    /// Public holidays on weekdays, from the calendars of these years.
    @Test(
        "the public holidays of known years are no working days, and nothing else is free",
        arguments: [
            2025: "01-01 04-21 05-05 05-29 06-09 12-25 12-26 04-26",
            2026: "01-01 04-06 04-27 05-14 05-25 12-25 12-26",
            2024: "01-01 04-01 04-27 05-09 05-20 12-25 12-26",
            2027: "01-01 03-29 04-27 05-06 05-17 12-25 12-26",
            2030: "01-01 04-22 04-27 05-05 05-30 06-10 12-25 12-26",
            2014: "01-01 04-21 04-26 05-29 06-09 12-25 12-26",
            2000: "01-01 04-24 04-27 05-05 06-01 06-12 12-25 12-26",
        ])
    func knownYears(_ year: Int, _ holidays: String) {
        let free = Set(holidays.split(separator: " ").compactMap { CivilDate("\(year)-\($0)") })
        var date = CivilDate(year: year, month: 1, day: 1)
        while date.components.year == year {
            #expect(date.isWorkingDay == (date.weekday < 6 && !free.contains(date)), "\(date)")
            date = date + 1
        }
    }

    @Test("Easter falls on the dates of the almanac")
    func easter() {
        let known = [
            "1900-04-15", "1954-04-18", "1961-04-02", "1981-04-19", "1999-04-04", "2000-04-23", "2008-03-23",
            "2011-04-24", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25", "2049-04-18", "2076-04-19",
            "2100-03-28", "2199-04-14",
        ]
        for text in known {
            #expect(CivilDate.easterSunday(in: Int(text.prefix(4)) ?? 0).description == text)
        }
        for year in 1900...2199 { #expect(CivilDate.easterSunday(in: year).weekday == 7) }
    }

    @Test("the third working day after the day before a weekend or holiday skips these")
    func adding() throws {
        func after(_ text: String, _ count: Int) throws -> String {
            try #require(CivilDate(text)).adding(workingDays: count).description
        }
        #expect(try after("2026-03-02", 3) == "2026-03-05")
        #expect(try after("2026-03-06", 1) == "2026-03-09")
        #expect(try after("2026-03-07", 1) == "2026-03-09")
        // Good Friday is a working day, Easter Monday is none.
        #expect(try after("2026-04-02", 3) == "2026-04-08")
        #expect(try after("2026-12-24", 3) == "2026-12-30")
        #expect(try after("2026-03-02", 0) == "2026-03-02")
    }

    @Test("adding working days is walking to the next one so many times")
    func walking() {
        for day in SlowCalendar.some where day.year > 2015 && day.year < 2035 {
            var date = day.date
            for count in 1...12 {
                repeat { date = date + 1 } while !date.isWorkingDay
                #expect(day.date.adding(workingDays: count) == date)
            }
        }
    }
}
