// Keys are read from files that only we may read, and are never shown.

import Foundation
import Rules
import Runtime
import TestSupport
import Testing

@Suite("Key ring")
struct KeyRingTests {
    static func load(_ fixture: ConfigurationFixture) throws -> KeyRing {
        try KeyRing.load(try #require(fixture.load().configuration))
    }

    @Test("Keys come raw or in hexadecimal digits, and the order of the ring is kept") func good() throws {
        let fixture = try ConfigurationFixture()
        try fixture.writeKeys()
        let ring = try Self.load(fixture)
        #expect(ring.pseudonyms.bytes == Array("a key of sixteen bytes or more".utf8))
        #expect(ring.contact.map(\.bytes.count) == [32, 32])
        #expect(ring.contact[0].bytes.prefix(4) == [0x0A, 0xFF, 0x0A, 0xFF])
        #expect(ring.contact[1].bytes == Array(0..<32))
    }

    @Test("Every fault of every key file is told at once") func faults() throws {
        let fixture = try ConfigurationFixture(
            """
            pipeline: p.yaml
            keys: {pseudonyms: short, contact: [open, none, size, digits, ".", first, second]}
            sqlite: {file: j}
            """)
        try fixture.writeKey("short", Data("fifteen bytes..\n".utf8))
        try fixture.writeKey("open", Data(count: 32), mode: 0o644)
        try fixture.writeKey("size", Data(count: 33))
        try fixture.writeKey("digits", Data(String(repeating: "0g", count: 32).utf8))
        try fixture.writeKey("first", Data(count: 32))
        try fixture.writeKey("second", Data(count: 32))
        let error = #expect(throws: ConfigurationError.self) { try Self.load(fixture) }
        let messages = (error?.messages ?? []).map { $0.replacing(fixture.scratch.path("") + "/", with: "") }
        #expect(error?.exitStatus == .configuration)
        #expect(
            messages.map { $0.replacing(fixture.scratch.path(""), with: "") } == [
                "the key file `short` (`keys.pseudonyms`) is too short: 15 bytes, and such a key has at "
                    + "least 16",
                "the key file `open` (`keys.contact`) can be read by everybody; take that away with `chmod o-rwx`",
                "the key file `none` (`keys.contact`) is not there",
                "the key file `size` (`keys.contact`) has 33 bytes; a key for contact details is 32 bytes, or their "
                    + "64 hexadecimal digits",
                "the key file `digits` (`keys.contact`) has 64 bytes; a key for contact details is 32 bytes, or "
                    + "their 64 hexadecimal digits",
                "the key file `.` (`keys.contact`) is no file",
                "the key file `second` (`keys.contact`) holds the key of another one",
            ])
    }

    @Test("Nothing that prints a key ring shows a key") func hidden() throws {
        let fixture = try ConfigurationFixture()
        try fixture.writeKeys()
        let ring = try Self.load(fixture)
        var text = "\(ring) \(ring.pseudonyms) \(String(reflecting: ring))"
        dump(ring, to: &text)
        #expect(!text.contains("97, 32") && !text.contains("10, 255"))
        #expect(text.contains("(secret)"))
    }
}
