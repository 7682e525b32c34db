// Log lines: JSON for machines, text on a terminal.
// In: constant messages with metadata. Out: one line each. Depends on: swift-log.

package import Logging

/// Writes each event as one line. Messages are constant texts; facts go in metadata, and never anything of a person.
package struct LineLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let format: LogSettings.Format
    private let now: @Sendable () -> Moment
    private let write: @Sendable (String) -> Void

    /// - Parameter write: takes one line with its line feed, from any thread.
    package init(
        label: String, settings: LogSettings, now: @escaping @Sendable () -> Moment = { .now },
        write: @escaping @Sendable (String) -> Void = { Terminal.say($0) }
    ) {
        self.label = label
        self.logLevel = settings.level
        self.format = settings.format
        self.now = now
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadataProvider?.get() ?? [:]
        all.merge(metadata) { $1 }
        if let own = event.metadata { all.merge(own) { $1 } }
        // The type tells enough; a description may quote what was read.
        if let error = event.error { all["error"] = "\(type(of: error))" }
        let pairs = all.sorted { $0.key < $1.key }
        switch format {
        case .json: write(json(event, pairs))
        case .text: write(text(event, pairs))
        }
    }

    private func json(_ event: LogEvent, _ pairs: [(key: String, value: Logger.MetadataValue)]) -> String {
        var line = "{\"time\":\"\(now())\",\"level\":\"\(event.level.rawValue)\""
        line +=
            ",\"logger\":\(JSONLine.string(label)),\"message\":\(JSONLine.string(event.message.description))"
        for (key, value) in pairs {
            // The first four are ours.
            let name = ["time", "level", "logger", "message"].contains(key) ? key + "_" : key
            line += ",\(JSONLine.string(name)):\(JSONLine.value(value))"
        }
        return line + "}\n"
    }

    private func text(_ event: LogEvent, _ pairs: [(key: String, value: Logger.MetadataValue)]) -> String {
        var line = "\(now()) \(event.level.rawValue) \(JSONLine.printable(event.message.description))"
        for (key, value) in pairs { line += " \(key)=\(JSONLine.printable(value.description))" }
        return line + "\n"
    }
}

/// The logs of the process.
package enum DaemonLog {
    /// Sends the logs of this process and its libraries to standard error. At most once, before any logger is made.
    package static func bootstrap(_ settings: LogSettings) {
        LoggingSystem.bootstrap { LineLogHandler(label: $0, settings: settings) }
    }
}

/// Values of metadata as JSON.
private enum JSONLine {
    static func value(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): return string(text)
        case .stringConvertible(let value):
            if let number = value as? any FixedWidthInteger { return "\(number)" }
            if let number = value as? Double, number.isFinite { return "\(number)" }
            if let truth = value as? Bool { return "\(truth)" }
            return string("\(value)")
        case .array(let values): return "[" + values.map(self.value).joined(separator: ",") + "]"
        case .dictionary(let pairs):
            let members = pairs.sorted { $0.key < $1.key }.map { "\(string($0.key)):\(self.value($0.value))" }
            return "{" + members.joined(separator: ",") + "}"
        }
    }

    static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default:
                if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
                    let code = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - code.count) + code
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    /// Without control characters, which could steer a terminal or make a second line.
    static func printable(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            result.append(isControl ? "\u{FFFD}" : scalar)
        }
        return String(result)
    }
}
