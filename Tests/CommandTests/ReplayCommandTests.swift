// What replay and explain write, from files, gzip and standard input.

import Foundation
import TestSupport
import Testing

@Suite struct ReplayCommandTests {
    @Test("standard input, a file and gzip give the same tasks") func inputs() throws {
        let folder = try Sample.folder()
        let base = ["replay", "--pipeline", "proef.yaml"]
        let file = try Command.run(base + ["signals.ndjson"], folder: folder)
        #expect(file.status == 0)
        #expect(file.output.split(separator: "\n").count == 2)
        let input = try Command.run(base, input: Data(Sample.stream.utf8), folder: folder)
        #expect(input.output == file.output)
        #expect(
            try Command.run(base + ["--jobs", "3", "-"], input: Data(Sample.stream.utf8), folder: folder)
                .output
                == file.output)
    }

    @Test("a pipe can be read again when the input brings its own days") func pipeReadAgain() throws {
        let folder = try Sample.folder()
        let day =
            #"{"specversion":"1.0","id":"d","source":"urn:proef","type":"nl.schulden.dag-begonnen.v1","#
            + #""time":"2026-03-20T00:00:00Z","data":{"datum":"2026-03-20"}}"# + "\n"
        let process = Command.make(["replay", "--pipeline", "proef.yaml", "--summary", "json", "-"], folder)
        let input = Pipe()
        let output = Pipe()
        let messages = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = messages
        try process.run()
        try input.fileHandleForWriting.write(
            contentsOf: Data((Sample.signal(1) + day + Sample.signal(2)).utf8))
        try input.fileHandleForWriting.close()
        let summary = try #require(try messages.fileHandleForReading.readToEnd())
        process.waitUntilExit()
        let object = try #require(try JSONSerialization.jsonObject(with: summary) as? [String: Any])
        #expect(object["dayRecordsAdded"] as? Int == 0)
        #expect(object["records"] as? Int == 3)
        #expect(process.terminationStatus == 0)
    }

    @Test("outputs get their names and the summary goes to standard error") func outputs() throws {
        let folder = try Sample.folder()
        try folder.write("t", "an older output")
        let run = try Command.run(
            [
                "replay", "--pipeline", "proef.yaml", "--tasks", "t", "--statuses", "s", "--dead-letters",
                "d", "--summary",
                "json", "signals.ndjson",
            ], folder: folder)
        #expect(run.status == 0)
        #expect(run.output.isEmpty)
        #expect(try folder.read("t").split(separator: "\n").count == 2)
        #expect(try folder.read("s").split(separator: "\n").count == 2)
        #expect(try folder.read("d") == "")
        #expect(try folder.names == ["d", "proef.test.yaml", "proef.yaml", "s", "signals.ndjson", "t"])
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(run.messages.utf8)) as? [String: Any])
        #expect(object["records"] as? Int == 2)
        #expect((object["tasks"] as? [String: Int]) == ["bellen": 1, "bericht": 0])
    }

    @Test("the summary counts the same for any number of jobs") func jobs() throws {
        let folder = try Sample.folder()
        let runs = try ["1", "4"].map { jobs in
            let messages = try Command.run(
                [
                    "replay", "--pipeline", "proef.yaml", "--summary", "json", "--jobs", jobs,
                    "signals.ndjson",
                ], folder: folder
            ).messages
            return messages.split(separator: ",").filter { !$0.contains("econd") }
        }
        #expect(runs[0] == runs[1])
    }

    @Test("latest and class choose, table and csv show") func formats() throws {
        let folder = try Sample.folder()
        let base = ["replay", "--pipeline", "proef.yaml", "--latest", "signals.ndjson"]
        #expect(try Command.run(base, folder: folder).output.split(separator: "\n").count == 1)
        let table = try Command.run(base + ["--format", "table"], folder: folder).output
        #expect(table.hasPrefix("uiterlijk   klasse  taak"))
        #expect(table.contains("30-03-2026  bellen"))
        #expect(!table.contains("\u{1B}"))
        let sheet = try Command.run(base + ["--format", "csv", "--class", "bellen"], folder: folder).output
        // Reading text takes the byte order mark away.
        #expect(sheet.hasPrefix("Taak;Revisie;"))
        #expect(sheet.contains(";620,00;2 soorten achterstand in één maand;"))
        let none = try Command.run(
            ["replay", "--pipeline", "proef.yaml", "--class", "bellen", "--format", "table", "-"],
            input: Data(Sample.signal(1).utf8), folder: folder)
        #expect(none.output == "geen taken\n")
    }

    @Test(
        "an address with very many signals, as an institution has, does not hold everything up",
        arguments: [1, 300])
    func crowdedAddress(births: Int) throws {
        let partners = ["Huur", "Zorg", "Energie", "Water"]
        let stream = (0..<800).map { number in
            let day = "2026-0\(1 + number / 100)-\(10 + number % 100 / 10)"
            let born = "19\(30 + number % births / 10)-0\(1 + number % births % 9)-15"
            let line = Sample.signal(
                number, kind: partners[number * 7 % 4], day: day, amount: "\(100 + number)")
            return line.replacing(#""huisnummer":1"#, with: #""huisnummer":1,"geboortedatum":"\#(born)""#)
                .replacing(#""client""#, with: #""kenmerk":"K\#(number)","client""#)
        }.joined()
        let pipeline = Fixture.repository + "/pipelines/den-haag.yaml"
        let run = try Command.run(
            ["replay", "--pipeline", pipeline, "--latest", "--summary", "json"], input: Data(stream.utf8))
        #expect(run.status == 0)
        #expect(run.messages.contains(#""records":800"#))
        #expect(run.output.split(separator: "\n").count == 1)
    }

    @Test("a key file gives other pseudonyms, an empty one is refused") func keyFile() throws {
        let folder = try Sample.folder()
        try folder.write("sleutel", "een sleutel van de gemeente\n")
        try folder.write("leeg", "\n")
        let base = ["replay", "--pipeline", "proef.yaml", "signals.ndjson"]
        let keyed = try Command.run(base + ["--key-file", "sleutel"], folder: folder)
        #expect(keyed.status == 0)
        #expect(try keyed.output != Command.run(base, folder: folder).output)
        #expect(try Command.run(base + ["--key-file", "leeg"], folder: folder).status == 78)
        #expect(try Command.run(base + ["--key-file", "weg"], folder: folder).status == 66)
    }

    @Test("explain tells by address why a rule held or did not") func explain() throws {
        let folder = try Sample.folder()
        let base = ["explain", "--pipeline", "proef.yaml", "--address", "1000 aa 1", "signals.ndjson"]
        let now = try Command.run(base, folder: folder)
        #expect(now.status == 0)
        #expect(now.output.contains("holds     meervoudig"))
        let before = try Command.run(base + ["--on", "2026-03-10"], folder: folder).output
        #expect(before.contains("missing: kinds(month) = 1, wanted >= 2"))
        let json = try Command.run(base + ["--format", "json"], folder: folder).output
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect((object["tasks"] as? [Any])?.count == 2)
        #expect(object["class"] as? String == "bellen")
    }

    @Test("explain says so when nothing is known of an address") func unknownAddress() throws {
        let run = try Command.run(
            ["explain", "--pipeline", "proef.yaml", "--address", "9999 ZZ 1", "signals.ndjson"],
            folder: try Sample.folder())
        #expect(run.status == 0)
        #expect(run.output.hasSuffix(": no record in this stream is about it\n"))
    }
}
