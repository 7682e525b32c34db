// What every request carries besides itself: who asks, from where, in which trace.
// In: a channel. Out: the context of routes and middlewares. Depends on: Hummingbird, TraceContext.

package import Hummingbird
internal import NIOCore
package import Runtime

/// How somebody was recognised.
package enum Visitor: Hashable, Sendable {
    case nobody
    /// By a bearer token: a program, which cannot be made to send it by another site.
    case token(Actor)
    /// By the cookie of a browser: what changes anything needs a form token.
    case session(Session)

    package var actor: Actor? {
        switch self {
        case .nobody: nil
        case .token(let actor): actor
        case .session(let session): session.actor
        }
    }
}

/// The context of one request.
package struct OutreachContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Set by ``Gate``; what the audit calls `herkomst`.
    package var origin: String
    package var visitor = Visitor.nobody
    package var trace = TraceContext()
    private let channel: any Channel

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
        origin = source.channel.remoteAddress?.ipAddress ?? "onbekend"
    }

    /// Who asks. Routes that need an action or a log-in are never reached without.
    package var actor: Actor {
        get throws(Refusal) {
            guard let actor = visitor.actor else { throw .unauthenticated }
            return actor
        }
    }

    /// What a form must send back as ``FormToken/field``; nil without a session.
    package var formToken: String? {
        if case .session(let session) = visitor { session.formToken } else { nil }
    }

    /// Closes the connection a little later, so that the sender of what was not read gets to read the answer.
    func closeSoon() {
        let channel = channel
        channel.eventLoop.scheduleTask(in: .seconds(GateLimits.lingerSeconds)) {
            channel.close(promise: nil)
        }
    }

    /// Lets through who may do this to a task of a team; to others the task does not exist.
    package func check(_ action: Action, team: String) throws(Refusal) {
        let actor = try actor
        guard Permissions.scope(of: action, for: actor) > .none else { throw .forbidden }
        guard Permissions.allow(action, for: actor, team: team) else { throw .notFound }
    }
}
