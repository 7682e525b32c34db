// What a person may do wrong: each ends with one line and the right exit code, and leaves nothing half written.

import Foundation
import TestSupport
import Testing

@Suite struct BadInputTests {
    @Test("a missing input is exit code 66") func missingInput() throws {
        let folder = try Sample.folder()
        let run = try Command.run(
            ["replay", "--pipeline", "proef.yaml", "--tasks", "t", "weg.ndjson"], folder: folder)
        #expect(run.status == 66)
        #expect(run.messages == "seinpost: there is no file `weg.ndjson`\n")
        #expect(try folder.names == ["proef.test.yaml", "proef.yaml", "signals.ndjson"])
    }

    @Test("a folder as input is exit code 66") func folderAsInput() throws {
        let folder = try Sample.folder()
        let run = try Command.run(["replay", "--pipeline", "proef.yaml", "."], folder: folder)
        #expect(run.status == 66)
        #expect(run.messages == "seinpost: `.` is a folder; name the files in it\n")
    }

    @Test(
        "a pipeline that is not there, a folder, or damaged is exit code 78",
        arguments: ["weg.yaml", ".", "kapot.yaml"])
    func badPipeline(_ name: String) throws {
        let folder = try Sample.folder()
        try folder.write("kapot.yaml", "pipeline: [")
        let run = try Command.run(["replay", "--pipeline", name, "signals.ndjson"], folder: folder)
        #expect(run.status == 78)
        #expect(run.messages.split(separator: "\n").last?.hasPrefix("seinpost: ") == true)
        #expect(run.output.isEmpty)
    }

    @Test("a pipeline that extends itself is told with its place") func extendsItself() throws {
        let folder = try Sample.folder()
        try folder.write("zelf.yaml", Sample.pipeline + "\nextends: zelf.yaml\n")
        let run = try Command.run(["replay", "--pipeline", "zelf.yaml", "signals.ndjson"], folder: folder)
        #expect(run.status == 78)
        #expect(run.messages.contains("the file extends itself: zelf.yaml → zelf.yaml"))
    }

