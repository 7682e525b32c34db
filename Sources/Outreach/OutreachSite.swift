// Everything that is served to workers and their programs, in one router: the door, the API, log-in, pages, feeds.
// In: a desk, settings, keys. Out: a table of routes. Depends on: Access, API.

internal import Hummingbird
package import Runtime

/// What pages and feeds add to the site.
package struct SitePages: Sendable {
    package var add: @Sendable (inout RouteTable, OutreachDesk) -> Void
    package var logIn: LogInPage.Renderer

    package init(
        add: @escaping @Sendable (inout RouteTable, OutreachDesk) -> Void, logIn: @escaping LogInPage.Renderer
    ) {
        self.add = add
        self.logIn = logIn
    }

    /// The API alone, for programs: nobody logs in with a browser.
    package static let none = SitePages(add: { _, _ in }, logIn: { _, _, _ in throw Refusal.notFound })
}

/// The routes, and who passes the door to them.
package struct OutreachSite {
    package private(set) var table = RouteTable()
    package let api: OutreachAPI
    let desk: OutreachDesk

    /// - Parameters:
    ///   - address: where browsers reach us, once it is known.
    ///   - oneTime: lets somebody in once, for a demonstration.
    package init(
        _ desk: OutreachDesk, _ settings: OutreachSettings, keys: KeyRing, pages: SitePages,
        oneTime: OneTimeAddress? = nil, address: @escaping @Sendable () -> String
    ) throws(DaemonFailure) {
        self.desk = desk
        let clock = desk.clock
        let users: UserDirectory?
        do throws(UsersFault) {
            users = try settings.access.users.map { path throws(UsersFault) in
                try UserDirectory(path: path, clock: clock)
            }
        } catch {
            throw DaemonFailure(error.message, .configuration)
        }
        let provider = settings.access.openID.map { OpenIDProvider($0, clock: clock) }
        func check(_ audience: (OpenIDSettings) -> String) -> TokenCheck? {
            guard let provider, let openID = settings.access.openID else { return nil }
            return TokenCheck(
                issuer: openID.issuer, audience: audience(openID), keys: provider.keys,
                claims: ClaimNames(openID), clock: clock)
        }
        let isSecure = settings.address?.hasPrefix("https://") ?? false
        let cookies = BrowserCookies(seal: CookieSeal(secrets: keys.contact), isSecure: isSecure)
        let sessions = Sessions(cookies: cookies, users: users, clock: clock)
        let limits = GateLimits(clock: clock)
        let audit: AuditLog = { entries in _ = try await desk.journal.append(OutreachEntry(audit: entries)) }
        api = OutreachAPI(desk, origins: settings.origins)
        table.router.add(middleware: AnswerFields(isSecure: isSecure))
        table.router.add(middleware: api.frame)
        table.router.add(
            middleware: Gate(
                tokens: check { $0.audience }, sessions: sessions, limits: limits,
                proxies: settings.access.proxies, audit: audit, clock: clock))
        LogIn(
            ways: LogIn.Ways(
                users: users, provider: provider, identity: check { $0.client }, oneTime: oneTime),
            sessions: sessions, cookies: cookies, limits: limits, audit: audit, clock: clock,
            address: address,
            page: pages.logIn
        ).add(to: &table)
        api.add(to: &table)
        pages.add(&table, desk)
    }
}
