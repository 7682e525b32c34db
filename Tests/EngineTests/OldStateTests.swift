// State that an earlier release wrote is read as that release meant it.
// In: bytes of format version 1, as they were. Out: failures. Depends on: TestSupport.

import Engine
import Rules
import Signals
import TestSupport
import Testing

@Suite("State of an earlier format")
struct OldStateTests {
    /// A referral that was valid when the task was opened, and no more when it was last evaluated.
    static func story() throws -> Story {
        let referrals = """
            referrals:
              - {id: toen, name: Toen, valid: ..2026-03-10}
              - {id: altijd, name: Altijd}
            """
        let rule = """
              - {id: twee, scope: household, when: count(60d) >= 1, points: 10,
                 reason: "{count(60d)} signalen", refer: [toen, altijd]}
            """
        var story = Story(try Pipeline(top: referrals, rules: rule))
        story.day("2026-03-02")
        story.signal("S1", on: "2026-03-02", cents: 12_345, born: "1990-05-06", name: "Verhuurder")
        story.day("2026-03-20")
        story.signal("S2", on: "2026-03-20", crisis: true, area: "BU05183300")
        return story
    }

    static let household = InventedAddress.all[0].household

    /// The household of the story in version 1, which does not say when the shown evaluation was made.
    static let version1 = """
        01e8c002c4c00201018c74ccc1a1b9f792b3852f9ed6bccfc5e196d4f20102f2abcdaebc99ccb1b6010253318effc597
        8e8fd3d5ed01c4c002ffffffff0fb9600a56657268757572646572000101060400b7f9da99f8eb8f920d025332d5f1f9
        dad3abfe9713e8c002ffffffff0f904e000a425530353138333330300001060500010314303030302d30302d30305430
        303a30303a30305ac4c0020102066765776f6f6e0763656e7472756d001414fcc002e8c002ffffffff0fe8c00200e8c0
        0200000570726f656601310c38646335363562323465363002ff0101047477656500010a636f756e7428363064290563
        6f756e740200000109207369676e616c656e0204746f656e00ffffffff0fd4c00206616c74696a6401ffffffff0ffeff
        ffff0f140402000100000000
        """

    static var bytes: [UInt8] {
        let digits = Array(version1.filter(\.isHexDigit))
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...($0 + 1)]), radix: 16)
        }
    }

    /// The next revision of the story's task, by an engine that has the household from bytes.
    static func nextRevision(after bytes: [UInt8]) throws -> String {
        var story = try OldStateTests.story()
        try story.attempt(on: "2026-03-21")
        let box = StateBox(story.pipeline)
        try box.restore(bytes, of: household)
        box.fold([try #require(story.lines.last)])
        return try #require(box.tasks.last)
    }

    @Test("Version 1 is read: the shown evaluation counts as that of the day of opening")
    func version1IsRead() throws {
        let story = try OldStateTests.story()
        let box = StateBox(story.pipeline)
        box.fold(story.lines)
        let own = try #require(box.encoded(OldStateTests.household))
        let expected = try OldStateTests.nextRevision(after: own)
        #expect(expected.contains(#""revisie":3"#) && expected.contains(#""verwijzingen":["altijd"]"#))
        // All but the referrals is as an engine of today has it that folded the story itself.
        #expect(
            try OldStateTests.nextRevision(after: OldStateTests.bytes)
                == expected.replacing(#"["altijd"]"#, with: #"["toen","altijd"]"#))
    }

    @Test("What was read of version 1 is written in the version of today, and read again as the same")
    func rewritten() throws {
        let box = StateBox(try OldStateTests.story().pipeline)
        try box.restore(OldStateTests.bytes, of: OldStateTests.household)
        let rewritten = try #require(box.encoded(OldStateTests.household))
        #expect(OldStateTests.bytes.first == 1 && rewritten.first == StateFormat.version)
        #expect(
            try OldStateTests.nextRevision(after: rewritten)
                == OldStateTests.nextRevision(after: OldStateTests.bytes))
    }

    @Test("Version 1 cut off anywhere is refused") func cutOff() throws {
        let box = StateBox(try OldStateTests.story().pipeline)
        for count in 0..<OldStateTests.bytes.count {
            #expect(throws: StateError.self) {
                try box.restore(Array(OldStateTests.bytes.prefix(count)), of: OldStateTests.household)
            }
        }
    }
}
