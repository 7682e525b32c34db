// Knocks at every route of the whole site as every role, and as nobody.

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Outreach
import Runtime
import Testing

@Suite struct RouteWalkTests {
    private static let keys = [UInt8](repeating: 5, count: 32)
    private static let everybody: [Set<Role>] = [[], [.worker], [.lead], [.policy], [.administrator]]

    @Test("Every route lets through the roles of its action, and nobody else", arguments: everybody)
    func walk(_ roles: Set<Role>) async throws {
        let rig = try OutreachRig()
        defer { rig.stop() }
        let settings = OutreachSettings(
            listen: NetworkAddress(host: "127.0.0.1", port: 0), board: rig.scratch.path("board.sqlite"),
            activity: "urn:proef:verwerking", access: AccessSettings())
        let site = try OutreachSite(
            rig.desk, settings, keys: KeyRing(pseudonyms: Secret(Self.keys), contact: [Secret(Self.keys)]),
            pages: SitePages(Site(try OutreachRig.pipeline())), address: { "http://localhost" })
        let routes = site.table.routes
        #expect(
            Set(routes).count == routes.count && routes.count > 15, "a walk past no routes proves nothing")
        try await Application(router: site.table.router).test(.router) { client in
            for route in routes where !Self.isEndless(route, for: roles) {
                let answer = try await Self.knock(route, roles, client, at: rig.desk.clock())
                try Self.check(route, roles, answer.status)
            }
        }
    }

    private static func actor(_ roles: Set<Role>) -> Actor {
        Actor(id: "m.rol", name: "R. Proef", roles: roles, teams: ["centrum"])
    }

    /// Whoever may follow the tasks gets an answer without an end.
    private static func isEndless(_ route: Route, for roles: Set<Role>) -> Bool {
        route.access == .action(.followTasks)
            && Permissions.scope(of: .followTasks, for: actor(roles)) > .none
    }

    private static func check(_ route: Route, _ roles: Set<Role>, _ status: HTTPResponse.Status) throws {
        let isRefused = [.unauthorized, .forbidden].contains(status)
        switch route.access {
        case .anyone: #expect(!isRefused, "\(route)")
        case .secretAddress: #expect(status == .notFound, "\(route): no secret is called x")
        case .loggedIn: #expect(isRefused == roles.isEmpty, "\(route)")
        case .action(let action):
            let isAllowed = Permissions.scope(of: action, for: actor(roles)) > .none
            #expect(isRefused == !isAllowed, "\(route) gave \(status)")
            if roles.isEmpty { #expect(status == .unauthorized, "\(route)") }
        }
    }

    private static func knock(
        _ route: Route, _ roles: Set<Role>, _ client: some TestClientProtocol, at now: Moment
    ) async throws -> TestResponse {
        var fields: HTTPFields = [:]
        if !roles.isEmpty {
            let session = Session(actor(roles), at: now, isLocal: false)
            var response = Response(status: .ok)
            BrowserCookies(seal: CookieSeal(secrets: [Secret(keys)]), isSecure: false)
                .set(session, .session, on: &response)
            fields[.cookie] = response.headers.cookies
            fields[try #require(FormToken.header)] = session.formToken
        }
        let path = route.path.replacing(#/\{[^}]*\}/#, with: "x")
        return try await client.execute(uri: path, method: route.method, headers: fields)
    }
}
