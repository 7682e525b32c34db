// The daemon: loops over a journal, the admin port, intake, until it is told to stop.
// In: a configuration. Out: an exit status. Depends on: everything of Runtime.

internal import Glibc
internal import Kafka
internal import Logging
package import Rules
package import Signals
internal import Synchronization

/// What the daemon works with, checked.
package struct DaemonPlan: Sendable {
    package var configuration: Configuration
    package var keys: KeyRing
    package var pipeline: Pipeline
    /// Reads the pipeline again; nil when it does not check. Findings are the caller's to show.
    package var reload: @Sendable () -> Pipeline?
    /// Taken for today, for rehearsals with old deliveries.
    package var fixedDay: CivilDate?
    /// The program's version.
    package var version: String
    /// Beside the loop of the embedded journal; nil for nothing.
    package var companion: CompanionStart?

    package init(
        configuration: Configuration, keys: KeyRing, pipeline: Pipeline,
        reload: @escaping @Sendable () -> Pipeline?, fixedDay: CivilDate?, version: String,
        companion: CompanionStart? = nil
    ) {
        self.configuration = configuration
        self.keys = keys
        self.pipeline = pipeline
        self.reload = reload
        self.fixedDay = fixedDay
        self.version = version
        self.companion = companion
    }

    package var seal: ContactSeal {
        ContactSeal(
            keys: keys.contact.map { secret in
                guard let key = ContactKey(bytes: secret.bytes) else {
                    preconditionFailure("the key ring was checked")
                }
                return key
            })
    }

    /// Both stages without partitions.
    package func stages() -> Stages { Stages(pipeline: pipeline, key: keys.pseudonyms.bytes, seal: seal) }
}

/// Why the daemon ended before it was asked to.
package struct DaemonFailure: Error, Sendable {
    package var message: String
    package var status: ExitStatus
    package init(_ error: JournalError) {
        switch error {
        case .stopped(let message, let status): (self.message, self.status) = (message, status)
        case .aborted(let message), .unavailable(let message):
            (self.message, self.status) = (message, .temporary)
        }
    }
    package init(_ message: String, _ status: ExitStatus) {
        self.message = message
        self.status = status
    }
}

