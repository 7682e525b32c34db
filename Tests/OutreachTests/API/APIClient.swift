// Asks the API as somebody, and takes answers apart. Depends on: HummingbirdTesting.

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import Outreach

/// An answer of the API.
struct APIAnswerText {
    var status: HTTPResponse.Status
    var fields: HTTPFields
    var text: String

    subscript(_ name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }

    func object() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
}

extension TestClientProtocol {
    func ask(
        _ method: HTTPRequest.Method, _ path: String, as actor: Actor? = Somebody.fatima, key: String? = nil,
        tag: String? = nil, body: String? = nil, type: String = "application/json", origin: String? = nil
    ) async throws -> APIAnswerText {
        var headers = HTTPFields()
        let fields = [
            "X-Proef": actor?.id, "Idempotency-Key": key, "If-Match": tag, "Origin": origin,
            "Content-Type": body == nil ? nil : type,
        ]
        for (name, value) in fields {
            guard let value, let field = HTTPField.Name(name) else { continue }
            headers[field] = value
        }
        return try await execute(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
        ) { response in
            APIAnswerText(
                status: response.status, fields: response.headers, text: String(buffer: response.body))
        }
    }
}

/// Runs a body with a rig and a client of its API.
func withAPI(_ body: @escaping @Sendable (OutreachRig, any TestClientProtocol) async throws -> Void)
    async throws
{
    try await withOutreach { rig in
        try await rig.application().test(.router) { client in try await body(rig, client) }
    }
}
