// What is JSON and what is not, in the style of the well-known parsing suites: y_ is taken, n_ is refused.

import Testing

@testable import Signals

@Suite struct JSONScannerTests {
    static func isJSON(_ bytes: [UInt8]) -> Bool {
        var scanner = JSONScanner()
        var table = SlotTable()
        // Bytes before and after belong to nobody; the scanner must not need them.
        let padded = [0x22] + bytes + [UInt8(ascii: "\""), UInt8(ascii: "}")]
        return padded.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return false }
            return withUnsafeMutablePointer(to: &table) {
                scanner.scan(base, from: 1, to: 1 + bytes.count, into: $0)
            }
        }
    }

    @Test(
        "y: these texts are JSON",
        arguments: [
            "{}", "[]", "0", "-0", "1", "-1", "10", "1.0", "1.50", "0.5", "-0.0", "1e5", "1E5", "1e+5",
            "1e-5",
            "1.5e10", "0e0", "0E+0", "123456789012345678901234567890", "1e400", "1e-400", "-1.5E-3", "true",
            "false",
            "null", "\"\"", "\"a\"", "\"é\"", "\"😀\"", "\"\u{7F}\"", "\"\\\"\"", "\"\\\\\"", "\"\\/\"",
            "\"/\"",
            "\"\\b\\f\\n\\r\\t\"", "\"\\u0000\"", "\"\\u0041\"", "\"\\u00e9\"", "\"\\u00E9\"",
            "\"\\ud83d\\ude00\"",
            "\"\\uD83D\\uDE00\"", "\"\\uFFFF\"", "\"\\u2028\"", "\"\u{2028}\"", "\"\\uD800\\uDC00\"",
            "\"\\uDBFF\\uDFFF\"", "[1]", "[1,2]", "[ 1 , 2 ]", "[[]]", "[{}]", "[null,true,false]",
            "{\"a\":1}",
            "{\"a\":1,\"b\":2}", "{ \"a\" : 1 }", "{\"a\":{}}", "{\"a\":[]}", "{\"\":0}", "{\"a\":1,\"a\":2}",
            "{\"a\\u0062\":1}", "{\"a\":\"\\u0000\"}", " 1", "1 ", "\t1", "\r1", "\n1", "1\r\n",
            " \t\r\n{} \t\r\n",
            "{\"a\":\n1}", "[1\n,2]", "\"\\u001f\"", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
            "\"12345678\"",
            "\"1234567é\"", "\"é1234567\"", "[1,[2,[3,[4]]]]", "[-1]", "[0]", "[0.0]", "\"\\\\\\\"\"",
            "\"'\"", "\"\\\\u\"",
        ])
    func taken(_ text: String) { #expect(Self.isJSON(Array(text.utf8))) }

    @Test(
        "n: these texts are not JSON",
        arguments: [
            "", " ", "\t\r\n", "{", "}", "[", "]", "\"", "{]", "[}", "{\"a\"", "{\"a\":", "{\"a\":1",
            "{\"a\":1,",
            "{\"a\":1,}", "{\"a\" 1}", "{\"a\":}", "{a:1}", "{'a':1}", "{1:1}", "{null:1}",
            "{\"a\":1 \"b\":2}",
            "{\"a\":1;}", "{,}", "{\"a\"}", "{\"a\",\"b\"}", "{\"a\"::1}", "{\"a\":1,,\"b\":2}", "[1,]",
            "[,1]", "[,]", "[1 2]",
            "[1,,2]", "[1", "[1,", "[\"a\"", "1 2", "{} {}", "{}x", "{}}", "[]]", "{}\u{0}", "nul", "nulll",
            "Null",
            "NULL", "tru", "True", "truee", "fals", "False", "falsee", "undefined", "NaN", "nan", "Infinity",
            "-Infinity", "inf",
            "+1", "01", "00", "-01", "-00", "1.", ".5", "-.5", "-", "--1", "1e", "1e+", "1E-", "1e1.5",
            "1.e5",
            "0x10", "1_000", "1,5", "1 000", "١", "1f", "0.1.2", "1ee5", "1+1", "-a", "- 1", "1e 5", "012.5",
            "2.e3", "0e", "0e+",
            "\"a", "a\"", "'a'", "\"\\\"", "\"\\x41\"", "\"\\a\"", "\"\\'\"", "\"\\0\"", "\"\\u\"",
            "\"\\u0\"", "\"\\u00\"",
            "\"\\u004\"", "\"\\u00g1\"", "\"\\U0041\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800a\"",
            "\"\\ud800\\u0041\"", "\"\\ud800\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud800\\n\"",
            "\"\\ud83d\\ude0\"",
            "\"\\ud83d \\ude00\"", "\"\\\"", "\"\\", "\"\\ud83d\\\"", "\"\\u12", "\"\t\"", "\"\n\"", "\"\r\"",
            "\"\u{0}\"",
            "\"\u{1F}\"", "\"1234567\u{1}\"", "\"12345678\u{1F}\"", "{\"a\u{9}\":1}", "{\"\\ud800\":1}",
            "\u{FEFF}{}",
            "{}\u{FEFF}", "\u{A0}1", "1\u{A0}", "\u{2003}{}", "\u{C}1", "\u{B}1", "1\u{0}", "/**/1", "1//",
            "#1", "{\"a\":1/**/}",
            "[1]x", "\"a\"\"b\"", "\"a\" \"b\"", "<a>", "{\"a\":tru}", "{\"a\":nul}", "*", "\\", "\\u0041",
            "{\"a\":\\u0031}",
            "[\"a\",", "[true", "{\"a\":[}", "{\"a\":[1}", "[{]}", "[\"\\u\"]",
        ])
    func refused(_ text: String) { #expect(!Self.isJSON(Array(text.utf8))) }

    @Test("bytes that are not UTF-8 as RFC 3629 has it are refused, at any place in a string")
    func encoding() {
        let good: [[UInt8]] = [
            [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80],
            [0xEF, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF], [0x7F],
            [0xEF, 0xBB, 0xBF],
        ]
        let bad: [[UInt8]] = [
            [0x80], [0xBF], [0xC0, 0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xC2, 0xC2],
            [0xE0, 0x80, 0x80],
            [0xE0, 0x9F, 0xBF], [0xE1, 0x80], [0xE1, 0x80, 0x41], [0xE1, 0x41, 0x80], [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x90, 0x80], [0xF1, 0x80, 0x80, 0x41], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xE2, 0x28, 0xA1],
            [0xF0, 0x28, 0x8C, 0xBC],
        ]
        for before in 0..<18 {
            for after in [0, 1, 7, 8, 20] {
                func framed(_ bytes: [UInt8]) -> [UInt8] {
                    let letter = UInt8(ascii: "a")
                    return [0x22] + Array(repeating: letter, count: before) + bytes
                        + Array(repeating: letter, count: after) + [0x22]
                }
                for bytes in good { #expect(Self.isJSON(framed(bytes)), "\(bytes) after \(before)") }
                for bytes in bad { #expect(!Self.isJSON(framed(bytes)), "\(bytes) after \(before)") }
            }
        }
        #expect(!Self.isJSON([0xC3, 0xA9]))
        #expect(!Self.isJSON([0x22, 0xC3]))
        #expect(!Self.isJSON([0xFF, 0xFE, 0x31, 0x00]))
    }

    @Test("nesting of 64 is taken and of 65 refused, of arrays, objects and both")
    func depth() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
            let each = open.hasPrefix("[{") ? 2 : 1
            func nested(_ depth: Int) -> String {
                String(repeating: open, count: depth / each) + "1"
                    + String(repeating: close, count: depth / each)
            }
            #expect(Self.isJSON(Array(nested(64).utf8)))
            #expect(!Self.isJSON(Array((each == 2 ? "[" + nested(64) + "]" : nested(65)).utf8)))
            #expect(!Self.isJSON(Array(nested(20_000).utf8)))
        }
        #expect(
            Self.isJSON(Array((String(repeating: "[", count: 64) + String(repeating: "]", count: 64)).utf8)))
        #expect(
            !Self.isJSON(Array((String(repeating: "[", count: 65) + String(repeating: "]", count: 65)).utf8)))
    }

    @Test("escapes stand for what RFC 8259 says")
    func unescaping() {
        let cases: [(String, String)] = [
            ("a\\\"b\\\\c\\/d", "a\"b\\c/d"), ("\\b\\f\\n\\r\\t", "\u{8}\u{C}\n\r\t"),
            ("\\u0041\\u00e9\\u20AC", "Aé€"),
            ("\\ud83d\\ude00", "😀"), ("\\uDBFF\\uDFFF", "\u{10FFFF}"), ("\\u0000", "\u{0}"),
            ("\\uffff", "\u{FFFF}"),
            ("\\u07ff\\u0800", "\u{7FF}\u{800}"), ("plain é", "plain é"), ("\\\\u0041", "\\u0041"), ("", ""),
        ]
        for (raw, expected) in cases {
            var text: [UInt8] = []
            Array(raw.utf8).withUnsafeBufferPointer { buffer in
                if let start = buffer.baseAddress {
                    UTF8Text.appendUnescaped(start, count: buffer.count, to: &text)
                }
            }
            #expect(String(decoding: text, as: UTF8.self) == expected)
            #expect(text.count <= raw.utf8.count)
        }
    }

    @Test("every number of the grammar is found to its end, and nothing else is a number")
    func numbers() {
        func end(_ text: String) -> Int? {
            let bytes = Array(text.utf8)
            return bytes.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.flatMap { start in
                    JSONScanner.numberEnd(start, start + bytes.count).map { $0 - start }
                }
            }
        }
        #expect(end("12.5e3,") == 6)
        #expect(end("0,") == 1)
        #expect(end("-0") == 2)
        #expect(end("1.5.2") == 3)
        #expect(end("1e5e") == 3)
        for text in ["01", "-", "1.", "1.e", "1e", "1e+", "-01", ".5", "e5"] {
            #expect(end(text) == nil, "\(text)")
        }
    }
}
