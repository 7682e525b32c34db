// Makes tokens, right and wrong, with keys of its own: what a provider signs and what an attacker tries.

import Crypto
import CryptoExtras
import Foundation
import Outreach

/// The keys of an invented provider.
struct TokenForge: Sendable {
    static let issuer = "https://inloggen.example.nl/gemeente"
    static let audience = "seinpost"
    /// Seconds since 1970 at which the tokens are made.
    static let now = 1_772_445_600

    /// Made once: a key of 2048 bits takes its time.
    static let shared = TokenForge()

    let rsa: _RSA.Signing.PrivateKey
    let elliptic = P256.Signing.PrivateKey()

    private init() {
        guard let rsa = try? _RSA.Signing.PrivateKey(keySize: .bits2048) else {
            preconditionFailure("a key can be made")
        }
        self.rsa = rsa
    }

    /// The JWKS, with what other providers put beside: a key for encryption, a kind that nobody knows.
    func keySet(rsaID: String = "rsa-1", ellipticID: String = "ec-1") throws -> [UInt8] {
        let primitives = try rsa.publicKey.getKeyPrimitives()
        let point = Array(elliptic.publicKey.rawRepresentation)
        let modulus = Base64URL.text(of: primitives.modulus)
        let exponent = Base64URL.text(of: primitives.publicExponent)
        let keys = [
            #"{"kty":"RSA","use":"sig","kid":"\#(rsaID)","n":"\#(modulus)","e":"\#(exponent)"}"#,
            #"{"kty":"RSA","use":"enc","kid":"enc-1","alg":"RSA-OAEP","n":"\#(modulus)","e":"\#(exponent)"}"#,
            #"{"kty":"EC","use":"sig","alg":"ES256","kid":"\#(ellipticID)","crv":"P-256","#
                + #""x":"\#(Base64URL.text(of: point[..<32]))","y":"\#(Base64URL.text(of: point[32...]))"}"#,
            #"{"kty":"oct","kid":"oct-1","k":"c2VjcmV0"}"#,
        ]
        return Array(#"{"keys":[\#(keys.joined(separator: ","))]}"#.utf8)
    }

    /// Claims that are good, with changes; nil takes one out.
    static func claims(_ changes: [String: Any?] = [:]) -> [String: Any] {
        var claims: [String: Any] = [
            "iss": issuer, "aud": [audience, "account"], "sub": "f3b2", "exp": now + 300, "iat": now - 10,
            "name": "A. Jansen", "roles": ["medewerker", "offline_access"], "teams": ["escamp"],
        ]
        for (name, value) in changes { claims[name] = value }
        return claims
    }

    enum Signature: Sendable { case rs256, ps256, es256, publicKeyAsSecret, nothing }

    func token(
        _ claims: [String: Any] = claims(), header: [String: Any?] = [:], signature: Signature = .rs256
    ) throws -> String {
        let names: [Signature: (String, String)] = [
            .rs256: ("RS256", "rsa-1"), .ps256: ("PS256", "rsa-1"), .es256: ("ES256", "ec-1"),
            .publicKeyAsSecret: ("HS256", "rsa-1"), .nothing: ("none", "rsa-1"),
        ]
        let (algorithm, id) = names[signature] ?? ("", "")
        var fields: [String: Any] = ["alg": algorithm, "kid": id, "typ": "JWT"]
        for (name, value) in header { fields[name] = value }
        let signed = try Self.part(fields) + "." + Self.part(claims)
        return signed + "." + Base64URL.text(of: try bytes(signature, of: Array(signed.utf8)))
    }

    private func bytes(_ signature: Signature, of signed: [UInt8]) throws -> [UInt8] {
        let digest = SHA256.hash(data: signed)
        switch signature {
        case .rs256:
            return Array(try rsa.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
        case .ps256: return Array(try rsa.signature(for: digest, padding: .PSS).rawRepresentation)
        case .es256: return Array(try elliptic.signature(for: digest).rawRepresentation)
        case .publicKeyAsSecret:
            let secret = SymmetricKey(data: Array(rsa.publicKey.pemRepresentation.utf8))
            return Array(HMAC<SHA256>.authenticationCode(for: signed, using: secret))
        case .nothing: return []
        }
    }

    private static func part(_ object: [String: Any]) throws -> String {
        Base64URL.text(of: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys))
    }
}
