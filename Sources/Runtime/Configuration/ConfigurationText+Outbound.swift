// `outreach.webhooks` and `outreach.openklant` as `config show` writes them.
// In: settings. Out: lines that read back as the same. Depends on: ConfigurationText.

extension ConfigurationText {
    mutating func write(_ webhooks: [WebhookSettings]) {
        guard !webhooks.isEmpty else { return }
        lines.append(("  webhooks:", source("outreach.webhooks")))
        for (number, webhook) in webhooks.enumerated() {
            let prefix = "outreach.webhooks.\(number)."
            lines.append(("    - id: \(Self.quoted(webhook.id))", source(prefix + "id")))
            lines.append(("      address: \(shown(webhook.address))", source(prefix + "address")))
            if let teams = webhook.teams {
                let names = teams.sorted().map(Self.quoted).joined(separator: ", ")
                lines.append(("      teams: [\(names)]", source(prefix + "teams")))
            }
            lines.append(
                ("      secret-file: \(shown(webhook.secretFile))", source(prefix + "secret-file")))
        }
    }

    mutating func write(_ openKlant: OpenKlantSettings) {
        head("  openklant")
        place("outreach.openklant.address", openKlant.address)
        place("outreach.openklant.token-file", openKlant.tokenFile)
    }
}
