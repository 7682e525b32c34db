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
