// `config show`: every value with its source; secrets never, places only when they may be seen.

import Foundation
import Rules
import Runtime
import TestSupport
import Testing

@Suite("Configuration as text")
struct ConfigurationTextTests {
    @Test("The text is YAML that reads back as the same configuration") func roundTrip() throws {
        var fixture = try ConfigurationFixture(
            ConfigurationFixture.cluster
                + "\n  properties: {security.protocol: ssl, client.rack: \"a: b #\\\\\"}\nadmin: null\n")
        fixture.environment = ["SEINPOST_INSTANCE": "b"]
        let first = try #require(fixture.load().configuration)
        let text = ConfigurationText.text(first, isRedacted: false, pipelineID: "proef")
        try fixture.scratch.write("seinpost.yaml", text)
        fixture.environment = [:]
        let second = try #require(fixture.load().configuration, "\(fixture.findings())")
        #expect(second.pipeline == first.pipeline)
        #expect(second.instance == first.instance)
        #expect(second.keys == first.keys)
        #expect(second.admin == nil)
        guard case .kafka(var kafka) = first.journal else { return }
        kafka.group = "seinpost.proef"
        #expect(second.journal == .kafka(kafka))
    }

    @Test("Each value stands beside its source") func sources() throws {
        var fixture = try ConfigurationFixture()
        fixture.environment = ["SEINPOST_BATCH_RECORDS": "20"]
        fixture.sets = ["log.level=warning"]
        let configuration = try #require(fixture.load().configuration)
        let text = ConfigurationText.text(configuration, isRedacted: true, pipelineID: nil)
        let lines = text.split(separator: "\n").map {
            $0.split(separator: " ", omittingEmptySubsequences: true)
        }
        .map { $0.joined(separator: " ") }
        #expect(
            lines == [
                "pipeline: \"(redacted)\" # line 1", "instance: \"(redacted)\" # default: the host name",
                "keys:",
                "pseudonyms: \"(redacted)\" # line 3", "contact: # line 4", "- \"(redacted)\"",
                "- \"(redacted)\"", "sqlite:", "file: \"(redacted)\" # line 6", "inbox: null # default",
                "listen: \"(redacted):8080\" # default", "batch:", "records: 20 # SEINPOST_BATCH_RECORDS",
                "wait: 50ms # default", "admin: \"(redacted):9464\" # default", "log:",
                "format: json # default: json, or text on a terminal", "level: warning # --set log.level",
            ])
    }

    @Test("Passwords are hidden always, folders and hosts when asked") func redaction() throws {
        let fixture = try ConfigurationFixture(
            ConfigurationFixture.cluster + """

                  properties:
                    sasl.password: geheim-1
                    ssl.key.pem: geheim-2
                    sasl.oauthbearer.client.secret: geheim-3
                    ssl.ca.location: /etc/plek.pem
                    sasl.username: wie
                    linger.ms: 5
                """)
        let configuration = try #require(fixture.load().configuration)
        let open = ConfigurationText.text(configuration, isRedacted: false, pipelineID: nil)
        #expect(!open.contains("geheim"))
        #expect(open.contains("/etc/plek.pem") && open.contains("kafka-1.example.nl"))
        let redacted = ConfigurationText.text(configuration, isRedacted: true, pipelineID: nil)
        for word in ["geheim", "/etc", "example.nl", "wie", ".key\n", "machine", "rules"] {
            #expect(!redacted.contains(word))
        }
        #expect(redacted.contains("linger.ms: 5"))
    }
}
