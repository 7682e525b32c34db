// Why an output cannot be written.
// In: nothing. Out: one-line messages. Depends on: ExitStatus.

internal import Glibc

/// Why an output cannot be written. Names the file, never what goes into it.
package enum OutputError: Error, Hashable, Sendable {
    case creating(String, errno: Int32)
    /// A file that would have got its name at the end: nothing of it stays.
    case writing(String, errno: Int32)
    /// Standard output, a device or a pipe: somebody may have read the beginning.
    case incomplete(String, errno: Int32)
    /// What must be held back for standard output, a device or a pipe did not fit in the temporary folder.
    case holding(folder: String, errno: Int32)
    /// Whoever read our output has stopped, as `head` does: no fault of anybody.
    case readerGone

    /// One line for people; a file's name stands in it as it is.
    package var message: String {
        switch self {
        case .creating(let path, let code): "cannot create `\(path)`: \(systemMessage(code))"
        case .writing(let path, let code):
            "cannot write \(Self.shown(path)): \(Self.reason(code)); nothing is left of it"
        case .incomplete(let path, let code):
            "cannot write \(Self.shown(path)): \(Self.reason(code)); what was written is incomplete"
        case .holding(let folder, let code):
            "cannot hold the output in the temporary folder `\(folder)` (TMPDIR): \(Self.reason(code))"
        case .readerGone: "the reader of standard output has gone"
        }
    }

    /// How the process ends when nobody can go on without the output.
    package var exitStatus: ExitStatus { self == .readerGone ? .success : .inputOutput }

    private static func shown(_ path: String) -> String { path == "-" ? "standard output" : "`\(path)`" }

    private static func reason(_ code: Int32) -> String {
        code == ENOSPC || code == EDQUOT ? "the disk is full" : systemMessage(code)
    }
}