    @Test("a full disk is exit code 74 and one line", arguments: ["--tasks", "--statuses", "--dead-letters"])
    func fullDisk(_ option: String) throws {
        let folder = try Sample.folder()
        try folder.write("signals.ndjson", Sample.stream + "{}\n")
        let run = try Command.run(
            ["replay", "--pipeline", "proef.yaml", option, "/dev/full", "signals.ndjson"], folder: folder)
        #expect(run.status == 74)
        #expect(
            run.messages
                == "seinpost: cannot write `/dev/full`: the disk is full; what was written is incomplete\n")
    }

    @Test(
        "standard output on a full disk is not said to be taken back", arguments: ["replay", "help", "list"])
    func fullStandardOutput(_ command: String) throws {
        let arguments = [
            "replay": "replay --pipeline proef.yaml signals.ndjson", "help": "--help",
            "list": "help replay",
        ]
        let run = try Command.shell(
            "exec $SEINPOST \(arguments[command] ?? "") >/dev/full", folder: try Sample.folder())
        #expect(run.status == 74)
        #expect(
            run.messages
                == "seinpost: cannot write standard output: the disk is full; what was written is incomplete\n"
        )
    }

    @Test("when one output cannot be written, no other gets its name") func allOrNothing() throws {
        let folder = try Sample.folder()
        let names = try folder.names
        let run = try Command.run(
            [
                "replay", "--pipeline", "proef.yaml", "--format", "table", "--tasks", "/dev/full",
                "--statuses",
                "s", "--dead-letters", "d", "signals.ndjson",
            ], folder: folder)
        #expect(run.status == 74)
        #expect(try folder.names == names)
    }

    @Test("a file beyond the largest that is allowed is exit code 74 and leaves nothing") func tooLarge()
        throws
    {
        let folder = try Sample.folder()
        let names = try folder.names
        let stream = (1...60).map { Sample.signal($0, house: $0) }.joined()
        let run = try Command.shell(
            "ulimit -f 4; exec $SEINPOST replay --pipeline proef.yaml --tasks t -", input: Data(stream.utf8),
            folder: folder)
        #expect(run.status == 74)
        #expect(run.messages.hasSuffix("cannot write `t`: File too large; nothing is left of it\n"))
        #expect(try folder.names == names)
    }

    @Test("a temporary folder that cannot be used is named") func temporaryFolder() throws {
        let folder = try Sample.folder()
        let run = try Command.shell(
            "cat signals.ndjson | $SEINPOST replay --pipeline proef.yaml -", folder: folder,
            environment: ["TMPDIR": "/nergens/map"])
        #expect(run.status == 74)
        #expect(run.messages.contains("the temporary folder `/nergens/map` (TMPDIR)"))
    }

    @Test(
        "a line that is too long is te-groot also when it begins with millions of blanks",
        arguments: [65_500, 5 << 20])
    func blanksBeforeRecord(_ count: Int) throws {
        let folder = try Sample.folder()
        let blanks = Data(repeating: 0x20, count: count)
        let mixed = Data((0..<count).map { $0.isMultiple(of: 3) ? 0x09 : 0x20 })
        func line(_ parts: Data...) -> Data { parts.reduce(Data(), +) + Data("\n".utf8) }
        let record = Data(Sample.signal(7).dropLast().utf8)
        var stream = Data([0xef, 0xbb, 0xbf]) + line(blanks, record) + line(blanks)
        stream += Data(Sample.stream.utf8) + line(blanks, Data("\r".utf8)) + line(mixed, record, blanks)
        stream += line(mixed) + blanks
        try folder.write("signals.ndjson", stream)
        let run = try Command.run(
            ["replay", "--pipeline", "proef.yaml", "--dead-letters", "d", "signals.ndjson"], folder: folder)
        #expect(run.status == 0)
        #expect(run.output.split(separator: "\n").count == 2)
        let letters = try folder.read("d").split(separator: "\n")
        #expect(letters.allSatisfy { $0.contains(#""reden":"te-groot""#) })
        #expect(letters.count == 2)
        #expect(letters.first?.contains(#""bron":"signals.ndjson:1""#) == true)
        #expect(letters.last?.contains(#""bron":"signals.ndjson:6""#) == true)
    }

    @Test("what a file holds stays out of messages when it is given as a pipeline by mistake")
    func wrongFileAsPipeline() throws {
        let folder = try Sample.folder()
        try folder.write("sleutel", "geheime-sleutel-van-de-gemeente\n")
        try folder.write("een.ndjson", Sample.signal(1))
        for name in ["sleutel", "een.ndjson", "signals.ndjson"] {
            for command in [
                ["check", name], ["check", "--format", "json", name],
                ["replay", "--pipeline", name, "signals.ndjson"],
            ] {
                let run = try Command.run(command, folder: folder)
                #expect(run.status == (command[0] == "check" ? 1 : 78))
                let shown = run.output + run.messages
                for part in ["geheim", "1000", "620", "vroegsignaal", "specversion", "urn:proef", "S-1"] {
                    #expect(!shown.contains(part), "\(command): \(part)")
                }
            }
        }
    }

    @Test("a folder that is not there is known before the work starts") func missingFolder() throws {
        let folder = try Sample.folder()
        let run = try Command.run(
            ["replay", "--pipeline", "proef.yaml", "--tasks", "weg/t", "signals.ndjson"], folder: folder)
        #expect(run.status == 74)
        #expect(run.messages == "seinpost: cannot create `weg/t`: No such file or directory\n")
    }

    @Test("a last line that was cut off is a dead letter") func cutOffLine() throws {
        let folder = try Sample.folder()
        try folder.write("signals.ndjson", String(Sample.stream.dropLast(40)))
        let run = try Command.run(
            ["replay", "--pipeline", "proef.yaml", "--dead-letters", "d", "signals.ndjson"], folder: folder)
        #expect(run.status == 0)
        #expect(run.output.split(separator: "\n").count == 1)
        #expect(try folder.read("d").contains(#""reden":"niet-json","bron":"signals.ndjson:2""#))
    }

    @Test("garbage bytes and a gigantic line are dead letters") func garbage() throws {
        let folder = try Sample.folder()
        var bytes = Data((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 3) })
        bytes.append(Data("\n".utf8))
        bytes.append(Data(repeating: 0x20, count: 3_000_000) + Data(repeating: 0x78, count: 9_000_000))
        bytes.append(Data(("\n" + Sample.stream).utf8))
        try folder.write("signals.ndjson", bytes)
        let run = try Command.run(
            ["replay", "--pipeline", "proef.yaml", "--dead-letters", "d", "signals.ndjson"], folder: folder)
        #expect(run.status == 0)
        #expect(run.output.split(separator: "\n").count == 2)
        #expect(try folder.read("d").contains(#""reden":"te-groot""#))
    }

    @Test(
        "damaged gzip is exit code 65 and leaves no output",
        arguments: [
            ("ends too early", 40), ("is damaged", 0),
        ])
    func damagedGzip(_ message: String, _ kept: Int) throws {
        let folder = try Sample.folder()
        let bytes =
            kept == 0 ? Data([0x1f, 0x8b, 8, 0]) + Data(repeating: 0xff, count: 90) : gzipped.prefix(kept)
        try folder.write("signals.ndjson.gz", bytes)
        let run = try Command.run(
            ["replay", "--pipeline", "proef.yaml", "--tasks", "t", "signals.ndjson.gz"], folder: folder)
        #expect(run.status == 65)
        #expect(run.messages == "seinpost: the gzip data of `signals.ndjson.gz` \(message)\n")
        #expect(try !folder.names.contains { $0.contains("t") && $0.hasPrefix(".") || $0 == "t" })
    }

    @Test("a stopped replay leaves no file", arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func stopped(_ number: Int32, _ status: Int32) throws {
        let folder = try Sample.folder()
        let process = Command.make(["replay", "--pipeline", "proef.yaml", "--tasks", "t", "-"], folder)
        let pipe = Pipe()
        process.standardInput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        // A pipe holds 64 KiB: when all of this is written, most was read, so the output has been made.
        try pipe.fileHandleForWriting.write(contentsOf: Data(Sample.signal(1).utf8))
        try pipe.fileHandleForWriting.write(contentsOf: Data(repeating: 0x20, count: 300_000))
        #expect(try folder.names.contains { $0.hasPrefix(".t.") })
        kill(process.processIdentifier, number)
        process.waitUntilExit()
        #expect(process.terminationStatus == status)
        #expect(try folder.names == ["proef.test.yaml", "proef.yaml", "signals.ndjson"])
    }

    @Test("when the reader goes away, as head does, the end is quiet") func readerGone() throws {
        let process = Command.make([
            "generate", "--municipality", "0518", "--households", "5000", "--months", "6", "--seed", "1",
        ])
        let output = Pipe()
        let messages = Pipe()
        process.standardOutput = output
        process.standardError = messages
        try process.run()
        try output.fileHandleForWriting.close()
        _ = try output.fileHandleForReading.read(upToCount: 1)
        try output.fileHandleForReading.close()
        process.waitUntilExit()
        try messages.fileHandleForWriting.close()
        #expect(process.terminationStatus == 0)
        #expect(try messages.fileHandleForReading.readToEnd() ?? Data() == Data())
    }
}

/// ``Sample/stream`` packed by gzip.
private var gzipped: Data {
    // A stored block, as the format has it without compression; the sums at the end do not matter here.
    let text = Data(Sample.stream.utf8)
    let size = UInt16(text.count)
    func bytes(_ value: UInt16) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8)] }
    return Data([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1] + bytes(size) + bytes(~size)) + text
}
