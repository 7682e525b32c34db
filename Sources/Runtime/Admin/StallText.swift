// `seinpost why-stalled` in plain sentences.
// In: a report. Out: text. Depends on: StallReport.

extension StallReport {
    /// A paragraph for each partition that is held up, then a line for those that are quiet and those that flow.
    package var text: String {
        var lines: [String] = []
        for partition in partitions where partition.isHeldUp { lines.append(sentences(partition)) }
        let quiet = partitions.filter { $0.cause == .quiet }
        if !quiet.isEmpty {
            let since = quiet.map(\.since).min().map { ", the longest since \(Self.shown($0))" } ?? ""
            lines.append("\(names(quiet)) quiet: no records arrive and none waits\(since).")
        }
        let flowing = partitions.filter { $0.cause == .flowing }
        if !flowing.isEmpty { lines.append("\(names(flowing)) processing records as they arrive.") }
        if partitions.isEmpty { lines.append("`\(instance)` has no partitions now.") }
        if !partitions.contains(where: \.isHeldUp) { lines.append("Nothing is held up.") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func sentences(_ partition: Partition) -> String {
        let lasted = Self.length(time.milliseconds(since: partition.since))
        var text =
            "Partition \(partition.partition) of \(partition.stage.rawValue) is held up since "
            + "\(Self.shown(partition.since)) (\(lasted)): \(reason(partition))."
        if let lag = partition.lag, lag > 0 {
            text += " \(Self.count(lag, "record")) \(lag == 1 ? "waits" : "wait")"
            if let oldest = partition.oldest { text += ", the oldest since \(Self.shown(oldest))" }
            text += "."
        } else if partition.lag == nil {
            text += " How many records wait is not known."
        }
        guard let due = partition.due else { return text }
        if due.tasks == 0 { return text + " No open task is due within \(Self.count(due.days, "day"))." }
        text += " \(Self.count(due.tasks, "open task")) \(due.tasks == 1 ? "is" : "are") due within "
        text += Self.count(due.days, "day")
        return text + (due.first.map { ", the first on \($0)" } ?? "") + "."
    }

    private func reason(_ partition: Partition) -> String {
        switch partition.cause {
        case .flowing, .quiet: "nothing"
        case .lag: "more records arrive than are processed"
        case .restore:
            partition.restored.map {
                "its state is being read back, \($0.done) of \(Self.count($0.total, "record"))"
            } ?? "its state is being read back"
        case .openTransaction: "a writer has a transaction open, and what follows it cannot be read yet"
        case .brokerAway: "the broker cannot be reached"
        }
    }

    /// `Partitions 1, 2 and 5 of scoring are`, or how many when there are many.
    private func names(_ partitions: [Partition]) -> String {
        let parts = DaemonMetrics.Stage.allCases.compactMap { stage -> String? in
            let numbers = partitions.filter { $0.stage == stage }.map { "\($0.partition)" }
            guard let last = numbers.last else { return nil }
            if numbers.count > 12 { return "\(numbers.count) partitions of \(stage.rawValue)" }
            if numbers.count == 1 { return "partition \(last) of \(stage.rawValue)" }
            return "partitions \(numbers.dropLast().joined(separator: ", ")) and \(last) of \(stage.rawValue)"
        }
        let text = parts.joined(separator: " and ")
        return text.prefix(1).uppercased() + text.dropFirst() + (partitions.count == 1 ? " is" : " are")
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// To the second, as people read it.
    private static func shown(_ moment: Moment) -> String {
        let text = moment.description
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
    }

    private static func length(_ milliseconds: Int64) -> String {
        let seconds = Int(max(0, milliseconds) / 1_000)
        switch seconds {
        case ..<120: return count(seconds, "second")
        case ..<7_200: return count(seconds / 60, "minute")
        case ..<172_800: return count(seconds / 3_600, "hour")
        default: return count(seconds / 86_400, "day")
        }
    }
}
