// The pipeline that a command works with.
// In: a path. Out: a checked pipeline, or exit code 78 with all that is wrong. Depends on: Rules.

import Rules
import Runtime

/// Reads the files that people write.
enum PipelineFile {
    /// The pipeline at `path`; its findings go to standard error.
    ///
    /// - Parameter outputs: refused when one is the pipeline or a file that it extends.
    static func load(_ path: String, outputs: OutputPaths) throws -> Pipeline {
        try outputs.check(against: [path], "the pipeline")
        do throws(InputError) {
            _ = try SmallFile.read(path)
        } catch {
            throw Failure(.configuration, error.message)
        }
        var bases: [String] = []
        let (pipeline, diagnostics) = PipelineLoader.load(path: path) { file in
            bases.append(file)
            return try SmallFile.read(file)
        }
        try outputs.check(against: bases, "a file that the pipeline extends")
        for diagnostic in diagnostics {
            Terminal.say(diagnostic.rendered(isColored: Terminal.messages.isColored))
        }
        guard let pipeline else {
            throw Failure(.configuration, "the pipeline `\(path)` cannot be used; see above")
        }
        return pipeline
    }

    /// The pipelines among `paths`: files as they are, of a folder its `*.yaml` that are no tests.
    static func find(_ paths: [String]) throws -> [String] {
        var found: [String] = []
        for path in paths {
            guard SmallFile.isDirectory(path) else {
                found.append(path)
                continue
            }
            let files = try SmallFile.list(path).filter { isYAML($0) && !isTest($0) }
            if files.isEmpty {
                throw Failure(.noInput, "there is no pipeline (`*.yaml`) in the folder `\(path)`")
            }
            found += files
        }
        return found
    }

    static func isYAML(_ path: String) -> Bool { path.hasSuffix(".yaml") || path.hasSuffix(".yml") }
    static func isTest(_ path: String) -> Bool { path.hasSuffix(".test.yaml") || path.hasSuffix(".test.yml") }
}
