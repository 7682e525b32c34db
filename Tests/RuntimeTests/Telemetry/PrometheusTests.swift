// The text of /metrics, against the rules of its format.

import CoreMetrics
import Runtime
import Testing

@Suite("Prometheus text")
struct PrometheusTests {
    @Test("Families and labels stand in order, with help and type, escaped, and from 0") func text() {
        let registry = PrometheusRegistry()
        registry.gauge("b_bytes", help: "Bytes of\na \\ thing.").set(1.5)
        for stage in ["scoring", "intake"] {
            _ = registry.counter("a_total", help: "Things.", labels: [("stage", stage), ("by", "x\"\\\ny")])
        }
        registry.counter("a_total", help: "", labels: [("by", "x\"\\\ny"), ("stage", "intake")]).increment(
            by: 3)
        #expect(
            registry.text == #"""
                # HELP a_total Things.
                # TYPE a_total counter
                a_total{by="x\"\\\ny",stage="intake"} 3
                a_total{by="x\"\\\ny",stage="scoring"} 0
                # HELP b_bytes Bytes of\na \\ thing.
                # TYPE b_bytes gauge
                b_bytes 1.5

                """#)
    }

    @Test("A histogram has cumulative buckets, a sum and a count that agree") func histogram() {
        let registry = PrometheusRegistry()
        let histogram = registry.histogram("t_seconds", help: "Times.", labels: [("stage", "intake")])
        for number in [0.005, 0.006, 3, 11] { histogram.record(number) }
        histogram.record(.milliseconds(250))
        let lines = registry.text.split(separator: "\n")
        #expect(lines.count == 2 + 15 + 2)
        #expect(lines[1] == "# TYPE t_seconds histogram")
        #expect(lines[2] == #"t_seconds_bucket{stage="intake",le="0.005"} 1"#)
        #expect(lines[3] == #"t_seconds_bucket{stage="intake",le="0.01"} 2"#)
        #expect(lines.contains(#"t_seconds_bucket{stage="intake",le="0.25"} 3"#))
        #expect(lines.contains(#"t_seconds_bucket{stage="intake",le="10"} 4"#))
        #expect(lines.contains(#"t_seconds_bucket{stage="intake",le="+Inf"} 5"#))
        #expect(lines.contains(#"t_seconds_sum{stage="intake"} 14.261"#))
        #expect(lines.contains(#"t_seconds_count{stage="intake"} 5"#))
    }

    @Test("Names of libraries become names of Prometheus, with their endings") func names() {
        let registry = PrometheusRegistry()
        Counter(label: "hb.requests", dimensions: [("http.route", "/x")], factory: registry).increment()
        Timer(label: "http.server.request.duration", factory: registry).recordNanoseconds(1)
        Gauge(label: "1pool-size", factory: registry).record(2)
        Meter(label: "active", factory: registry).increment(by: 2)
        FloatingPointCounter(label: "work", factory: registry).increment(by: 1.25)
        let text = registry.text
        #expect(text.contains("hb_requests_total{http_route=\"/x\"} 1\n"))
        #expect(text.contains("http_server_request_duration_seconds_count 1\n"))
        #expect(text.contains("_1pool_size 2\n"))
        #expect(text.contains("active 2\n"))
        #expect(text.contains("work_total 1") || text.contains("work_total 0"))
    }

    @Test("A name keeps its first kind, and what is destroyed goes") func kinds() {
        let registry = PrometheusRegistry()
        registry.counter("x_total", help: "First.").increment(by: 1)
        registry.gauge("x_total", help: "Second.").set(7.0)
        registry.gauge("x_total", help: "Third.", labels: [("a", "b")]).set(7.0)
        #expect(registry.text == "# HELP x_total First.\n# TYPE x_total counter\nx_total 1\n")
        let counter = Counter(label: "gone", factory: registry)
        counter.increment()
        counter.destroy()
        #expect(!registry.text.contains("gone"))
    }

    @Test("Many tasks that count at once lose nothing") func concurrency() async {
        let registry = PrometheusRegistry()
        let counter = registry.counter("n_total", help: "")
        let gauge = registry.gauge("n", help: "")
        let histogram = registry.histogram("n_seconds", help: "")
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 {
                        counter.increment(by: 1)
                        gauge.increment(by: 1)
                        histogram.record(1.0)
                    }
                }
            }
        }
        #expect(registry.text.contains("n_total 8000\n"))
        #expect(registry.text.contains("n 8000\n"))
        #expect(registry.text.contains("n_seconds_sum 8000\nn_seconds_count 8000\n"))
    }
}
