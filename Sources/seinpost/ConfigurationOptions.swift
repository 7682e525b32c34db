// What `run` and `config show` share: a configuration file and what goes before it.
// In: arguments and the environment. Out: a configuration, or exit code 78 with all that is wrong. Depends on: Runtime.

import ArgumentParser
import Rules
import Runtime

struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp("The configuration of the daemon.", valueName: "file"), completion: .file())
    var path: String

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "A value that goes before the file and the environment, such as batch.records=500.",
            valueName: "key=value"))
    var sets: [String] = []

    /// The effective configuration; its findings go to standard error.
    func load() throws -> Configuration {
        let (configuration, diagnostics) = Configuration.load(path: path, sets: sets)
        for diagnostic in diagnostics {
            Terminal.say(diagnostic.rendered(isColored: Terminal.messages.isColored))
        }
        guard let configuration else {
            throw Failure(.configuration, "the configuration `\(path)` cannot be used; see above")
        }
        return configuration
    }
}
