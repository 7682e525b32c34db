// Every reason for which a record cannot be used, and which of several is the one.

import Testing

@testable import Signals

@Suite struct DeadLetterTests {
    @Test("a good event of every type is a record", arguments: RecordType.allCases)
    func good(_ type: RecordType) throws {
        #expect(Decoding.code(try Decoding.one(EventText.line(type)).decoded) == "ok")
    }

    @Test("the envelope comes first", arguments: DeadLetterCase.envelope)
    func envelope(_ example: DeadLetterCase) throws { try check(example) }

    @Test("a field that must be there and is not, or is null, is missing", arguments: DeadLetterCase.missing)
    func missing(_ example: DeadLetterCase) throws { try check(example) }

    @Test("a field with a value that it cannot have is invalid", arguments: DeadLetterCase.invalid)
    func invalid(_ example: DeadLetterCase) throws { try check(example) }

    @Test(
        "of several the first counts: missing before invalid, both in the order of the table",
        arguments: DeadLetterCase.order)
    func order(_ example: DeadLetterCase) throws { try check(example) }

    @Test("what is not looked at costs nobody a record", arguments: DeadLetterCase.ignored)
    func ignored(_ example: DeadLetterCase) throws { try check(example) }

    private func check(_ example: DeadLetterCase) throws {
        let line = EventText.line(example.type, example.changes)
        for keying in [RecordDecoder.Keying.address, .pseudonym(Pseudonyms(key: Pseudonyms.fixtureKey))] {
            #expect(Decoding.code(try Decoding.one(line, keying).decoded) == example.code)
        }
        // The same after a line with the same layout has been learned, and with spaces between everything.
        let batch = try Decoding.batch((line + "\n" + line + "\r\n" + line + "\n").utf8)
        #expect(batch.items.map { Decoding.code($0.decoded) } == [example.code, example.code, example.code])
    }

    @Test("after intake a household, with or without a person, takes the place of the client")
    func afterIntake() throws {
        func code(_ type: RecordType, _ changes: [Change]) throws -> String {
            let subject = [
                Change("data.client", nil), Change("data.huishouden", "\"\(EventText.household)\""),
            ]
            return Decoding.code(try Decoding.one(EventText.line(type, subject + changes)).decoded)
        }
        for type in RecordType.allCases where type.hasSubject {
            #expect(try code(type, []) == "ok")
            #expect(try code(type, [Change("data.persoon", "\"\(EventText.person)\"")]) == "ok")
            #expect(try code(type, [Change("data.client", "null")]) == "ok")
            #expect(try code(type, [Change("data.persoon", "5")]) == "ongeldig-veld:persoon")
            #expect(
                try code(type, [Change("data.persoon", "\"\(EventText.household)\"")])
                    == "ongeldig-veld:persoon")
            #expect(try code(type, [Change("data.geboortedatum", "\"x\"")]) == "ongeldig-veld:geboortedatum")
            #expect(try code(type, [Change("data.huishouden", "\"x\"")]) == "ongeldig-veld:huishouden")
            #expect(
                try code(type, [Change("data.huishouden", "5"), Change("data.persoon", "5")])
                    == "ongeldig-veld:huishouden")
            #expect(
                try code(type, [Change("data.persoon", "5"), Change("data.geboortedatum", "5")])
                    == "ongeldig-veld:persoon")
            #expect(try code(type, [Change("data.buurtcode", "5")]) == "ok")
        }
    }

    @Test("every reason has its own code")
    func codes() {
        let plain: [DeadLetterReason] = [
            .tooLarge, .notJSON, .notCloudEvent, .unknownType, .noAddress, .noLegalBasis, .dateInFuture,
            .tooLate,
            .unknownTask,
        ]
        let all = plain + Field.allCases.flatMap { [.missing($0), .invalid($0)] }
        #expect(Set(all.map(\.code)).count == all.count)
    }

    @Test("every field that a dead letter can name is a place that the decoder looks at")
    func fields() {
        #expect(Set(Slot.allCases.compactMap(\.field)) == Set(Field.allCases))
    }
}
