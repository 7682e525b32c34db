// Outputs that would replace what a command reads, or each other.
// In: paths. Out: exit code 64 before anything is written. Depends on: SmallFile, OutputFile.

import Runtime
import Signals

/// The files that a command will write.
struct OutputPaths {
    private let paths: [String]

    /// - Parameter paths: of the outputs that were asked for; the absent ones are left out.
    init(_ paths: [String?]) throws {
        self.paths = paths.compactMap { $0 }
        for (place, path) in self.paths.enumerated() {
            if path.isEmpty { throw Failure(.usage, "the name of an output is empty") }
            if self.paths[..<place].contains(where: { Self.collide($0, path) }) {
                throw Failure(.usage, "`\(path)` is given twice; each output needs a file of its own")
            }
        }
    }

    /// Refuses an output that is a file which the command reads.
    ///
    /// - Parameter what: what that file is, such as "the pipeline".
    func check(against read: [String], _ what: String) throws {
        for path in paths {
            guard let same = read.first(where: { Self.collide($0, path) }) else { continue }
            let name = same == path ? "`\(path)`" : "`\(path)` (`\(same)`)"
            throw Failure(.usage, "\(name) is \(what), and an output would replace it; name another file")
        }
    }

    /// Devices and descriptors may be named twice: nothing of them is replaced.
    private static func collide(_ left: String, _ right: String) -> Bool {
        guard left != "-", right != "-" else { return left == right }
        guard OutputFile.replaces(left), OutputFile.replaces(right) else { return false }
        return left == right || SmallFile.isSame(left, right)
    }
}
