// Pipelines for tests: those of the reference, and small ones written in a test.
// In: YAML. Out: Pipeline. Depends on: PipelineLoader.

import Foundation
package import Rules

/// A pipeline that the loader refused, with what it said.
package struct UnsoundPipeline: Error, CustomStringConvertible {
    package let description: String
}

extension Pipeline {
    /// The pipeline in a text of its own.
    package init(text: String) throws {
        try self.init(path: "proef.yaml") { _ in Array(text.utf8) }
    }

    /// A pipeline of Tests/Reference/pipelines.
    package init(reference name: String) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Reference/pipelines")
        try self.init(path: name) { Array(try Data(contentsOf: folder.appendingPathComponent($0))) }
    }

    private init(path: String, read: (String) throws -> [UInt8]) throws {
        let (pipeline, diagnostics) = PipelineLoader.load(path: path, read: read)
        guard let pipeline else {
            throw UnsoundPipeline(description: diagnostics.map { $0.rendered() }.joined())
        }
        self = pipeline
    }

    /// A pipeline of which only some sections matter: the others are as plain as can be.
    ///
    /// - Parameters:
    ///   - top: lines at the top level, such as `retention: 60d`.
    ///   - partners, rules, classes, teams: lines of the section, indented by two spaces.
    package init(
        top: String = "", partners: String = "  Huur: {basis: proef}", rules: String? = nil,
        classes: String = "  - {id: gewoon, score: 0, due: 28d, ladder: [Brief, Telefoon], retry: 7d}",
        teams: String = "  - {id: centrum, default: true}"
    ) throws {
        try self.init(
            text: """
                pipeline: proef
                version: "1"
                municipality: "0518"
                areas-edition: 2025
                zone: Europe/Amsterdam
                source: urn:proef:seinpost
                \(top)
                partners:
                \(partners)
                \(rules.map { "rules:\n" + $0 } ?? "")
                classes:
                \(classes)
                teams:
                \(teams)
                accountability:
                  goal: Proef met verzonnen personen.
                  proportionality: Alleen verzonnen personen en adressen.
                  human-intervention: Niet van toepassing.
                  risks: Geen.
                  lawful-basis: Niet van toepassing.
                """)
    }
}
