// Every route with what it takes to be let through: the only way to add one.
// In: routes of the API, the pages and the feeds. Out: a router, and the list that tests walk. Depends on: Hummingbird.

package import HTTPTypes
package import Hummingbird

/// What it takes to be let through.
package enum RouteAccess: Hashable, Sendable {
    /// Open to everybody: the log-in page, style sheets, the API's description.
    case anyone
    /// Whoever is logged in.
    case loggedIn
    /// Whoever has a role that may do this at all; for which team is the route's own question
    /// (``OutreachContext/check(_:team:)``).
    case action(Action)
    /// The address itself is the key, and the route checks it: calendars, one-time log-in.
    case secretAddress

    package func check(_ visitor: Visitor) throws(Refusal) {
        switch self {
        case .anyone, .secretAddress: return
        case .loggedIn:
            guard visitor.actor != nil else { throw .unauthenticated }
        case .action(let action):
            guard let actor = visitor.actor else { throw .unauthenticated }
            guard Permissions.scope(of: action, for: actor) > .none else { throw .forbidden }
        }
    }
}

/// One route: a method, a path with `{parameter}`s, and who may come through.
package struct Route: Hashable, Sendable {
    package var method: HTTPRequest.Method
    package var path: String
    package var access: RouteAccess
}

/// A router that takes no route without saying who may come through.
///
/// Middlewares stand around the routes that are added after them.
package struct RouteTable {
    package private(set) var routes: [Route] = []
    package let router: Router<OutreachContext>

    package init(router: Router<OutreachContext> = Router(context: OutreachContext.self)) {
        self.router = router
    }

    package mutating func add(
        _ method: HTTPRequest.Method, _ path: String, _ access: RouteAccess,
        use handler: @Sendable @escaping (Request, OutreachContext) async throws -> some ResponseGenerator
    ) {
        routes.append(Route(method: method, path: path, access: access))
        router.on(RouterPath(path), method: method) { request, context in
            try access.check(context.visitor)
            return try await handler(request, context)
        }
    }
}
