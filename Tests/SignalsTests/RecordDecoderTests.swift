// What good records hold, and how lines are cut from a file.

import Testing

@testable import Signals

@Suite struct RecordDecoderTests {
    @Test("a signal holds what was written")
    func signal() throws {
        let (batch, record) = try Decoding.record(EventText.line(.signal))
        guard case .signal(let signal) = record.body else { throw Decoding.NotARecord() }
        #expect(batch.string(record.source) == "urn:nld:kvk:1")
        #expect(batch.string(record.id) == "17")
        #expect(batch.string(record.time) == "2026-03-02T09:30:00Z")
        #expect(record.timeDate.description == "2026-03-02")
        #expect(record.origin.isAbsent)
        #expect(batch.string(signal.id) == "S-1")
        #expect(signal.partner == .huur)
        #expect(batch.string(signal.name) == "Woonbron")
        #expect(signal.amountCents == 62_050)
        #expect(signal.signalDate.description == "2026-03-02")
        #expect(signal.originDate?.description == "2026-01-02")
        #expect(signal.isCrisis)
        #expect(batch.string(signal.reference) == "K-1")
        #expect(signal.subject.birthDate?.description == "2003-04-05")
        #expect(signal.subject.person == .none)
        #expect(signal.subject.area == 0x3035_3138_3332_3834)
        guard case .address(let address) = signal.subject.household else { throw Decoding.NotARecord() }
        #expect(address.canonicalText(in: batch) == "2511AB|12|A")
        #expect(!batch.namesPseudonyms)
        #expect(!batch.hasDayRecords)
    }

    @Test("what is optional may be absent")
    func optionals() throws {
        let names = [
            "signaalpartner.naam", "ontstaansdatum", "crisissignaal", "warmeOverdracht", "kenmerk",
            "client.huisnummertoevoeging", "client.geboortedatum", "client.buurtcode", "contact",
        ]
        let (batch, record) = try Decoding.record(
            EventText.line(.signal, names.map { Change("data.\($0)", nil) }))
        guard case .signal(let signal) = record.body, case .address(let address) = signal.subject.household
        else {
            throw Decoding.NotARecord()
        }
        #expect(signal.name.isAbsent && signal.reference.isAbsent)
        #expect(signal.originDate == nil && !signal.isCrisis)
        #expect(signal.subject.birthDate == nil && signal.subject.area == 0 && !signal.subject.namesPerson)
        #expect(address.canonicalText(in: batch) == "2511AB|12|")
    }

