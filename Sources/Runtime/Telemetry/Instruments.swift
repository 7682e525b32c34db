// Counters, gauges and histograms that threads update without waiting for each other.
// In: numbers. Out: lines of Prometheus text. Depends on: Synchronization, swift-metrics' protocols.

internal import CoreMetrics
internal import Synchronization

/// Something that has lines in the text of `/metrics`.
protocol Instrument: AnyObject, Sendable {
    func write(_ name: String, _ labels: String, to text: inout String)
}

/// Counts up. One atomic addition for each update.
package final class CountingInstrument: CounterHandler, Instrument {
    private let value = Atomic<Int64>(0)

    init() {}

    /// What goes down is left out: a counter never does.
    package func increment(by amount: Int64) {
        if amount > 0 { value.wrappingAdd(amount, ordering: .relaxed) }
    }

    package func reset() { value.store(0, ordering: .relaxed) }

    func write(_ name: String, _ labels: String, to text: inout String) {
        PrometheusText.line(name, labels, "\(value.load(ordering: .relaxed))", to: &text)
    }
}

/// A number that goes up and down, or counts up by fractions. One atomic store or exchange for each update.
package final class GaugeInstrument: RecorderHandler, MeterHandler, FloatingPointCounterHandler, Instrument {
    private let bits = Atomic<UInt64>(0)

    init() {}

    package func set(_ number: Double) { bits.store(number.bitPattern, ordering: .relaxed) }
    package func set(_ number: Int64) { set(Double(number)) }
    package func record(_ number: Int64) { set(Double(number)) }
    package func record(_ number: Double) { set(number) }
    package func reset() { set(0.0) }
    package func decrement(by amount: Double) { increment(by: -amount) }

    package func increment(by amount: Double) {
        var known = bits.load(ordering: .relaxed)
        while true {
            let next = (Double(bitPattern: known) + amount).bitPattern
            let (exchanged, original) = bits.weakCompareExchange(
                expected: known, desired: next, ordering: .relaxed)
            if exchanged { return }
            known = original
        }
    }

    func write(_ name: String, _ labels: String, to text: inout String) {
        let number = Double(bitPattern: bits.load(ordering: .relaxed))
        PrometheusText.line(name, labels, PrometheusText.number(number), to: &text)
    }
}

/// A number that is asked for when `/metrics` is read, such as an age.
final class ReadingInstrument: Instrument {
    private let read: @Sendable () -> Double

    init(_ read: @escaping @Sendable () -> Double) { self.read = read }

    func write(_ name: String, _ labels: String, to text: inout String) {
        PrometheusText.line(name, labels, PrometheusText.number(read()), to: &text)
    }
}

/// How long things took, in buckets. A lock, so that buckets, sum and count agree; batches are some in a second.
package final class HistogramInstrument: TimerHandler, RecorderHandler, Instrument {
    /// Upper bounds in seconds; what is longer falls in `+Inf`.
    package static let bounds: [Double] = [
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]

    private struct State {
        var counts = [Int](repeating: 0, count: HistogramInstrument.bounds.count + 1)
        var sum = 0.0
    }
    private let state = Mutex(State())

    init() {}

    package func record(_ number: Double) {
        guard !number.isNaN else { return }
        let bucket = Self.bounds.firstIndex { number <= $0 } ?? Self.bounds.count
        state.withLock {
            $0.counts[bucket] += 1
            $0.sum += number
        }
    }

    package func record(_ number: Int64) { record(Double(number)) }
    package func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    /// A length of time, in seconds.
    package func record(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        record(Double(seconds) + Double(attoseconds) / 1e18)
    }

    func write(_ name: String, _ labels: String, to text: inout String) {
        let state = state.withLock { $0 }
        var total = 0
        for (bucket, count) in state.counts.enumerated() {
            total += count
            let bound =
                bucket < Self.bounds.count ? PrometheusText.number(Self.bounds[bucket]) : "+Inf"
            let all = (labels.isEmpty ? "" : labels + ",") + "le=\"\(bound)\""
            PrometheusText.line(name + "_bucket", all, "\(total)", to: &text)
        }
        PrometheusText.line(name + "_sum", labels, PrometheusText.number(state.sum), to: &text)
        PrometheusText.line(name + "_count", labels, "\(total)", to: &text)
    }
}
