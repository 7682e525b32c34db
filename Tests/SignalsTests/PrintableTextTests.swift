// Text for people holds nothing that steers a terminal.

import Testing

@testable import Signals

@Suite struct PrintableTextTests {
    @Test("every C0, DEL and C1 character is replaced, and nothing else")
    func controls() {
        for value in UInt32(0)...0x2FF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let isControl = value < 0x20 || (0x7F...0x9F).contains(value)
            let text = "a" + String(Character(scalar)) + "b"
            #expect(text.printable == (isControl ? "a\u{FFFD}b" : text))
        }
    }

    @Test("kept characters stay, also where CR LF is one character") func kept() {
        #expect("a\r\n\tb\u{1B}".printable(keeping: ["\n", "\t"]) == "a\u{FFFD}\n\tb\u{FFFD}")
        #expect("é€👍🏽".printable == "é€👍🏽")
    }
}
