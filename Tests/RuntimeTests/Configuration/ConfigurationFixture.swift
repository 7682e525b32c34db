// A configuration in a folder of its own, with surroundings that no machine changes.
// In: text, variables, flags. Out: what the loader makes of them. Depends on: TestSupport.

import Foundation
import Rules
import Runtime
import TestSupport

struct ConfigurationFixture {
    let scratch: Scratch
    var environment: [String: String] = [:]
    var sets: [String] = []
    var hostName = "machine-1.example.nl"

    static let embedded = """
        pipeline: rules/proef.yaml
        keys:
          pseudonyms: pseudonym.key
          contact: [contact-2.key, contact-1.key]
        sqlite:
          file: journal.sqlite
        """

    static let cluster = """
        pipeline: rules/proef.yaml
        keys: {pseudonyms: pseudonym.key, contact: contact-1.key}
        kafka:
          bootstrap: kafka-1.example.nl:9092
        """

    init(_ text: String = embedded) throws {
        scratch = try Scratch()
        try scratch.write("seinpost.yaml", text)
    }

    var path: String { scratch.path("seinpost.yaml") }

    func load() -> (configuration: Configuration?, diagnostics: [Diagnostic]) {
        Configuration.load(
            path: path, sets: sets,
            surroundings: Surroundings(environment: environment, hostName: hostName, processors: 6))
    }

    /// The findings as people see them, with the folder left out.
    func findings() -> String {
        load().diagnostics.map { $0.rendered().replacing(scratch.path("") + "/", with: "") }.joined()
            .replacing(scratch.path(""), with: "")
    }

    /// Two key files and the pseudonym key, for us alone.
    func writeKeys() throws {
        try writeKey("pseudonym.key", Data("a key of sixteen bytes or more\n".utf8))
        try writeKey("contact-1.key", Data((0..<32).map { UInt8($0) }))
        try writeKey("contact-2.key", Data((String(repeating: "0aFf", count: 16) + "\n").utf8))
    }

    func writeKey(_ name: String, _ bytes: Data, mode: Int = 0o600) throws {
        let path = try scratch.write(name, bytes)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
}
