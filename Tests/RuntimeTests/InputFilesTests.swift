// Files, gzip, pipes: one way to read them all, again and again.

import Foundation
import TestSupport
import Testing

@testable import Runtime

@Suite struct InputFilesTests {
    @Test("a file is read as it is, in any piece, and again") func plain() throws {
        let folder = try Scratch()
        let path = try folder.write("a.ndjson", Data("een\ntwee\n".utf8))
        let inputs = try InputFiles(paths: [path])
        #expect(inputs.names == ["a.ndjson"])
        #expect(inputs.totalBytes == 9)
        for size in [1, 3, 100] { #expect(try text(inputs, 0, size) == "een\ntwee\n") }
    }

    @Test("files of no or one byte are not taken for gzip", arguments: ["", "x", "\u{1f}"])
    func tiny(_ content: String) throws {
        let folder = try Scratch()
        let inputs = try InputFiles(paths: [try folder.write("a", Data(content.utf8))])
        #expect(try text(inputs, 0, 10) == content)
    }

    @Test("gzip is known by its first bytes, several members and padding included")
    func gzip() throws {
        let folder = try Scratch()
        let long = String(repeating: "vroegsignaal\n", count: 50_000)
        let packed =
            try Gzip.pack(long) + Gzip.pack("") + Gzip.pack("laatste\n") + Data(repeating: 0, count: 700)
        let inputs = try InputFiles(paths: [try folder.write("a.txt", packed)])
        #expect(inputs.totalBytes == Int64(packed.count))
        for size in [7, 1 << 20] { #expect(try text(inputs, 0, size) == long + "laatste\n") }
    }

    @Test("gzip that ends anywhere too early is an error, wherever that is") func truncated() throws {
        let folder = try Scratch()
        let packed = try Gzip.pack("een regel\nen nog een\n")
        for count in 2..<packed.count {
            let path = try folder.write("a.gz", packed.prefix(count))
            let inputs = try InputFiles(paths: [path])
            #expect(throws: InputError.truncatedGzip(path)) { try text(inputs, 0, 100) }
        }
    }

    @Test("a wrong byte in gzip is an error or another text, never a trap") func damaged() throws {
        let folder = try Scratch()
        let packed = try Gzip.pack("een regel\nen nog een\n")
        for place in 2..<packed.count {
            var bytes = packed
            bytes[place] ^= 0x55
            let path = try folder.write("a.gz", bytes)
            let inputs = try InputFiles(paths: [path])
            do {
                _ = try text(inputs, 0, 100)
            } catch let error as InputError {
                #expect([.truncatedGzip(path), .damagedGzip(path)].contains(error))
            }
        }
    }

    @Test("anything but padding after gzip is damage") func trailing() throws {
        let folder = try Scratch()
        let path = try folder.write("a.gz", try Gzip.pack("een\n") + Data("garbage".utf8))
        let inputs = try InputFiles(paths: [path])
        #expect(throws: InputError.damagedGzip(path)) { try text(inputs, 0, 100) }
    }

    @Test("what is not there, or is a folder, is told before anything is read") func missing() throws {
        let folder = try Scratch()
        let gone = folder.path("weg")
        #expect(throws: InputError.missing(gone)) { try InputFiles(paths: [gone]) }
        #expect(throws: InputError.directory(folder.url.path)) { try InputFiles(paths: [folder.url.path]) }
        let inside = try folder.write("a", Data()) + "/b"
        #expect(throws: InputError.missing(inside)) { try InputFiles(paths: [inside]) }
        #expect(InputError.missing(gone).exitStatus == .noInput)
        #expect(InputError.damagedGzip(gone).exitStatus == .data)
    }

    @Test("a file that goes away between looking and opening is missing") func goesAway() throws {
        let folder = try Scratch()
        let path = try folder.write("a", Data("x".utf8))
        let inputs = try InputFiles(paths: [path])
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: InputError.missing(path)) { try text(inputs, 0, 10) }
    }

    @Test("a named pipe is kept, so that it can be read again from its beginning") func namedPipe()
        async throws
    {
        let folder = try Scratch()
        let path = folder.path("pijp")
        #expect(mkfifo(path, 0o600) == 0)
        let content = try Gzip.pack(String(repeating: "uit een pijp\n", count: 20_000))
        let writer = Foundation.Thread {
            // Opening waits for the reader.
            try? content.write(to: URL(filePath: path), options: [])
        }
        writer.start()
        let inputs = try InputFiles(paths: [path])
        #expect(inputs.totalBytes == nil)
        var started = try inputs.open(0)
        var piece = [UInt8](repeating: 0, count: 5)
        let first = try piece.withUnsafeMutableBytes { try started.read(into: $0) }
        #expect(first == 5)
        for _ in 1...2 { #expect(try text(inputs, 0, 65_536).count == 20_000 * 13) }
    }

    /// All of one input, in pieces of a size.
    @discardableResult
    private func text(_ inputs: InputFiles, _ index: Int, _ size: Int) throws -> String {
        var reader = try inputs.open(index)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: size)
        while true {
            let count = try piece.withUnsafeMutableBytes { try reader.read(into: $0) }
            if count == 0 { break }
            bytes.append(contentsOf: piece[..<count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
