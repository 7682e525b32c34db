// What the daemon measures: everything from 0, labels from closed sets, gauges that go with their partition.

import Engine
import Rules
import Runtime
import Signals
import TestSupport
import Testing

@Suite("Metrics of the daemon")
struct DaemonMetricsTests {
    let registry = PrometheusRegistry()
    let board = HealthBoard([.journal])
    var metrics: DaemonMetrics { DaemonMetrics(registry: registry, version: "0.1.0", board: board) }

    func values(_ name: String) -> [String] {
        registry.text.split(separator: "\n").filter { $0.hasPrefix(name) }.map(String.init)
    }

    @Test("Every count is there from the start, at 0") func start() {
        _ = metrics
        #expect(values("seinpost_records_total").count == 2)
        #expect(values("seinpost_statuses_total").count == SignalStatus.allCases.count)
        #expect(values("seinpost_dead_letters_total").count == DeadLetterReason.allCases.count)
        #expect(values("seinpost_dead_letters_total").allSatisfy { $0.hasSuffix(" 0") })
        #expect(values("seinpost_build_info") == [#"seinpost_build_info{version="0.1.0"} 1"#])
        #expect(Set(DeadLetterReason.allCases).count == DeadLetterReason.allCases.count)
    }

    @Test("A batch counts its records, statuses, tasks and dead letters") func batch() throws {
        let metrics = metrics
        let pipeline = try Pipeline(top: "")
        metrics.loaded(pipeline, at: Moment(milliseconds: 1_500))
        var tally = Tally(classes: pipeline.classes.count)
        tally.statuses[Int(SignalStatus.opgepakt.rawValue)] = 2
        tally.tasks[0] = 1
        tally.deadLetters = [.missing(.amount): 3]
        metrics.scored(tally, records: 6)
        metrics.took(in: 7)
        metrics.batchTook(.milliseconds(20), .scoring)
        metrics.aborted(.scoring)
        #expect(
            values(#"seinpost_records_total{stage="scoring"}"#) == [
                #"seinpost_records_total{stage="scoring"} 6"#
            ])
        #expect(values("seinpost_statuses_total").contains(#"seinpost_statuses_total{status="Opgepakt"} 2"#))
        #expect(
            values("seinpost_tasks_total").contains(
                "seinpost_tasks_total{class=\"\(pipeline.classes[0].id)\"} 1"))
        #expect(
            values("seinpost_dead_letters_total").contains(
                #"seinpost_dead_letters_total{reason="ontbrekend-veld:bedrag"} 3"#))
        #expect(
            values("seinpost_pipeline_last_reload_success_timestamp_seconds").last?.hasSuffix(" 1.5") == true)
        #expect(values("seinpost_pipeline_last_reload_successful").last?.hasSuffix(" 1") == true)
        metrics.refusedPipeline()
        #expect(values("seinpost_pipeline_last_reload_successful").last?.hasSuffix(" 0") == true)
    }

    @Test("A partition has its gauges while it is ours") func partition() {
        let partition = metrics.partition(3, .scoring)
        partition.lags(12)
        partition.oldestUnprocessed(Moment(milliseconds: Moment.now.milliseconds - 60_000))
        partition.restored(1, of: 4)
        partition.state(households: 5, bytes: 640)
        partition.folded(day: CivilDate(year: 1970, month: 1, day: 2))
        let labels = #"{partition="3",stage="scoring"}"#
        #expect(values("seinpost_lag_records") == ["seinpost_lag_records\(labels) 12"])
        #expect(values("seinpost_restore_ratio") == ["seinpost_restore_ratio\(labels) 0.25"])
        #expect(values("seinpost_state_bytes") == ["seinpost_state_bytes\(labels) 640"])
        #expect(values("seinpost_day_record") == ["seinpost_day_record_timestamp_seconds\(labels) 86400"])
        let age = values("seinpost_oldest").last?.split(separator: " ").last.flatMap { Double($0) }
        #expect(age.map { $0 >= 60 && $0 < 600 } == true)
        partition.oldestUnprocessed(nil)
        #expect(values("seinpost_oldest").last?.hasSuffix(" 0") == true)
        partition.forget()
        #expect(!registry.text.contains("partition="))
    }

    @Test("Readiness is a metric too") func ready() {
        _ = metrics
        #expect(values("seinpost_ready") == ["seinpost_ready 0"])
        board.set(.journal, .ok)
        #expect(values("seinpost_ready") == ["seinpost_ready 1"])
    }

    @Test("Every metric of ours has help, and the ending that its kind asks for") func conventions() {
        metrics.partition(0, .intake).lags(1)
        let lines = registry.text.split(separator: "\n")
        for line in lines where line.hasPrefix("# TYPE ") {
            let words = line.split(separator: " ")
            #expect(words[2].hasPrefix("seinpost_"))
            #expect(lines.contains { $0.hasPrefix("# HELP \(words[2]) ") }, "\(words[2])")
            #expect(words[2].hasSuffix("_total") == (words[3] == "counter"), "\(words[2])")
        }
    }
}
