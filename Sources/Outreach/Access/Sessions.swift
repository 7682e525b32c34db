// Which sessions count: alive, not logged out, and of somebody who is still a user.
// In: cookies, a clock. Out: sessions. Depends on: BrowserCookies, UserDirectory.

package import Hummingbird
package import Runtime
internal import Synchronization

/// Opens, renews and ends sessions.
///
/// The cookie is the session; what is kept here are the ids of those that were logged out and whose cookie would still
/// open. Another copy of the service does not know them: there a stolen cookie of a session that was logged out ends
/// by its time.
package final class Sessions: Sendable {
    private let cookies: BrowserCookies
    private let users: UserDirectory?
    private let clock: @Sendable () -> Moment
    /// Logged out, with the moment from which the cookie does not open anyhow.
    private let ended = Mutex<[String: Moment]>([:])
    private static let endedLimit = 100_000

    /// - Parameter users: where those who log in with a password stand; nil when nobody does.
    package init(
        cookies: BrowserCookies, users: UserDirectory?, clock: @escaping @Sendable () -> Moment = { .now }
    ) {
        self.cookies = cookies
        self.users = users
        self.clock = clock
    }

    /// The session of a request; nil without one that counts. Rights are those of now, not of the log-in.
    package func session(of request: Request) -> Session? {
        guard var session = cookies.read(Session.self, .session, from: request),
            session.isAlive(at: clock()), !ended.withLock({ $0[session.id] != nil })
        else { return nil }
        if session.isLocal {
            guard let user = users?.actor(session.actor.id) else { return nil }
            session.actor = user
        }
        return session
    }

    /// Begins a session anew, whatever the browser had before.
    package func begin(_ actor: Actor, isLocal: Bool, on response: inout Response) {
        cookies.set(Session(actor, at: clock(), isLocal: isLocal), .session, on: &response)
        cookies.clear(.logIn, on: &response)
    }

    /// Lets a session that is used go on; takes away a cookie that does not count.
    package func renew(_ session: Session?, after request: Request, on response: inout Response) {
        // What the route said about cookies holds.
        guard response.headers[.setCookie] == nil else { return }
        guard var session else {
            if cookies.isPresent(.session, in: request) { cookies.clear(.session, on: &response) }
            return
        }
        let now = clock()
        guard now.milliseconds(since: session.renewedAt) >= Session.renewalMilliseconds else { return }
        session.renewedAt = now
        cookies.set(session, .session, on: &response)
    }

    /// Logs out.
    package func end(_ session: Session, on response: inout Response) {
        let now = clock()
        ended.withLock { ended in
            if ended.count >= Self.endedLimit { ended = ended.filter { $0.value > now } }
            let gone = Moment(milliseconds: now.milliseconds + Session.longestMilliseconds)
            if ended.count < Self.endedLimit { ended[session.id] = gone }
        }
        cookies.clear(.session, on: &response)
    }
}
