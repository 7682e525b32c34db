// Figures for tests: what was asked, what is open, how far each partition is.
// In: the broker. Out: one line of JSON with its keys in order. Depends on: Broker.

extension Broker {
    func statistics(connections: Int) -> String {
        let requests = requestCounts.map { ("\($0.key)", "\($0.value)") }
        let open = transactions.values.filter { $0.phase == .open }.count
        let topics = topics.values.map { topic in
            let partitions = topic.partitions.map { log in
                object([
                    ("highWatermark", "\(log.highWatermark)"),
                    ("lastStableOffset", "\(log.lastStableOffset)"),
                    ("openTransactions", "\(log.open.count)"),
                ])
            }
            return (topic.name, "[" + partitions.joined(separator: ",") + "]")
        }
        let groups = groups.map { name, group in
            let offsets = group.offsets.map { ("\($0.key.topic)/\($0.key.index)", "\($0.value.offset)") }
            let fields = [
                ("state", quoted(group.state.rawValue)), ("generation", "\(group.generation)"),
                ("members", "\(group.members.count)"), ("offsets", object(offsets)),
                ("pendingOffsets", "\(group.pending.count)"),
            ]
            return (name, object(fields))
        }
        return object([
            ("connections", "\(connections)"), ("openTransactions", "\(open)"),
            ("requests", object(requests)), ("topics", object(topics)), ("groups", object(groups)),
        ])
    }

    private func object(_ fields: [(String, String)]) -> String {
        let sorted = fields.sorted { $0.0 < $1.0 }
        return "{" + sorted.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
    }

    /// Names come from clients: what would break the line is left out.
    private func quoted(_ text: String) -> String {
        "\"" + text.filter { $0 != "\"" && $0 != "\\" && !($0.unicodeScalars.first!.value < 0x20) } + "\""
    }
}
