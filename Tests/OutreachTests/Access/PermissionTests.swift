// Who may do what, and that no route lets anybody else through.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Outreach
import Testing

@Suite struct PermissionTests {
    /// The whole table once more, as a municipality would read it: W worker, L lead, P policy, A administrator.
    static let expected: [Action: String] = [
        .listTasks: "WLP", .readTask: "WLP", .readFeeds: "WLP", .followTasks: "WLP", .readOverview: "WLP",
        .claim: "WL", .giveBack: "WL", .registerAttempt: "WL", .close: "WL", .openContact: "WL",
        .searchAddress: "WL", .readRoute: "WL", .manageOwnCalendar: "WL", .assignToOther: "L", .takeOver: "L",
        .readAudit: "A", .manageUsers: "A",
    ]
    static let letters: [(Role, Character)] = [
        (.worker, "W"), (.lead, "L"), (.policy, "P"), (.administrator, "A"),
    ]

    static func actor(_ roles: Set<Role>) -> Actor {
        Actor(id: "x", name: "X", roles: roles, teams: ["escamp"])
    }

    @Test("An action is allowed to the roles that do it and to no other", arguments: Action.allCases)
    func table(_ action: Action) throws {
        let roles = try #require(Self.expected[action], "a new action needs a line here")
        for (role, letter) in Self.letters {
            let actor = Self.actor([role])
            let isAllowed = roles.contains(letter)
            #expect(Permissions.allow(action, for: actor, team: "escamp") == isAllowed)
            let isEverywhere = isAllowed && (role == .policy || role == .administrator)
            #expect(Permissions.allow(action, for: actor, team: "centrum") == isEverywhere)
            #expect(
                Permissions.teams(of: action, for: actor)
                    == (isEverywhere ? nil : isAllowed ? ["escamp"] : []))
        }
        #expect(Permissions.scope(of: action, for: Self.actor([])) == .none)
    }

    @Test func `of several roles the widest right counts, and no more`() {
        let both = Self.actor([.worker, .policy])
        #expect(Permissions.allow(.readTask, for: both, team: "centrum"))
        #expect(
            !Permissions.allow(.openContact, for: both, team: "centrum"), "contact details come with the team"
        )
        #expect(Permissions.allow(.openContact, for: both, team: "escamp"))
    }
}
