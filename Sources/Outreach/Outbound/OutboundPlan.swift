// What goes out to other systems: settings with their secrets read.
// In: settings. Out: who is told of tasks, or what is wrong with a file. Depends on: Runtime's KeyRing.

package import Runtime

/// Everything that the worker for outbound messages is told. Empty unless somebody asks for it.
package struct OutboundPlan: Sendable {
    /// A subscription with its secret.
    package struct Webhook: Sendable {
        package var settings: WebhookSettings
        package var secret: Secret
    }

    /// An OpenKlant with its token.
    package struct OpenKlant: Sendable {
        package var settings: OpenKlantSettings
        package var token: Secret
    }

    package var webhooks: [Webhook] = []
    package var openKlant: OpenKlant?
    /// Where browsers reach us, when that is configured: what goes out names tasks by it.
    package var address: String?
    /// The host that we say we are.
    package var origin: String

    package var isEmpty: Bool { webhooks.isEmpty && openKlant == nil }

    package init(webhooks: [Webhook] = [], openKlant: OpenKlant? = nil, address: String?, origin: String) {
        self.webhooks = webhooks
        self.openKlant = openKlant
        self.address = address
        self.origin = origin
    }

    /// Reads the secrets.
    ///
    /// - Parameter teams: those of the pipeline; a subscription to another one would never hear anything.
    package init(_ settings: OutreachSettings, teams: Set<String>) throws(ConfigurationError) {
        let site = settings.address?.split(separator: "/").last.map(String.init)
        self.init(address: settings.address, origin: site ?? settings.listen.host)
        var messages: [String] = []
        func secret(_ path: String, _ setting: String) -> Secret? {
            do throws(ConfigurationError) {
                return try KeyRing.secret(path, setting)
            } catch {
                messages += error.messages
                return nil
            }
        }
        for webhook in settings.webhooks {
            for team in (webhook.teams ?? []).subtracting(teams).sorted() {
                messages.append(
                    "the webhook `\(webhook.id)` names a team `\(team)` that the pipeline has not")
            }
            guard let secret = secret(webhook.secretFile, "outreach.webhooks.secret-file") else { continue }
            webhooks.append(Webhook(settings: webhook, secret: secret))
        }
        if let settings = settings.openKlant,
            let token = secret(settings.tokenFile, "outreach.openklant.token-file")
        {
            openKlant = OpenKlant(settings: settings, token: token)
        }
        guard messages.isEmpty else { throw ConfigurationError(messages) }
    }
}
