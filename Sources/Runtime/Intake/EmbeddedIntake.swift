// Where signals come in beside the embedded journal: HTTP and the inbox folder.
// In: settings. Out: deliveries in the queue. Depends on: DeliveryQueue.

internal import Logging

/// The ways in of an embedded daemon, open until ``stop()``.
struct EmbeddedIntake: Sendable {
    static func start(
        _ settings: SQLiteSettings, _ plan: DaemonPlan, _ deliveries: DeliveryQueue, _ logger: Logger
    ) throws(DaemonFailure) -> EmbeddedIntake {
        EmbeddedIntake()
    }

    /// Takes nothing more in; blocks until what is under way has been answered.
    func stop() {}
}
