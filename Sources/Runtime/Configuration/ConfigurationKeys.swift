// The keys of the configuration file, in one place: the reader, the environment and `config show` go by them.
// In: nothing. Out: lists of keys, names of variables. Depends on: nothing.

/// Every key that a configuration file knows, by the mapping it stands in.
package enum ConfigurationKeys {
    package static let file = [
        "pipeline", "instance", "keys", "sqlite", "kafka", "batch", "admin", "log", "outreach",
    ]
    package static let keys = ["pseudonyms", "contact"]
    package static let sqlite = ["file", "inbox", "listen"]
    package static let kafka = [
        "bootstrap", "group", "workers", "static-membership", "topics", "partitions", "replication",
        "properties",
    ]
    package static let topics = ["delivered", "tasks", "statuses", "dead-letters"]
    package static let batch = ["records", "wait"]
    package static let log = ["format", "level"]
    package static let outreach = [
        "listen", "board", "address", "origins", "activity", "access", "theme", "webhooks", "openklant",
    ]
    package static let webhook = ["id", "address", "teams", "secret-file"]
    package static let openKlant = ["address", "token-file"]
    package static let access = ["users", "openid", "proxies"]
    package static let openID = [
        "issuer", "audience", "client", "client-secret", "keys", "roles-claim", "teams-claim", "roles",
    ]

    /// The paths of all single values; the properties of librdkafka stand under ``properties``.
    package static let paths: [[String]] =
        [["pipeline"], ["instance"], ["admin"]]
        + [
            ("keys", keys), ("sqlite", sqlite), ("batch", batch), ("log", log),
            ("outreach", outreach.filter { !["access", "webhooks", "openklant"].contains($0) }),
        ].flatMap { section, keys in
            keys.map { [section, $0] }
        }
        + kafka.filter { $0 != "topics" && $0 != "properties" }.map { ["kafka", $0] }
        + topics.map { ["kafka", "topics", $0] }

    package static let properties = ["kafka", "properties"]

    /// What every variable of ours starts with.
    package static let prefix = "SEINPOST_"

    /// `SEINPOST_KAFKA_STATIC_MEMBERSHIP` for `kafka.static-membership`.
    package static func variable(_ path: [String]) -> String {
        prefix + path.joined(separator: "_").uppercased().replacing("-", with: "_")
    }
}
