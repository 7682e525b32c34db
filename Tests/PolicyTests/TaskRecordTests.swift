// Tasks read back, as a table, as a sheet for Excel.

import Engine
import Policy
import Signals
import Testing

@Suite struct TaskRecordTests {
    /// With `extra` fields of data at its end; all of it is invented.
    static func line(
        reason: String = "2 soorten achterstand", worker: String = "medewerker-1", amount: String = "1234.50"
    ) -> [UInt8] {
        Array(
            """
            {"specversion":"1.0","id":"T000000000001-20260302.2","source":"urn:x","type":"t","subject":"h1_0",\
            "time":"2026-03-20T09:00:00Z","datacontenttype":"application/json","data":{"taak":"T000000000001-20260302",\
            "revisie":2,"huishouden":"h1_0","persoon":"p1_0","status":"open","klasse":"bellen",\
            "score":{"totaal":40,"huishouden":30,"persoon":10},"bijdragen":[{"regel":"meervoudig","punten":40,\
            "reden":"\(reason)","waarden":{"kinds(month)":2,"crisis(31d)":false,"max(60d)":null},\
            "signalen":["S-1"]}],"signalen":[{"ID":"S-1","soort":"Huur","naam":"Woon \\"Goed\\"; b.v.",\
            "bedrag":\(amount),"signaaldatum":"2026-03-02"}],"buurtcode":"BU05180101","geopend":"2026-03-02",\
            "uiterlijk":"2026-03-30","telaat":true,"volgendeActie":{"soort":"Telefoon","vanaf":"2026-03-20"},\
            "team":"centrum","medewerker":"\(worker)","verwijzingen":["helpdesk"],"pogingen":[{"soort":"Telefoon",\
            "bereikt":false,"datum":"2026-03-19","dagdeel":"Avond"}],"steekproef":false,\
            "pijplijn":{"id":"proef","versie":"1","hash":"0123456789ab"},"peildatum":"2026-03-20"}}
            """.utf8)
    }

    @Test("every field of a task is read, with amounts in cents") func decodes() throws {
        let record = try TaskRecord(line: Self.line())
        let task = record.data
        #expect(record.id == "T000000000001-20260302.2")
        #expect(task.score.total == 40 && task.score.person == 10)
        #expect(
            task.contributions[0].values == [
                "kinds(month)": .number(2), "crisis(31d)": .truth(false), "max(60d)": .absent,
            ])
        #expect(task.signals[0].amount.cents == 123_450)
        #expect(task.due == CivilDate(year: 2026, month: 3, day: 30))
        #expect(task.attempts[0].dayPart == "Avond")
        #expect(task.result == nil && task.closed == nil)
    }

    @Test(
        "amounts are exact to the cent",
        arguments: [
            ("0.00", 0), ("0.07", 7), ("1.15", 115), ("9999999.99", 999_999_999),
            ("10000000.00", 1_000_000_000),
        ] as [(String, Int64)])
    func amounts(_ text: String, _ cents: Int64) throws {
        #expect(try TaskRecord(line: Self.line(amount: text)).data.signals[0].amount.cents == cents)
    }

    @Test(
        "what is no task is an error",
        arguments: ["", "{}", "[", #"{"id":"x","time":"y","data":{"taak":"T"}}"#])
    func notATask(_ text: String) {
        #expect(throws: (any Error).self) { try TaskRecord(line: Array(text.utf8)) }
    }

    @Test("a sheet has Dutch dates, a decimal comma and quotes where needed") func sheet() throws {
        #expect(TaskSheet.header.hasPrefix("\u{FEFF}Taak;Revisie;Status;"))
        #expect(TaskSheet.header.hasSuffix(";Peildatum\r\n"))
        let line = TaskSheet.line(try TaskRecord(line: Self.line()).data)
        #expect(line.contains(";30-03-2026;ja;Telefoon;20-03-2026;centrum;medewerker-1;"))
        #expect(
            line.contains(
                ";1234,50;2 soorten achterstand;helpdesk;1;nee;02-03-2026;;;nee;proef 1;20-03-2026\r\n"))
        #expect(line.contains(#";"Woon ""Goed""; b.v.";"#))
        // The name holds a `;` in quotes.
        #expect(line.count(where: { $0 == ";" }) == TaskSheet.header.count(where: { $0 == ";" }) + 1)
    }

    @Test(
        "text that a spreadsheet would run is made harmless",
        arguments: [
            ("=1+1", "'=1+1"), ("+31", "'+31"), ("-x", "'-x"), ("@SUM(A1)", "'@SUM(A1)"), (#"\tx"#, "'\tx"),
            (#"=a;\"b\""#, #""'=a;""b""""#), (" x", #"" x""#), ("1=1", "1=1"),
        ])
    func formulas(_ worker: String, _ cell: String) throws {
        let line = TaskSheet.line(try TaskRecord(line: Self.line(worker: worker)).data)
        #expect(line.contains(";centrum;\(cell);h1_0;"))
    }

    @Test("a table fits the width, in columns, without control characters") func table() throws {
        var table = TaskTable(width: 100, showsRevisions: false)
        table.add(try TaskRecord(line: Self.line()).data)
        table.add(
            try TaskRecord(line: Self.line(reason: String(repeating: "reden ", count: 40) + #"\u001b[31m"#))
                .data)
        let lines = table.rendered().split(separator: "\n")
        // The second row takes three lines.
        #expect(lines.count == 5)
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(lines[0].hasPrefix("uiterlijk     klasse  taak"))
        #expect(
            lines[1].hasPrefix(
                "30-03-2026 !  bellen  T000000000001-20260302  centrum  Telefoon 20-03  open    2 soorten"))
        #expect(lines[2].hasSuffix("reden reden"))
        #expect(lines[4].hasPrefix("      ") && lines[4].hasSuffix("…"))
        #expect(!table.rendered().contains("\u{1B}"))
        #expect(TaskTable(width: 10, showsRevisions: true).rendered() == "geen taken\n")
    }
}
