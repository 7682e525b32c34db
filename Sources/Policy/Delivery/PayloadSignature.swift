// The headers that prove where a delivery comes from: a digest of its bytes, and a detached signature over it.
// In: bytes, an RSA key, certificates. Out: `Digest` and `nlgov-adr-payload-sig`. Depends on: swift-crypto.

internal import Crypto
internal import CryptoExtras
internal import Foundation
internal import FoundationEssentials

/// Signs payloads: JAdES baseline B as the national API asks for it (PS256, unencoded and detached, over the digest).
package struct PayloadSignature: Sendable {
    /// A key or certificate cannot be used.
    package struct Unusable: Error { package var message: String }

    private let key: _RSA.Signing.PrivateKey
    /// DER in base64, the signer's own first.
    private let certificates: [String]
    private let keyID: String

    /// - Parameters:
    ///   - key: an RSA private key in PEM.
    ///   - certificates: the chain in PEM, the signer's own first.
    package init(key: String, certificates: String, keyID: String) throws(Unusable) {
        guard let key = try? _RSA.Signing.PrivateKey(pemRepresentation: key) else {
            throw Unusable(message: "the key of the deliveries is no RSA key in PEM")
        }
        self.key = key
        self.keyID = keyID
        let blocks = certificates.split(separator: "-----BEGIN CERTIFICATE-----")
        self.certificates = blocks.compactMap { block in
            block.range(of: "-----END").map { block[..<$0.lowerBound].filter { !$0.isWhitespace } }
        }
        guard !self.certificates.isEmpty else {
            throw Unusable(message: "the certificates of the deliveries hold no certificate in PEM")
        }
    }

    /// The value of `Digest`.
    package static func digest(of body: [UInt8]) -> String {
        "SHA-256=" + Data(SHA256.hash(data: body)).base64EncodedString()
    }

    /// The value of `nlgov-adr-payload-sig`: protected header, nothing, signature.
    package func signature(of body: [UInt8]) throws -> String {
        let header = protectedHeader
        let signed = Array((header + ".").utf8) + PayloadSignature.signedText(of: body)
        let signature = try key.signature(for: SHA256.hash(data: signed), padding: .PSS)
        return header + ".." + PayloadSignature.base64URL(signature.rawRepresentation)
    }

    /// What the signature covers besides its header: the header fields that `sigD` names, one on a line.
    package static func signedText(of body: [UInt8]) -> [UInt8] { Array("digest: \(digest(of: body))".utf8) }

    private var protectedHeader: String {
        let header = JSONValue.members([
            "alg": .text("PS256"), "b64": .truth(false), "crit": .array([.text("sigD"), .text("b64")]),
            "kid": .text(keyID), "x5c": .array(certificates.map { .text($0) }),
            "sigD": .members([
                "mId": .text("http://uri.etsi.org/19182/HttpHeaders"), "pars": .array([.text("digest")]),
            ]),
        ])
        return PayloadSignature.base64URL(Data(header.compact.utf8))
    }

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").filter { $0 != "=" }
    }
}
