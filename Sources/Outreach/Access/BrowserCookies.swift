// The two cookies of a browser: of the session, and of a log-in on its way.
// In: requests and values. Out: fields of answers. Depends on: CookieSeal, Hummingbird.

package import Hummingbird

/// Writes and reads our cookies.
///
/// With https they carry `Secure` and the prefix `__Host-`, which no other site and no other machine of the domain can
/// set; plain http is for this machine alone.
package struct BrowserCookies: Sendable {
    private let seal: CookieSeal
    private let isSecure: Bool

    package init(seal: CookieSeal, isSecure: Bool) {
        self.seal = seal
        self.isSecure = isSecure
    }

    private func name(_ purpose: CookieSeal.Purpose) -> String {
        (isSecure ? "__Host-" : "") + "seinpost-" + purpose.rawValue
    }

    package func read<Value: Decodable>(
        _ type: Value.Type, _ purpose: CookieSeal.Purpose, from request: Request
    ) -> Value? {
        request.cookies[name(purpose)].flatMap { seal.open(type, $0.value, for: purpose) }
    }

    /// Whether the browser sent this cookie at all, good or not.
    package func isPresent(_ purpose: CookieSeal.Purpose, in request: Request) -> Bool {
        request.cookies[name(purpose)] != nil
    }

    /// Gone when the browser is closed.
    package func set(_ value: some Encodable, _ purpose: CookieSeal.Purpose, on response: inout Response) {
        response.setCookie(cookie(name(purpose), seal.seal(value, for: purpose), maxAge: nil))
    }

    package func clear(_ purpose: CookieSeal.Purpose, on response: inout Response) {
        response.setCookie(cookie(name(purpose), "", maxAge: 0))
    }

    private func cookie(_ name: String, _ value: String, maxAge: Int?) -> Cookie {
        Cookie(
            name: name, value: value, maxAge: maxAge, path: "/", secure: isSecure, httpOnly: true,
            sameSite: .lax)
    }
}
