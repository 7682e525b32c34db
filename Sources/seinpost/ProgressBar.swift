// How far a replay is, on a terminal.
// In: bytes of the inputs so far. Out: one line on standard error that is written over. Depends on: Terminal.

import Runtime

struct ProgressBar {
    private let total: Int64?
    private let started = ContinuousClock.now
    private var shown: ContinuousClock.Instant?
    private static let barWidth = 24

    /// - Parameter total: bytes of all inputs; nil when nobody knows.
    init(total: Int64?) { self.total = total }

    /// Shows the state at most ten times a second, and only to somebody who looks.
    mutating func show(_ bytes: Int64) {
        guard Terminal.messages.isInteractive else { return }
        let now = ContinuousClock.now
        if let shown, now - shown < .milliseconds(100) { return }
        shown = now
        let line = ProgressBar.line(bytes: bytes, total: total, elapsed: now - started)
        Terminal.say("\r\(line)\u{1B}[K")
    }

    func clear() {
        if shown != nil { Terminal.say("\r\u{1B}[K") }
    }

    static func line(bytes: Int64, total: Int64?, elapsed: Duration) -> String {
        let seconds = elapsed.inSeconds
        let rate = seconds > 0 ? Double(bytes) / seconds : 0
        let speed = "\(oneDecimal(rate / 1_000_000)) MB/s"
        guard let total, total > 0 else { return "\(oneDecimal(Double(bytes) / 1_000_000)) MB, \(speed)" }
        let part = min(1, Double(bytes) / Double(total))
        let filled = Int(part * Double(barWidth))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: barWidth - filled)
        let left = rate > 0 ? Double(max(0, total - bytes)) / rate : 0
        let percent = String(Int(part * 100))
        let padding = String(repeating: " ", count: max(0, 3 - percent.count))
        return "\(padding)\(percent) % \(bar) \(speed), \(time(left)) left"
    }

    private static func time(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 359_999).rounded(.up))
        if whole < 60 { return "\(whole) s" }
        return whole < 3600
            ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// `12.3`
func oneDecimal(_ value: Double) -> String {
    let tenths = Int(min(max(0, value), 1e15) * 10 + 0.5)
    return "\(tenths / 10).\(tenths % 10)"
}
