// The outreach team's side: the section `outreach` of a configuration.
// In: nothing. Out: values. Depends on: AccessSettings.

/// Where workers find their tasks. Without the section nothing of it is served.
package struct OutreachSettings: Hashable, Sendable {
    /// Where pages and API are served, behind a proxy with TLS for others than this machine.
    package var listen: NetworkAddress
    /// The file of the task board, which is made again from the journal when it is lost.
    package var board: String
    /// Where browsers reach it, such as `https://seinpost.example.nl`; nil: where it listens.
    package var address: String?
    /// Other sites whose pages may call the API.
    package var origins: [String]
    /// The URI of a version of the entry in the register of processing activities.
    package var activity: String
    package var access: AccessSettings
    /// The file of a municipality's own theme.css; nil for ours.
    package var theme: String?
    /// Who is told of every revision of a task.
    package var webhooks: [WebhookSettings] = []
    /// Where tasks are handed over to; nil, as it is unless somebody asks for it: nowhere.
    package var openKlant: OpenKlantSettings?

    package init(
        listen: NetworkAddress, board: String, address: String? = nil, origins: [String] = [],
        activity: String, access: AccessSettings
    ) {
        self.listen = listen
        self.board = board
        self.address = address
        self.origins = origins
        self.activity = activity
        self.access = access
    }
}

/// Somebody's program that is told of tasks.
package struct WebhookSettings: Hashable, Sendable {
    /// Names it in logs and where its place is kept: `[a-z0-9-]{1,63}`.
    package var id: String
    /// Over TLS, or on this machine.
    package var address: String
    /// Those whose tasks it hears of; nil is all.
    package var teams: Set<String>?
    /// The file of the secret that its events are signed with.
    package var secretFile: String

    package init(id: String, address: String, teams: Set<String>? = nil, secretFile: String) {
        self.id = id
        self.address = address
        self.teams = teams
        self.secretFile = secretFile
    }
}

/// The Klantinteracties API of an OpenKlant 2.
package struct OpenKlantSettings: Hashable, Sendable {
    /// Up to and with `/klantinteracties/api/v1`.
    package var address: String
    package var tokenFile: String

    package init(address: String, tokenFile: String) {
        self.address = address
        self.tokenFile = tokenFile
    }
}
