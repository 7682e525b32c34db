// A point in time of the machine's clock: for logs, metrics and health, never for what comes out of the engine.
// In: the clock, or text. Out: milliseconds and RFC 3339. Depends on: Signals' dates.

internal import Glibc
internal import Signals

/// Milliseconds since 1970-01-01T00:00:00Z.
package struct Moment: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// What the machine's clock says; it can be set back.
    package static var now: Moment {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Moment(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    package var seconds: Double { Double(milliseconds) / 1_000 }

    package static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }

    /// How many milliseconds `self` lies after `other`; negative when before.
    package func milliseconds(since other: Moment) -> Int64 { milliseconds - other.milliseconds }

    /// `2026-03-02T09:00:00.000Z`.
    package var description: String {
        let day = milliseconds / 86_400_000 - (milliseconds % 86_400_000 < 0 ? 1 : 0)
        let rest = Int(milliseconds - day * 86_400_000)
        let (year, month, date) = CivilDate(dayNumber: Int32(truncatingIfNeeded: day)).components
        func digits(_ value: Int, _ count: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
        }
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(date, 2))T\(digits(rest / 3_600_000, 2)):"
            + "\(digits(rest / 60_000 % 60, 2)):\(digits(rest / 1_000 % 60, 2)).\(digits(rest % 1_000, 3))Z"
    }

    /// Reads what ``description`` writes; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        let template = Array("dddd-dd-ddTdd:dd:dd.dddZ".utf8)
        guard bytes.count == template.count, let day = CivilDate(String(text.prefix(10))) else { return nil }
        var digits: [Int] = []
        for (byte, wanted) in zip(bytes, template).dropFirst(10) {
            if wanted == UInt8(ascii: "d") {
                guard (0x30...0x39).contains(byte) else { return nil }
                digits.append(Int(byte) - 0x30)
            } else if byte != wanted {
                return nil
            }
        }
        let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        let seconds = digits[4] * 10 + digits[5]
        guard hours < 24, minutes < 60, seconds < 60 else { return nil }
        let rest = hours * 3_600_000 + minutes * 60_000 + seconds * 1_000
        milliseconds =
            Int64(day.dayNumber) * 86_400_000
            + Int64(rest + digits[6] * 100 + digits[7] * 10 + digits[8])
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let moment = Moment(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time in RFC 3339")
        }
        self = moment
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
