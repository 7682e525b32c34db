// The scenarios of fixtures/: each folder is a stream and what must come of it (fixtures/README.md).
// In: the folder, found from this file. Out: paths, texts, pipelines. Depends on: PipelineLoader.

import Foundation
package import Rules

/// One folder of fixtures/.
package struct Fixture: Sendable, Hashable, CustomStringConvertible {
    package let name: String

    package init(_ name: String) { self.name = name }

    package static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    private static let folder = repository + "/fixtures"

    /// All folders with data, by name. One with a `hash` has its data made by a test of its own.
    package static let all: [Fixture] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map(Fixture.init).filter { $0.isFolder && !$0.files.contains("hash") }
    }()

    package var description: String { name }

    package func path(_ file: String) -> String { "\(Fixture.folder)/\(name)/\(file)" }

    package var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path(""))) ?? []).sorted()
    }

    private var isFolder: Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path(""), isDirectory: &isFolder) && isFolder.boolValue
    }

    package func bytes(_ file: String) throws -> [UInt8] { try Fixture.read(path(file)) }

    /// The lines of a file that ends with a line feed, without it.
    package func lines(_ file: String) throws -> [String] {
        let text = String(decoding: try bytes(file), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// The pipeline named in the folder.
    package func pipeline() throws -> Pipeline {
        try Fixture.pipeline(try lines("pipeline").first ?? "")
    }

    /// A pipeline by its path from the root of the repository.
    package static func pipeline(_ path: String) throws -> Pipeline {
        let (pipeline, diagnostics) = PipelineLoader.load(path: repository + "/" + path, read: read)
        guard let pipeline else {
            throw UnusableFixture(description: diagnostics.map { $0.rendered() }.joined())
        }
        return pipeline
    }

    private static func read(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }
}

/// A folder that cannot be replayed, and why.
package struct UnusableFixture: Error, CustomStringConvertible {
    package let description: String
    package init(description: String) { self.description = description }
}
