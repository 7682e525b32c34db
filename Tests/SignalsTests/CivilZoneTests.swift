// Civil dates of instants in zones, through the table of days and around changes of offset.

import Testing

@testable import Signals

@Suite struct CivilZoneTests {
    private func date(_ zone: inout CivilZone, _ time: String) throws -> String {
        let bytes = Array(time.utf8)
        let seconds = bytes.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.flatMap { FieldValues.time($0, buffer.count) }
        }
        return zone.civilDate(atUnixSeconds: try #require(seconds)).description
    }

    @Test("a day ends at midnight in the zone, also on the days on which the clock changes")
    func midnight() throws {
        var zone = try #require(CivilZone(name: "Europe/Amsterdam"))
        let instants = [
            ("2026-01-15T22:59:59Z", "2026-01-15"), ("2026-01-15T23:00:00Z", "2026-01-16"),
            ("2026-07-15T21:59:59Z", "2026-07-15"), ("2026-07-15T22:00:00Z", "2026-07-16"),
            ("2026-03-28T22:59:59Z", "2026-03-28"), ("2026-03-28T23:00:00Z", "2026-03-29"),
            ("2026-03-29T00:59:59Z", "2026-03-29"), ("2026-03-29T01:00:00Z", "2026-03-29"),
            ("2026-03-29T21:59:59Z", "2026-03-29"), ("2026-03-29T22:00:00Z", "2026-03-30"),
            ("2026-10-24T21:59:59Z", "2026-10-24"), ("2026-10-24T22:00:00Z", "2026-10-25"),
            ("2026-10-25T22:59:59Z", "2026-10-25"), ("2026-10-25T23:00:00Z", "2026-10-26"),
            ("1969-12-31T22:59:59Z", "1969-12-31"), ("1969-12-31T23:00:00Z", "1970-01-01"),
        ]
        // Twice: the second time everything comes from the table.
        for _ in 0..<2 {
            for (time, expected) in instants { #expect(try date(&zone, time) == expected, "\(time)") }
        }
    }

    @Test("zones west of Greenwich and with odd offsets have their own midnights")
    func otherZones() throws {
        var newYork = try #require(CivilZone(name: "America/New_York"))
        #expect(try date(&newYork, "2026-01-16T04:59:59Z") == "2026-01-15")
        #expect(try date(&newYork, "2026-01-16T05:00:00Z") == "2026-01-16")
        var kathmandu = try #require(CivilZone(name: "Asia/Kathmandu"))
        #expect(try date(&kathmandu, "2026-01-15T18:14:59Z") == "2026-01-15")
        #expect(try date(&kathmandu, "2026-01-15T18:15:00Z") == "2026-01-16")
        var universal = try #require(CivilZone(name: "UTC"))
        #expect(try date(&universal, "2026-01-15T23:59:59Z") == "2026-01-15")
        #expect(universal.startOfDay(CivilDate(year: 2026, month: 1, day: 1)) == "2026-01-01T00:00:00+00:00")
    }

    @Test("days that share a place in the table do not disturb each other")
    func collisions() throws {
        var zone = try #require(CivilZone(name: "Europe/Amsterdam"))
        for _ in 0..<3 {
            #expect(try date(&zone, "2026-01-15T23:30:00Z") == "2026-01-16")
            // 512 days later: summer.
            #expect(try date(&zone, "2027-06-11T22:30:00Z") == "2027-06-12")
        }
    }

    @Test("the start of a day is midnight with the offset then in force")
    func startOfDay() throws {
        let zone = try #require(CivilZone(name: "Europe/Amsterdam"))
        let days = [
            ("2026-03-29", "2026-03-29T00:00:00+01:00"), ("2026-03-30", "2026-03-30T00:00:00+02:00"),
            ("2026-10-25", "2026-10-25T00:00:00+02:00"), ("2026-10-26", "2026-10-26T00:00:00+01:00"),
            ("2026-01-01", "2026-01-01T00:00:00+01:00"),
        ]
        for (day, expected) in days { #expect(zone.startOfDay(try #require(CivilDate(day))) == expected) }
        let newYork = try #require(CivilZone(name: "America/New_York"))
        #expect(newYork.startOfDay(try #require(CivilDate("2026-07-01"))) == "2026-07-01T00:00:00-04:00")
    }

    @Test("the start of a day lies on that day, also where midnight is skipped or comes twice")
    func startOfDayLiesOnTheDay() throws {
        // Beirut skips midnight in spring, Havana repeats it in autumn.
        for name in ["Asia/Beirut", "America/Havana", "Europe/Amsterdam", "Atlantic/Azores"] {
            var zone = try #require(CivilZone(name: name))
            var day = CivilDate(year: 2025, month: 1, day: 1)
            while day.components.year == 2025 {
                #expect(try date(&zone, zone.startOfDay(day)) == day.description, "\(name)")
                day = day + 1
            }
        }
    }

    @Test(
        "a name that is no zone gives none",
        arguments: ["", "Europe/Den_Haag", "GMT+1", "GMT+0100", "UTC+1", "europe", "../etc/passwd"])
    func unknown(_ name: String) { #expect(CivilZone(name: name) == nil) }
}
