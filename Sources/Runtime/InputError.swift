// Why an input cannot be read.
// In: nothing. Out: one-line messages and exit codes. Depends on: ExitStatus.

internal import Glibc

/// Why an input cannot be read, or not to its end. Names the file, never what it holds.
package enum InputError: Error, Hashable, Sendable {
    case missing(String)
    case directory(String)
    case unreadable(String, errno: Int32)
    case reading(String, errno: Int32)
    case damagedGzip(String)
    case truncatedGzip(String)
    /// The temporary copy, in this folder, of an input that can be read only once.
    case spooling(folder: String, errno: Int32)

    /// One line for people, without control characters of its own; a file's name stands in it as it is.
    package var message: String {
        switch self {
        case .missing(let name): "there is no file `\(name)`"
        case .directory(let name): "`\(name)` is a folder; name the files in it"
        case .unreadable(let name, let code): "cannot open \(Self.shown(name)): \(systemMessage(code))"
        case .reading(let name, let code): "cannot read \(Self.shown(name)): \(systemMessage(code))"
        case .damagedGzip(let name): "the gzip data of \(Self.shown(name)) is damaged"
        case .truncatedGzip(let name): "the gzip data of \(Self.shown(name)) ends too early"
        case .spooling(let folder, let code):
            "cannot keep a copy of the input in the temporary folder `\(folder)` (TMPDIR): \(systemMessage(code))"
        }
    }

    /// How the process ends when nobody can go on without the input.
    package var exitStatus: ExitStatus {
        switch self {
        case .missing, .directory, .unreadable: .noInput
        case .reading, .spooling: .inputOutput
        case .damagedGzip, .truncatedGzip: .data
        }
    }

    private static func shown(_ name: String) -> String { name == "-" ? "standard input" : "`\(name)`" }
}

/// The operating system's words for an `errno`.
func systemMessage(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count - 1) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
