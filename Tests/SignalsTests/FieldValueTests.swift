// Single values: amounts, house numbers, postcodes, times, area codes.

import Testing

@testable import Signals

@Suite struct FieldValueTests {
    private func read<Value>(_ text: String, _ reader: (UnsafePointer<UInt8>, Int) -> Value?) -> Value? {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.flatMap { reader($0, buffer.count) }
        }
    }

    @Test(
        "an amount counts by its value, to the cent, whatever way it is written",
        arguments: [
            ("620", 62_000), ("620.5", 62_050), ("620.50", 62_050), ("620.500", 62_050), ("6.2e2", 62_000),
            ("6.2E+2", 62_000), ("0", 0), ("-0", 0), ("-0.00", 0), ("0e99999999999999999999", 0), ("0.01", 1),
            ("1e-2", 1), ("0.010", 1), ("10e-3", 1), ("1e7", 1_000_000_000), ("10000000", 1_000_000_000),
            ("10000000.00", 1_000_000_000), ("9999999.99", 999_999_999),
            ("100000000000000000000e-13", 1_000_000_000),
            ("0.00000000000000000001e20", 100), ("1.10000000000000000000000000000000000000", 110),
            ("1000000000000000000000000000000000e-31", 10_000), ("12.34", 1234), ("123456.7", 12_345_670),
            ("0.0000000000000000000000000", 0), ("-0e-5", 0), ("00.5", 50), ("620.500e0", 62_050),
        ])
    func amount(_ text: String, _ cents: Int64) {
        #expect(read(text) { FieldValues.scaled($0, $1, places: 2, limit: 1_000_000_000) } == cents)
    }

    @Test(
        "an amount with a fraction of a cent, below zero or over ten million is none",
        arguments: [
            "0.001", "620.505", "1e-3", "-1", "-0.01", "10000000.01", "1e8", "1e400", "1e-400",
            "1e99999999999999999999999", "1e-99999999999999999999999", "123456789012345678901234567890",
            "0.123456789012345678901234567890", "99999999999999999999.99", "1.000000000000000000000001",
            "1e9223372036854775807",
            "1e-9223372036854775808", "18446744073709551616", "-1e-400",
        ])
    func noAmount(_ text: String) {
        #expect(read(text) { FieldValues.scaled($0, $1, places: 2, limit: 1_000_000_000) } == nil)
    }

    @Test("every amount of cents is read back from every way to write it")
    func amounts() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            let cents = Int64.random(in: 0...1_000_000_000, using: &generator)
            let (euros, rest) = (cents / 100, cents % 100)
            let plain = "\(euros).\(rest < 10 ? "0" : "")\(rest)"
            let zeros = String(repeating: "0", count: Int.random(in: 0...30, using: &generator))
            for text in [
                plain, plain + zeros, "\(cents)e-2", "\(cents)\(zeros)E-\(zeros.count + 2)", "\(plain)e+0",
            ] {
                #expect(
                    read(text) { FieldValues.scaled($0, $1, places: 2, limit: 1_000_000_000) } == cents,
                    "\(text)")
            }
        }
    }

    @Test("a house number as text is 1 to 5 digits, at least 1")
    func houseNumber() {
        for (text, number) in [("1", 1), ("12", 12), ("00012", 12), ("99999", 99_999), ("01", 1)] {
            #expect(read(text) { FieldValues.houseNumber($0, $1) } == number)
        }
        for text in ["0", "00000", "000012", "100000", "12a", " 12", "12 ", "-1", "1.0", "1e1", "１2"] {
            #expect(read(text) { FieldValues.houseNumber($0, $1) } == nil, "\(text)")
        }
    }

    @Test("a postcode is four digits and two letters of any case, with at most one space")
    func postcode() {
        for text in ["2511AB", "2511 AB", "2511ab", "2511 aB", "1000AA", "9999ZZ"] {
            #expect(read(text) { FieldValues.postcode($0, $1) } != nil, "\(text)")
        }
        #expect(
            read("2511 ab") { FieldValues.postcode($0, $1) }
                == read("2511AB") { FieldValues.postcode($0, $1) })
        let bad = [
            "0511AB", "2511A", "2511ABC", "2511  AB", "2511-AB", "25 11AB", "2511A1", "251 1AB", "2511 A",
            "25111AB",
            "AB2511", "2511[[", "2511@@", "2511``", "2511{{", "", "é511AB", "2511\u{9}AB", "2511éb",
        ]
        for text in bad { #expect(read(text) { FieldValues.postcode($0, $1) } == nil, "\(text)") }
    }

    @Test("every postcode, number and short suffix survives packing")
    func packing() {
        var generator = SeededGenerator(seed: 2)
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        let signs = letters + Array("0123456789")
        for _ in 0..<1000 {
            func letter() -> Character { letters.randomElement(using: &generator) ?? "A" }
            let code = "\(Int.random(in: 1000...9999, using: &generator))\(letter())\(letter())"
            let number = Int.random(in: 1...99_999, using: &generator)
            let suffix = String(
                (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                    signs.randomElement(using: &generator) ?? "X"
                })
            let canonical = "\(code)|\(number)|\(suffix)"
            #expect(WrittenAddress(canonical)?.address?.canonicalText(in: RecordBatch()) == canonical)
        }
    }

    @Test("a neighbourhood code is BU and eight digits or capitals; anything else counts for nothing")
    func area() {
        #expect(read("BU05183284") { FieldValues.area($0, $1) } == 0x3035_3138_3332_3834)
        #expect(read("BU0518AZ09") { FieldValues.area($0, $1) } != 0)
        for text in [
            "BU0518328", "BU051832840", "bu05183284", "WK05183284", "BU0518328a", "BU0518328-", "",
            "BU0518328é",
        ] {
            #expect((read(text) { FieldValues.area($0, $1) } ?? 0) == 0, "\(text)")
        }
    }

    @Test(
        "a time is RFC 3339: seconds to 59, T and Z in either case, any fraction, offsets to 23:59",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01t00:00:00z", 0), ("1970-01-02T00:00:00Z", 86_400),
            ("1970-01-01T01:00:00+01:00", 0), ("1969-12-31T19:00:00-05:00", 0),
            ("1970-01-01T00:00:00-00:00", 0),
            ("2026-03-29T01:59:59.123456789Z", 1_774_749_599), ("1970-01-01T23:59:59+23:59", 59),
            ("1970-01-01T00:00:00.0+00:00", 0), ("2000-02-29T12:00:00Z", 951_825_600),
            ("1969-12-31T23:59:59Z", -1), ("0000-01-01T00:00:00Z", -62_167_219_200),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ])
    func time(_ text: String, _ seconds: Int64) {
        #expect(read(text) { FieldValues.time($0, $1) } == seconds)
    }

    @Test(
        "anything else is no time",
        arguments: [
            "", "2026-03-29", "2026-03-29T12:00:00", "2026-03-29 12:00:00Z", "2026-03-29T12:00Z",
            "2026-03-29T12:00:60Z",
            "2026-03-29T24:00:00Z", "2026-03-29T12:60:00Z", "2026-02-29T12:00:00Z", "2026-13-01T12:00:00Z",
            "2026-00-01T12:00:00Z", "2026-03-00T12:00:00Z", "2026-03-29T12:00:00.Z", "2026-03-29T12:00:00.5",
            "2026-03-29T12:00:00,5Z", "2026-03-29T12:00:00+24:00", "2026-03-29T12:00:00+12:60",
            "2026-03-29T12:00:00+1200", "2026-03-29T12:00:00+12", "2026-03-29T12:00:00Zx",
            "2026-03-29T12:00:00 Z",
            "2026-3-29T12:00:00Z", "2026-03-29T1a:00:00Z", "2026-03-29T12:00:0aZ", "2026-03-29T12-00-00Z",
            "26-03-29T12:00:00Z",
            "+026-03-29T12:00:00Z", "2026-03-29T12:00:00ZZ", "2026-03-29T12:00:00+12:00Z",
            "2026-03-29T12:00:00±12:00",
            "2026-03-29T12:00:00.1234567890123456789", "2026-04-31T12:00:00Z", "2026-03-29T12:00:00+12:0",
        ])
    func noTime(_ text: String) { #expect(read(text) { FieldValues.time($0, $1) } == nil) }
}

@Suite struct NameTableTests {
    @Test("every name of a list is found at its place, and nothing near it is found")
    func places() {
        for names in [
            PartnerType.wireNames, TaskResult.wireNames, ContactKind.wireNames,
            ["", "a", "ab", "abc", "abcd"],
        ] {
            let table = NameTable(names)
            func place(_ text: String) -> Int {
                // One byte in front, so that the address of an empty text is one.
                ([0x20] + Array(text.utf8)).withUnsafeBufferPointer { buffer in
                    buffer.baseAddress.map { table.place(of: $0 + 1, count: buffer.count - 1) } ?? -1
                }
            }
            for (index, name) in names.enumerated() {
                #expect(place(name) == index)
                for near in [name + " ", name.uppercased() + "x", String(name.dropLast()) + "ÿ", " " + name]
                where !names.contains(near) {
                    #expect(place(near) == -1, "\(near)")
                }
            }
        }
    }
}
