// A subscription: asks once whether we may send, then sends one event for each revision of a task.
// In: revisions. Out: HTTP requests. Depends on: OutboundClient, WebhookEvent.

internal import Runtime
internal import Synchronization

/// Somebody else's system that is told of tasks, one revision after another.
protocol Receiver: Sendable {
    /// Names it in logs, and its place on the board.
    var id: String { get }
    /// Hands one revision over; the same one may come again.
    func take(_ revision: OutboundRevision) async throws
}

/// Tells a program what changed. Delivers at least once, in the order of the board.
final class Webhook: Receiver {
    /// What the receiver agreed to.
    private struct Permission {
        /// Between two messages.
        var pause: Duration = .zero
    }

    let id: String
    private let webhook: OutboundPlan.Webhook
    private let origin: String
    private let event: @Sendable (BoardTask) -> WebhookEvent
    private let client: OutboundClient
    private let clock: @Sendable () -> Moment
    private let pause: OutboundWorker.Pause
    private let permission = Mutex<Permission?>(nil)

    init(
        _ webhook: OutboundPlan.Webhook, _ plan: OutboundPlan, _ desk: OutreachDesk, _ client: OutboundClient,
        pause: @escaping OutboundWorker.Pause
    ) {
        id = "webhook/" + webhook.settings.id
        self.webhook = webhook
        self.client = client
        self.pause = pause
        origin = plan.origin
        clock = desk.clock
        let (source, address) = (desk.settings.source, plan.address)
        event = { WebhookEvent($0, source: source, address: address) }
    }

    func take(_ revision: OutboundRevision) async throws {
        if let teams = webhook.settings.teams, teams.isDisjoint(with: revision.teams) { return }
        let permission = try await permitted()
        let event = event(revision.task)
        let answer = try await client.send(
            "POST", webhook.settings.address, event.headers(secret: webhook.secret, at: clock()), event.body)
        if answer.status == 410 {
            throw OutboundFault("the receiver is gone for good (410)", isFinal: true)
        }
        guard answer.isDone else { throw OutboundFault("the receiver", answer) }
        if permission.pause > .zero { try await pause(permission.pause) }
    }

    /// Asks before the first message after a start, so that nobody is sent what they never asked for.
    private func permitted() async throws -> Permission {
        if let known = permission.withLock({ $0 }) { return known }
        let answer = try await client.send(
            "OPTIONS", webhook.settings.address, [("WebHook-Request-Origin", origin)])
        guard answer.isDone else { throw OutboundFault("the receiver's OPTIONS", answer) }
        guard let allowed = answer.headers["WebHook-Allowed-Origin"], [origin, "*"].contains(allowed) else {
            throw OutboundFault("the receiver does not allow our origin", after: answer.retryAfter)
        }
        var permission = Permission()
        // In messages a minute; `*` is as many as one likes.
        if let rate = answer.headers["WebHook-Allowed-Rate"].flatMap({ Int($0) }), rate > 0 {
            permission.pause = .seconds(60) / rate
        }
        self.permission.withLock { $0 = permission }
        return permission
    }
}
