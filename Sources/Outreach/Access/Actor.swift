// Who asks: a person with roles and teams, as the log-in or the bearer token says.
// In: nothing. Out: the value that every request carries. Depends on: nothing.

/// What somebody may do; deny by default, so a right stands in ``Permissions`` or does not exist.
package enum Role: String, CaseIterable, Codable, Hashable, Sendable {
    /// Works on the tasks of the own teams.
    case worker = "medewerker"
    /// As a worker, and divides the work of the own teams.
    case lead = "teamleider"
    /// Sees figures and reasons of all teams, never contact details.
    case policy = "beleid"
    /// Runs the service: users, feeds, audit; no tasks.
    case administrator = "beheer"
}

/// Somebody who was let in.
package struct Actor: Hashable, Codable, Sendable {
    /// What stands in `medewerker` of records and in the audit log: stable, and no name.
    package var id: String
    /// For the page of this person only.
    package var name: String
    package var roles: Set<Role>
    /// Ids of teams of the pipeline.
    package var teams: Set<String>

    package init(id: String, name: String, roles: Set<Role>, teams: Set<String>) {
        self.id = id
        self.name = name
        self.roles = roles
        self.teams = teams
    }
}
