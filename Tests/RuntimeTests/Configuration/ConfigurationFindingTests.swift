// Everything that is wrong with a configuration, at its place and all at once.

import Rules
import Runtime
import TestSupport
import Testing

@Suite("Findings of a configuration")
struct ConfigurationFindingTests {
    @Test("Every fault of a file is told at once, each with its line and a suggestion") func all() throws {
        let fixture = try ConfigurationFixture(
            """
            pipline: x.yaml
            instance: Machine
            keys: {pseudonyms: p.key, contact: []}
            sqlite: {file: j.sqlite, inboks: in}
            kafka:
              workers: 0
              bootstrap: b:9092
            batch: {wait: 50, records: many}
            log: {format: jason}
            admin: 9464
            """)
        #expect(
            fixture.findings() == """
                seinpost.yaml:1:1: error: unknown key `pipline`; did you mean `pipeline`?
                pipline: x.yaml
                ^^^^^^^
                seinpost.yaml:1:1: error: a configuration has no `pipeline`
                pipline: x.yaml
                ^
                seinpost.yaml:2:11: error: `instance` must be 1 to 63 lower case letters, digits and hyphens, \
                not `Machine`
                instance: Machine
                          ^^^^^^^
                seinpost.yaml:3:36: error: `contact` is empty; name at least one key file
                keys: {pseudonyms: p.key, contact: []}
                                                   ^
                seinpost.yaml:4:26: error: unknown key `inboks`; did you mean `inbox`?
                sqlite: {file: j.sqlite, inboks: in}
                                         ^^^^^^
                seinpost.yaml:5:1: error: `sqlite` and `kafka` exclude each other; keep one of the two journals
                kafka:
                ^^^^^
                seinpost.yaml:6:12: error: `workers` must be a whole number from 1 to 64, not `0`
                  workers: 0
                           ^
                seinpost.yaml:8:15: error: `wait` must be a length of time from 1ms to 10s, such as `50ms` or \
                `2s`, not `50`
                batch: {wait: 50, records: many}
                              ^^
                seinpost.yaml:8:28: error: `records` must be a whole number from 1 to 100000, not `many`
                batch: {wait: 50, records: many}
                                           ^^^^
                seinpost.yaml:9:15: error: `format` cannot be `jason`; did you mean `json`?
                log: {format: jason}
                              ^^^^^
                seinpost.yaml:10:8: error: `admin` must be a host and a port such as `127.0.0.1:9464`, or `null` \
                to switch it off, not `9464`
                admin: 9464
                       ^^^^

                """)
    }

    @Test("Faults of `kafka`: its topics differ, and what the daemon sets stays with the daemon")
    func kafka() throws {
        let fixture = try ConfigurationFixture(
            """
            pipeline: x.yaml
            keys: {pseudonyms: p.key, contact: c.key}
            kafka:
              bootstrap: "a, b"
              workers: 0
              topics: {tasks: a, statuses: a, delivered: "b c"}
              properties: {group.id: x, Linger: 5, acks: 1}
            """)
        let messages = fixture.load().diagnostics.map { "\($0.line):\($0.column) \($0.message)" }
        #expect(
            messages == [
                "4:14 `bootstrap` must be brokers such as `kafka-1:9092,kafka-2:9092`, not `a, b`",
                "5:12 `workers` must be a whole number from 1 to 64, not `0`",
                "6:32 `tasks` and `statuses` have the same topic; each needs its own",
                "6:46 `delivered` must be at most 249 letters, digits, dots, hyphens and underscores, not `b c`",
                "7:16 `group.id` is not for configuration: write `kafka.group`",
                "7:29 `Linger` is no property of librdkafka; they look like `security.protocol`",
                "7:40 `acks` is not for configuration: each record counts exactly once only as the daemon sets it",
            ])
    }

    @Test("A key that occurs twice is an error with both lines") func twice() throws {
        let fixture = try ConfigurationFixture(ConfigurationFixture.embedded + "\npipeline: y.yaml\n")
        #expect(
            fixture.findings() == """
                seinpost.yaml:7:1: error: `pipeline` occurs twice; the first stands on line 1
                pipeline: y.yaml
                ^^^^^^^^

                """)
    }

    @Test("A variable that is unknown or wrong is named as the place, and an unknown one is not shown")
    func variables() throws {
        var fixture = try ConfigurationFixture()
        fixture.environment = [
            "SEINPOST_SQLITE_FIEL": "geheim", "SEINPOST_BATCH_RECORDS": "0", "SEINPOST_LOG_FORMAT": "",
            "SEINPOST_KAFKA_PROPERTIES_SASL_PASSWORD": "geheim",
        ]
        #expect(
            fixture.findings() == """
                SEINPOST_KAFKA_PROPERTIES_SASL_PASSWORD:1:1: error: `sasl.password` is a secret; it may stand in the \
                configuration file only
                SEINPOST_SQLITE_FIEL:1:1: error: there is no such setting; did you mean `SEINPOST_SQLITE_FILE`?
                SEINPOST_BATCH_RECORDS:1:1: error: `records` must be a whole number from 1 to 100000, not `0`
                0
                ^
                SEINPOST_LOG_FORMAT:1:1: error: `format` has no value; leave the key out, or write `null` to take it out

                """)
    }

    @Test(
        "A flag that is no key is refused",
        arguments: [
            ("batch.recrods=1", "there is no such key; did you mean `batch.records`?"),
            ("batch.records", "write a key, `=` and a value, such as `--set batch.records=500`"),
            (
                "kafka.properties.ssl.key.password=x",
                "`ssl.key.password` is a secret; it may stand in the configuration file only"
            ),
            ("keys=x", "there is no such key"),
        ])
    func flags(_ set: String, _ message: String) throws {
        var fixture = try ConfigurationFixture()
        fixture.sets = [set]
        let loaded = fixture.load()
        #expect(loaded.configuration == nil)
        #expect(loaded.diagnostics.map(\.message) == [message])
    }

    @Test("Two ports cannot be the same") func ports() throws {
        let fixture = try ConfigurationFixture(ConfigurationFixture.embedded + "\nadmin: 127.0.0.1:8080\n")
        #expect(fixture.findings().contains("`admin` and `sqlite.listen` are both 127.0.0.1:8080"))
    }

    @Test("A configuration without a journal, or that is not there, or is no YAML, says so") func nothing()
        throws
    {
        let none = try ConfigurationFixture("pipeline: x.yaml\nkeys: {pseudonyms: p, contact: c}\n")
        #expect(none.findings().contains("a configuration needs a journal"))
        #expect(try ConfigurationFixture("").findings().contains("the file is empty"))
        #expect(try ConfigurationFixture("- a").findings().contains("must be a mapping"))
        #expect(try ConfigurationFixture("a: [").findings().contains("not valid YAML"))
        let missing = Configuration.load(path: "/nowhere/seinpost.yaml", surroundings: Surroundings())
        #expect(missing.diagnostics.map(\.message) == ["there is no file `/nowhere/seinpost.yaml`"])
    }

    @Test("A host name that cannot name a copy asks for `instance`") func hostName() throws {
        var fixture = try ConfigurationFixture()
        fixture.hostName = "machine_1"
        #expect(fixture.findings().contains("write `instance`"))
    }
}
