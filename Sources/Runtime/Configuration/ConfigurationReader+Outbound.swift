// `outreach.webhooks` and `outreach.openklant`: other systems that are told of tasks.
// In: the section of the outreach side. Out: settings, or findings. Depends on: ConfigurationReader.

internal import Rules

extension ConfigurationReader {
    /// - Parameter outreach: the fields of `outreach`, which knows the keys.
    mutating func webhooks(_ outreach: Fields) -> [WebhookSettings] {
        let path = "outreach.webhooks"
        guard let node = given(outreach, "webhooks", path), let items = values.list(node, "webhooks") else {
            return []
        }
        var webhooks: [WebhookSettings] = []
        for (number, item) in items.enumerated() {
            guard let webhook = webhook(item, "\(path).\(number).") else { continue }
            if webhooks.contains(where: { $0.id == webhook.id }) {
                findings.error(
                    item.place, "there are two webhooks `\(webhook.id)`; each has a name of its own")
            }
            webhooks.append(webhook)
        }
        return webhooks
    }

    private mutating func webhook(_ node: YAMLNode, _ prefix: String) -> WebhookSettings? {
        guard let fields = Fields(node, "a webhook", known: ConfigurationKeys.webhook, findings) else {
            return nil
        }
        let values = values
        let id = required(fields, "id", prefix + "id").flatMap { values.instance($0, "id") }
        let place = required(fields, "address", prefix + "address").flatMap { address($0, "address") }
        let secret = required(fields, "secret-file", prefix + "secret-file").flatMap {
            path($0, "secret-file")
        }
        let teams = given(fields, "teams", prefix + "teams").map { node in
            let items = node.text == nil ? values.list(node, "teams") ?? [] : [node]
            if items.isEmpty {
                findings.error(node.place, "`teams` is empty; leave it out to tell of all teams")
            }
            return Set(items.compactMap { values.plain($0, "teams") })
        }
        guard let id, let place, let secret else { return nil }
        return WebhookSettings(id: id, address: place, teams: teams, secretFile: secret)
    }

    /// - Parameter outreach: the fields of `outreach`, which knows the key.
    mutating func openKlant(_ outreach: Fields) -> OpenKlantSettings? {
        guard let fields = section(outreach, "openklant", ConfigurationKeys.openKlant) else { return nil }
        let prefix = "outreach.openklant."
        let place = required(fields, "address", prefix + "address").flatMap { address($0, "address") }
        let token = required(fields, "token-file", prefix + "token-file").flatMap { path($0, "token-file") }
        guard let place, let token else { return nil }
        return OpenKlantSettings(
            address: place.hasSuffix("/") ? String(place.dropLast()) : place, tokenFile: token)
    }
}
