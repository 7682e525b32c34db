// What we know of the terminal, if there is one.
// In: the process's descriptors and environment. Out: facts. Depends on: nothing.

internal import Glibc

/// One of the process's standard streams, as the person behind it sees it.
package struct Terminal: Sendable {
    /// Whether somebody looks at it.
    package let isInteractive: Bool
    /// Whether it takes colours and wants them (https://no-color.org).
    package let isColored: Bool
    /// Columns; nil when there is no terminal.
    package let width: Int?

    /// Standard output.
    package static let output = Terminal(STDOUT_FILENO)
    /// Standard error.
    package static let messages = Terminal(STDERR_FILENO)

    private init(_ descriptor: Int32) {
        isInteractive = isatty(descriptor) == 1 && Self.variable("TERM") != "dumb"
        isColored = Self.wantsColor(isInteractive: isInteractive, noColor: Self.variable("NO_COLOR"))
        var size = winsize()
        let isKnown = isInteractive && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        width = isKnown ? Int(size.ws_col) : nil
    }

    /// - Parameter noColor: the environment's `NO_COLOR`; only a text that is not empty forbids colours.
    static func wantsColor(isInteractive: Bool, noColor: String?) -> Bool {
        isInteractive && (noColor ?? "").isEmpty
    }

    /// Whether input is typed by a person.
    package static var isInputTyped: Bool { isatty(STDIN_FILENO) == 1 }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// The text in an ANSI style, such as `1;31`, when colours are wanted.
    package func styled(_ style: String, _ text: String) -> String {
        isColored ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
    }

    /// Writes a message for people to standard error; what happens to it does not matter.
    package static func say(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0 && errno != EINTR { return }
            bytes = bytes.dropFirst(max(0, count))
        }
    }
}

/// Processors that are there for us.
package var activeProcessors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

/// Ends the process at once, with nothing printed.
package func endProcess(_ status: ExitStatus) -> Never { exit(status.rawValue) }