    @Test("the other types hold what was written")
    func others() throws {
        let household = Pseudonym(EventText.household, as: .household)
        let (first, withdrawal) = try Decoding.record(EventText.line(.withdrawal))
        guard case .withdrawal(let back) = withdrawal.body else { throw Decoding.NotARecord() }
        #expect(first.string(back.id) == "S-1" && back.partner == .huur && back.reason == .regeling)
        #expect(back.date.description == "2026-03-02" && back.subject.birthDate != nil)
        let (second, assignment) = try Decoding.record(EventText.line(.assignment))
        guard case .assignment(let claim) = assignment.body else { throw Decoding.NotARecord() }
        #expect(claim.household == household && second.string(claim.task) == "T0123456789ab-20260302")
        #expect(
            second.string(claim.worker) == "m1" && second.string(claim.team) == "escamp" && claim.isTakeover)
        #expect(second.namesPseudonyms)
        let (_, attempt) = try Decoding.record(EventText.line(.attempt))
        guard case .attempt(let contact) = attempt.body else { throw Decoding.NotARecord() }
        #expect(contact.kind == .smsWhatsapp && contact.wasReached && contact.dayPart == .avond)
        let (_, closing) = try Decoding.record(EventText.line(.closing))
        guard case .closing(let close) = closing.body else { throw Decoding.NotARecord() }
        #expect(close.result == .overleden && close.household == household)
        let (_, circumstance) = try Decoding.record(EventText.line(.circumstance))
        guard case .circumstance(let change) = circumstance.body else { throw Decoding.NotARecord() }
        #expect(change.kind == .pauzeknop && change.until?.description == "2026-04-02")
        let (third, day) = try Decoding.record(EventText.line(.day))
        guard case .day(let date) = day.body else { throw Decoding.NotARecord() }
        #expect(date.description == "2026-03-02" && third.hasDayRecords)
        let (_, erasure) = try Decoding.record(EventText.line(.erasure))
        #expect(erasure.body.type == .erasure)
    }

    @Test("null as the worker gives a task back")
    func givesBack() throws {
        let (_, record) = try Decoding.record(
            EventText.line(.assignment, [Change("data.medewerker", "null")]))
        guard case .assignment(let claim) = record.body else { throw Decoding.NotARecord() }
        #expect(claim.worker.isAbsent)
    }

    @Test("after intake the pseudonyms are taken as they come; a birth date without a person names nobody")
    func afterIntake() throws {
        let subject = [
            Change("data.client", nil), Change("data.huishouden", "\"\(EventText.household)\""),
            Change("data.geboortedatum", "\"2003-04-05\""), Change("data.buurtcode", "\"BU05183284\""),
            Change("data.bron", "\"signals-0@17\""),
        ]
        let (batch, record) = try Decoding.record(EventText.line(.signal, subject))
        guard case .signal(let signal) = record.body,
            case .pseudonym(let household) = signal.subject.household
        else {
            throw Decoding.NotARecord()
        }
        #expect(household.text(as: .household) == EventText.household)
        #expect(signal.subject.birthDate == nil && !signal.subject.namesPerson && signal.subject.area != 0)
        #expect(batch.string(record.origin) == "signals-0@17")
        #expect(batch.namesPseudonyms)
        let named = subject + [Change("data.persoon", "\"\(EventText.person)\"")]
        let (_, other) = try Decoding.record(EventText.line(.signal, named))
        guard case .signal(let personal) = other.body else { throw Decoding.NotARecord() }
        #expect(personal.subject.person.text(as: .person) == EventText.person)
        #expect(personal.subject.birthDate?.description == "2003-04-05")
    }

    @Test("a decoder keyed by pseudonym never says that pseudonyms were named")
    func flag() throws {
        let keying = RecordDecoder.Keying.pseudonym(Pseudonyms(key: Pseudonyms.fixtureKey))
        #expect(!(try Decoding.one(EventText.line(.assignment), keying).batch.namesPseudonyms))
        let broken = EventText.line(.assignment, [Change("data.datum", "5")])
        #expect(!(try Decoding.one(broken).batch.namesPseudonyms))
    }

    @Test("texts are equal when their bytes are, after their escapes")
    func escapes() throws {
        let changes = [
            Change("data.ID", "\"\\u0053-\\ud83d\\ude00\\/\""),
            Change("data.signaalpartner.type", "\"\\u0048uur\""),
            Change("data.signaaldatum", "\"2026\\u002d03-02\""),
            Change("data.client.postcode", "\"2511\\u0020ab\""),
            Change("data.client.huisnummertoevoeging", "\"\\u0061-\\u00e9\""),
            Change("data.kenmerk", "\"\\u0000\""),
            Change("time", "\"2026-03-02\\u005409:30:00Z\""), Change("data.contact.naam", "\"\\\"\""),
        ]
        let (batch, record) = try Decoding.record(EventText.line(.signal, changes))
        guard case .signal(let signal) = record.body, case .address(let address) = signal.subject.household
        else {
            throw Decoding.NotARecord()
        }
        #expect(batch.string(signal.id) == "S-😀/")
        #expect(signal.partner == .huur)
        #expect(signal.signalDate.description == "2026-03-02")
        #expect(batch.string(signal.reference) == "\u{0}")
        #expect(batch.string(record.time) == "2026-03-02T09:30:00Z")
        #expect(address.canonicalText(in: batch) == "2511AB|12|A")
    }

    @Test("a dead letter leaves no bytes of its texts in the batch")
    func noTraces() throws {
        let line = EventText.line(.signal, [Change("data.ID", "\"\\u0041\""), Change("data.bedrag", "-1")])
        #expect(try Decoding.one(line).batch.unescaped.isEmpty)
        let contact = EventText.line(.signal, [Change("data.contact.naam", "\"\\u0041\"")])
        #expect(try Decoding.one(contact).batch.unescaped.isEmpty)
    }

    @Test("a suffix of more than eight letters and digits is kept in canonical form")
    func longSuffix() throws {
        for (raw, expected) in [
            ("abcdefgh", "ABCDEFGH"), ("abcdefghi", "ABCDEFGHI"), ("a-b c/d.e f g h i", "ABCDEFGHI"),
            ("\\u0061chterhuis boven é", "ACHTERHUISBOVEN"), ("---------------", ""),
            ("a------------b", "AB"),
        ] {
            let change = Change("data.client.huisnummertoevoeging", "\"\(raw)\"")
            let (batch, record) = try Decoding.record(EventText.line(.erasure, [change]))
            guard case .erasure(let subject) = record.body, case .address(let address) = subject.household
            else {
                throw Decoding.NotARecord()
            }
            #expect(address.canonicalText(in: batch) == "2511AB|12|\(expected)")
            #expect(address.longSuffix.isAbsent == (expected.count <= 8))
            #expect(address.suffixCount == expected.count)
        }
    }

    @Test("of a repeated name the last counts, and a repeated object forgets the first")
    func repeated() throws {
        let good = EventText.line(.day)
        func code(_ line: String) throws -> String { Decoding.code(try Decoding.one(line).decoded) }
        let open = String(good.dropLast())
        #expect(try code(open + ",\"data\":{}}") == "ontbrekend-veld:datum")
        #expect(try code(open + ",\"data\":null}") == "ontbrekend-veld:data")
        #expect(try code(open + ",\"data\":5,\"data\":{\"datum\":\"2026-03-02\"}}") == "ok")
        #expect(try code(open + ",\"d\\u0061ta\":{}}") == "ontbrekend-veld:datum")
        #expect(try code(open + ",\"id\":5,\"i\\u0064\":\"6\"}") == "ok")
        #expect(try code(open + ",\"id\":5}") == "geen-cloudevent")
        let signal = String(EventText.line(.signal).dropLast(2))
        #expect(try code(signal + ",\"client\":{}}}") == "ontbrekend-veld:client.postcode")
        #expect(try code(signal + ",\"client\":{\"huisnummer\":1}}}") == "ontbrekend-veld:client.postcode")
        #expect(try code(signal + ",\"signaalpartner\":{\"type\":\"x\",\"type\":\"Zorg\"}}}") == "ok")
        #expect(try code(signal + ",\"contact\":5,\"contact\":null}}") == "ok")
    }

    @Test("names count only in the object that they belong to")
    func nested() throws {
        let inner = "{\"ID\":5,\"type\":5,\"client\":{\"postcode\":5},\"data\":{\"bedrag\":5}}"
        let line = EventText.line(
            .signal, [Change("data.x", inner), Change("y", inner), Change("data.z", "[\(inner)]")])
        #expect(Decoding.code(try Decoding.one(line).decoded) == "ok")
    }

    @Test("lines are numbered from 1, end with LF or CRLF, and count when they are empty")
    func lines() throws {
        let day = EventText.line(.day)
        let text = "\(day)\n\n \t \r\n\(day)\r\n\r\nx\n\(day)\r\n\t"
        let batch = try Decoding.batch(text.utf8)
        #expect(batch.items.map(\.line) == [1, 4, 6, 7])
        #expect(batch.items.map { Decoding.code($0.decoded) } == ["ok", "ok", "niet-json", "ok"])
        let unended = try Decoding.batch("\(day)\n\(day)".utf8)
        #expect(unended.items.map(\.line) == [1, 2])
        #expect(try Decoding.batch("".utf8, slack: 0).items.isEmpty)
        #expect(try Decoding.batch("\n\n".utf8).items.isEmpty)
    }

    @Test("numbers go on from batch to batch")
    func numbering() throws {
        var decoder = try Decoding.decoder()
        var batch = RecordBatch()
        batch.bytes = Array("\(EventText.line(.day))\n\nx\n".utf8)
        let next = decoder.decode(
            lines: 0..<batch.bytes.count, firstLine: 41, startsFile: false, into: &batch)
        #expect(next == 44)
        #expect(batch.items.map(\.line) == [41, 43])
    }

    @Test("a byte order mark is skipped at the start of a file only")
    func byteOrderMark() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let day = Array(EventText.line(.day).utf8)
        func codes(_ bytes: [UInt8], startsFile: Bool = true) throws -> [String] {
            try Decoding.batch(bytes, startsFile: startsFile).items.map { Decoding.code($0.decoded) }
        }
        #expect(try codes(mark + day) == ["ok"])
        #expect(try codes(mark + day, startsFile: false) == ["niet-json"])
        #expect(try codes(day + [0x0A] + mark + day) == ["ok", "niet-json"])
        #expect(try codes(mark + mark + day) == ["niet-json"])
        #expect(try codes(mark).isEmpty)
        #expect(try codes(mark + [0x0A] + day) == ["ok"])
        #expect(try codes([0xEF, 0xBB]) == ["niet-json"])
    }

    @Test("a line of more than 65 536 bytes is too large, without its end and unless it is empty")
    func tooLarge() throws {
        let day = EventText.line(.day)
        func padded(_ count: Int) -> String { day + String(repeating: " ", count: count - day.utf8.count) }
        for end in ["", "\n", "\r\n"] {
            let text = padded(65_536) + end
            #expect(try Decoding.batch(text.utf8).items.map { Decoding.code($0.decoded) } == ["ok"])
            let long = padded(65_537) + end
            #expect(try Decoding.batch(long.utf8).items.map { Decoding.code($0.decoded) } == ["te-groot"])
            let blank = String(repeating: " \t", count: 40_000) + end
            #expect(try Decoding.batch(blank.utf8).items.isEmpty)
        }
        // Also when the layout of the line has been learned: only the text in one value differs.
        func named(_ count: Int) -> String {
            EventText.line(.day, [Change("x", "\"\(String(repeating: "y", count: count))\"")])
        }
        let empty = named(0).utf8.count
        let text =
            [named(3), named(65_536 - empty), named(65_537 - empty), named(7)].joined(separator: "\n") + "\n"
        #expect(
            try Decoding.batch(text.utf8).items.map { Decoding.code($0.decoded) } == [
                "ok", "ok", "te-groot", "ok",
            ])
    }

    @Test("a message is one event, line feeds and all")
    func message() throws {
        var decoder = try Decoding.decoder()
        var batch = RecordBatch()
        let day = EventText.line(.day).replacing(",", with: ",\n")
        for text in [day, "", " ", "x", "\u{FEFF}\(day)", EventText.line(.signal)] {
            let start = batch.bytes.count
            batch.bytes += Array(text.utf8)
            decoder.decode(message: start..<batch.bytes.count, number: 7, into: &batch)
        }
        let expected = ["ok", "niet-json", "niet-json", "niet-json", "niet-json", "ok"]
        #expect(batch.items.map { Decoding.code($0.decoded) } == expected)
        #expect(batch.hasDayRecords)
        var empty = RecordBatch()
        decoder.decode(message: 0..<0, number: 1, into: &empty)
        #expect(empty.items.map { Decoding.code($0.decoded) } == ["niet-json"])
    }

    @Test("a message longer than a line may be is too large, whatever it holds", arguments: [65_536, 65_537])
    func longMessage(count: Int) throws {
        let day = EventText.line(.day)
        var decoder = try Decoding.decoder()
        for filler in [" ", "x", "\n"] {
            var batch = RecordBatch()
            batch.bytes = Array((day + String(repeating: filler, count: count - day.utf8.count)).utf8)
            decoder.decode(message: 0..<batch.bytes.count, number: 1, into: &batch)
            let expected = count > 65_536 ? "te-groot" : filler == "x" ? "niet-json" : "ok"
            #expect(batch.items.map { Decoding.code($0.decoded) } == [expected])
        }
    }

    @Test("an emptied batch is as new")
    func emptied() throws {
        var batch = try Decoding.one(EventText.line(.assignment, [Change("data.taak", "\"\\u0041\"")])).batch
        batch.removeItems()
        batch.bytes = []
        #expect(batch.bytes.isEmpty && batch.unescaped.isEmpty && batch.items.isEmpty)
        #expect(!batch.namesPseudonyms && !batch.hasDayRecords)
    }
}
