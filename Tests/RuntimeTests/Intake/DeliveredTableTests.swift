// Tables of partners: what cells may say, how a table finds its columns, and that a row delivered again is no news.

import Foundation
import Rules
import Signals
import TestSupport
import Testing

@testable import Runtime

@Suite("Delivered tables")
struct DeliveredTableTests {
    static func pipeline() throws -> Pipeline {
        try Pipeline(
            top: """
                columns:
                  haag-wonen: {type: Huur, ID: Nummer, bedrag: Openstaand, signaaldatum: Peildatum,
                               postcode: Postcode, huisnummer: Huisnummer, huisnummertoevoeging: Toev,
                               geboortedatum: Geboren, naam: Naam}
                  haag-wonen-zuid: {type: Soort, bedrag: Bedrag, signaaldatum: Datum, postcode: PC,
                                    huisnummer: Nr}
                  zonder: {bedrag: Bedrag}
                """)
    }

    static let header = "Nummer;Openstaand;Peildatum;Postcode;Huisnummer;Toev;Geboren;Naam"

    @Test("Rows become signals of the partner, whatever the separator, the mark and the ends of lines")
    func rows()
        async throws
    {
        try await withIntake(try Self.pipeline()) { rig throws in
            var inbox = try InboxRig(rig, try Self.pipeline())
            let rows = [
                Self.header, "A1;1.234,56;02-03-2026;9999 XZ;12;bis;31-12-1999;\"Verzonnen; Achternaam\"", "",
                "A2;620;2026-03-01;9999XZ;13;;;\"Twee\nregels\"", ";;;;;;;", "A3;abc;02-13-2026;9999XZ;14;;;",
            ]
            try inbox.put(
                "haag-wonen-2026-03.csv",
                Data([0xEF, 0xBB, 0xBF]) + Data(rows.joined(separator: "\r\n").utf8))
            let report = try #require(inbox.take().first)
            #expect(report.failure == nil && report.records == 3 && report.kept == 2)
            #expect(report.refused.map(\.line) == [7], "lines in cells count")
            #expect(
                report.refused.first?.faults.map(\.reason.code)
                    == ["ongeldig-veld:bedrag", "ongeldig-veld:signaaldatum"])
            #expect(
                try rig.texts(
                    """
                    SELECT (value ->> '$.data.ID') || ' ' || (value ->> '$.data.bedrag') || ' '
                        || (value ->> '$.data.signaaldatum') || ' '
                        || (value ->> '$.data.signaalpartner.type') || ' '
                        || (value ->> '$.data.signaalpartner.naam') || ' ' || (value ->> '$.data.bron')
                    FROM log WHERE key IS NOT NULL ORDER BY position
                    """) == [
                        "A1 1234.56 2026-03-02 Huur haag-wonen haag-wonen-2026-03.csv:2",
                        "A2 620.0 2026-03-01 Huur haag-wonen haag-wonen-2026-03.csv:4",
                    ])
            #expect(
                try rig.texts("SELECT value ->> '$.data.geboortedatum' FROM log WHERE value LIKE '%\"A1\"%'")
                    == ["1999-12-31"])
            let bytes = try rig.journalBytes()
            for secret in ["Verzonnen", "9999XZ", "9999 XZ"] {
                #expect(bytes.range(of: Data(secret.utf8)) == nil)
            }
        }
    }

    @Test("A row delivered again, in whatever file, is no news; the longest name of a partner counts")
    func again()
        async throws
    {
        try await withIntake(try Self.pipeline()) { rig throws in
            var inbox = try InboxRig(rig, try Self.pipeline())
            let rows = [
                "Soort,Bedrag,Datum,PC,Nr", "Huur,\"20,50\",1-3-2026,9999XZ,1", "Water,30,1-3-2026,9999XZ,1",
            ]
            try inbox.put("haag-wonen-zuid-maart.csv", rows)
            #expect(inbox.take().map(\.kept) == [2])
            try inbox.put("haag-wonen-zuid/april.csv.gz", try Gzip.pack(rows.joined(separator: "\n")))
            let second = inbox.take()
            #expect(second.map(\.kept) == [0] && second.map(\.known) == [2])
            #expect(try inbox.names("done/haag-wonen-zuid") == ["april.csv.gz", "april.csv.gz.report.json"])
            #expect(try rig.deliveredCount() == 2)
            #expect(
                try rig.texts("SELECT value ->> '$.data.signaalpartner.type' FROM log WHERE key IS NOT NULL")
                    == ["Huur", "Water"])
            let ids = try rig.texts("SELECT value ->> '$.data.ID' FROM log WHERE key IS NOT NULL")
            #expect(ids.allSatisfy { $0.contains(/^csv-[0-9a-f]{32}$/) })
        }
    }

    @Test(
        "A table that cannot be read goes to failed/ with a sentence",
        arguments: [
            ("onbekend-2026.csv", "a;b\n1;2\n", "noemt geen kolommen"),
            ("zonder-2026.csv", "Bedrag\n1\n", "geen `type` voor `zonder`"),
            ("haag-wonen-1.csv", "Nummer;Openstaand\n1;2\n", "Deze kolommen ontbreken: Peildatum, Postcode"),
            ("haag-wonen-2.csv", header + "\n\"A1;2\n", "aanhalingsteken te veel of te weinig"),
            ("haag-wonen-3.csv", header + "\n\"A1\"x\";2\"\n", "geen geldige CSV"),
            ("haag-wonen-4.csv", "", "Deze kolommen ontbreken"),
        ])
    func unreadable(_ name: String, _ text: String, _ sentence: String) async throws {
        try await withIntake(try Self.pipeline()) { rig throws in
            var inbox = try InboxRig(rig, try Self.pipeline())
            try inbox.put(name, Data(text.utf8))
            let report = try #require(inbox.take().first)
            #expect(report.failure?.contains(sentence) == true, "\(report.failure ?? "no failure")")
            #expect(try inbox.names("failed") == [name, "\(name).report.json"])
        }
    }

    @Test(
        "Amounts as people write them",
        arguments: [
            ("620", "620"), ("620,50", "620.50"), ("620.5", "620.5"), ("€ 1.234,56", "1234.56"),
            ("1.234", "1234"),
            ("1234.56", "1234.56"), ("1.234.567,8", "1234567.8"), ("0,05", "0.05"), ("007", "7"),
            ("000", "0"),
            ("1234,567", nil), ("12.34.567", nil), ("1,2,3", nil), ("-5", nil), ("", nil), ("12a", nil),
            ("1234.567", nil), ("€", nil), (",50", nil), ("5,", nil),
        ] as [(String, String?)])
    func amounts(_ text: String, _ json: String?) { #expect(TableValue.amount(text) == json) }

    @Test(
        "Dates as people write them",
        arguments: [
            ("2026-03-02", "2026-03-02"), ("02-03-2026", "2026-03-02"), ("2-3-2026", "2026-03-02"),
            ("31-02-2026", "2026-02-31"), ("02/03/2026", nil), ("02-03-26", nil), ("2026-3-2", nil),
            ("", nil),
        ] as [(String, String?)])
    func dates(_ text: String, _ date: String?) { #expect(TableValue.date(text) == date) }

    @Test("Text that is no UTF-8 is read as Latin 1") func latin() async throws {
        try await withIntake(try Self.pipeline()) { rig throws in
            var inbox = try InboxRig(rig, try Self.pipeline())
            let row = "A\u{EB}1;5;01-03-2026;9999XZ;12;;;"
            let text = "\(Self.header)\n\(row)\n"
            try inbox.put("haag-wonen-1.csv", Data(text.unicodeScalars.map { UInt8($0.value) }))
            #expect(inbox.take().map(\.kept) == [1])
            #expect(
                try rig.texts("SELECT value ->> '$.data.ID' FROM log WHERE key IS NOT NULL") == ["A\u{EB}1"])
        }
    }
}
