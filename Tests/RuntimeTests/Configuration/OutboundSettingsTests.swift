// `outreach.theme`, `outreach.webhooks`, `outreach.openklant`: what is read, found wrong, and written back.

import Rules
import Runtime
import TestSupport
import Testing

@Suite("Configuration of what goes out")
struct OutboundSettingsTests {
    private static func text(_ outbound: String) -> String {
        ConfigurationFixture.embedded + """

            outreach:
              board: board.sqlite
              activity: https://register.example.nl/verwerking/7/versie/2
              access: {users: users.yaml}
            \(outbound)
            """
    }

    private static let all = """
          theme: huisstijl.css
          webhooks:
            - id: regie
              address: https://regie.example.nl/meldingen
              teams: [centrum, escamp]
              secret-file: regie.secret
            - {id: proef, address: "http://127.0.0.1:9000/", secret-file: /etc/proef.secret}
          openklant:
            address: https://klant.example.nl/klantinteracties/api/v1/
            token-file: openklant.token
        """

    @Test func `all of it is read, and written back the same`() throws {
        let fixture = try ConfigurationFixture(Self.text(Self.all))
        let configuration = try #require(fixture.load().configuration, "\(fixture.findings())")
        let outreach = try #require(configuration.outreach)
        let folder = fixture.scratch.path("")
        #expect(
            outreach.theme?.hasPrefix(folder) == true && outreach.theme?.hasSuffix("huisstijl.css") == true)
        #expect(outreach.webhooks.map(\.id) == ["regie", "proef"])
        #expect(outreach.webhooks.map(\.teams) == [["centrum", "escamp"], nil])
        #expect(outreach.webhooks.map(\.secretFile).last == "/etc/proef.secret")
        #expect(outreach.openKlant?.address == "https://klant.example.nl/klantinteracties/api/v1")
        let text = ConfigurationText.text(configuration, isRedacted: false, pipelineID: nil)
        try fixture.scratch.write("seinpost.yaml", text)
        #expect(fixture.load().configuration?.outreach == configuration.outreach, "\(fixture.findings())")
        let shown = ConfigurationText.text(configuration, isRedacted: true, pipelineID: nil)
        for hidden in ["regie.example.nl", "klant.example.nl", "secret\n", "token\n", ".css"] {
            #expect(!shown.contains(hidden), "\(hidden)")
        }
    }

    @Test func `without the keys nothing goes out`() throws {
        let outreach = try #require(ConfigurationFixture(Self.text("")).load().configuration?.outreach)
        #expect(outreach.webhooks.isEmpty && outreach.openKlant == nil && outreach.theme == nil)
    }

    @Test(
        "A fault is told",
        arguments: [
            ("  webhooks: regie", "`webhooks` must be a list"),
            ("  webhooks: [regie]", "a webhook must be a mapping"),
            ("  webhooks: [{id: a, address: https://a.nl}]", "a webhook has no `secret-file`"),
            (
                "  webhooks: [{id: a, address: http://a.nl, secret-file: s}]",
                "`address` must be an address that begins with `https://`, not `http://a.nl`"
            ),
            ("  webhooks: [{id: A b, address: https://a.nl, secret-file: s}]", "lower case letters"),
            ("  webhooks: [{id: a, address: https://a.nl, secret: s}]", "unknown key `secret`"),
            ("  webhooks: [{id: a, address: https://a.nl, teams: [], secret-file: s}]", "`teams` is empty"),
            (
                "  webhooks: [{id: a, address: https://a.nl, secret-file: s}, "
                    + "{id: a, address: https://b.nl, secret-file: s}]", "there are two webhooks `a`"
            ),
            ("  openklant: {address: https://a.nl}", "`openklant` has no `token-file`"),
            ("  openklant: {address: http://a.nl, token-file: t}", "begins with `https://`"),
        ])
    func faults(_ outbound: String, _ message: String) throws {
        let fixture = try ConfigurationFixture(Self.text(outbound))
        #expect(fixture.load().configuration == nil)
        #expect(fixture.findings().contains(message), "\(fixture.findings())")
    }
}
