// What `replay` and `explain` share: a pipeline and a stream.
// In: arguments. Out: opened inputs, a key. Depends on: Runtime.

import ArgumentParser
import Runtime
import Signals

struct StreamOptions: ParsableArguments {
    @Option(
        name: .customLong("pipeline"),
        help: ArgumentHelp("The rules: a pipeline file.", valueName: "file"), completion: .file())
    var pipeline: String

    @Argument(
        help: "Files of NDJSON, plain or gzip; `-` or none for standard input.", completion: .file())
    var inputs: [String] = []

    @Option(help: "Ends the stream with a day record for this day, YYYY-MM-DD.")
    var until: CivilDate?

    @Option(
        help: ArgumentHelp(
            "The key of the pseudonyms, without its line end; else a fixed text for tests.", valueName: "file"
        ),
        completion: .file())
    var keyFile: String?

    @Option(help: "Threads, 1 to 64; by default one for each processor, at most 8.")
    var jobs: Int = min(8, activeProcessors)

    func validate() throws {
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs takes a number from 1 to 64.") }
        if inputs.contains("") { throw ValidationError("A name of a file is empty.") }
        if inputs.count(where: { $0 == "-" }) > 1 {
            throw ValidationError("Standard input (`-`) is given twice; it can be read once.")
        }
    }

    func open() throws -> InputFiles {
        if Terminal.isInputTyped, inputs.isEmpty || inputs.contains("-") {
            Terminal.say("seinpost: reads what you type; name a file, or end with Ctrl-D\n")
        }
        return try InputFiles(paths: inputs)
    }

    /// The bytes of the key file, without a line feed at their end.
    func key() throws -> [UInt8] {
        guard let keyFile else { return Pseudonyms.fixtureKey }
        var bytes = try SmallFile.read(keyFile)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { throw Failure(.configuration, "the key file `\(keyFile)` is empty") }
        return bytes
    }
}
