// `seinpost outreach`: the outreach team's side alone, beside a cluster.
// In: a configuration. Out: whatever it serves until it is stopped. Depends on: Outreach, Runtime.

import ArgumentParser
import Outreach
import Rules
import Runtime
import Signals

struct OutreachCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outreach",
        abstract: "Serves the outreach team's side beside a cluster: task board, API, live feed, pages.",
        discussion: """
            Reads the same configuration as `seinpost run`, with a section `outreach`. Run as many copies as you like, \
            each with an `instance` and a board of its own; put a proxy with TLS before them. On the embedded journal \
            `seinpost run` serves it, and this command has nothing to do.

            Example:
              seinpost outreach --config seinpost-kafka.yaml --set instance=outreach-1
            """)

    @OptionGroup var options: ConfigurationOptions

    @Option(
        help: ArgumentHelp(
            "Takes this for today, for a rehearsal with old deliveries; never for real work.",
            valueName: "date"))
    var day: CivilDate?

    func run() throws {
        let configuration = try options.load()
        guard case .kafka(let kafka) = configuration.journal else {
            throw Failure(.configuration, "with the embedded journal `seinpost run` serves the outreach side")
        }
        let keys: KeyRing
        do {
            keys = try KeyRing.load(configuration)
        } catch {
            throw Failure(.configuration, error.messages.joined(separator: "; "))
        }
        let pipeline = try PipelineFile.load(configuration.pipeline, outputs: OutputPaths([]))
        let plan = DaemonPlan(
            configuration: configuration, keys: keys, pipeline: pipeline, reload: { nil }, fixedDay: day,
            version: Version.current)
        guard let outreach = try plan.outreach() else {
            throw Failure(.configuration, "`\(options.path)` has no section `outreach`")
        }
        DaemonLog.bootstrap(configuration.log)
        do throws(DaemonFailure) {
            try ClusterOutreach(plan, kafka, outreach).run()
        } catch {
            throw Failure(error.status, error.message)
        }
    }
}

extension EmbeddedOutreach.Plan {
    /// For a demonstration; refused where others than this machine could use it.
    func letInOnce(_ pipeline: Pipeline) throws -> OneTimeAddress {
        guard ["127.0.0.1", "localhost", "::1"].contains(settings.listen.host), settings.address == nil else {
            throw Failure(
                .configuration,
                "`--one-time-log-in` needs an `outreach.listen` on this machine and no `outreach.address`")
        }
        return OneTimeAddress(
            for: Actor(
                id: "demonstratie", name: "Demonstratie", roles: [.worker, .lead],
                teams: Set(pipeline.teams.map(\.id))))
    }
}

extension DaemonPlan {
    /// What the outreach side works with; nil when the configuration has no section for it.
    ///
    /// - Throws: a `Failure` that says which file of it cannot be used.
    func outreach() throws -> EmbeddedOutreach.Plan? {
        guard let settings = configuration.outreach else { return nil }
        guard let zone = CivilZone(name: pipeline.zone) else {
            preconditionFailure("a checked pipeline has a known zone")
        }
        let desk = DeskSettings(
            source: pipeline.source, zone: zone, seal: seal,
            pseudonyms: Pseudonyms(key: keys.pseudonyms.bytes), activity: settings.activity,
            retention: pipeline.retention, fixedDay: fixedDay)
        let outbound: OutboundPlan
        do {
            outbound = try OutboundPlan(settings, teams: Set(pipeline.teams.map(\.id)))
        } catch {
            throw Failure(.configuration, error.messages.joined(separator: "; "))
        }
        let pages = SitePages(Site(pipeline), theme: try settings.theme.map(Self.theme))
        return EmbeddedOutreach.Plan(
            settings: settings, desk: desk, keys: keys, pages: pages, outbound: outbound)
    }

    /// A municipality's theme.css.
    private static func theme(_ path: String) throws -> String {
        let limit = 1 << 18
        do throws(InputError) {
            let bytes = try SmallFile.read(path, limit: limit)
            if bytes.count <= limit, let text = String(validating: bytes, as: UTF8.self) { return text }
        } catch {
            throw Failure(.configuration, error.message)
        }
        throw Failure(.configuration, "the theme `\(path)` is no text in UTF-8 of at most 256 KiB")
    }
}
