// `config show`: the effective configuration as YAML, with the source of each value beside it.
// In: a configuration. Out: text that reads back as the same configuration. Depends on: nothing.

internal import Logging

/// Writes a configuration for people.
package struct ConfigurationText {
    let configuration: Configuration
    /// Whether paths and names of hosts are hidden too, so that the text can be shown to others.
    let isRedacted: Bool
    /// The id of the pipeline, for the names that follow from it; nil when it cannot be read.
    let pipelineID: String?
    var lines: [(text: String, source: String)] = []

    static let hidden = "(redacted)"

    /// The text, with a line feed at its end. Secrets are never in it.
    package static func text(
        _ configuration: Configuration, isRedacted: Bool, pipelineID: String?
    ) -> String {
        var writer = ConfigurationText(
            configuration: configuration, isRedacted: isRedacted, pipelineID: pipelineID)
        writer.write()
        return writer.aligned
    }

    private init(configuration: Configuration, isRedacted: Bool, pipelineID: String?) {
        self.configuration = configuration
        self.isRedacted = isRedacted
        self.pipelineID = pipelineID
    }

    private mutating func write() {
        place("pipeline", configuration.pipeline)
        place("instance", configuration.instance)
        head("keys")
        place("keys.pseudonyms", configuration.keys.pseudonyms)
        lines.append(("  contact:", source("keys.contact")))
        for path in configuration.keys.contact { lines.append(("    - \(shown(path))", "")) }
        switch configuration.journal {
        case .sqlite(let sqlite): write(sqlite)
        case .kafka(let kafka): write(kafka)
        }
        head("batch")
        plain("batch.records", "\(configuration.batch.records)")
        plain("batch.wait", "\(configuration.batch.waitMilliseconds)ms")
        address("admin", configuration.admin)
        head("log")
        plain("log.format", configuration.log.format.rawValue)
        plain("log.level", configuration.log.level.rawValue)
        if let outreach = configuration.outreach { write(outreach) }
    }

    private mutating func write(_ outreach: OutreachSettings) {
        head("outreach")
        address("outreach.listen", outreach.listen)
        place("outreach.board", outreach.board)
        if let address = outreach.address { place("outreach.address", address) }
        list("outreach.origins", outreach.origins)
        plain("outreach.activity", outreach.activity)
        write(outreach.access)
        if let theme = outreach.theme { place("outreach.theme", theme) }
        write(outreach.webhooks)
        if let openKlant = outreach.openKlant { write(openKlant) }
    }

    private mutating func write(_ sqlite: SQLiteSettings) {
        head("sqlite")
        place("sqlite.file", sqlite.file)
        if let inbox = sqlite.inbox { place("sqlite.inbox", inbox) } else { plain("sqlite.inbox", "null") }
        address("sqlite.listen", sqlite.listen)
    }

    private mutating func write(_ kafka: KafkaSettings) {
        head("kafka")
        place("kafka.bootstrap", kafka.bootstrap)
        if let group = pipelineID.map({ kafka.group(pipeline: $0) }) ?? kafka.group {
            plain("kafka.group", group)
        }
        plain("kafka.workers", "\(kafka.workers)")
        plain("kafka.static-membership", "\(kafka.hasStaticMembership)")
        head("  topics")
        plain("kafka.topics.delivered", kafka.topics.delivered)
        plain("kafka.topics.tasks", kafka.topics.tasks)
        plain("kafka.topics.statuses", kafka.topics.statuses)
        plain("kafka.topics.dead-letters", kafka.topics.deadLetters)
        if let id = pipelineID {
            let named = [kafka.log, kafka.contact, kafka.changelog, kafka.audit].map { $0(id) }
            lines.append(("    # and \(named.joined(separator: ", "))", ""))
        }
        plain("kafka.partitions", "\(kafka.partitions)")
        plain("kafka.replication", "\(kafka.replication)")
        guard !kafka.properties.isEmpty else { return }
        head("  properties")
        for (name, value) in kafka.properties.sorted(by: { $0.key < $1.key }) {
            let isHidden =
                LibrdkafkaProperties.isSecret(name)
                || isRedacted && !LibrdkafkaProperties.isHarmless(name, value)
            let text = Self.quoted(isHidden ? Self.hidden : value)
            lines.append(("    \(name): \(text)", source("kafka.properties.\(name)")))
        }
    }

    mutating func head(_ section: String) { lines.append((section + ":", "")) }

    mutating func plain(_ path: String, _ value: String) {
        let parts = path.split(separator: ".")
        let indent = String(repeating: "  ", count: parts.count - 1)
        let text = value == "null" ? value : Self.quoted(value)
        lines.append(("\(indent)\(parts[parts.count - 1]): \(text)", source(path)))
    }

    /// A value that tells of machines and folders.
    mutating func place(_ path: String, _ value: String) {
        plain(path, isRedacted ? Self.hidden : value)
    }

    func shown(_ value: String) -> String { Self.quoted(isRedacted ? Self.hidden : value) }

    /// The port may be seen.
    mutating func address(_ path: String, _ address: NetworkAddress?) {
        guard let address else { return plain(path, "null") }
        plain(path, isRedacted ? "\(Self.hidden):\(address.port)" : address.description)
    }

    func source(_ path: String) -> String {
        switch configuration.origins[path] ?? .standard {
        case .flag(let name): name
        case .environment(let name): name
        case .credential(let name): "credential \(name)"
        case .file(let line): "line \(line)"
        case .standard:
            switch path {
            case "instance": "default: the host name"
            case "kafka.workers": "default: the processors"
            case "log.format": "default: json, or text on a terminal"
            default: "default"
            }
        }
    }

    /// Comments in one column, as far as the values leave room.
    private var aligned: String {
        let column = min(56, lines.filter { !$0.source.isEmpty }.map(\.text.count).max() ?? 0)
        var text = isRedacted ? "" : "# \(Self.oneLine(configuration.file))\n"
        for line in lines {
            text += line.text
            if !line.source.isEmpty {
                text += String(repeating: " ", count: max(0, column - line.text.count)) + "  # " + line.source
            }
            text += "\n"
        }
        return text
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }

    /// Plain when YAML takes it for the same text, else in double quotes.
    static func quoted(_ text: String) -> String {
        func isWord(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x2F
        }
        let isPlain = text.utf8.allSatisfy { isWord($0) || "._-@:+=".utf8.contains($0) }
        if isPlain, text.utf8.first.map(isWord) ?? false, text != "null", text.utf8.last != UInt8(ascii: ":")
        {
            return text
        }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\" + String(scalar)
            default:
                if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
                    let code = String(scalar.value, radix: 16)
                    quoted += "\\x" + String(repeating: "0", count: 2 - code.count) + code
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }
}
