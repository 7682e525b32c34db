// What the log-in page shows, and the one-time address of a demonstration.
// In: nothing. Out: values. Depends on: Actor.

package import Hummingbird
internal import Synchronization

/// The content of a log-in page; how it looks is for the pages to say.
package struct LogInPage: Hashable, Sendable {
    /// Why the last try did not let somebody in.
    package enum Problem: Hashable, Sendable {
        /// Name or password, and not which of the two.
        case wrong
        case tooMany(retryAfterSeconds: Int)
        /// It took too long, or another window was in between.
        case expired
        /// Known, but without a role here.
        case noRole
        /// The provider does not answer.
        case unavailable
    }

    /// Whether there is a form for name and password, sent with POST to this address:
    /// fields `naam`, `wachtwoord` and ``FormToken/field``.
    package var hasPasswords: Bool
    /// Whether there is a link to ``LogIn/startPath``.
    package var hasProvider: Bool
    package var token: String
    package var problem: Problem?

    /// Renders a page; the status is set by the caller.
    package typealias Renderer = @Sendable (LogInPage, Request, OutreachContext) async throws -> Response
}

/// An address that lets somebody in once: what a demonstration prints.
package final class OneTimeAddress: Sendable {
    private let actor: Actor
    private let code = RandomToken.make()
    private let isUsed = Mutex(false)

    package init(for actor: Actor) { self.actor = actor }

    /// To be put behind the address of the service.
    package var path: String { LogIn.oneTimePath + code }

    /// Who is let in; nil for a wrong code, and for the right one the second time.
    func take(_ code: String) -> Actor? {
        guard RandomToken.isSame(code, self.code) else { return nil }
        return isUsed.withLock { isUsed in
            defer { isUsed = true }
            return isUsed ? nil : actor
        }
    }
}
