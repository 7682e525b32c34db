// What the daemon measures of one partition while it is ours.
// In: what the loop knows of it. Out: gauges. Depends on: PrometheusRegistry.

package import Signals
internal import Synchronization

/// The gauges of one partition and stage; call ``forget()`` when it goes to another instance.
package final class PartitionMetrics: Sendable {
    private let registry: PrometheusRegistry
    private let labels: [(String, String)]
    private let lag: GaugeInstrument
    private let restore: GaugeInstrument
    private let households: GaugeInstrument
    private let bytes: GaugeInstrument
    private let dayRecord: GaugeInstrument
    /// In milliseconds; the least value when nothing waits.
    private let oldest: OldestRecord

    private final class OldestRecord: Sendable {
        let milliseconds = Atomic<Int64>(.min)

        func age(at now: Moment) -> Double {
            let arrived = milliseconds.load(ordering: .relaxed)
            return arrived == .min ? 0 : max(0, Double(now.milliseconds - arrived) / 1_000)
        }
    }

    private static let names = [
        "seinpost_lag_records", "seinpost_oldest_unprocessed_record_age_seconds", "seinpost_restore_ratio",
        "seinpost_state_households", "seinpost_state_bytes", "seinpost_day_record_timestamp_seconds",
    ]

    init(_ registry: PrometheusRegistry, _ number: Int, _ stage: DaemonMetrics.Stage) {
        self.registry = registry
        labels = [("stage", stage.rawValue), ("partition", "\(number)")]
        lag = registry.gauge(Self.names[0], help: "Records that wait in a partition.", labels: labels)
        let oldest = OldestRecord()
        self.oldest = oldest
        // Asked for at each reading: it grows also when the loop stands still.
        registry.remove(Self.names[1], labels: labels)
        registry.gauge(
            Self.names[1], help: "How long the oldest record that waits has been there; 0 when none waits.",
            labels: labels
        ) { oldest.age(at: .now) }
        restore = registry.gauge(
            Self.names[2], help: "How much of the changelog has been read back, from 0 to 1.", labels: labels)
        households = registry.gauge(Self.names[3], help: "Households in memory.", labels: labels)
        bytes = registry.gauge(Self.names[4], help: "Bytes of the state in memory.", labels: labels)
        dayRecord = registry.gauge(
            Self.names[5], help: "The day of the last day record, at 00:00 UTC.", labels: labels)
    }

    /// How many records wait.
    package func lags(_ records: Int) { lag.set(Int64(records)) }
    /// When the oldest record that waits was appended; nil when none waits.
    package func oldestUnprocessed(_ arrived: Moment?) {
        oldest.milliseconds.store(arrived?.milliseconds ?? .min, ordering: .relaxed)
    }
    /// How much of the changelog has been read back.
    package func restored(_ done: Int, of total: Int) {
        restore.set(total > 0 ? min(1, Double(done) / Double(total)) : 1)
    }
    package func state(households: Int, bytes: Int) {
        self.households.set(Int64(households))
        self.bytes.set(Int64(bytes))
    }
    /// The last day record that was folded.
    package func folded(day: CivilDate) { dayRecord.set(Int64(day.dayNumber) * 86_400) }

    /// Takes the partition out of `/metrics`.
    package func forget() {
        for name in Self.names { registry.remove(name, labels: labels) }
    }
}
