// An output is whole, or it is not there.

import Foundation
import TestSupport
import Testing

@testable import Runtime

@Suite struct OutputFileTests {
    @Test("a file gets its name when it is finished, and replaces what had it") func finished() throws {
        let folder = try Scratch()
        let path = try folder.write("uit", Data("ouder".utf8))
        let output = try OutputFile(path: path)
        try output.write("nieuw\n")
        #expect(try folder.read("uit") == "ouder")
        try output.finish()
        #expect(try folder.read("uit") == "nieuw\n")
        #expect(try folder.names == ["uit"])
    }

    @Test("nothing stays of a file that is not finished") func unfinished() throws {
        let folder = try Scratch()
        do {
            let output = try OutputFile(path: folder.path("uit"))
            try output.write(String(repeating: "x", count: 1_000_000))
            #expect(try folder.names.count == 1)
        }
        #expect(try folder.names == [])
    }

    @Test("what was written before a restart is forgotten") func restart() throws {
        let folder = try Scratch()
        let output = try OutputFile(path: folder.path("uit"))
        try output.write(String(repeating: "eerst ", count: 200_000))
        try output.restart()
        try output.write("daarna\n")
        try output.finish()
        #expect(try folder.read("uit") == "daarna\n")
    }

    @Test("a link stays a link, and a file keeps its permissions") func linksAndModes() throws {
        let folder = try Scratch()
        let path = try folder.write("doel", Data("ouder".utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "doel")
        let output = try OutputFile(path: folder.path("link"))
        try output.write("nieuw")
        try output.finish()
        #expect(try folder.read("doel") == "nieuw")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == "doel")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o640)
    }

    @Test("a device is written at the end, after any restart, and held until then") func device() async throws
    {
        let folder = try Scratch()
        let path = folder.path("pijp")
        #expect(mkfifo(path, 0o600) == 0)
        // Opened for both ends, so that neither side waits.
        let both = open(path, O_RDWR)
        defer { close(both) }
        let output = try OutputFile(path: path)
        try output.write(String(repeating: "eerst ", count: 100_000))
        try output.restart()
        try output.write("daarna\n")
        try output.finish()
        var bytes = [UInt8](repeating: 0, count: 100)
        #expect(read(both, &bytes, 100) == 7)
        #expect(String(decoding: bytes[..<7], as: UTF8.self) == "daarna\n")
    }

    @Test("a full disk is one clear error", arguments: [10, 1_000_000])
    func fullDisk(_ count: Int) throws {
        let output = try OutputFile(path: "/dev/full")
        let error = #expect(throws: OutputError.self) {
            try output.write(String(repeating: "x", count: count))
            try output.finish()
        }
        #expect(error == .incomplete("/dev/full", errno: ENOSPC))
        #expect(error?.exitStatus == .inputOutput)
        #expect(error?.message.hasSuffix("the disk is full; what was written is incomplete") == true)
        let renamed = OutputError.writing("uit", errno: ENOSPC).message
        #expect(renamed == "cannot write `uit`: the disk is full; nothing is left of it")
    }

    @Test("an output is complete before it has its name") func complete() throws {
        let folder = try Scratch()
        let output = try OutputFile(path: folder.path("uit"))
        try output.write("nieuw\n")
        try output.complete()
        #expect(try folder.names.allSatisfy { $0.hasSuffix(".tmp") })
        let temporary = try #require(try folder.names.first)
        #expect(try folder.read(temporary) == "nieuw\n")
        try output.finish()
        #expect(try folder.names == ["uit"])
    }

    @Test("a folder, or a file in a folder that is not there, cannot be an output") func cannotBeMade() throws
    {
        let folder = try Scratch()
        let below = folder.path("weg/uit")
        #expect(throws: OutputError.creating(below, errno: ENOENT)) { _ = try OutputFile(path: below) }
        let path = folder.url.path
        #expect(throws: OutputError.creating(path, errno: EISDIR)) { _ = try OutputFile(path: path) }
    }

    @Test("a name at the longest length has room for its temporary name") func longName() throws {
        let folder = try Scratch()
        let name = String(repeating: "n", count: 255)
        let output = try OutputFile(path: folder.path(name))
        try output.write("x")
        try output.finish()
        #expect(try folder.names == [name])
    }
}
