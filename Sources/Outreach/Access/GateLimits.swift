// How much of everything one caller may ask for.
// In: nothing. Out: limits, and the buckets that keep them. Depends on: RateLimiter, Hummingbird.

package import Hummingbird
internal import Logging
internal import NIOCore
package import Runtime

/// The limits at the door, each with its unit, and what keeps count.
package struct GateLimits: Sendable {
    /// Bodies are forms and small JSON.
    package static let bodyBytes = 65_536
    /// A body must be there within this time.
    package static let bodySeconds = 10
    /// The header of a request must be there within this time, and a connection without requests is closed after it.
    package static let idleSeconds: Int64 = 30
    package static let headerBytes = 32_768
    /// More of them wait in the kernel; browsers that follow tasks live hold one each.
    package static let connections = 4_096
    /// What is left of a body that is refused is read for so long that its sender gets to read the answer.
    static let lingerSeconds: Int64 = 2

    /// Of one address, without a log-in that counts: pages, style sheets, tokens that are not good.
    let strangers: RateLimiter
    /// Of one account: more than a person asks, and than a program needs.
    let actors: RateLimiter
    /// Passwords tried for one name, from wherever.
    let names: RateLimiter
    /// Log-ins tried from one address.
    let logIns: RateLimiter

    package init(clock: @escaping @Sendable () -> Moment = { .now }) {
        strangers = RateLimiter(.init(burst: 600, perSecond: 20), clock: clock)
        actors = RateLimiter(.init(burst: 1_000, perSecond: 500), clock: clock)
        names = RateLimiter(.init(burst: 8, perSecond: 1.0 / 60), clock: clock)
        logIns = RateLimiter(.init(burst: 40, perSecond: 1.0 / 5), clock: clock)
    }

    /// What listens: HTTP/1.1 that a slow client cannot hold on to.
    ///
    /// - Parameter onBound: called once with the address in use.
    package static func application(
        _ router: Router<OutreachContext>, at address: NetworkAddress, idleSeconds: Int64 = idleSeconds,
        onBound: @escaping @Sendable (NetworkAddress) -> Void
    ) -> some ApplicationProtocol {
        // What the library logs quotes addresses and requests.
        var logger = Logger(label: "seinpost.outreach")
        logger.logLevel = .critical
        return Application(
            router: router,
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(idleSeconds),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: headerBytes, maxHeaderListSize: headerBytes,
                        maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port), serverName: nil,
                availableConnectionsDelegate: .maximum(connections, logger: logger)),
            onServerRunning: { channel in
                onBound(NetworkAddress(host: address.host, port: channel.localAddress?.port ?? 0))
            }, logger: logger)
    }
}
