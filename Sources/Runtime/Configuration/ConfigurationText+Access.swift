// `outreach.access` as `config show` writes it.
// In: settings. Out: lines that read back as the same. Depends on: ConfigurationText.

extension ConfigurationText {
    mutating func write(_ access: AccessSettings) {
        head("  access")
        if let users = access.users { place("outreach.access.users", users) }
        if let openID = access.openID { write(openID) }
        list("outreach.access.proxies", access.proxies.sorted())
    }

    private mutating func write(_ openID: OpenIDSettings) {
        let prefix = "outreach.access.openid."
        head("    openid")
        place(prefix + "issuer", openID.issuer)
        plain(prefix + "audience", openID.audience)
        plain(prefix + "client", openID.client)
        if let file = openID.secretFile { place(prefix + "client-secret", file) }
        switch openID.keys {
        case .discovered: break
        case .address(let place), .file(let place): self.place(prefix + "keys", place)
        }
        plain(prefix + "roles-claim", openID.rolesClaim)
        plain(prefix + "teams-claim", openID.teamsClaim)
        guard !openID.roleNames.isEmpty else { return }
        head("      roles")
        for (role, names) in openID.roleNames.sorted(by: { $0.key < $1.key }) {
            let text = names.map(Self.quoted).joined(separator: ", ")
            lines.append(("        \(role): [\(text)]", source(prefix + "roles." + role)))
        }
    }

    /// A list of places; nothing when it is empty, which is what an absent one means.
    mutating func list(_ path: String, _ values: [String]) {
        guard !values.isEmpty else { return }
        let parts = path.split(separator: ".")
        let indent = String(repeating: "  ", count: parts.count - 1)
        lines.append(("\(indent)\(parts[parts.count - 1]):", source(path)))
        for value in values { lines.append(("\(indent)  - \(shown(value))", "")) }
    }
}
