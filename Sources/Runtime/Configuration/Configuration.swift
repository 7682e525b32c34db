// What the daemon is told: the effective configuration, after flags, environment, file and defaults.
// In: nothing. Out: values and where each came from. Depends on: swift-log for the levels.

package import Logging

/// The configuration of one daemon. Paths are as they can be opened: those of the file are seen from its folder.
package struct Configuration: Sendable {
    /// The configuration file.
    package var file: String
    /// The pipeline file.
    package var pipeline: String
    /// Names this copy: transactional ids, static membership, audit writer; `[a-z0-9-]{1,63}`.
    package var instance: String
    package var keys: KeyFiles
    package var journal: JournalSettings
    package var batch: BatchSettings
    /// Where the admin port listens; nil when it is switched off.
    package var admin: NetworkAddress?
    package var log: LogSettings
    /// nil when the outreach side is not served.
    package var outreach: OutreachSettings?
    /// Where each value came from, by its path such as `kafka.bootstrap`.
    package var origins: [String: Origin]

    /// Where one value came from, the strongest first.
    package enum Origin: Hashable, Sendable {
        case flag(String)
        case environment(String)
        case credential(String)
        case file(line: Int)
        case standard
    }
}

/// Where the keys lie; see ``KeyRing/load(_:)``.
package struct KeyFiles: Hashable, Sendable {
    package var pseudonyms: String
    /// The first seals, all open.
    package var contact: [String]
}

/// The journal that the daemon works on.
package enum JournalSettings: Hashable, Sendable {
    case sqlite(SQLiteSettings)
    case kafka(KafkaSettings)
}

/// The embedded journal: one file on one machine.
package struct SQLiteSettings: Hashable, Sendable {
    package var file: String
    /// A folder of deliveries; nil when none is watched.
    package var inbox: String?
    /// Where signals come in over HTTP; nil when that is switched off.
    package var listen: NetworkAddress?

    package init(file: String, inbox: String? = nil, listen: NetworkAddress? = nil) {
        self.file = file
        self.inbox = inbox
        self.listen = listen
    }
}

/// The journal in a cluster.
package struct KafkaSettings: Hashable, Sendable {
    package var bootstrap: String
    /// As configured; see ``group(pipeline:)``.
    package var group: String?
    package var workers: Int
    package var hasStaticMembership = false
    package var topics = Topics()
    /// For `topics create`.
    package var partitions = 12
    package var replication = 3
    /// Passed on to librdkafka; none that the daemon sets itself.
    package var properties: [String: String] = [:]

    /// The topics that others read or write; their names can be configured.
    package struct Topics: Hashable, Sendable {
        package var delivered = "schulden.vroegsignalen.v1"
        package var tasks = "schulden.outreachtaken.v1"
        package var statuses = "schulden.vroegsignaal-statussen.v1"
        package var deadLetters = "schulden.dode-letters.v1"

        package init() {}
    }

    package init(bootstrap: String, workers: Int = 1) {
        self.bootstrap = bootstrap
        self.workers = workers
    }

    /// The consumer group of scoring and intake.
    package func group(pipeline: String) -> String { group ?? "seinpost.\(pipeline)" }

    /// Pseudonymised records, keyed by household: what replays.
    package func log(pipeline: String) -> String { "seinpost.\(pipeline).log" }
    /// Sealed contact details.
    package func contact(pipeline: String) -> String { "seinpost.\(pipeline).contact" }
    /// The state of households, compacted.
    package func changelog(pipeline: String) -> String { "seinpost.\(pipeline).changelog" }
    /// Who saw what.
    package func audit(pipeline: String) -> String { "seinpost.\(pipeline).audit" }
}

/// When a batch is full: whichever comes first.
package struct BatchSettings: Hashable, Sendable {
    package var records = 2_000
    package var waitMilliseconds = 50

    package init() {}
}

/// How the daemon logs.
package struct LogSettings: Hashable, Sendable {
    package enum Format: String, CaseIterable, Sendable { case text, json }
    package var format: Format
    package var level: Logger.Level

    package init(format: Format, level: Logger.Level) {
        self.format = format
        self.level = level
    }
}

/// A host and a port to listen on or to ask.
package struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    package var host: String
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `127.0.0.1:9464`, `localhost:9464` or `[::1]:9464`; nil for anything else.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(digits), port <= 65_535
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.utf8.allSatisfy({ "0123456789abcdefABCDEF:.%".utf8.contains($0) }) else { return nil }
        } else {
            guard host.utf8.allSatisfy({ $0 < 0x80 && ($0 == 0x2D || $0 == 0x2E || Self.isWord($0)) }) else {
                return nil
            }
        }
        guard !host.isEmpty else { return nil }
        self.init(host: String(host), port: port)
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F
    }
}
