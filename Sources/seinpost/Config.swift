// `seinpost config show`: what the daemon would go by, and where each value comes from.
// In: a configuration. Out: YAML. Depends on: Runtime.

import ArgumentParser
import Rules
import Runtime

struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the configuration of the daemon.", subcommands: [Show.self])

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows every value that the daemon would go by, and where it comes from.",
            discussion: """
                Flags go before the environment (`SEINPOST_SECTION_KEY`), that before the file, and that \
                before the defaults. Keys are shown by the path of their file only, and passwords never.

                Examples:
                  seinpost config show --config seinpost.yaml
                  SEINPOST_BATCH_RECORDS=500 seinpost config show --config seinpost.yaml --redact
                """)

        @OptionGroup var options: ConfigurationOptions

        @Flag(help: "Hides paths and names of hosts too, so that the text can be sent to others.")
        var redact = false

        func run() throws {
            let configuration = try options.load()
            // The names of some topics follow from it; `run --check-config` tells what is wrong with it.
            let pipeline = PipelineLoader.load(path: configuration.pipeline) { try SmallFile.read($0) }
                .pipeline
            let output = try OutputFile()
            try output.write(
                ConfigurationText.text(configuration, isRedacted: redact, pipelineID: pipeline?.id))
            try output.finish()
        }
    }
}
