// Everything that the daemon measures, one function for each thing that happens.
// In: what happened. Out: instruments of a registry. Depends on: PrometheusRegistry, Engine's tally.

package import Engine
package import Rules
package import Signals
internal import Synchronization

/// The daemon's instruments. May be copied and used from any thread; updates wait for nobody.
///
/// Names begin with `seinpost_`. Values of labels come from closed sets: stages, the code lists, the classes of the
/// pipeline, numbers of partitions; never from a record. All of them start at 0, so that the first failure shows as
/// a rise.
package struct DaemonMetrics: Sendable {
    /// The two loops of the daemon.
    package enum Stage: String, CaseIterable, Codable, Sendable { case intake, scoring }

    package let registry: PrometheusRegistry
    private let records: [Stage: CountingInstrument]
    private let batches: [Stage: HistogramInstrument]
    private let commits: [Stage: HistogramInstrument]
    private let aborts: [Stage: CountingInstrument]
    private let recreations: [Stage: CountingInstrument]
    /// By raw value.
    private let statuses: [CountingInstrument]
    private let deadLetters: [DeadLetterReason: CountingInstrument]
    private let restored: CountingInstrument
    private let reloaded: GaugeInstrument
    private let reloadTime: GaugeInstrument
    private let classes = Classes()

    /// The counters by index of the class, which a new pipeline replaces.
    private final class Classes: Sendable {
        let counters = Mutex<[CountingInstrument]>([])
    }

    /// - Parameters:
    ///   - version: of the program.
    ///   - board: tells `seinpost_ready`.
    package init(registry: PrometheusRegistry, version: String, board: HealthBoard) {
        self.registry = registry
        func each<Instrument>(_ make: ([(String, String)]) -> Instrument) -> [Stage: Instrument] {
            Dictionary(uniqueKeysWithValues: Stage.allCases.map { ($0, make([("stage", $0.rawValue)])) })
        }
        records = each {
            registry.counter("seinpost_records_total", help: "Records that were read.", labels: $0)
        }
        batches = each {
            registry.histogram(
                "seinpost_batch_duration_seconds", help: "From the first record of a batch to its commit.",
                labels: $0)
        }
        commits = each {
            registry.histogram(
                "seinpost_commit_duration_seconds", help: "How long commits of a batch took.", labels: $0)
        }
        aborts = each {
            registry.counter(
                "seinpost_transactions_aborted_total", help: "Transactions that were aborted.", labels: $0)
        }
        recreations = each {
            registry.counter(
                "seinpost_producers_recreated_total",
                help: "Producers that were made anew after a doubtful commit or a fatal error.", labels: $0)
        }
        statuses = SignalStatus.allCases.map {
            registry.counter(
                "seinpost_statuses_total", help: "Statuses of signals.", labels: [("status", $0.wireName)])
        }
        deadLetters = Dictionary(
            uniqueKeysWithValues: DeadLetterReason.allCases.map { ($0, Self.deadLetter($0, registry)) })
        restored = registry.counter(
            "seinpost_restored_records_total", help: "Records of the changelog that were read back.")
        reloaded = registry.gauge(
            "seinpost_pipeline_last_reload_successful", help: "1 when the pipeline last loaded did check.")
        reloadTime = registry.gauge(
            "seinpost_pipeline_last_reload_success_timestamp_seconds",
            help: "When the pipeline in use was loaded.")
        registry.gauge("seinpost_build_info", help: "The program.", labels: [("version", version)]).set(1.0)
        registry.gauge("seinpost_start_time_seconds", help: "When the process started.").set(
            Moment.now.seconds)
        registry.gauge("seinpost_ready", help: "1 when /readyz says ok.") {
            board.readiness().isOK ? 1 : 0
        }
    }

    private static func deadLetter(
        _ reason: DeadLetterReason, _ registry: PrometheusRegistry
    ) -> CountingInstrument {
        registry.counter(
            "seinpost_dead_letters_total", help: "Records that could not be used.",
            labels: [("reason", reason.code)])
    }
}

// MARK: - What happens

extension DaemonMetrics {
    /// A batch of scoring was committed: its records, statuses, tasks by class, and dead letters.
    ///
    /// - Parameter records: all that were read, those that became dead letters too.
    package func scored(_ tally: Tally, records: Int) {
        self.records[.scoring]?.increment(by: Int64(records))
        for (counter, count) in zip(statuses, tally.statuses) where count > 0 {
            counter.increment(by: Int64(count))
        }
        classes.counters.withLock { counters in
            for (counter, count) in zip(counters, tally.tasks) where count > 0 {
                counter.increment(by: Int64(count))
            }
        }
        for (reason, count) in tally.deadLetters { deadLettered(reason, count) }
    }

    /// A batch of intake was committed.
    package func took(in records: Int) { self.records[.intake]?.increment(by: Int64(records)) }

    /// Records became dead letters; those of a ``Tally`` are counted by ``scored(_:records:)``.
    package func deadLettered(_ reason: DeadLetterReason, _ count: Int = 1) {
        (deadLetters[reason] ?? Self.deadLetter(reason, registry)).increment(by: Int64(count))
    }

    /// From the first record of a batch to the end of its commit.
    package func batchTook(_ duration: Duration, _ stage: Stage) { batches[stage]?.record(duration) }
    /// The commit alone.
    package func commitTook(_ duration: Duration, _ stage: Stage) { commits[stage]?.record(duration) }
    package func aborted(_ stage: Stage) { aborts[stage]?.increment(by: 1) }
    package func recreatedProducer(_ stage: Stage) { recreations[stage]?.increment(by: 1) }
    /// Records of the changelog were read back.
    package func restored(_ records: Int) { restored.increment(by: Int64(records)) }

    /// A pipeline is in use from now on; its classes have their counters.
    package func loaded(_ pipeline: Pipeline, at time: Moment = .now) {
        registry.removeAll("seinpost_pipeline_info")
        let labels = [("pipeline", pipeline.id), ("version", pipeline.version), ("hash", pipeline.hash)]
        registry.gauge("seinpost_pipeline_info", help: "The pipeline in use.", labels: labels).set(1.0)
        let counters = pipeline.classes.map {
            registry.counter(
                "seinpost_tasks_total", help: "Tasks by the class that they reached.",
                labels: [("class", $0.id)])
        }
        classes.counters.withLock { $0 = counters }
        reloaded.set(1.0)
        reloadTime.set(time.seconds)
    }

    /// A pipeline did not check; the old one stays in use.
    package func refusedPipeline() { reloaded.set(0.0) }

    /// The gauges of a partition that is ours from now on.
    package func partition(_ number: Int, _ stage: Stage) -> PartitionMetrics {
        PartitionMetrics(registry, number, stage)
    }
}
