// What goes out is checked when the configuration is: secrets that are none, teams that are not there.
// Depends on: OutboundPlan.

import Foundation
import Runtime
import TestSupport
import Testing

@testable import Outreach

@Suite struct OutboundPlanTests {
    private static func settings(_ scratch: Scratch, mode: Int, teams: Set<String>?) throws
        -> OutreachSettings
    {
        let path = try scratch.write("regie.secret", Data("sixteen bytes or more\n".utf8))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        var settings = OutreachSettings(
            listen: NetworkAddress(host: "127.0.0.1", port: 0), board: "x",
            address: "https://seinpost.example.nl", activity: "urn:proef", access: AccessSettings())
        settings.webhooks = [
            WebhookSettings(
                id: "regie", address: "https://regie.example.nl", teams: teams, secretFile: path)
        ]
        settings.openKlant = OpenKlantSettings(address: "https://klant.example.nl", tokenFile: path)
        return settings
    }

    @Test func `secrets are read without their line end, and never shown`() throws {
        let scratch = try Scratch()
        let plan = try OutboundPlan(
            try Self.settings(scratch, mode: 0o600, teams: ["centrum"]), teams: ["centrum"])
        #expect(plan.origin == "seinpost.example.nl")
        #expect(plan.webhooks.map(\.secret.bytes) == [Array("sixteen bytes or more".utf8)])
        #expect(plan.openKlant?.token.bytes.count == 21 && !"\(plan)".contains("sixteen"))
    }

    @Test func `a team that the pipeline has not, and a secret that all can read, are told at once`() throws {
        let scratch = try Scratch()
        let settings = try Self.settings(scratch, mode: 0o644, teams: ["centrum", "elders"])
        let error = #expect(throws: ConfigurationError.self) {
            try OutboundPlan(settings, teams: ["centrum"])
        }
        let messages = error?.messages ?? []
        #expect(messages.count == 3)
        #expect(messages.first == "the webhook `regie` names a team `elders` that the pipeline has not")
        #expect(messages.dropFirst().allSatisfy { $0.contains("can be read by everybody") })
    }

    @Test func `without settings nothing goes out`() throws {
        var settings = try Self.settings(try Scratch(), mode: 0o600, teams: nil)
        settings.webhooks = []
        settings.openKlant = nil
        #expect(try OutboundPlan(settings, teams: []).isEmpty)
    }
}
