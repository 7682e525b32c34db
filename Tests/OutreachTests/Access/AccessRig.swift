// A small service behind the real door: one route for each kind of access, a clock that tests move, an audit they read.

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Outreach
import Runtime
import Synchronization
import TestSupport

/// Everything that stands around the routes, with fixed keys.
final class AccessRig: Sendable {
    private let entries = Mutex<[AuditEntry]>([])
    /// How often a route was reached.
    private let reached = Mutex(0)
    let limits: GateLimits
    let sessions: Sessions
    let cookies: BrowserCookies
    let clock: @Sendable () -> Moment

    var audited: [AuditedAction] {
        entries.withLock { entries in
            entries.compactMap { if case .action(let action) = $0 { action } else { nil } }
        }
    }
    var reachedCount: Int { reached.withLock { $0 } }

    init(
        users: UserDirectory? = nil, secrets: [[UInt8]] = [AccessRig.secret],
        time: SharedClock = SharedClock()
    ) {
        clock = { time.now }
        self.time = time
        limits = GateLimits(clock: clock)
        cookies = BrowserCookies(seal: CookieSeal(secrets: secrets.map { Secret($0) }), isSecure: false)
        sessions = Sessions(cookies: cookies, users: users, clock: clock)
        self.users = users
    }

    static let secret = [UInt8](repeating: 7, count: 32)
    private let time: SharedClock
    private let users: UserDirectory?

    func advance(seconds: Int64) { time.advance(seconds: seconds) }

    var audit: AuditLog {
        { [self] new in entries.withLock { $0 += new } }
    }

    /// The routes of log-in and one for each kind of access.
    func table(
        tokens: TokenCheck? = nil, proxies: Set<String> = [], ways: LogIn.Ways? = nil,
        bodyWait: Duration = .seconds(GateLimits.bodySeconds),
        address: @escaping @Sendable () -> String = { "http://localhost" }
    ) -> RouteTable {
        var table = RouteTable()
        table.router.add(middleware: AnswerFields(isSecure: false))
        table.router.add(
            middleware: Gate(
                tokens: tokens, sessions: sessions, limits: limits, proxies: proxies, audit: audit,
                clock: clock, bodyWait: bodyWait))
        let logIn = LogIn(
            ways: ways ?? LogIn.Ways(users: users), sessions: sessions, cookies: cookies, limits: limits,
            audit: audit, clock: clock, address: address,
            page: { page, _, _ in
                let text = "\(page.token) \(page.problem.map { "\($0)" } ?? "-")"
                return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: text)))
            })
        logIn.add(to: &table)
        table.add(.get, "/open", .anyone) { [self] _, context in answer(context) }
        table.add(.get, "/ik", .loggedIn) { [self] _, context in answer(context) }
        table.add(.post, "/ik", .loggedIn) { [self] _, context in answer(context) }
        for action in Action.allCases {
            table.add(.get, "/acties/\(action.rawValue)", .action(action)) { [self] _, context in
                answer(context)
            }
        }
        return table
    }

    private func answer(_ context: OutreachContext) -> String {
        reached.withLock { $0 += 1 }
        return "\(context.visitor.actor?.id ?? "-") \(context.origin) \(context.formToken ?? "-")"
    }

    /// The cookie of somebody who is logged in now.
    func cookie(for actor: Actor = .invented, isLocal: Bool = false) -> HTTPFields {
        var response = Response(status: .ok)
        sessions.begin(actor, isLocal: isLocal, on: &response)
        return [.cookie: response.headers.cookies]
    }
}

/// A clock that moves when a test moves it.
final class SharedClock: Sendable {
    private let time = Mutex(Moment(milliseconds: Int64(TokenForge.now) * 1_000))
    var now: Moment { time.withLock { $0 } }
    func advance(seconds: Int64) { time.withLock { $0.milliseconds += seconds * 1_000 } }
}

extension Actor {
    static let invented = Actor(id: "a.jansen", name: "A. Jansen", roles: [.worker], teams: ["escamp"])
}

extension HTTPFields {
    /// What a browser would send back of the cookies that an answer sets.
    var cookies: String {
        self[values: .setCookie].map { String($0.prefix { $0 != ";" }) }.filter { !$0.hasSuffix("=") }
            .joined(separator: "; ")
    }
}

extension TestClientProtocol {
    func get(_ path: String, _ fields: HTTPFields = [:]) async throws -> TestResponse {
        try await execute(uri: path, method: .get, headers: fields)
    }

    /// Sends a form, as a page of ours does.
    func post(_ path: String, _ form: String, _ fields: HTTPFields = [:]) async throws -> TestResponse {
        var all: HTTPFields = [
            .contentType: "application/x-www-form-urlencoded", .origin: "http://localhost",
        ]
        for field in fields { all[field.name] = field.value }
        return try await execute(uri: path, method: .post, headers: all, body: ByteBuffer(string: form))
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
    /// The words that the routes of the rig answer with.
    var words: [String] { text.split(separator: " ").map(String.init) }
}
