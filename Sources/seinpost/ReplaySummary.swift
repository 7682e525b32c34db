// What a replay did, in numbers.
// In: a report. Out: text for people or one line of JSON with keys that stay. Depends on: Engine.

import Engine
import Policy
import Rules
import Runtime
import Signals

struct ReplaySummary {
    let report: ReplayReport
    let pipeline: Pipeline
    let duration: Duration

    private var tally: Tally { report.tally }

    private var recordsPerSecond: Int {
        let seconds = duration.inSeconds
        return seconds > 0 ? Int(min(Double(tally.records) / seconds, 1e15)) : 0
    }

    private var seconds: String {
        let milliseconds = Int(min(duration.inSeconds, 1e12) * 1000 + 0.5)
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }

    private var deadLetters: [(key: String, count: Int)] {
        tally.deadLetters.map { ($0.key.code, $0.value) }.sorted { $0.key < $1.key }
    }

    private var statuses: [(key: String, count: Int)] {
        SignalStatus.allCases.map { ($0.wireName, tally.statuses[Int($0.rawValue)]) }
    }

    private var classes: [(key: String, count: Int)] {
        pipeline.classes.indices.map { (pipeline.classes[$0].id, tally.tasks[$0]) }
    }

    var text: String {
        var lines: [(name: String, value: String)] = [
            ("records", grouped(tally.records)), ("day records added", grouped(tally.dayRecords)),
            ("duplicates", grouped(tally.duplicates)), ("households", grouped(report.households)),
        ]
        func section(_ title: String, _ counts: [(key: String, count: Int)], showsZero: Bool = false) {
            let shown = counts.filter { showsZero || $0.count > 0 }
            guard !shown.isEmpty else { return }
            lines.append((title, grouped(shown.reduce(0) { $0 + $1.count })))
            for (key, count) in shown { lines.append(("  " + key, grouped(count))) }
        }
        section("signals with a status", statuses)
        if tally.historyOnly > 0 { lines.append(("signals before live-from", grouped(tally.historyOnly))) }
        section("tasks", classes, showsZero: true)
        lines.append(("revisions of tasks", grouped(tally.revisions)))
        if tally.tombstones > 0 { lines.append(("households forgotten", grouped(tally.tombstones))) }
        if tally.refusedClaims > 0 { lines.append(("claims refused", grouped(tally.refusedClaims))) }
        if tally.alreadyClosed > 0 {
            lines.append(("records for closed tasks", grouped(tally.alreadyClosed)))
        }
        section("dead letters", deadLetters)
        lines.append(("seconds", seconds))
        lines.append(("records per second", grouped(recordsPerSecond)))
        let nameWidth = (lines.map(\.name.count).max() ?? 0) + 2
        let valueWidth = lines.map(\.value.count).max() ?? 0
        return lines.map { name, value in
            name + String(repeating: " ", count: nameWidth - name.count + valueWidth - value.count) + value
                + "\n"
        }.joined()
    }

    var json: String {
        func object(_ counts: [(key: String, count: Int)]) -> String {
            "{" + counts.map { "\(JSONText.quoted($0.key)):\($0.count)" }.joined(separator: ",") + "}"
        }
        let fields = [
            "\"records\":\(tally.records)", "\"dayRecordsAdded\":\(tally.dayRecords)",
            "\"duplicates\":\(tally.duplicates)", "\"households\":\(report.households)",
            "\"signals\":\(object(statuses))", "\"signalsBeforeLiveFrom\":\(tally.historyOnly)",
            "\"tasks\":\(object(classes))", "\"revisions\":\(tally.revisions)",
            "\"householdsForgotten\":\(tally.tombstones)", "\"claimsRefused\":\(tally.refusedClaims)",
            "\"recordsForClosedTasks\":\(tally.alreadyClosed)", "\"deadLetters\":\(object(deadLetters))",
            "\"seconds\":\(seconds)", "\"recordsPerSecond\":\(recordsPerSecond)",
        ]
        return "{" + fields.joined(separator: ",") + "}\n"
    }

    /// `1 234 567`
    private func grouped(_ number: Int) -> String {
        var digits = String(number)
        var place = digits.count - 3
        while place > 0 {
            digits.insert(" ", at: digits.index(digits.startIndex, offsetBy: place))
            place -= 3
        }
        return digits
    }
}
