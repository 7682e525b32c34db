// Users files with faults, and passwords as they may be kept.

import Outreach
import TestSupport
import Testing

@Suite struct UserDirectoryTests {
    /// Of the password `geheim geheim geheim`, with the least parameters that are taken.
    private static let hash = PasswordHash(of: "geheim geheim geheim")?.description ?? ""

    private func fault(_ text: String) throws -> UsersFault? {
        let scratch = try Scratch()
        let path = try scratch.write("users.yaml", text)
        do throws(UsersFault) {
            _ = try UserDirectory(path: path)
            return nil
        } catch {
            return error
        }
    }

    private static func user(_ changes: String) -> String {
        "users:\n  - {id: a.jansen, name: A. Jansen, \(changes)}\n"
    }

    static let wrong: [(String, String)] = [
        ("", "users"),
        ("users:\n  - {id: a.jansen}\n", "`name`"),
        (user("roles: [baas], password: \"\(hash)\""), "there is no role `baas`"),
        (user("roles: [beheer], password: welkom01"), "seinpost user hash"),
        (
            user("roles: [beheer], password: \"scrypt$2$8$3$AAAAAAAAAAAAAAAAAAAAAA$AAAA\""),
            "seinpost user hash"
        ),
        (user("role: [beheer], password: \"\(hash)\""), "unknown key `role`"),
        (
            user("roles: [beheer], password: \"\(hash)\"")
                + "  - {id: a.jansen, name: B, roles: [], password: \"\(hash)\"}\n",
            "two users `a.jansen`"
        ),
    ]

    @Test("A fault is told with its place, and without what stands there", arguments: wrong.indices)
    func faults(_ index: Int) throws {
        let (text, message) = Self.wrong[index]
        let fault = try #require(try fault(text))
        let all = fault.diagnostics.map { $0.rendered(isColored: false) }.joined()
        #expect(all.contains(message), "\(all)")
        #expect(!all.contains("welkom01") && !all.contains("scrypt$"), "a password is nobody's business")
    }

    @Test func `a file that is not there is told`() throws {
        #expect(throws: UsersFault.self) { try UserDirectory(path: "/nergens/users.yaml") }
    }

    @Test func `a hash knows its password, is another one each time, and takes nothing empty or endless`()
        async throws
    {
        let hash = try #require(PasswordHash(of: "vier losse woorden"))
        let read = try #require(PasswordHash(hash.description))
        #expect(await read.isHash(of: "vier losse woorden"))
        for wrong in ["vier losse woorden ", "", String(repeating: "a", count: 10_000)] {
            #expect(await !read.isHash(of: wrong))
        }
        #expect(PasswordHash(of: "vier losse woorden")?.description != hash.description)
        #expect(PasswordHash(of: "") == nil)
    }
}
