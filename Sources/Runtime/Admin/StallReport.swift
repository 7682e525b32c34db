// What `/stalled` gives: for each partition whether it goes on, since when not, and why.
// In: what the loops know. Out: JSON. Depends on: Moment.

internal import FoundationEssentials

/// The partitions of one daemon, for `seinpost why-stalled`.
package struct StallReport: Codable, Hashable, Sendable {
    package var time: Moment
    package var instance: String
    /// In order of stage and number.
    package var partitions: [Partition]

    package init(time: Moment, instance: String, partitions: [Partition]) {
        self.time = time
        self.instance = instance
        self.partitions = partitions
    }

    /// What a partition does, or what holds it up.
    package enum Cause: String, CaseIterable, Codable, Sendable {
        /// Records arrive and are processed.
        case flowing
        /// No records arrive, and none waits.
        case quiet
        /// Records wait, and more arrive than are processed.
        case lag
        /// Its state is being read back from the changelog.
        case restore
        /// A transaction of some writer is open, so that what follows cannot be read yet.
        case openTransaction = "open-transaction"
        case brokerAway = "broker-away"
    }

    package struct Partition: Codable, Hashable, Sendable {
        package var stage: DaemonMetrics.Stage
        package var partition: Int
        package var cause: Cause
        /// Since when this is the cause.
        package var since: Moment
        /// Records that wait; nil when that is not known, as with the broker away.
        package var lag: Int?
        /// When the oldest record that waits was appended.
        package var oldest: Moment?
        /// While its state is read back.
        package var restored: Restored?
        /// Open tasks whose due date comes soon; nil for intake.
        package var due: Due?

        package init(
            stage: DaemonMetrics.Stage, partition: Int, cause: Cause, since: Moment, lag: Int? = nil,
            oldest: Moment? = nil, restored: Restored? = nil, due: Due? = nil
        ) {
            self.stage = stage
            self.partition = partition
            self.cause = cause
            self.since = since
            self.lag = lag
            self.oldest = oldest
            self.restored = restored
            self.due = due
        }

        package var isHeldUp: Bool { cause != .flowing && cause != .quiet }
    }

    package struct Restored: Codable, Hashable, Sendable {
        package var done: Int
        package var total: Int

        package init(done: Int, total: Int) {
            self.done = done
            self.total = total
        }
    }

    /// Due dates at risk while the partition stands still.
    package struct Due: Codable, Hashable, Sendable {
        package var days: Int
        /// Open tasks that are due within so many days, or were already.
        package var tasks: Int
        /// The earliest of their due dates, `YYYY-MM-DD`.
        package var first: String?

        package init(days: Int, tasks: Int, first: String? = nil) {
            self.days = days
            self.tasks = tasks
            self.first = first
        }
    }

    /// One JSON object on one line, its keys in order.
    package var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }

    /// Reads what ``json`` writes.
    package init(json: String) throws {
        self = try JSONDecoder().decode(StallReport.self, from: Data(json.utf8))
    }
}
