// `run --check-config` and `config show`: sound is one sentence, unsound is exit code 78 with everything that is wrong.

import Foundation
import Runtime
import TestSupport
import Testing

@Suite("Commands of the configuration")
struct ConfigurationCommandTests {
    /// The folder of a sound configuration.
    static func folder() throws -> Scratch {
        let folder = try Sample.folder()
        try folder.write(
            "seinpost.yaml",
            """
            pipeline: proef.yaml
            instance: proef-1
            keys: {pseudonyms: p.key, contact: c.key}
            sqlite: {file: journal.sqlite}
            """)
        for name in ["p.key", "c.key"] {
            let path = try folder.write(name, Data(repeating: 7, count: 32))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
        return folder
    }

    static let check = ["run", "--config", "seinpost.yaml", "--check-config"]

    @Test("A sound configuration is told in one sentence") func sound() throws {
        let run = try Command.run(Self.check, folder: try Self.folder())
        #expect(run.status == 0)
        #expect(
            run.output
                == "`seinpost.yaml` is sound: pipeline `proef` version 1 on the journal `journal.sqlite`, "
                + "with 1 key for contact details.\n")
        #expect(run.messages.isEmpty)
    }

    @Test("A wrong configuration, key or pipeline is exit code 78 and says what is wrong")
    func unsound() throws {
        let folder = try Self.folder()
        var run = try Command.run(Self.check + ["--set", "batch.recods=1"], folder: folder)
        #expect(run.status == 78)
        #expect(run.messages.contains("did you mean `batch.records`?"))
        run = try Command.run(Self.check, folder: folder, environment: ["SEINPOST_ADMIN": "9464"])
        #expect(run.status == 78)
        #expect(run.messages.hasPrefix("SEINPOST_ADMIN:1:1: error: `admin` must be a host and a port"))
        run = try Command.run(["run", "--config", "weg.yaml", "--check-config"], folder: folder)
        #expect(run.status == 78)
        #expect(run.messages.contains("there is no file `weg.yaml`"))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.path("c.key"))
        run = try Command.run(Self.check, folder: folder)
        #expect(run.status == 78)
        #expect(run.messages.contains("`c.key` (`keys.contact`) can be read by everybody"))
        run = try Command.run(Self.check + ["--set", "keys.contact=p.key"], folder: folder)
        #expect(run.status == 0)
        try folder.write("proef.yaml", Sample.pipeline.replacing("kinds(month)", with: "kindz(month)"))
        run = try Command.run(Self.check, folder: folder)
        #expect(run.status == 78)
        #expect(run.messages.contains("can be read by everybody"))
        #expect(run.messages.contains("proef.yaml:"))
        #expect(run.output.isEmpty)
    }

    @Test("config show gives values with their source, and no key") func show() throws {
        let folder = try Self.folder()
        let run = try Command.run(
            ["config", "show", "--config", "seinpost.yaml", "--set", "admin=null"], folder: folder,
            environment: ["SEINPOST_BATCH_WAIT": "2s"])
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(lines.contains("instance: proef-1 # line 2"))
        #expect(lines.contains("wait: 2000ms # SEINPOST_BATCH_WAIT"))
        #expect(lines.contains("admin: null # --set admin"))
        #expect(!run.output.contains("\u{7}"))
        try folder.write("again.yaml", run.output)
        let again = try Command.run(["run", "--config", "again.yaml", "--check-config"], folder: folder)
        #expect(again.status == 0)
    }

    @Test("why-stalled says when no daemon answers") func noDaemon() throws {
        // Port 1 belongs to nobody here.
        let run = try Command.run(["why-stalled", "--admin", "127.0.0.1:1"])
        #expect(run.status == 69)
        #expect(run.messages.hasPrefix("seinpost: no daemon answers at `127.0.0.1:1`"))
        #expect(try Command.run(["why-stalled", "--admin", "9464"]).status == 64)
    }

    @Test("why-stalled asks a daemon, and exits 1 when something is held up") func stalled() async throws {
        let (quiet, away): (Command, Command) = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result { (try Self.whyStalled(.quiet), try Self.whyStalled(.brokerAway)) })
            }
        }
        #expect(quiet.status == 0)
        #expect(quiet.output.hasSuffix("Nothing is held up.\n"))
        #expect(away.status == 1)
        #expect(away.output.contains("the broker cannot be reached."))
        #expect(away.messages.isEmpty)
    }

    /// Blocks, so on a thread of its own.
    static func whyStalled(_ cause: StallReport.Cause) throws -> Command {
        let time = Moment(milliseconds: 0)
        let server = try RunningAdminServer.start(
            address: NetworkAddress(host: "127.0.0.1", port: 0), registry: PrometheusRegistry(),
            board: HealthBoard([]),
            stalled: {
                let partition = StallReport.Partition(
                    stage: .scoring, partition: 0, cause: cause, since: time)
                return StallReport(time: time, instance: "proef-1", partitions: [partition])
            })
        defer { server.stop() }
        return try Command.run(["why-stalled", "--admin", server.address.description])
    }
}
