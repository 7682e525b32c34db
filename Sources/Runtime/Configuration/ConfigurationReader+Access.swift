// `outreach.access`: users of a file, or the identity provider of the organisation.
// In: the section of the outreach side. Out: settings, or findings. Depends on: ConfigurationReader.

internal import Rules

extension ConfigurationReader {
    /// The roles that a configuration can name.
    static let roles = ["medewerker", "teamleider", "beleid", "beheer"]

    /// - Parameter outreach: the fields of `outreach`, which knows the key `access`.
    mutating func access(_ outreach: Fields) -> AccessSettings? {
        guard let fields = section(outreach, "access", ConfigurationKeys.access) else {
            findings.error(
                outreach.node.place,
                "`outreach` has no `access`; give a file of `users`, or `openid` for the identity provider")
            return nil
        }
        let users = given(fields, "users", "outreach.access.users").flatMap { path($0, "users") }
        let openID = openID(fields)
        if users == nil, openID == nil, !findings.hasErrors {
            findings.error(
                fields.node.place,
                "nobody could log in; give a file of `users`, or `openid` for the identity provider")
        }
        return AccessSettings(users: users, openID: openID, proxies: proxies(fields))
    }

    private mutating func proxies(_ fields: Fields) -> Set<String> {
        guard let node = given(fields, "proxies", "outreach.access.proxies") else { return [] }
        let values = values
        let items = node.text == nil ? values.list(node, "proxies") ?? [] : [node]
        return Set(items.compactMap { values.plain($0, "proxies") })
    }

    private mutating func openID(_ access: Fields) -> OpenIDSettings? {
        guard let fields = section(access, "openid", ConfigurationKeys.openID) else { return nil }
        let values = values
        let prefix = "outreach.access.openid."
        let issuer = required(fields, "issuer", prefix + "issuer").flatMap { address($0, "issuer") }
        let client = required(fields, "client", prefix + "client").flatMap { values.plain($0, "client") }
        let audience = given(fields, "audience", prefix + "audience").flatMap { values.plain($0, "audience") }
        let secret = given(fields, "client-secret", prefix + "client-secret").flatMap {
            path($0, "client-secret")
        }
        let keys = keysPlace(fields, prefix)
        let rolesClaim = value(fields, "roles-claim", prefix + "roles-claim", "roles") {
            values.plain($0, "roles-claim")
        }
        let teamsClaim = value(fields, "teams-claim", prefix + "teams-claim", "teams") {
            values.plain($0, "teams-claim")
        }
        let names = roleNames(fields, prefix)
        guard let issuer, let client else { return nil }
        return OpenIDSettings(
            issuer: issuer, audience: audience ?? client, client: client, secretFile: secret, keys: keys,
            rolesClaim: rolesClaim, teamsClaim: teamsClaim, roleNames: names)
    }

    /// An address that secrets may go to; others may listen in on plain http.
    func address(_ node: YAMLNode, _ key: String) -> String? {
        guard let text = values.plain(node, key) else { return nil }
        if OpenIDSettings.isSafe(text) { return text }
        values.wrong(node, key, "an address that begins with `https://`")
        return nil
    }

    private mutating func keysPlace(_ fields: Fields, _ prefix: String) -> OpenIDSettings.Keys {
        guard let node = given(fields, "keys", prefix + "keys") else { return .discovered }
        if node.text?.contains("://") == true {
            return address(node, "keys").map { .address($0) } ?? .discovered
        }
        return path(node, "keys").map { .file($0) } ?? .discovered
    }

    private mutating func roleNames(_ fields: Fields, _ prefix: String) -> [String: [String]] {
        guard let section = section(fields, "roles", Self.roles) else { return [:] }
        var names: [String: [String]] = [:]
        for role in Self.roles {
            guard let node = given(section, role, prefix + "roles." + role) else { continue }
            let items = node.text == nil ? values.list(node, role) ?? [] : [node]
            names[role] = items.compactMap { values.plain($0, role) }
        }
        return names
    }
}
