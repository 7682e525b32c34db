// What the daemon goes by: defaults, the file, variables and flags, in this order of strength.

import Foundation
import Logging
import Rules
import Runtime
import TestSupport
import Testing

@Suite("Configuration")
struct ConfigurationTests {
    @Test("A short file leaves the rest to the defaults") func defaults() throws {
        let fixture = try ConfigurationFixture()
        let loaded = fixture.load()
        #expect(loaded.diagnostics.isEmpty)
        let configuration = try #require(loaded.configuration)
        #expect(configuration.pipeline == fixture.scratch.path("rules/proef.yaml"))
        #expect(configuration.instance == "machine-1")
        #expect(configuration.keys.contact.map { $0.suffix(13) } == ["contact-2.key", "contact-1.key"])
        #expect(configuration.batch == BatchSettings())
        #expect(configuration.admin == NetworkAddress(host: "127.0.0.1", port: 9464))
        #expect(configuration.log == LogSettings(format: .json, level: .info))
        guard case .sqlite(let sqlite) = configuration.journal else {
            Issue.record("the journal is the embedded one")
            return
        }
        #expect(sqlite.file == fixture.scratch.path("journal.sqlite"))
        #expect(sqlite.inbox == nil)
        #expect(sqlite.listen == NetworkAddress(host: "127.0.0.1", port: 8080))
    }

    @Test("In a cluster, group and topics follow from the pipeline") func cluster() throws {
        let configuration = try #require(
            try ConfigurationFixture(ConfigurationFixture.cluster).load().configuration)
        guard case .kafka(let kafka) = configuration.journal else {
            Issue.record("the journal is Kafka")
            return
        }
        #expect(kafka.workers == 6)
        #expect(kafka.group(pipeline: "proef") == "seinpost.proef")
        #expect(kafka.changelog(pipeline: "proef") == "seinpost.proef.changelog")
        #expect(kafka.topics.deadLetters == "schulden.dode-letters.v1")
        #expect(kafka.partitions == 12)
        #expect(kafka.replication == 3)
        #expect(!kafka.hasStaticMembership)
    }

    @Test("Flags go before variables, those before the file, that before the defaults") func order() throws {
        var fixture = try ConfigurationFixture(
            ConfigurationFixture.embedded + "\nbatch: {records: 10, wait: 2s}\nadmin: localhost:1\n")
        fixture.environment = [
            "SEINPOST_BATCH_RECORDS": "20", "SEINPOST_ADMIN": "[::1]:2", "SEINPOST_LOG_LEVEL": "debug",
            "SEINPOST_KEYS_CONTACT": "/keys/a,/keys/b", "UNRELATED": "x",
        ]
        fixture.sets = ["batch.records=30", "batch.records=40"]
        let configuration = try #require(fixture.load().configuration)
        #expect(configuration.batch.records == 40)
        #expect(configuration.batch.waitMilliseconds == 2_000)
        #expect(configuration.admin == NetworkAddress(host: "::1", port: 2))
        #expect(configuration.log.level == .debug)
        #expect(configuration.keys.contact == ["/keys/a", "/keys/b"])
        #expect(configuration.origins["batch.records"] == .flag("--set batch.records"))
        #expect(configuration.origins["admin"] == .environment("SEINPOST_ADMIN"))
        #expect(configuration.origins["batch.wait"] == .file(line: 7))
        #expect(configuration.origins["log.format"] == .standard)
    }

    @Test("A variable can bring a whole section, and `null` switches off") func sections() throws {
        var fixture = try ConfigurationFixture("pipeline: /p.yaml\nadmin: null\nkeys: null\n")
        fixture.environment = [
            "SEINPOST_SQLITE_FILE": "here.sqlite", "SEINPOST_SQLITE_LISTEN": "null",
            "SEINPOST_KEYS_PSEUDONYMS": "p.key", "SEINPOST_KEYS_CONTACT": "c.key",
        ]
        let configuration = try #require(fixture.load().configuration)
        #expect(configuration.admin == nil)
        // A relative path of a variable is seen from where we run.
        #expect(configuration.keys.pseudonyms == "p.key")
        #expect(
            configuration.journal == .sqlite(SQLiteSettings(file: "here.sqlite", inbox: nil, listen: nil)))
    }

    @Test("Properties of librdkafka come from the file, variables and flags") func properties() throws {
        var fixture = try ConfigurationFixture(
            ConfigurationFixture.cluster + "\n  properties: {security.protocol: ssl, linger.ms: 5}\n")
        fixture.environment = ["SEINPOST_KAFKA_PROPERTIES_LINGER_MS": "7"]
        fixture.sets = ["kafka.properties.client.rack=a"]
        let configuration = try #require(fixture.load().configuration)
        guard case .kafka(let kafka) = configuration.journal else { return }
        #expect(kafka.properties == ["security.protocol": "ssl", "linger.ms": "7", "client.rack": "a"])
    }

    @Test("Credentials of systemd stand in for keys that the file does not name") func credentials() throws {
        var fixture = try ConfigurationFixture("pipeline: p.yaml\nsqlite: {file: j.sqlite}\n")
        fixture.environment = ["CREDENTIALS_DIRECTORY": fixture.scratch.path("")]
        #expect(fixture.load().diagnostics.map(\.message).allSatisfy { $0.hasPrefix("there is no key for ") })
        for name in ["pseudonym-key", "contact-key", "contact-key-2"] { try fixture.scratch.write(name, "x") }
        let configuration = try #require(fixture.load().configuration)
        #expect(configuration.keys.contact.count == 2)
        #expect(configuration.origins["keys.pseudonyms"] == .credential("pseudonym-key"))
        try fixture.scratch.write("contact-key-4", "x")
        #expect(fixture.load().diagnostics.map(\.message).contains { $0.contains("no `contact-key-3`") })
    }

    @Test(
        "An address is a host and a port",
        arguments: [
            ("127.0.0.1:80", true), ("localhost:0", true), ("[::1]:65535", true),
            ("kafka_1.example.nl:1", true),
            ("localhost", false), (":80", false), ("localhost:", false), ("localhost:65536", false),
            ("::1:80", false), ("[::1]", false), ("a b:80", false), ("[x]:80", false),
            ("localhost:+1", false),
        ])
    func address(_ text: String, _ isGood: Bool) {
        let address = NetworkAddress(text)
        #expect((address != nil) == isGood)
        if isGood { #expect(address?.description == text) }
    }
}
