// All instruments of the process by name and labels, and their text.
// In: instruments asked for by the daemon and by libraries. Out: the text of /metrics. Depends on: Instruments.

package import CoreMetrics
internal import Synchronization

/// Keeps the instruments and writes them down.
///
/// Making one takes a lock; updating one does not. The text is in order of name and labels, so that two readings
/// differ in numbers only. Also the backend of swift-metrics, for what libraries measure.
package final class PrometheusRegistry: MetricsFactory {
    enum Kind: String { case counter, gauge, histogram }

    private struct Family {
        let kind: Kind
        var help: String
        /// By their text between the braces.
        var series: [String: any Instrument] = [:]
    }
    private let families = Mutex<[String: Family]>([:])

    package init() {}

    /// The text of all, in order.
    package var text: String {
        let families = families.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) where !family.series.isEmpty {
            if !family.help.isEmpty { text += "# HELP \(name) \(PrometheusText.help(family.help))\n" }
            text += "# TYPE \(name) \(family.kind.rawValue)\n"
            for (labels, instrument) in family.series.sorted(by: { $0.key < $1.key }) {
                instrument.write(name, labels, to: &text)
            }
        }
        return text
    }

    /// The instrument with this name and these labels, made when there is none. Of a name that is taken for another
    /// kind the text keeps the first; the caller gets one that nobody sees.
    private func instrument<Wanted: Instrument>(
        _ name: String, _ labels: [(String, String)], _ kind: Kind, _ help: String, _ make: () -> Wanted
    ) -> Wanted {
        let key = PrometheusText.labels(labels)
        return families.withLock { families in
            var family = families[name] ?? Family(kind: kind, help: help)
            if let known = family.series[key] { return known as? Wanted ?? make() }
            let made = make()
            guard family.kind == kind else { return made }
            if family.help.isEmpty { family.help = help }
            family.series[key] = made
            families[name] = family
            return made
        }
    }

    package func counter(
        _ name: String, help: String, labels: [(String, String)] = []
    ) -> CountingInstrument {
        instrument(name, labels, .counter, help) { CountingInstrument() }
    }

    package func gauge(_ name: String, help: String, labels: [(String, String)] = []) -> GaugeInstrument {
        instrument(name, labels, .gauge, help) { GaugeInstrument() }
    }

    /// A gauge whose value is asked for at each reading, on the thread that reads.
    package func gauge(
        _ name: String, help: String, labels: [(String, String)] = [],
        read: @escaping @Sendable () -> Double
    ) {
        _ = instrument(name, labels, .gauge, help) { ReadingInstrument(read) }
    }

    package func histogram(
        _ name: String, help: String, labels: [(String, String)] = []
    ) -> HistogramInstrument {
        instrument(name, labels, .histogram, help) { HistogramInstrument() }
    }

    /// Takes one set of labels out, such as those of a partition that went to another instance.
    package func remove(_ name: String, labels: [(String, String)]) {
        let key = PrometheusText.labels(labels)
        families.withLock { families in families[name]?.series[key] = nil }
    }

    /// Takes all sets of labels of a name out.
    package func removeAll(_ name: String) {
        families.withLock { families in families[name]?.series = [:] }
    }

    private func remove(_ handler: AnyObject) {
        families.withLock { families in
            for (name, family) in families {
                for (key, instrument) in family.series where instrument === handler {
                    families[name]?.series[key] = nil
                }
            }
        }
    }
}

// MARK: - What libraries measure

extension PrometheusRegistry {
    /// Makes this the registry of what libraries measure. At most once in a process, before they start.
    package func takeFromLibraries() { MetricsSystem.bootstrap(self) }

    private static func name(_ label: String, _ ending: String) -> String {
        let name = PrometheusText.metricName(label)
        return name.hasSuffix(ending) ? name : name + ending
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(Self.name(label, "_total"), help: "", labels: dimensions)
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        instrument(Self.name(label, "_total"), dimensions, .counter, "") { GaugeInstrument() }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(Self.name(label, ""), help: "", labels: dimensions)
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        if aggregate { return histogram(Self.name(label, ""), help: "", labels: dimensions) }
        return gauge(Self.name(label, ""), help: "", labels: dimensions)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(Self.name(label, "_seconds"), help: "", labels: dimensions)
    }

    package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }
}
