// `outreach`: where the outreach team's side is served, and to whom.
// In: the section. Out: its settings, or findings. Depends on: ConfigurationReader.

internal import Rules

extension ConfigurationReader {
    mutating func outreach(_ root: Fields) -> OutreachSettings? {
        guard let fields = section(root, "outreach", ConfigurationKeys.outreach) else { return nil }
        let values = values
        let listen = value(fields, "listen", "outreach.listen", NetworkAddress(host: "127.0.0.1", port: 8090))
        {
            values.address($0, "listen")
        }
        let board = required(fields, "board", "outreach.board").flatMap { path($0, "board") }
        let address = given(fields, "address", "outreach.address").flatMap { site($0, "address") }
        let activity = required(fields, "activity", "outreach.activity").flatMap { uri($0) }
        let origins = origins(fields)
        let theme = given(fields, "theme", "outreach.theme").flatMap { path($0, "theme") }
        let webhooks = webhooks(fields)
        let openKlant = openKlant(fields)
        guard let access = access(fields), let board, let activity else { return nil }
        var settings = OutreachSettings(
            listen: listen, board: board, address: address, origins: origins, activity: activity,
            access: access)
        settings.theme = theme
        settings.webhooks = webhooks
        settings.openKlant = openKlant
        return settings
    }

    private mutating func origins(_ fields: Fields) -> [String] {
        guard let node = given(fields, "origins", "outreach.origins") else { return [] }
        let items = node.text == nil ? values.list(node, "origins") ?? [] : [node]
        return items.compactMap { site($0, "origins") }
    }

    /// `https://seinpost.example.nl`, without a path.
    private func site(_ node: YAMLNode, _ key: String) -> String? {
        guard let text = values.plain(node, key) else { return nil }
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            let host = text.dropFirst(scheme.utf8.count)
            if !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }) {
                return text
            }
        }
        values.wrong(node, key, "a site such as `https://seinpost.example.nl`, without a path")
        return nil
    }

    private func uri(_ node: YAMLNode) -> String? {
        guard let text = values.plain(node, "activity") else { return nil }
        if text.contains(":"), !text.contains(" ") { return text }
        values.wrong(node, "activity", "the URI of a version in the register of processing activities")
        return nil
    }
}
