// The values that fields have on the wire: dates, times, money, house numbers, postcodes, pseudonyms, area
// codes.
// In: bytes of one value. Out: numbers, or nil when it is none. Depends on: CivilDate, Record.

/// Readers of single values. None of them traps, allocates, or reads outside its bytes.
enum FieldValues {
    typealias Bytes = UnsafePointer<UInt8>

    @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// Two digits as a number, or a value over 99 when one of them is no digit.
    @inline(__always) private static func two(_ at: Bytes) -> Int {
        let high = at[0] &- 0x30
        let low = at[1] &- 0x30
        return high < 10 && low < 10 ? Int(high) &* 10 &+ Int(low) : 1000
    }

    /// Year, month and day of `YYYY-MM-DD` (ten bytes), checked for digits and hyphens only; nil otherwise.
    @inline(__always) private static func parts(_ at: Bytes) -> (year: Int, month: Int, day: Int)? {
        // Bytes 4 and 7 are hyphens and the others digits: after the exclusive or, zeros and numbers below
        // ten.
        let digits = UTF8Text.word(at) ^ 0x2D30_302D_3030_3030
        let isWrong = (digits &+ 0x7F76_767F_7676_7676 | digits) & 0x8080_8080_8080_8080
        let day = two(at + 8)
        guard isWrong == 0, day < 100 else { return nil }
        let pairs = digits &* 10 &+ digits &>> 8
        let year = Int(pairs & 0xFF) &* 100 &+ Int(pairs &>> 16 & 0xFF)
        return (year, Int(pairs &>> 40 & 0xFF), day)
    }

    /// Exactly `YYYY-MM-DD`, a day that exists from 1900-01-01 to 2199-12-31.
    @inline(__always) static func date(_ at: Bytes, _ count: Int) -> CivilDate? {
        guard count == 10, let (year, month, day) = parts(at) else { return nil }
        return CivilDate(checkedYear: year, month: month, day: day)
    }

    /// Seconds since 1970-01-01T00:00:00Z of an RFC 3339 time, any fraction dropped; nil when it is none.
    ///
    /// Seconds 0 to 59 (no leap seconds), `T` and `Z` in either case, offsets up to ±23:59, years 0000 to
    /// 9999.
    static func time(_ at: Bytes, _ count: Int) -> Int64? {
        guard count >= 20, let (year, month, day) = parts(at), at[10] | 0x20 == UInt8(ascii: "t") else {
            return nil
        }
        // `hh:mm:ss` in the same way as the date.
        let digits = UTF8Text.word(at + 11) ^ 0x3030_3A30_303A_3030
        let isWrong = (digits &+ 0x7676_7F76_767F_7676 | digits) & 0x8080_8080_8080_8080
        let pairs = digits &* 10 &+ digits &>> 8
        let hour = Int(pairs & 0xFF)
        let minute = Int(pairs &>> 24 & 0xFF)
        let second = Int(pairs &>> 48 & 0xFF)
        guard isWrong == 0, hour < 24, minute < 60, second < 60, month >= 1, month <= 12, day >= 1,
            day <= 28 || day <= CivilDate.length(ofMonth: month, year: year)
        else { return nil }
        var next = 19
        if at[next] == UInt8(ascii: ".") {
            next += 1
            let fraction = next
            while next < count, isDigit(at[next]) { next += 1 }
            if next == fraction || next == count { return nil }
        }
        let days = Int64(CivilDate(year: year, month: month, day: day).dayNumber)
        let local = days &* 86_400 &+ Int64(hour &* 3600 &+ minute &* 60 &+ second)
        if at[next] | 0x20 == UInt8(ascii: "z") { return next &+ 1 == count ? local : nil }
        let isWest = at[next] == UInt8(ascii: "-")
        guard isWest || at[next] == UInt8(ascii: "+"), count &- next == 6, at[next &+ 3] == UInt8(ascii: ":")
        else {
            return nil
        }
        let offsetHour = two(at + next + 1)
        let offsetMinute = two(at + next + 4)
        guard offsetHour < 24, offsetMinute < 60 else { return nil }
        let offset = Int64(offsetHour &* 3600 &+ offsetMinute &* 60)
        return isWest ? local &+ offset : local &- offset
    }

    /// A JSON number, by value, times 10^`places`, when that is a whole number from 0 to `limit`; else nil.
    /// Exact, with any number of digits and any exponent. The bytes have been checked against the grammar.
    @inline(__always) static func scaled(_ at: Bytes, _ count: Int, places: Int, limit: Int64) -> Int64? {
        // Most amounts: at most nine digits with a point among them, as many decimals as are allowed at most.
        if count <= 10 {
            var value: Int64 = 0
            var index = 0
            while index < count, isDigit(at[index]) {
                value = value &* 10 &+ Int64(at[index] &- 0x30)
                index &+= 1
            }
            var decimals = 0
            if index < count, at[index] == UInt8(ascii: ".") {
                index &+= 1
                while index < count, isDigit(at[index]) {
                    value = value &* 10 &+ Int64(at[index] &- 0x30)
                    index &+= 1
                    decimals &+= 1
                }
            }
            if index == count, decimals <= places {
                while decimals < places {
                    value = value &* 10
                    decimals &+= 1
                }
                return value <= limit ? value : nil
            }
        }
        return scaledSlowly(at, count, places: places, limit: limit)
    }

