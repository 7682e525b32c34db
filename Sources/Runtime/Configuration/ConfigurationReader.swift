// From the tree of a configuration, with what lies over it, to typed values.
// In: a tree, origins, surroundings. Out: a configuration, or findings. Depends on: Rules' Fields and Values.

internal import Logging
internal import Rules

/// Reads a tree section by section. What cannot be read is reported and gets its default, so that reading goes on.
struct ConfigurationReader {
    let findings: Findings
    let surroundings: Surroundings
    /// The configuration file; its folder is where relative paths of it start.
    let file: String
    /// By the number of the source in ``findings``; the first is the file.
    let sources: [Configuration.Origin]
    var origins: [String: Configuration.Origin] = [:]

    var values: Values { Values(findings: findings) }

    init(
        findings: Findings, surroundings: Surroundings, file: String, sources: [Configuration.Origin]
    ) {
        self.findings = findings
        self.surroundings = surroundings
        self.file = file
        self.sources = sources
    }

    mutating func configuration(_ root: YAMLNode) -> Configuration? {
        guard
            let fields = Fields(root, "a configuration", known: ConfigurationKeys.file, findings)
        else { return nil }
        let values = values
        let pipeline = required(fields, "pipeline", "pipeline").flatMap { path($0, "pipeline") }
        let instance = instance(fields)
        let keys = keys(fields)
        let journal = journal(fields)
        let batch = batch(fields)
        let admin = address(fields, "admin", "admin", NetworkAddress(host: "127.0.0.1", port: 9464))
        let log = log(fields)
        let outreach = outreach(fields)
        if case .sqlite(let sqlite) = journal, let admin, sqlite.listen == admin, admin.port != 0 {
            values.findings.error(
                (fields["admin"] ?? fields["sqlite"]?["listen"] ?? root).place,
                "`admin` and `sqlite.listen` are both \(admin); give them different ports")
        }
        guard let pipeline, let instance, let keys, let journal else { return nil }
        return Configuration(
            file: file, pipeline: pipeline, instance: instance, keys: keys, journal: journal, batch: batch,
            admin: admin, log: log, outreach: outreach, origins: origins)
    }

    private mutating func batch(_ fields: Fields) -> BatchSettings {
        let section = section(fields, "batch", ConfigurationKeys.batch)
        let values = values
        var batch = BatchSettings()
        batch.records = value(section, "records", "batch.records", batch.records) {
            values.whole($0, "records", 1...100_000)
        }
        batch.waitMilliseconds = value(section, "wait", "batch.wait", batch.waitMilliseconds) {
            values.milliseconds($0, "wait", 1...10_000)
        }
        return batch
    }

    private mutating func log(_ fields: Fields) -> LogSettings {
        let section = section(fields, "log", ConfigurationKeys.log)
        let values = values
        return LogSettings(
            format: value(section, "format", "log.format", surroundings.isTerminal ? .text : .json) {
                values.word($0, "format", LogSettings.Format.self)
            },
            level: value(section, "level", "log.level", Logger.Level.info) {
                values.word($0, "level", Logger.Level.self)
            })
    }

    private mutating func instance(_ fields: Fields) -> String? {
        if let node = given(fields, "instance", "instance") { return values.instance(node, "instance") }
        // The first part, as `prod-1.example.nl` and `prod-1` are the same machine.
        let name = surroundings.hostName.lowercased().prefix { $0 != "." }
        if Values.isInstance(String(name)) { return String(name) }
        findings.error(
            fields.node.place,
            "the host name cannot name this copy; write `instance`: lower case letters, digits, hyphens")
        return nil
    }

    private mutating func journal(_ fields: Fields) -> JournalSettings? {
        let sqlite = section(fields, "sqlite", ConfigurationKeys.sqlite)
        let kafka = section(fields, "kafka", ConfigurationKeys.kafka)
        let isSQLite = given(fields["sqlite"])
        let isKafka = given(fields["kafka"])
        if isSQLite && isKafka {
            let places = [fields.keyPlace("sqlite"), fields.keyPlace("kafka")]
            let last = places.max { ($0.file, $0.line) < ($1.file, $1.line) } ?? fields.node.place
            findings.error(last, "`sqlite` and `kafka` exclude each other; keep one of the two journals")
        } else if !isSQLite && !isKafka {
            findings.error(
                fields.node.place,
                "a configuration needs a journal: `sqlite` for one file on one machine, or `kafka`")
        }
        let embedded = sqlite.flatMap { self.sqlite($0) }
        let cluster = kafka.flatMap { self.kafka($0) }
        return embedded.map { .sqlite($0) } ?? cluster.map { .kafka($0) }
    }

    private func given(_ node: YAMLNode?) -> Bool { node.map { !$0.isNull } ?? false }

    private mutating func sqlite(_ fields: Fields) -> SQLiteSettings? {
        let file = required(fields, "file", "sqlite.file").flatMap { path($0, "file") }
        let inbox = given(fields, "inbox", "sqlite.inbox").flatMap { path($0, "inbox") }
        let listen = address(
            fields, "listen", "sqlite.listen", NetworkAddress(host: "127.0.0.1", port: 8080))
        return file.map { SQLiteSettings(file: $0, inbox: inbox, listen: listen) }
    }
}

// MARK: - Steps

extension ConfigurationReader {
    /// A section; nil when it is not there, with a finding when it is none.
    mutating func section(_ fields: Fields, _ key: String, _ known: [String]) -> Fields? {
        guard let node = fields[key], !node.isNull else { return nil }
        if node.isMissing {
            findings.error(
                fields.keyPlace(key), "`\(key)` is empty; it has the keys \(Suggestion.list(known))")
            return nil
        }
        return Fields(node, "`\(key)`", known: known, findings)
    }

    /// The node of a value that stands somewhere and is not `null`; keeps where it came from.
    mutating func given(_ fields: Fields?, _ key: String, _ path: String) -> YAMLNode? {
        guard let node = fields?[key], !node.isNull else {
            origins[path] = .standard
            return nil
        }
        keep(node, path)
        return node
    }

    mutating func keep(_ node: YAMLNode, _ path: String) {
        let source = sources.indices.contains(node.place.file) ? sources[node.place.file] : .standard
        if case .file = source {
            origins[path] = .file(line: node.place.line)
        } else {
            origins[path] = source
        }
    }

    mutating func required(_ fields: Fields, _ key: String, _ path: String) -> YAMLNode? {
        if let node = given(fields, key, path) { return node }
        findings.error(fields.node.place, "\(fields.what) has no `\(key)`")
        return nil
    }

    mutating func value<Value>(
        _ fields: Fields?, _ key: String, _ path: String, _ standard: Value, _ read: (YAMLNode) -> Value?
    ) -> Value {
        given(fields, key, path).flatMap(read) ?? standard
    }

    /// An address; `null` switches it off.
    mutating func address(
        _ fields: Fields?, _ key: String, _ path: String, _ standard: NetworkAddress
    ) -> NetworkAddress? {
        guard let node = fields?[key] else {
            origins[path] = .standard
            return standard
        }
        keep(node, path)
        return node.isNull ? nil : values.address(node, key) ?? standard
    }

    /// A path; a relative one of the file is seen from its folder, others from where we run.
    func path(_ node: YAMLNode, _ key: String) -> String? {
        guard let written = values.plain(node, key) else { return nil }
        guard node.place.file == 0, !written.hasPrefix("/"), let slash = file.lastIndex(of: "/") else {
            return written
        }
        return file[...slash] + written
    }
}
