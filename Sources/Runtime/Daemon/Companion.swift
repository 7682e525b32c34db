// What runs beside the loop of the embedded journal and needs it: the outreach side.
// In: where the journal is. Out: something that can be stopped. Depends on: DeliveryQueue, CommitBell.

/// The embedded journal of a daemon that runs.
package struct EmbeddedPlace: Sendable {
    /// Its file, for those who read beside the loop.
    package let path: String
    /// The way to write: the loop is the only writer.
    package let deliveries: DeliveryQueue
    package let bell: CommitBell
    package let health: HealthBoard
}

/// Runs beside the loop until it is stopped.
package protocol Companion: Sendable {
    /// Takes nothing more in; blocks until what is under way has been answered, at most some seconds.
    func stop()
}

/// Starts a companion. Blocks until it serves.
package typealias CompanionStart = @Sendable (EmbeddedPlace) throws(DaemonFailure) -> any Companion
