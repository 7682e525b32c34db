// `seinpost version`.
// In: nothing. Out: the version. Depends on: nothing.

import ArgumentParser
import Runtime

struct Version: ParsableCommand {
    /// Semantic version of the program; that of a pipeline stands in its file.
    static let current = "0.1.0"

    static let configuration = CommandConfiguration(abstract: "Shows the version of this program.")

    func run() throws {
        let output = try OutputFile()
        try output.write("seinpost \(Version.current)\n")
        try output.finish()
    }
}
