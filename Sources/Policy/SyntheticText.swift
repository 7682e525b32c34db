// JSON as different systems write it: with or without spaces, with or without needless escapes.
// In: names and values. Out: bytes. Depends on: Signals.

import Signals

/// Appends JSON to bytes. Every line it makes is legal; `spaced` and `escapes` choose among the legal forms.
struct SyntheticText {
    var bytes: [UInt8] = []
    var isSpaced = false
    var escapes = false

    private static let hex = Array("0123456789abcdef".utf8)

    mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func open() { bytes.append(0x7B) }
    mutating func close() { bytes.append(0x7D) }
    mutating func quote() { bytes.append(0x22) }

    /// The name of the next member, with the comma before it where one belongs.
    mutating func key(_ name: StaticString) {
        if bytes.last != 0x7B {
            bytes.append(0x2C)
            if isSpaced { bytes.append(0x20) }
        }
        quote()
        raw(name)
        quote()
        bytes.append(0x3A)
        if isSpaced { bytes.append(0x20) }
    }

    mutating func member(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        if value { raw("true") } else { raw("false") }
    }

    mutating func member(_ name: StaticString, _ value: CivilDate) {
        key(name)
        quote()
        date(value)
        quote()
    }

    mutating func member(_ name: StaticString, constant value: StaticString) {
        key(name)
        quote()
        raw(value)
        quote()
    }

    /// Text in quotes; the escapes that are needed, and with `escapes` some that are not.
    mutating func string(_ value: String) {
        quote()
        var value = value
        let isPlain = value.withUTF8 { text in
            let isPlain = text.allSatisfy { $0 < 0x80 && $0 != 0x22 && $0 != 0x5C && $0 != 0x2F }
            if isPlain { bytes.append(contentsOf: text) }
            return isPlain
        }
        if !isPlain { escaped(value) }
        quote()
    }

    private mutating func escaped(_ value: String) {
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"", "\\":
                bytes.append(0x5C)
                bytes.append(UInt8(scalar.value))
            case "/" where escapes: raw("\\/")
            case _ where escapes && scalar.value >= 0x80 && scalar.value < 0x10000:
                raw("\\u")
                for shift in [12, 8, 4, 0] {
                    bytes.append(SyntheticText.hex[Int(scalar.value >> UInt32(shift)) & 15])
                }
            default: bytes.append(contentsOf: Array(String(scalar).utf8))
            }
        }
    }

    mutating func whole(_ value: Int) {
        if value >= 10 { whole(value / 10) }
        bytes.append(0x30 + UInt8(value % 10))
    }

    mutating func two(_ value: Int) {
        bytes.append(0x30 + UInt8(value / 10))
        bytes.append(0x30 + UInt8(value % 10))
    }

    /// 16 characters.
    mutating func hexadecimal(_ value: UInt64) {
        for shift in stride(from: UInt64(60), through: 0, by: -4) {
            bytes.append(SyntheticText.hex[Int(value >> shift & 15)])
        }
    }

    mutating func date(_ date: CivilDate) {
        let (year, month, day) = date.components
        two(year / 100)
        two(year % 100)
        bytes.append(0x2D)
        two(month)
        bytes.append(0x2D)
        two(day)
    }

    /// A moment, in the form of the style; `second` counts from midnight UTC and stays below 23 hours.
    mutating func moment(_ day: CivilDate, second: Int, zone: SyntheticStyle.Zone) {
        let local = zone == .ahead ? second + 3600 : second
        quote()
        date(day)
        bytes.append(0x54)
        two(local / 3600)
        bytes.append(0x3A)
        two(local / 60 % 60)
        bytes.append(0x3A)
        two(local % 60)
        switch zone {
        case .utc: raw("Z")
        case .ahead: raw("+01:00")
        case .thousandths: raw(".000Z")
        }
        quote()
    }

    /// Euros from cents, in the form of the style.
    mutating func euros(_ cents: Int, _ form: SyntheticStyle.Amount) {
        if form == .exponent {
            whole(cents)
            raw("e-2")
            return
        }
        whole(cents / 100)
        let rest = cents % 100
        if rest == 0 && form == .shortest { return }
        bytes.append(0x2E)
        bytes.append(0x30 + UInt8(rest / 10))
        if rest % 10 != 0 || form == .twoDecimals { bytes.append(0x30 + UInt8(rest % 10)) }
    }
}
