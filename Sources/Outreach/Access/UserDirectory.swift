// The users of one machine, in a file that an administrator writes.
// In: a YAML file. Out: actors and password checks. Depends on: Rules' Fields and Values, PasswordHash.

package import Rules
package import Runtime
internal import Synchronization

/// The users file as it is now: looked at again when it may have changed, so that who is taken out is out at once.
package final class UserDirectory: Sendable {
    struct User: Hashable, Sendable {
        var actor: Actor
        var password: PasswordHash
    }
    private struct State {
        var users: [String: User] = [:]
        var bytes: [UInt8] = []
        var lookedAt: Moment?
    }

    private let path: String
    private let clock: @Sendable () -> Moment
    private let state = Mutex(State())
    /// For names that nobody has: trying them takes as long.
    private let nobody = PasswordHash.ofNobody
    private static let fileLimit = 1 << 20

    /// Reads the file; throws with everything that is wrong with it.
    package init(path: String, clock: @escaping @Sendable () -> Moment = { .now }) throws(UsersFault) {
        self.path = path
        self.clock = clock
        let bytes = try Self.bytes(path)
        let users = try Self.users(of: bytes, path)
        let now = clock()
        state.withLock { $0 = State(users: users, bytes: bytes, lookedAt: now) }
    }

    /// Who has this id; nil for nobody, and for nobody any more.
    package func actor(_ id: String) -> Actor? { current()[id]?.actor }

    /// Who logs in with this name and password.
    package func actor(_ id: String, password: String) async -> Actor? {
        let user = current()[id]
        guard await (user?.password ?? nobody).isHash(of: password) else { return nil }
        return user?.actor
    }

    /// A file that cannot be read or has errors changes nothing: nobody is locked out by a slip of the pen.
    private func current() -> [String: User] {
        let now = clock()
        return state.withLock { state in
            if let last = state.lookedAt, (0..<1_000).contains(now.milliseconds(since: last)) {
                return state.users
            }
            state.lookedAt = now
            guard let bytes = try? Self.bytes(path), bytes != state.bytes,
                let users = try? Self.users(of: bytes, path)
            else { return state.users }
            state.users = users
            state.bytes = bytes
            return users
        }
    }

    private static func bytes(_ path: String) throws(UsersFault) -> [UInt8] {
        do throws(InputError) {
            return try SmallFile.read(path, limit: fileLimit)
        } catch {
            throw UsersFault(message: error.message, diagnostics: [])
        }
    }

    private static func users(of bytes: [UInt8], _ path: String) throws(UsersFault) -> [String: User] {
        let findings = Findings()
        let source = findings.add(path: path, bytes: bytes)
        let root = YAMLReader.root(of: source, number: 0, findings: findings)
        _ = findings.recognise(0, root, by: ["users"])
        let users = root.map { UsersReader(findings: findings).users($0) } ?? [:]
        if !findings.hasErrors { return users }
        // Without the lines they are about: a password may stand there.
        let diagnostics = findings.diagnostics.map { diagnostic in
            var diagnostic = diagnostic
            diagnostic.sourceLine = ""
            return diagnostic
        }
        throw UsersFault(message: "the users file `\(path)` cannot be used", diagnostics: diagnostics)
    }
}

/// Why a users file cannot be used.
package struct UsersFault: Error, Sendable {
    package var message: String
    package var diagnostics: [Diagnostic]
}

/// Reads `users: [{id, name, roles, teams, password}]`.
private struct UsersReader {
    let findings: Findings
    private var values: Values { Values(findings: findings) }

    init(findings: Findings) { self.findings = findings }

    func users(_ root: YAMLNode) -> [String: UserDirectory.User] {
        guard let file = Fields(root, "a users file", known: ["users"], findings),
            let list = file.required("users").flatMap({ values.list($0, "users") })
        else { return [:] }
        var users: [String: UserDirectory.User] = [:]
        for node in list {
            guard let user = user(node) else { continue }
            if users.updateValue(user, forKey: user.actor.id) != nil {
                findings.error(node.place, "there are two users `\(user.actor.id)`")
            }
        }
        return users
    }

    private func user(_ node: YAMLNode) -> UserDirectory.User? {
        let known = ["id", "name", "roles", "teams", "password"]
        guard let fields = Fields(node, "a user", known: known, findings) else { return nil }
        let id = fields.required("id").flatMap { values.text($0, "id") }
        let name = fields.required("name").flatMap { values.text($0, "name") }
        let roles = fields.required("roles").flatMap { values.list($0, "roles") }?.compactMap(role)
        let teams = fields["teams"].flatMap { values.list($0, "teams") }?.compactMap {
            values.text($0, "teams")
        }
        let password = fields.required("password").flatMap(password)
        guard let id, let name, let roles, let password else { return nil }
        let actor = Actor(id: id, name: name, roles: Set(roles), teams: Set(teams ?? []))
        return UserDirectory.User(actor: actor, password: password)
    }

    private func role(_ node: YAMLNode) -> Role? {
        guard let text = values.text(node, "roles") else { return nil }
        if let role = Role(rawValue: text) { return role }
        let names = Role.allCases.map(\.rawValue)
        findings.error(
            node.place, "there is no role `\(text)`; it is one of \(Suggestion.list(names, "or"))")
        return nil
    }

    /// The hash is not quoted: it is nobody's business.
    private func password(_ node: YAMLNode) -> PasswordHash? {
        if let hash = node.text.flatMap({ PasswordHash($0) }) { return hash }
        findings.error(node.place, "`password` must be what `seinpost user hash` prints, not a password")
        return nil
    }
}
