// What became of the delivered signals: the last status of each, and the tasks they are attached to.
// In: statuses and tasks as a replay writes them, delivered signals. Out: signals with status, tasks. Depends on:
// Engine.

internal import Crypto
package import Engine
package import Signals

/// Statuses and tasks of a whole log; the last one of each counts.
package struct SignalOutcomes: Sendable {
    /// By the number of the status: its status and the order of arrival.
    private var statuses: [String: (status: SignalStatus, order: Int, date: CivilDate)] = [:]
    private var tasksByID: [String: TaskData] = [:]
    private var order = 0

    /// Nothing yet.
    package init() {}

    /// One line of the status log.
    package mutating func take(status line: some Collection<UInt8>) throws {
        let record = try StatusRecord(line: line)
        guard let status = SignalStatus(wireName: record.data.status) else { return }
        order += 1
        statuses[record.id] = (status, order, record.data.date)
    }

    /// One line of the task log.
    package mutating func take(task line: some Collection<UInt8>) throws {
        let task = try TaskRecord(line: line).data
        tasksByID[task.task] = task
    }

    /// Forgets everything: the log begins again.
    package mutating func removeAll() { self = SignalOutcomes() }

    /// The last revision of each task, in order of their numbers.
    package var tasks: [TaskData] { tasksByID.values.sorted { $0.task < $1.task } }

    /// The last status of a signal and its day; nil for one that got none: a dead letter, or history from before the
    /// municipality went live.
    package func status(of signal: DeliveredSignal) -> (status: SignalStatus, date: CivilDate)? {
        var last: (status: SignalStatus, order: Int, date: CivilDate)?
        for status in SignalStatus.allCases {
            guard let found = statuses[SignalOutcomes.number(signal, status)] else { continue }
            if found.order > last?.order ?? 0 { last = found }
        }
        return last.map { ($0.status, $0.date) }
    }

    /// The `id` that the record of a status has.
    private static func number(_ signal: DeliveredSignal, _ status: SignalStatus) -> String {
        let digest = SHA256.hash(data: Array("\(signal.source) \(signal.eventID) \(status.wireName)".utf8))
        let digits = digest.prefix(16).map { byte in
            let text = String(byte, radix: 16)
            return text.count < 2 ? "0" + text : text
        }
        return "s1_" + digits.joined()
    }
}
