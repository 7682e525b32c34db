// `outreach.access`: what is read, what is found wrong, and that `config show` writes it back.

import Rules
import Runtime
import TestSupport
import Testing

@Suite("Configuration of access")
struct AccessSettingsTests {
    private static func text(_ access: String) -> String {
        ConfigurationFixture.embedded + """

            outreach:
              board: board.sqlite
              activity: https://register.example.nl/verwerking/7/versie/2
            \(access)
            """
    }

    private static let provider = """
          access:
            proxies: 127.0.0.1
            openid:
              issuer: https://inloggen.example.nl/gemeente
              client: seinpost-web
              audience: seinpost
              client-secret: openid.secret
              keys: https://inloggen.example.nl/jwks
              roles-claim: realm_access.roles
              roles: {medewerker: [sp-medewerker], teamleider: sp-leiding}
        """

    @Test("A provider is read, and written back the same") func provider() throws {
        let fixture = try ConfigurationFixture(Self.text(Self.provider))
        let configuration = try #require(fixture.load().configuration, "\(fixture.findings())")
        let access = try #require(configuration.outreach?.access)
        #expect(access.proxies == ["127.0.0.1"] && access.users == nil)
        let openID = try #require(access.openID)
        #expect(openID.keys == .address("https://inloggen.example.nl/jwks"))
        #expect(openID.audience == "seinpost" && openID.teamsClaim == "teams")
        #expect(openID.roleNames == ["medewerker": ["sp-medewerker"], "teamleider": ["sp-leiding"]])
        #expect(openID.secretFile?.hasSuffix("/openid.secret") == true)
        let text = ConfigurationText.text(configuration, isRedacted: false, pipelineID: nil)
        try fixture.scratch.write("seinpost.yaml", text)
        #expect(fixture.load().configuration?.outreach == configuration.outreach, "\(fixture.findings())")
    }

    @Test("Without more, tokens are for the client, and keys are where the provider says") func defaults()
        throws
    {
        let fixture = try ConfigurationFixture(
            Self.text("  access: {openid: {issuer: https://inloggen.example.nl, client: seinpost}}"))
        let openID = try #require(fixture.load().configuration?.outreach?.access.openID)
        #expect(
            openID
                == OpenIDSettings(
                    issuer: "https://inloggen.example.nl", audience: "seinpost", client: "seinpost"))
    }

    @Test(
        "A fault in the section is told",
        arguments: [
            ("", "`outreach` has no `access`"),
            ("  access: {}", "nobody could log in"),
            ("  access: {user: a.yaml}", "did you mean `users`?"),
            ("  access: {openid: {client: a}}", "`openid` has no `issuer`"),
            ("  access: {openid: {issuer: http://inloggen.example.nl, client: a}}", "begins with `https://`"),
            (
                "  access: {openid: {issuer: http://localhost.example.nl, client: a}}",
                "begins with `https://`"
            ),
            (
                "  access: {openid: {issuer: https://a.nl, client: a, keys: http://a.nl/keys}}",
                "begins with `https://`"
            ),
            (
                "  access: {openid: {issuer: https://a.nl, client: a, roles: {baas: [x]}}}",
                "unknown key `baas`"
            ),
        ])
    func faults(_ access: String, _ message: String) throws {
        let fixture = try ConfigurationFixture(Self.text(access))
        #expect(fixture.load().configuration == nil)
        #expect(fixture.findings().contains(message), "\(fixture.findings())")
    }
}
