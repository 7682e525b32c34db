// Who is let in to the outreach side: the section `outreach.access` of a configuration.
// In: nothing. Out: values. Depends on: nothing.

/// How workers and programs are recognised. At least one of the two ways.
package struct AccessSettings: Hashable, Sendable {
    /// A file of users with passwords, for one machine.
    package var users: String?
    /// The identity provider of the organisation.
    package var openID: OpenIDSettings?
    /// Addresses of proxies whose `X-Forwarded-For` counts.
    package var proxies: Set<String>

    package init(users: String? = nil, openID: OpenIDSettings? = nil, proxies: Set<String> = []) {
        self.users = users
        self.openID = openID
        self.proxies = proxies
    }
}

/// An OpenID Connect provider, and what its tokens say.
package struct OpenIDSettings: Hashable, Sendable {
    /// Where the public keys come from.
    package enum Keys: Hashable, Sendable {
        /// Where the provider says they are.
        case discovered
        case address(String)
        case file(String)
    }

    /// As in the tokens, letter for letter.
    package var issuer: String
    /// What bearer tokens must be made out to.
    package var audience: String
    /// Our name with the provider, for log-in in the browser.
    package var client: String
    /// A file with the client's secret; nil for a client without.
    package var secretFile: String?
    package var keys: Keys
    /// The path of the claim with roles, such as `realm_access.roles`.
    package var rolesClaim: String
    package var teamsClaim: String
    /// The provider's names for our roles; a role that is not there goes by its own name.
    package var roleNames: [String: [String]]

    package init(
        issuer: String, audience: String, client: String, secretFile: String? = nil, keys: Keys = .discovered,
        rolesClaim: String = "roles", teamsClaim: String = "teams", roleNames: [String: [String]] = [:]
    ) {
        self.issuer = issuer
        self.audience = audience
        self.client = client
        self.secretFile = secretFile
        self.keys = keys
        self.rolesClaim = rolesClaim
        self.teamsClaim = teamsClaim
        self.roleNames = roleNames
    }

    /// Whether an address may be asked for keys and tokens: over TLS, or on this machine.
    package static func isSafe(_ address: String) -> Bool {
        if address.hasPrefix("https://"), address.utf8.count > 8 { return true }
        return ["http://127.0.0.1", "http://localhost", "http://[::1]"].contains { start in
            guard address.hasPrefix(start) else { return false }
            return [nil, ":", "/"].contains(address.dropFirst(start.count).first)
        }
    }
}
