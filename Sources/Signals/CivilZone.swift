// The civil date of an instant in a time zone, and the start of a civil day as RFC 3339 text.
// In: an IANA name, seconds since 1970. Out: civil dates. Depends on: CivilDate; the only file with
// Foundation's zones.

internal import Foundation

/// A time zone that answers from a table of UTC days; Foundation is asked once a day number.
///
/// A value with one owner: looking up fills the table. Assumes at most one change of offset in a UTC day.
package struct CivilZone: Sendable {
    /// What a zone does in one UTC day: one offset until a second of that day, another from it on.
    private struct Day {
        var dayNumber: Int32
        var offsetBefore: Int32
        var offsetAfter: Int32
        var changeSecond: Int32
    }

    /// The IANA name.
    package let name: String
    private let zone: TimeZone
    /// By the low bits of the day number.
    private var days: [Day]
    private static let slotCount = 512

    /// nil when there is no such zone in this system's database.
    package init?(name: String) {
        // Foundation takes `GMT+1` and the like too; a pipeline names a place or UTC, which Foundation calls GMT.
        guard let zone = TimeZone(identifier: name),
            name == "UTC" || zone.identifier == name && (name == "GMT" || !name.hasPrefix("GMT"))
        else { return nil }
        self.name = name
        self.zone = zone
        let empty = Day(dayNumber: .min, offsetBefore: 0, offsetAfter: 0, changeSecond: 0)
        days = Array(repeating: empty, count: Self.slotCount)
    }

    /// The civil date in this zone, `seconds` after 1970-01-01T00:00:00Z (negative before); years 0 to 9999.
    ///
    /// Cost: a few operations once the UTC day has been seen; else two to twenty calls of Foundation.
    @inline(__always)
    package mutating func civilDate(atUnixSeconds seconds: Int64) -> CivilDate {
        let dayNumber = Int32(truncatingIfNeeded: Self.floorDivide(seconds, 86_400))
        let second = Int32(truncatingIfNeeded: seconds &- Int64(dayNumber) &* 86_400)
        let slot = Int(dayNumber) & (Self.slotCount &- 1)
        if days[slot].dayNumber != dayNumber { days[slot] = look(up: dayNumber) }
        let day = days[slot]
        let local = second &+ (second < day.changeSecond ? day.offsetBefore : day.offsetAfter)
        return CivilDate(dayNumber: dayNumber) + (local < 0 ? -1 : local >= 86_400 ? 1 : 0)
    }

    /// The start of a day as RFC 3339 with a numeric offset, such as `2026-03-29T00:00:00+01:00`.
    ///
    /// Where a change of offset skips midnight, the offset is the one before, so the instant is the day's
    /// first; where midnight comes twice, it is the first of the two.
    package func startOfDay(_ date: CivilDate) -> String {
        let local = Int64(date.dayNumber) * 86_400
        func isMidnight(_ offset: Int32) -> Bool {
            let instant = local - Int64(offset)
            return instant + Int64(self.offset(atUnixSeconds: instant)) == local
        }
        // The offsets in force half a day before and after bracket any change near midnight.
        let before = offset(atUnixSeconds: local - 43_200 - Int64(offset(atUnixSeconds: local - 43_200)))
        let after = offset(atUnixSeconds: local - Int64(before))
        let offset = !isMidnight(before) && isMidnight(after) ? after : before
        // RFC 3339 knows whole minutes; local mean times of long ago are rounded down, which stays on the
        // same date.
        let minutes = Int(Self.floorDivide(Int64(offset), 60))
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let size = abs(minutes)
        return "\(date)T00:00:00\(minutes < 0 ? "-" : "+")\(two(size / 60)):\(two(size % 60))"
    }

    @inline(never) private func look(up dayNumber: Int32) -> Day {
        let start = Int64(dayNumber) * 86_400
        let before = offset(atUnixSeconds: start)
        let after = offset(atUnixSeconds: start + 86_399)
        var low: Int64 = 0
        var high: Int64 = 0
        if before != after {
            // The first second of the day with the later offset, by halving.
            high = 86_399
            while high - low > 1 {
                let middle = (low + high) / 2
                if offset(atUnixSeconds: start + middle) == before { low = middle } else { high = middle }
            }
        }
        return Day(dayNumber: dayNumber, offsetBefore: before, offsetAfter: after, changeSecond: Int32(high))
    }

    private func offset(atUnixSeconds seconds: Int64) -> Int32 {
        Int32(truncatingIfNeeded: zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }

    @inline(__always) private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : (value &+ 1) / divisor &- 1
    }
}
