// Why an output cannot be written.
// In: nothing. Out: one-line messages. Depends on: ExitStatus.

internal import Glibc

/// Why an output cannot be written. Names the file, never what goes into it.
package enum OutputError: Error, Hashable, Sendable {
    case creating(String, errno: Int32)
    case writing(String, errno: Int32)
    /// Whoever read our output has stopped, as `head` does: no fault of anybody.
    case readerGone

    package var message: String {
        switch self {
        case .creating(let path, let code): "cannot create `\(path)`: \(systemMessage(code))"
        case .writing(let path, ENOSPC), .writing(let path, EDQUOT):
            "cannot write \(Self.shown(path)): the disk is full; nothing is left of it"
        case .writing(let path, let code): "cannot write \(Self.shown(path)): \(systemMessage(code))"
        case .readerGone: "the reader of standard output has gone"
        }
    }

    package var exitStatus: ExitStatus { self == .readerGone ? .success : .inputOutput }

    private static func shown(_ path: String) -> String { path == "-" ? "standard output" : "`\(path)`" }
}
