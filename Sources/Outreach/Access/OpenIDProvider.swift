// The identity provider of the organisation: its addresses, its keys, and codes exchanged for tokens.
// In: settings. Out: HTTPS requests to the provider. Depends on: async-http-client, SigningKeys.

internal import AsyncHTTPClient
internal import FoundationEssentials
internal import NIOCore
package import Runtime

/// An OpenID Connect provider, found by its issuer.
package struct OpenIDProvider: Sendable {
    private let settings: OpenIDSettings
    package let keys: SigningKeys
    private static let answerBytes = 262_144
    private static let seconds: Int64 = 10

    package init(_ settings: OpenIDSettings, clock: @escaping @Sendable () -> Moment = { .now }) {
        self.settings = settings
        keys = SigningKeys(clock: clock) {
            switch settings.keys {
            case .file(let path): return try SmallFile.read(path)
            case .address(let address): return try await Self.get(address)
            case .discovered: return try await Self.get(try await Self.discover(settings.issuer).keys)
            }
        }
    }

    /// What the provider says about itself.
    struct Addresses: Decodable {
        var issuer: String
        var authorization: String
        var token: String
        var keys: String
        enum CodingKeys: String, CodingKey {
            case issuer
            case authorization = "authorization_endpoint"
            case token = "token_endpoint"
            case keys = "jwks_uri"
        }
    }

    /// Why the provider cannot be used now; goes no further than ``Refusal/unavailable(retryAfterSeconds:)``.
    private enum Fault: Error {
        case status(UInt)
        case otherIssuer, plainHTTP
    }

    /// Where the browser is sent to log in.
    package func authorizationAddress(_ attempt: LogInAttempt, redirect: String) async throws(Refusal)
        -> String
    {
        let addresses = try await addresses()
        let query = [
            ("response_type", "code"), ("client_id", settings.client), ("redirect_uri", redirect),
            ("scope", "openid profile"), ("state", attempt.state), ("nonce", attempt.nonce),
            ("code_challenge", attempt.challenge), ("code_challenge_method", "S256"),
        ]
        return addresses.authorization + (addresses.authorization.contains("?") ? "&" : "?")
            + Self.form(query)
    }

    /// Exchanges the code of a log-in for the ID token.
    ///
    /// - Throws: ``Refusal/unauthenticated`` when the provider does not want the code.
    package func idToken(code: String, _ attempt: LogInAttempt, redirect: String) async throws(Refusal)
        -> String
    {
        let address = try await addresses().token
        var fields = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect),
            ("client_id", settings.client), ("code_verifier", attempt.verifier),
        ]
        do {
            if let file = settings.secretFile {
                let secret = try SmallFile.read(file).prefix { $0 != 0x0A && $0 != 0x0D }
                fields.append(("client_secret", String(decoding: secret, as: UTF8.self)))
            }
            let json = try await Self.post(address, Self.form(fields))
            return try JSONDecoder().decode(Tokens.self, from: Data(json)).idToken
        } catch Fault.status(let status) where (400..<500).contains(status) {
            throw .unauthenticated
        } catch {
            throw .unavailable(retryAfterSeconds: 30)
        }
    }

    private struct Tokens: Decodable {
        var idToken: String
        enum CodingKeys: String, CodingKey { case idToken = "id_token" }
    }

    private func addresses() async throws(Refusal) -> Addresses {
        do {
            return try await Self.discover(settings.issuer)
        } catch {
            throw .unavailable(retryAfterSeconds: 30)
        }
    }

    private static func discover(_ issuer: String) async throws -> Addresses {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        let json = try await get(base + "/.well-known/openid-configuration")
        let addresses = try JSONDecoder().decode(Addresses.self, from: Data(json))
        guard addresses.issuer == issuer else { throw Fault.otherIssuer }
        for address in [addresses.authorization, addresses.token, addresses.keys] {
            guard OpenIDSettings.isSafe(address) else { throw Fault.plainHTTP }
        }
        return addresses
    }

    private static func get(_ address: String) async throws -> [UInt8] {
        try await answer(HTTPClientRequest(url: address))
    }

    private static func post(_ address: String, _ form: String) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: address)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: form))
        return try await answer(request)
    }

    private static func answer(_ request: HTTPClientRequest) async throws -> [UInt8] {
        var request = request
        request.headers.add(name: "Accept", value: "application/json")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(seconds))
        guard response.status == .ok else { throw Fault.status(response.status.code) }
        return Array(try await response.body.collect(upTo: answerBytes).readableBytesView)
    }

    /// `application/x-www-form-urlencoded`, which is good for a query too.
    static func form(_ fields: [(String, String)]) -> String {
        fields.map { name, value in
            name + "="
                + value.utf8.map { byte in
                    isPlain(byte)
                        ? String(Unicode.Scalar(byte))
                        : "%" + String(byte >> 4, radix: 16, uppercase: true)
                            + String(byte & 15, radix: 16, uppercase: true)
                }.joined()
        }.joined(separator: "&")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || "-._~".utf8.contains(byte)
    }
}