/// Runs until SIGTERM or SIGINT, or until it cannot go on. Call it on the main thread, once, before other threads.
package final class Daemon: Sendable {
    private let plan: DaemonPlan
    private let board: HealthBoard
    private let metrics: DaemonMetrics
    private let registry = PrometheusRegistry()
    private let logger = Logger(label: "seinpost")
    private let ended = Mutex<[DaemonFailure?]>([])
    private let observers = Mutex<[DaemonObserver]>([])

    package init(_ plan: DaemonPlan) {
        self.plan = plan
        let journal: HealthBoard.Component
        switch plan.configuration.journal {
        case .sqlite: journal = .journal
        case .kafka: journal = .broker
        }
        board = HealthBoard(
            [.pipeline, journal, .restore] + (plan.companion == nil ? [] : [.outreach]))
        metrics = DaemonMetrics(registry: registry, version: plan.version, board: board)
    }

    package func run() throws(DaemonFailure) {
        ProcessSignals.takeOver()
        metrics.loaded(plan.pipeline)
        board.set(.pipeline, .ok)
        let admin = try startAdmin()
        defer { admin?.stop() }
        switch plan.configuration.journal {
        case .sqlite(let settings): try runEmbedded(settings)
        case .kafka(let settings): try runCluster(settings)
        }
    }

    private func startAdmin() throws(DaemonFailure) -> RunningAdminServer? {
        guard let address = plan.configuration.admin else { return nil }
        do throws(AdminError) {
            return try RunningAdminServer.start(
                address: address, registry: registry, board: board,
                stalled: { [self] in
                    StallReport(
                        time: .now, instance: plan.configuration.instance,
                        partitions: observers.withLock { $0.flatMap { $0.stalls() } })
                })
        } catch {
            throw DaemonFailure(error.message, .configuration)
        }
    }

    // MARK: Embedded

    private func runEmbedded(_ settings: SQLiteSettings) throws(DaemonFailure) {
        let deliveries = DeliveryQueue(limit: 100_000)
        let control = makeControl()
        let observer = observe("loop", .journal)
        let bell = CommitBell()
        let thread: LoopThread
        do throws(JournalError) {
            let journal = try SQLiteJournal(
                path: settings.file, deliveries: deliveries, writer: plan.configuration.instance, bell: bell)
            let box = JournalBox(journal)
            thread = LoopThread { [self] in
                guard var journal = box.take() else { return }
                var stages = plan.stages()
                run(&journal, &stages, control, observer)
                journal.close()
            }
        } catch {
            throw DaemonFailure(error)
        }
        let intake = try EmbeddedIntake.start(settings, plan, deliveries, logger)
        let place = EmbeddedPlace(path: settings.file, deliveries: deliveries, bell: bell, health: board)
        let companion = try plan.companion.map { start throws(DaemonFailure) in try start(place) }
        let failure = supervise([control], loops: 1) { deliveries.wake() }
        companion?.stop()
        intake.stop()
        deliveries.close()
        thread.join()
        if let failure { throw failure }
    }

    // MARK: Cluster

    private func runCluster(_ settings: KafkaSettings) throws(DaemonFailure) {
        let cluster = try KafkaCluster(settings, plan)
        var controls: [DaemonControl] = []
        let partitions = try waitForLayout(cluster)
        guard let partitions else { return }
        let threads = ThreadList()
        for slot in 0..<settings.workers {
            let control = makeControl()
            controls.append(control)
            let observer = observe("loop-\(slot)", .broker)
            threads.add(
                LoopThread { [self] in
                    let hooks = KafkaJournal.Hooks(
                        log: { [logger] line in logger.log(line) },
                        producerMade: { observer.producerMade(again: $0) },
                        lag: { observer.lags($0, $1, $2, oldest: $3) },
                        waits: { observer.unavailable($0) },
                        shouldStop: { control.shouldStop })
                    do throws(JournalError) {
                        var journal = try KafkaJournal(
                            cluster.membership(slot: slot, partitions: partitions), hooks: hooks)
                        var stages = plan.stages()
                        run(&journal, &stages, control, observer)
                        journal.close()
                        journal.leave()
                    } catch {
                        finish(DaemonFailure(error))
                    }
                })
        }
        let failure = supervise(controls, loops: settings.workers) {}
        threads.join()
        if let failure { throw failure }
    }

    /// The number of partitions of the log once the topics are as they must be; nil when asked to stop before.
    private func waitForLayout(_ cluster: KafkaCluster) throws(DaemonFailure) -> Int32? {
        var pause = Duration.milliseconds(200)
        while true {
            do throws(JournalError) {
                let partitions = try cluster.checkTopics()
                board.set(.broker, .ok)
                return partitions
            } catch {
                guard case .unavailable(let reason) = error else { throw DaemonFailure(error) }
                board.set(.broker, .away)
                logger.error("no broker answers; trying again", metadata: ["reason": "\(reason)"])
            }
            if ProcessSignals.next(wait: pause) == .stop { return nil }
            pause = min(pause * 2, .seconds(10))
        }
    }

    // MARK: Loops

    private func makeControl() -> DaemonControl {
        guard let zone = CivilZone(name: plan.pipeline.zone) else {
            preconditionFailure("a checked pipeline has a known zone")
        }
        return DaemonControl(zone: zone, fixedDay: plan.fixedDay)
    }

    private func observe(_ name: String, _ component: HealthBoard.Component) -> DaemonObserver {
        let observer = DaemonObserver(
            name, metrics: metrics, board: board, component: component, logger: logger)
        observers.withLock { $0.append(observer) }
        return observer
    }

    private func run<J: Journal & ~Copyable>(
        _ journal: inout J, _ stages: inout Stages, _ control: DaemonControl, _ observer: DaemonObserver
    ) {
        let batch = plan.configuration.batch
        let limits = StepLimits(records: batch.records, wait: .milliseconds(batch.waitMilliseconds))
        do throws(JournalError) {
            try runLoop(over: &journal, stages: &stages, limits: limits, control: control, observer: observer)
            observer.ended()
            finish(nil)
        } catch {
            finish(DaemonFailure(error))
        }
    }

    private func finish(_ failure: DaemonFailure?) { ended.withLock { $0.append(failure) } }

    /// Takes signals until all loops have ended; the first failure of one stops the others.
    private func supervise(_ controls: [DaemonControl], loops: Int, wake: () -> Void) -> DaemonFailure? {
        let notifier = SystemdNotifier(.current)
        notifier?.ready("reads and writes")
        logger.notice(
            "the daemon runs",
            metadata: ["pipeline": "\(plan.pipeline.id)", "version": "\(plan.pipeline.version)"])
        while true {
            let results = ended.withLock { $0 }
            let failure = results.lazy.compactMap { $0 }.first
            if results.count == loops { return failure }
            if failure != nil { stop(controls, wake) }
            switch ProcessSignals.next(wait: .milliseconds(200)) {
            case .stop:
                notifier?.stopping()
                logger.notice("stops: the step at hand is finished or taken back")
                stop(controls, wake)
            case .reload: reload(controls, notifier)
            case nil: if board.liveness().isOK { notifier?.watchdog() }
            }
        }
    }

    private func stop(_ controls: [DaemonControl], _ wake: () -> Void) {
        board.stop()
        for control in controls { control.stop() }
        wake()
    }

    private func reload(_ controls: [DaemonControl], _ notifier: SystemdNotifier?) {
        notifier?.reloading()
        defer { notifier?.ready("reads and writes") }
        guard let pipeline = plan.reload() else {
            metrics.refusedPipeline()
            return logger.error("the pipeline does not check; the old one stays in use")
        }
        guard pipeline.id == plan.pipeline.id else {
            metrics.refusedPipeline()
            return logger.error("the file holds another pipeline; the old one stays in use")
        }
        let seal = plan.seal
        for control in controls { control.use(pipeline, seal) }
        metrics.loaded(pipeline)
        logger.notice(
            "a new pipeline is in use from the next step on", metadata: ["version": "\(pipeline.version)"])
    }
}

/// Threads to be joined together.
private final class ThreadList {
    private var handles: [ThreadBox] = []
    func add(_ thread: consuming LoopThread) { handles.append(ThreadBox(thread)) }
    func join() { for box in handles { box.join() } }
}

private final class ThreadBox {
    private var thread: LoopThread?
    init(_ thread: consuming LoopThread) { self.thread = consume thread }
    func join() { thread.take()?.join() }
}

/// Hands a journal to its thread.
private final class JournalBox: Sendable {
    private let journal: Mutex<SQLiteJournal?>
    init(_ journal: consuming sending SQLiteJournal) { self.journal = Mutex(consume journal) }
    func take() -> sending SQLiteJournal? { journal.withLock { $0.take() } }
}

extension Logger {
    /// A line of librdkafka: it names brokers and topics, nothing of a record.
    fileprivate func log(_ line: ClientEvent.LogLine) {
        let level: Logger.Level = line.level <= 3 ? .warning : line.level <= 5 ? .info : .debug
        log(
            level: level, "the Kafka client says",
            metadata: ["about": "\(line.facility)", "text": "\(line.text)"])
    }
}
