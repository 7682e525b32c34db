// An output never replaces what a command reads, nor another output.

import Foundation
import TestSupport
import Testing

@Suite struct OutputPathTests {
    /// The sample, a pipeline that extends it through a folder, a key and a link to the pipeline.
    private static func folder() throws -> Scratch {
        let folder = try Sample.folder()
        try folder.write("eigen.yaml", "extends: proef.yaml\npipeline: eigen\n")
        try folder.write("sleutel", "een sleutel van de gemeente\n")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("link.yaml"), withDestinationPath: "proef.yaml")
        return folder
    }

    @Test(
        "an output that is the pipeline, its base, the key or an input is refused, and nothing is touched",
        arguments: [
            (["--pipeline", "proef.yaml", "--tasks", "proef.yaml", "signals.ndjson"], "the pipeline"),
            (["--pipeline", "proef.yaml", "--tasks", "./proef.yaml", "signals.ndjson"], "the pipeline"),
            (["--pipeline", "proef.yaml", "--tasks", "link.yaml", "signals.ndjson"], "the pipeline"),
            (["--pipeline", "link.yaml", "--statuses", "proef.yaml", "signals.ndjson"], "the pipeline"),
            (["--pipeline", "eigen.yaml", "--dead-letters", "proef.yaml", "signals.ndjson"], "extends"),
            (
                [
                    "--pipeline", "proef.yaml", "--key-file", "sleutel", "--tasks", "sleutel",
                    "signals.ndjson",
                ],
                "the key file"
            ),
            (["--pipeline", "proef.yaml", "--statuses", "./signals.ndjson", "signals.ndjson"], "an input"),
        ])
    func replayKeepsWhatItReads(_ arguments: [String], _ what: String) throws {
        let folder = try OutputPathTests.folder()
        let names = try folder.names
        let run = try Command.run(["replay"] + arguments, folder: folder)
        #expect(run.status == 64)
        #expect(run.messages.contains(what))
        #expect(try folder.names == names)
        #expect(try folder.read("proef.yaml") == Sample.pipeline)
        #expect(try folder.read("signals.ndjson") == Sample.stream)
        #expect(try folder.read("sleutel") == "een sleutel van de gemeente\n")
    }

    @Test(
        "a report of tests that is a test file, its pipeline or the base of that is refused",
        arguments: ["proef.test.yaml", "./proef.test.yaml", "eigen.yaml", "proef.yaml", "link.yaml"])
    func testKeepsWhatItReads(_ report: String) throws {
        let folder = try OutputPathTests.folder()
        let test = Sample.test.replacing("pipeline: proef.yaml", with: "pipeline: eigen.yaml")
        try folder.write("proef.test.yaml", test)
        let names = try folder.names
        let run = try Command.run(["test", "proef.test.yaml", "--junit", report], folder: folder)
        #expect(run.status == 64)
        #expect(try folder.names == names)
        #expect(try folder.read("proef.yaml") == Sample.pipeline)
        #expect(try folder.read("proef.test.yaml") == test)
    }

    @Test(
        "two names of one output are refused, also when it is not there yet",
        arguments: [("x", "./x"), ("x", "../%/x"), ("map/x", "omweg/x")])
    func oneOutputTwice(_ left: String, _ right: String) throws {
        let folder = try Sample.folder()
        try FileManager.default.createDirectory(
            atPath: folder.path("map"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("omweg"), withDestinationPath: "map")
        let other = right.replacing("%", with: folder.url.lastPathComponent)
        let run = try Command.run(
            ["replay", "--pipeline", "proef.yaml", "--tasks", left, "--statuses", other, "signals.ndjson"],
            folder: folder)
        #expect(run.status == 64)
        #expect(run.messages.contains("given twice"))
    }

    @Test("outputs of one name in two folders are two outputs") func twoFolders() throws {
        let folder = try Sample.folder()
        try FileManager.default.createDirectory(
            atPath: folder.path("map"), withIntermediateDirectories: false)
        let run = try Command.run(
            ["replay", "--pipeline", "proef.yaml", "--tasks", "x", "--statuses", "map/x", "signals.ndjson"],
            folder: folder)
        #expect(run.status == 0)
        #expect(try folder.read("x") != folder.read("map/x"))
    }

    @Test("a device may be named for more than one output") func devices() throws {
        let folder = try Sample.folder()
        let run = try Command.run(
            [
                "replay", "--pipeline", "proef.yaml", "--tasks", "/dev/null", "--statuses", "/dev/null",
                "signals.ndjson",
            ], folder: folder)
        #expect(run.status == 0)
    }

    @Test("`-` as the place of the tasks is standard output, and makes no file") func dash() throws {
        let folder = try Sample.folder()
        let names = try folder.names
        let base = ["replay", "--pipeline", "proef.yaml", "signals.ndjson"]
        let run = try Command.run(base + ["--tasks", "-"], folder: folder)
        #expect(run.status == 0)
        #expect(try run.output == Command.run(base, folder: folder).output)
        #expect(try folder.names == names)
    }

    @Test(
        "`-` is refused for what cannot share standard output",
        arguments: [
            ["replay", "--pipeline", "proef.yaml", "--statuses", "-", "signals.ndjson"],
            ["replay", "--pipeline", "proef.yaml", "--tasks", "t", "--dead-letters", "-", "signals.ndjson"],
            ["test", "proef.yaml", "--junit", "-"],
        ])
    func dashElsewhere(_ arguments: [String]) throws {
        let folder = try Sample.folder()
        let names = try folder.names
        #expect(try Command.run(arguments, folder: folder).status == 64)
        #expect(try folder.names == names)
    }
}
