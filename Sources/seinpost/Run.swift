// `seinpost run`: the daemon.
// In: a configuration. Out: whatever the daemon does until it is stopped. Depends on: Runtime.

import ArgumentParser
import Outreach
import Rules
import Runtime
import Signals

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the daemon: signals in as they arrive, tasks out.",
        discussion: """
            One YAML file tells it everything; flags go before the environment (`SEINPOST_SECTION_KEY`), \
            that before the file, and that before the defaults. Keys come from files or systemd credentials.

            Examples:
              seinpost run --config seinpost.yaml --check-config
              SEINPOST_LOG_LEVEL=debug seinpost run --config seinpost.yaml
            """)

    @OptionGroup var options: ConfigurationOptions

    @Flag(help: "Checks configuration, keys and pipeline, and ends: 0 when all is sound, else 78.")
    var checkConfig = false

    @Option(
        help: ArgumentHelp(
            "Takes this for today, for a rehearsal with old deliveries; never for real work.",
            valueName: "date"))
    var day: CivilDate?

    @Flag(
        help: ArgumentHelp(
            "Logs an address that lets one person in once, as a team lead of every team: for a demonstration on "
                + "this machine."))
    var oneTimeLogIn = false

    func run() throws {
        let configuration = try options.load()
        // Whoever corrects the keys learns at once whether the pipeline is sound too.
        let keys: KeyRing?
        do {
            keys = try KeyRing.load(configuration)
        } catch {
            keys = nil
            let label = Terminal.messages.styled("1;31", "seinpost:")
            for message in error.messages { Terminal.say("\(label) \(message)\n") }
        }
        let pipeline = try PipelineFile.load(configuration.pipeline, outputs: OutputPaths([]))
        guard let keys else { throw Failure(.configuration) }
        let path = configuration.pipeline
        let plan = DaemonPlan(
            configuration: configuration, keys: keys, pipeline: pipeline,
            reload: { try? PipelineFile.load(path, outputs: OutputPaths([])) }, fixedDay: day,
            version: Version.current)
        let outreach = try plan.outreach()
        guard checkConfig else { return try runDaemon(plan, outreach) }
        let journal =
            switch configuration.journal {
            case .sqlite(let sqlite): "the journal `\(sqlite.file)`"
            case .kafka(let kafka): "Kafka at `\(kafka.bootstrap)`"
            }
        let output = try OutputFile()
        try output.write(
            "`\(options.path)` is sound: pipeline `\(pipeline.id)` version \(pipeline.version) on \(journal), "
                + "with \(count(keys.contact.count, "key")) for contact details.\n")
        try output.finish()
    }

    private func runDaemon(_ plan: DaemonPlan, _ outreach: EmbeddedOutreach.Plan?) throws {
        DaemonLog.bootstrap(plan.configuration.log)
        var plan = plan
        if var outreach {
            if oneTimeLogIn { outreach.oneTime = try outreach.letInOnce(plan.pipeline) }
            plan.companion = { [outreach] place throws(DaemonFailure) in
                try EmbeddedOutreach(place, outreach)
            }
        }
        do throws(DaemonFailure) {
            try Daemon(plan).run()
        } catch {
            throw Failure(error.status, error.message)
        }
    }
}
