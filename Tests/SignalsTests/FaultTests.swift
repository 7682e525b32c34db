// All faults of one event, beside the one that its dead letter names.

import Signals
import Testing

@Suite("Faults")
struct FaultTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var type: String
        var data: String
        var faults: [String]
        var testDescription: String { "\(type) \(data)" }
    }

    static let examples = [
        Example(
            type: "vroegsignaal-ontvangen", data: "{}",
            faults: [
                "data.ID ontbrekend-veld:ID", "data.signaalpartner ontbrekend-veld:signaalpartner",
                "data.bedrag ontbrekend-veld:bedrag", "data.signaaldatum ontbrekend-veld:signaaldatum",
                "data.client ontbrekend-veld:client",
            ]),
        Example(
            type: "vroegsignaal-ontvangen",
            data: #"{"ID":"","signaalpartner":{"naam":7},"bedrag":1.005,"signaaldatum":"2026-02-30","#
                + #""ontstaansdatum":1,"crisissignaal":"ja","client":{"postcode":"12","huisnummer":0},"contact":[]}"#,
            faults: [
                "data.ID ongeldig-veld:ID", "data.signaalpartner.type ontbrekend-veld:signaalpartner.type",
                "data.signaalpartner.naam ongeldig-veld:signaalpartner.naam",
                "data.bedrag ongeldig-veld:bedrag",
                "data.signaaldatum ongeldig-veld:signaaldatum",
                "data.ontstaansdatum ongeldig-veld:ontstaansdatum",
                "data.crisissignaal ongeldig-veld:crisissignaal",
                "data.client.postcode ongeldig-veld:client.postcode",
                "data.client.huisnummer ongeldig-veld:client.huisnummer",
                "data.contact ongeldig-veld:contact",
            ]),
        Example(
            type: "vroegsignaal-ontvangen",
            data: #"{"ID":"1","signaalpartner":"Huur","bedrag":1,"signaaldatum":"2026-03-02","#
                + #""client":{"burgerservicenummer":"999999990"}}"#,
            faults: ["data.signaalpartner ongeldig-veld:signaalpartner", "data.client geen-adres"]),
        Example(
            type: "vroegsignaal-ingetrokken", data: #"{"ID":"1","client":1,"reden":"x"}"#,
            faults: [
                "data.signaalpartner ontbrekend-veld:signaalpartner", "data.client ongeldig-veld:client",
                "data.datum ontbrekend-veld:datum", "data.reden ongeldig-veld:reden",
            ]),
        Example(
            type: "outreachtaak-toegewezen", data: #"{"huishouden":"x","medewerker":null,"overname":1}"#,
            faults: [
                "data.huishouden ongeldig-veld:huishouden", "data.taak ontbrekend-veld:taak",
                "data.datum ontbrekend-veld:datum", "data.overname ongeldig-veld:overname",
            ]),
        Example(
            type: "contactpoging-geregistreerd", data: #"{"soort":"Duif","bereikt":true,"dagdeel":"Nacht"}"#,
            faults: [
                "data.huishouden ontbrekend-veld:huishouden", "data.taak ontbrekend-veld:taak",
                "data.soort ongeldig-veld:soort", "data.datum ontbrekend-veld:datum",
                "data.dagdeel ongeldig-veld:dagdeel",
            ]),
        Example(
            type: "omstandigheid-gewijzigd", data: #"{"vanaf":"x","tot":"y"}"#,
            faults: [
                "data.client ontbrekend-veld:client", "data.soort ontbrekend-veld:soort",
                "data.vanaf ongeldig-veld:vanaf", "data.tot ongeldig-veld:tot",
            ]),
        Example(type: "gegevens-gewist", data: "7", faults: ["data ongeldig-veld:data"]),
        Example(type: "iets-anders", data: "{}", faults: ["type onbekend-type"]),
    ]

    @Test("Every fault of the data is named in the order of the table", arguments: examples)
    func data(_ example: Example) throws {
        let line =
            #"{"specversion":"1.0","id":"1","source":"a","type":"nl.schulden.\#(example.type).v1","#
            + #""time":"2026-03-02T09:00:00Z","data":\#(example.data)}"#
        #expect(try Self.faults(line) == example.faults)
        let first = try #require(try Self.deadLetter(line))
        #expect(
            example.faults.contains { $0.hasSuffix(" \(first)") }, "the dead letter's reason is among them")
    }

    @Test("Faults of the envelope come with those of the data, where its type is known") func envelope()
        throws
    {
        #expect(
            try Self.faults(#"{"specversion":"0.3","id":"","source":1,"type":null,"time":"gisteren"}"#) == [
                "specversion geen-cloudevent", "id geen-cloudevent", "source geen-cloudevent",
                "type geen-cloudevent", "time geen-cloudevent", "data ontbrekend-veld:data",
            ])
        #expect(
            try Self.faults(
                #"{"specversion":"1.0","type":"nl.schulden.dag-begonnen.v1","data":{"datum":"x"}}"#) == [
                    "id geen-cloudevent", "source geen-cloudevent", "time geen-cloudevent",
                    "data.datum ongeldig-veld:datum",
                ])
    }

    @Test(
        "What is no event at all has one fault",
        arguments: [
            ("", "niet-json"), ("{", "niet-json"), ("[]", "geen-cloudevent"), ("\"a\"", "geen-cloudevent"),
        ])
    func none(_ line: String, _ reason: String) throws { #expect(try Self.faults(line) == [" \(reason)"]) }

    @Test("An event that decodes has no fault, and escapes are resolved first") func sound() throws {
        #expect(
            try Self.faults(
                #"{"specversion":"1.0","id":"1","source":"a","type":"nl.schulden.dag-begonnen\u002ev1","#
                    + #""time":"2026-03-02T09:00:00Z","data":{"datum":"2026\u002d03-02"}}"#) == [])
    }

    static func decoder() throws -> RecordDecoder {
        RecordDecoder(zone: try #require(CivilZone(name: "Europe/Amsterdam")), keying: .address)
    }

    static func faults(_ line: String) throws -> [String] {
        var decoder = try decoder()
        let bytes = Array("xx\(line)yy".utf8)
        return decoder.faults(of: bytes, in: 2..<bytes.count - 2).map { "\($0.field) \($0.reason.code)" }
    }

    static func deadLetter(_ line: String) throws -> String? {
        var decoder = try decoder()
        var batch = RecordBatch()
        batch.bytes = Array(line.utf8)
        decoder.decode(message: 0..<batch.bytes.count, number: 1, into: &batch)
        if case .deadLetter(let reason) = batch.items[0].decoded { return reason.code }
        return nil
    }
}
