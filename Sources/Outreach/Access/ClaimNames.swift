// From the claims of a token to somebody with roles and teams.
// In: claims, and which of them say what. Out: an actor. Depends on: Actor.

package import Runtime

/// A value in a token.
package indirect enum ClaimValue: Hashable, Sendable, Decodable {
    case text(String)
    case number(Double)
    case truth(Bool)
    case list([ClaimValue])
    case object([String: ClaimValue])
    case null

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let truth = try? container.decode(Bool.self) {
            self = .truth(truth)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([ClaimValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: ClaimValue].self))
        }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    /// One text, or a list of them; what is no text in a list does not count.
    var texts: [String] {
        switch self {
        case .text(let text): [text]
        case .list(let values): values.compactMap(\.text)
        default: []
        }
    }
}

/// Which claims say who somebody is.
package struct ClaimNames: Sendable {
    /// Paths of claims, such as `realm_access.roles`.
    private let roles: [Substring]
    private let teams: [Substring]
    /// From the provider's names to ours.
    private let roleNames: [String: Role]
    /// Ids stand in records and in the audit.
    private static let idBytes = 1...128

    package init(_ settings: OpenIDSettings) {
        roles = settings.rolesClaim.split(separator: ".")
        teams = settings.teamsClaim.split(separator: ".")
        var names: [String: Role] = [:]
        for role in Role.allCases {
            for name in settings.roleNames[role.rawValue] ?? [role.rawValue] { names[name] = role }
        }
        roleNames = names
    }

    /// nil when the claims do not say who it is. Somebody without a role is somebody who may do nothing.
    func actor(of claims: [String: ClaimValue]) -> Actor? {
        guard let id = claims["sub"]?.text, Self.idBytes.contains(id.utf8.count),
            id.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { return nil }
        let name = claims["name"]?.text ?? claims["preferred_username"]?.text ?? id
        return Actor(
            id: id, name: String(name.prefix(100)),
            roles: Set(texts(at: roles, in: claims).compactMap { roleNames[$0] }),
            teams: Set(texts(at: teams, in: claims)))
    }

    private func texts(at path: [Substring], in claims: [String: ClaimValue]) -> [String] {
        var value = ClaimValue.object(claims)
        for name in path {
            guard case .object(let members) = value, let next = members[String(name)] else { return [] }
            value = next
        }
        return value.texts
    }
}
