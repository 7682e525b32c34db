// Feeds systemd's watchdog as long as every loop goes round.
// In: a board. Out: WATCHDOG=1 twice in each interval. Depends on: SystemdNotifier, HealthBoard.

internal import ServiceLifecycle

/// A service that tells the manager that we are alive, and stops telling when a loop stands still: then systemd
/// restarts the daemon.
package struct SystemdWatchdog: Service {
    private let notifier: SystemdNotifier
    private let board: HealthBoard
    private let milliseconds: Int64

    /// Nil when the manager does not watch.
    package init?(_ notifier: SystemdNotifier?, _ board: HealthBoard) {
        guard let notifier, let milliseconds = notifier.watchdogMilliseconds else { return nil }
        self.notifier = notifier
        self.board = board
        self.milliseconds = milliseconds
    }

    /// Until graceful shutdown.
    package func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                feed()
                try await Task.sleep(for: .milliseconds(max(1, milliseconds / 2)))
            }
        }
    }

    /// Once.
    package func feed() { if board.liveness().isOK { notifier.watchdog() } }
}
