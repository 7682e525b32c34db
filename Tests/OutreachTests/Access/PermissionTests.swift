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

    @Test(
        "Every route lets through the roles of its action, and nobody else",
        arguments: [[], [Role.worker], [.lead], [.policy], [.administrator]])
    func everyRoute(_ roles: [Role]) async throws {
        let rig = AccessRig()
        try await RouteWalk.check(rig.table(), rig, as: Set(roles))
    }
}

/// Knocks at every route of a table.
enum RouteWalk {
    /// - Parameter roles: nobody is logged in when there are none.
    static func check(_ table: RouteTable, _ rig: AccessRig, as roles: Set<Role>) async throws {
        #expect(table.routes.count > 5, "a walk past no routes proves nothing")
        let actor = PermissionTests.actor(roles)
        let routes = table.routes
        try await Application(router: table.router).test(.router) { client in
            for route in routes {
                let answer = try await knock(route, roles.isEmpty ? nil : rig.cookie(for: actor), client)
                let isRefused = [.unauthorized, .forbidden].contains(answer.status)
                let isLogIn = [LogIn.path, LogIn.returnPath].contains(route.path)
                switch route.access {
                case .anyone: #expect(!isRefused || isLogIn, "\(route)")
                case .secretAddress: #expect(answer.status == .notFound, "\(route): no secret is called x")
                case .loggedIn: #expect(isRefused == roles.isEmpty, "\(route)")
                case .action(let action):
                    let isAllowed = Permissions.scope(of: action, for: actor) > .none
                    #expect(isRefused == !isAllowed, "\(route)")
                    if roles.isEmpty { #expect(answer.status == .unauthorized, "\(route)") }
                }
            }
        }
    }

    private static func knock(
        _ route: Route, _ cookie: HTTPFields?, _ client: some TestClientProtocol
    ) async throws -> TestResponse {
        var fields = cookie ?? [:]
        if route.method != .get, let header = FormToken.header, let cookie {
            fields[header] = try await client.get("/ik", cookie).words.last
            fields[.contentType] = "application/json"
        }
        let path = route.path.replacing(#/\{[^}]*\}/#, with: "x")
        return try await client.execute(uri: path, method: route.method, headers: fields)
    }
}