    @inline(never) private static func scaledSlowly(
        _ at: Bytes, _ count: Int, places: Int, limit: Int64
    ) -> Int64? {
        let isNegative = at[0] == UInt8(ascii: "-")
        // The significant digits, without leading and trailing zeros: `value` × 10^power; too many are a
        // number of no use whatever its size, so counting them is enough.
        var value: Int64 = 0
        var digits = 0
        var zeros = 0
        var power = 0
        var index = isNegative ? 1 : 0
        var isFraction = false
        while index < count, at[index] | 0x20 != UInt8(ascii: "e") {
            let byte = at[index]
            index += 1
            if byte == UInt8(ascii: ".") {
                isFraction = true
                continue
            }
            if isFraction { power -= 1 }
            if byte == 0x30 {
                if digits > 0 { zeros += 1 }
                continue
            }
            digits += zeros + 1
            if digits <= 18 {
                for _ in 0..<zeros { value *= 10 }
                value = value * 10 + Int64(byte - 0x30)
            }
            zeros = 0
        }
        if digits == 0 { return 0 }
        if isNegative || digits > 18 { return nil }
        power += zeros + exponent(at, from: index + 1, to: count) + places
        guard power >= 0, digits + power <= 18 else { return nil }
        for _ in 0..<power { value *= 10 }
        return value <= limit ? value : nil
    }

    /// The exponent in `from..<to` (sign and digits), held within ±10^12: more decides nothing.
    private static func exponent(_ at: Bytes, from: Int, to: Int) -> Int {
        var index = from
        guard index < to else { return 0 }
        let isNegative = at[index] == UInt8(ascii: "-")
        if isNegative || at[index] == UInt8(ascii: "+") { index += 1 }
        var value = 0
        while index < to {
            if value < 1_000_000_000_000 { value = value * 10 + Int(at[index] &- 0x30) }
            index += 1
        }
        return isNegative ? -value : value
    }

    /// `^[0-9]{1,5}$` by value, 1 to 99999.
    @inline(__always) static func houseNumber(_ at: Bytes, _ count: Int) -> Int? {
        guard count >= 1, count <= 5 else { return nil }
        var value = 0
        for index in 0..<count {
            guard isDigit(at[index]) else { return nil }
            value = value &* 10 &+ Int(at[index] &- 0x30)
        }
        return value > 0 ? value : nil
    }

    /// `^[1-9][0-9]{3} ?[A-Za-z]{2}$` packed as in ``Address/place``, without house number and suffix.
    @inline(__always) static func postcode(_ at: Bytes, _ count: Int) -> UInt64? {
        guard count == 6 || count == 7 && at[4] == 0x20 else { return nil }
        let high = two(at)
        let low = two(at + 2)
        let first = at[count &- 2] & 0xDF
        let second = at[count &- 1] & 0xDF
        guard high >= 10, high < 100, low < 100, first &- 0x41 < 26, second &- 0x41 < 26 else { return nil }
        let digits = UInt64(truncatingIfNeeded: high &* 100 &+ low)
        return digits &<< 27 | UInt64(first &- 0x40) &<< 22 | UInt64(second &- 0x40) &<< 17
    }

    /// The eight characters of `^BU[0-9A-Z]{8}$` after `BU`, first in the high byte; 0 for anything else.
    @inline(__always) static func area(_ at: Bytes, _ count: Int) -> UInt64 {
        guard count == 10, at[0] == UInt8(ascii: "B"), at[1] == UInt8(ascii: "U") else { return 0 }
        for index in 2..<10 where !isDigit(at[index]) && at[index] &- 0x41 >= 26 { return 0 }
        return UInt64(bigEndian: UnsafeRawPointer(at + 2).loadUnaligned(as: UInt64.self))
    }

    /// `^h1_[0-9a-f]{32}$`, or with another first letter.
    static func pseudonym(_ at: Bytes, _ count: Int, letter: UInt8) -> Pseudonym? {
        guard count == 35, at[0] == letter, at[1] == UInt8(ascii: "1"), at[2] == UInt8(ascii: "_"),
            let high = hexadecimal(at + 3), let low = hexadecimal(at + 19)
        else { return nil }
        return Pseudonym(high: high, low: low)
    }

    /// Sixteen lower-case hex digits as a number.
    private static func hexadecimal(_ at: Bytes) -> UInt64? {
        var value: UInt64 = 0
        for index in 0..<16 {
            let byte = at[index]
            if isDigit(byte) {
                value = value &<< 4 | UInt64(byte &- 0x30)
            } else if byte &- 0x61 < 6 {
                value = value &<< 4 | UInt64(byte &- 0x61 &+ 10)
            } else {
                return nil
            }
        }
        return value
    }
}
