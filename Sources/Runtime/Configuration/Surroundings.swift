// What the machine tells a daemon at its start: environment, host name, processors, terminal.
// In: the process. Out: one value, so that tests can make their own. Depends on: Terminal.

internal import Glibc

/// What the configuration takes from around the process.
package struct Surroundings: Sendable {
    package var environment: [String: String]
    package var hostName: String
    package var processors: Int
    /// Whether messages go to a terminal.
    package var isTerminal: Bool

    package init(
        environment: [String: String] = [:], hostName: String = "localhost", processors: Int = 1,
        isTerminal: Bool = false
    ) {
        self.environment = environment
        self.hostName = hostName
        self.processors = processors
        self.isTerminal = isTerminal
    }

    /// Those of this process, now.
    package static var current: Surroundings {
        Surroundings(
            environment: currentEnvironment, hostName: currentHostName, processors: activeProcessors,
            isTerminal: Terminal.messages.isInteractive)
    }

    /// The folder of systemd credentials (systemd.exec(5)); nil when there is none.
    var credentials: String? {
        environment["CREDENTIALS_DIRECTORY"].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static var currentEnvironment: [String: String] {
        var found: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let sign = text.firstIndex(of: "=") {
                found[String(text[..<sign])] = String(text[text.index(after: sign)...])
            }
            next += 1
        }
        return found
    }

    private static var currentHostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
