// Who may do what: one table, and nothing outside it.
// In: an actor, an action. Out: for which teams it is allowed. Depends on: Actor.

/// Everything that can be done, by the names that the audit uses.
package enum Action: String, CaseIterable, Codable, Hashable, Sendable {
    case listTasks = "taken-bekijken"
    case readTask = "taak-bekijken"
    /// JSON Feed, Atom, CSV.
    case readFeeds = "overzicht-ophalen"
    /// Server-sent events.
    case followTasks = "taken-volgen"
    case claim = "taak-oppakken"
    case giveBack = "taak-teruggeven"
    /// Gives a task to a colleague.
    case assignToOther = "taak-toewijzen"
    /// Takes a task from the colleague who holds it.
    case takeOver = "taak-overnemen"
    case registerAttempt = "contactpoging-registreren"
    case close = "taak-afsluiten"
    case openContact = "contactgegevens-openen"
    case searchAddress = "adres-zoeken"
    /// House visits by neighbourhood.
    case readRoute = "looproute-bekijken"
    case readOverview = "teamoverzicht-bekijken"
    /// One's own secret calendar address.
    case manageOwnCalendar = "agenda-instellen"
    case readAudit = "audit-bekijken"
    case manageUsers = "gebruikers-beheren"
}

/// Whose tasks an action may touch.
package enum Scope: Comparable, Hashable, Sendable {
    case none
    /// Tasks of the teams of the actor.
    case ownTeams
    case everything
}

/// The table. What does not stand in it is not allowed.
package enum Permissions {
    private static let table: [Action: [Role: Scope]] = [
        .listTasks: [.worker: .ownTeams, .lead: .ownTeams, .policy: .everything],
        .readTask: [.worker: .ownTeams, .lead: .ownTeams, .policy: .everything],
        .readFeeds: [.worker: .ownTeams, .lead: .ownTeams, .policy: .everything],
        .followTasks: [.worker: .ownTeams, .lead: .ownTeams, .policy: .everything],
        .claim: [.worker: .ownTeams, .lead: .ownTeams],
        .giveBack: [.worker: .ownTeams, .lead: .ownTeams],
        .assignToOther: [.lead: .ownTeams],
        .takeOver: [.lead: .ownTeams],
        .registerAttempt: [.worker: .ownTeams, .lead: .ownTeams],
        .close: [.worker: .ownTeams, .lead: .ownTeams],
        .openContact: [.worker: .ownTeams, .lead: .ownTeams],
        .searchAddress: [.worker: .ownTeams, .lead: .ownTeams],
        .readRoute: [.worker: .ownTeams, .lead: .ownTeams],
        .readOverview: [.worker: .ownTeams, .lead: .ownTeams, .policy: .everything],
        .manageOwnCalendar: [.worker: .ownTeams, .lead: .ownTeams],
        .readAudit: [.administrator: .everything],
        .manageUsers: [.administrator: .everything],
    ]

    /// The widest scope that one of the actor's roles gives; ``Scope/none`` when none does.
    package static func scope(of action: Action, for actor: Actor) -> Scope {
        actor.roles.compactMap { table[action]?[$0] }.max() ?? .none
    }

    /// Whether the actor may do this to a task of a team.
    package static func allow(_ action: Action, for actor: Actor, team: String) -> Bool {
        switch scope(of: action, for: actor) {
        case .none: false
        case .ownTeams: actor.teams.contains(team)
        case .everything: true
        }
    }

    /// The teams that the action reaches; nil for all of them.
    package static func teams(of action: Action, for actor: Actor) -> Set<String>? {
        switch scope(of: action, for: actor) {
        case .none: []
        case .ownTeams: actor.teams
        case .everything: nil
        }
    }
}
