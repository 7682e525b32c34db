// The outreach side alone, beside a cluster: in as many copies as one likes, each with a board of its own.
// In: a configuration. Out: whatever it serves until it is stopped. Depends on: OutreachSite, KafkaFeed, KafkaAppender.

internal import Logging
package import Runtime
internal import Synchronization

/// Runs until SIGTERM or SIGINT, or until it cannot go on. Call it on the main thread, once, before other threads.
package struct ClusterOutreach: Sendable {
    private let plan: DaemonPlan
    private let kafka: KafkaSettings
    private let outreach: EmbeddedOutreach.Plan
    private let logger = Logger(label: "seinpost")

    package init(_ plan: DaemonPlan, _ kafka: KafkaSettings, _ outreach: EmbeddedOutreach.Plan) {
        self.plan = plan
        self.kafka = kafka
        self.outreach = outreach
    }

    package func run() throws(DaemonFailure) {
        ProcessSignals.takeOver()
        let health = HealthBoard([.broker, .outreach])
        let registry = PrometheusRegistry()
        registry.takeFromLibraries()
        let admin = try startAdmin(health, registry)
        defer { admin?.stop() }
        let cluster = try KafkaCluster(kafka, plan)
        guard let (partitions, feed) = try waitForCluster(cluster, health) else { return }
        let writer = plan.configuration.instance
        let appender = KafkaAppender(cluster, partitions: partitions, writer: writer)
        let watch = ScoredWatch(cluster, partitions: partitions)
        let follower = try follower(cluster, health)
        let desk = OutreachDesk(
            board: follower.board, follower: follower,
            journal: ClusterJournal(appender: appender, watch: watch, source: outreach.desk.source),
            settings: outreach.desk)
        let served = ServedAddress(outreach.settings.address)
        let site = try OutreachSite(
            desk, outreach.settings, keys: outreach.keys, pages: outreach.pages, oneTime: outreach.oneTime,
            address: { served.current })
        let threads = [
            ThreadBox { appender.run() }, ThreadBox { watch.run() },
            ThreadBox {
                guard var feed = feed.take() else { return }
                follower.follow(&feed)
            },
        ]
        let server = try RunningOutreachServer.start(
            outreach.settings.listen, site, outreach.outbound
        ) {
            served.bound($0)
        }
        logger.notice("serves the outreach side", metadata: ["address": "\(served.current)"])
        let failure = supervise(health, follower)
        follower.stop()
        appender.stop()
        watch.stop()
        server.stop()
        for thread in threads { thread.join() }
        follower.board.close()
        if let failure { throw failure }
    }

    // MARK: Parts

    private func startAdmin(
        _ health: HealthBoard, _ registry: PrometheusRegistry
    ) throws(DaemonFailure) -> RunningAdminServer? {
        guard let address = plan.configuration.admin else { return nil }
        let instance = plan.configuration.instance
        do throws(AdminError) {
            return try RunningAdminServer.start(
                address: address, registry: registry, board: health,
                stalled: { StallReport(time: .now, instance: instance, partitions: []) })
        } catch {
            throw DaemonFailure(error.message, .configuration)
        }
    }

    private func follower(_ cluster: KafkaCluster, _ health: HealthBoard) throws(DaemonFailure)
        -> BoardFollower
    {
        do throws(JournalError) {
            let journal = "\(kafka.bootstrap) \(cluster.topics[.tasks]) \(cluster.topics[.contact])"
            let board = try TaskBoard(path: outreach.settings.board, journal: journal)
            return BoardFollower(board: board, live: Live()) { health.set(.outreach, $0.health) }
        } catch {
            throw DaemonFailure(error)
        }
    }

    /// Partitions and a feed once the topics are as they must be; nil when asked to stop before.
    private func waitForCluster(
        _ cluster: KafkaCluster, _ health: HealthBoard
    ) throws(DaemonFailure) -> (Int32, FeedBox)? {
        while true {
            do throws(JournalError) {
                let partitions = try cluster.checkTopics()
                let feed = FeedBox(try KafkaFeed(cluster))
                health.set(.broker, .ok)
                return (partitions, feed)
            } catch {
                guard case .unavailable(let reason) = error else { throw DaemonFailure(error) }
                health.set(.broker, .away)
                logger.error("no broker answers; trying again", metadata: ["reason": "\(reason)"])
            }
            if ProcessSignals.next(wait: .seconds(2)) == .stop { return nil }
        }
    }

    private func supervise(_ health: HealthBoard, _ follower: BoardFollower) -> DaemonFailure? {
        let notifier = SystemdNotifier(.current)
        notifier?.ready("serves the outreach side")
        while true {
            if let failure = follower.progress.failure { return DaemonFailure(failure) }
            switch ProcessSignals.next(wait: .milliseconds(200)) {
            case .stop:
                notifier?.stopping()
                health.stop()
                return nil
            case .reload: logger.notice("nothing to read again: users are looked up at each request")
            case nil: notifier?.watchdog()
            }
        }
    }
}

/// Hands a feed to its thread.
private final class FeedBox: Sendable {
    private let feed: Mutex<KafkaFeed?>
    init(_ feed: consuming sending KafkaFeed) { self.feed = Mutex(consume feed) }
    func take() -> sending KafkaFeed? { feed.withLock { $0.take() } }
}

/// A thread to be joined later.
private final class ThreadBox: Sendable {
    private let thread: Mutex<LoopThread?>
    init(_ body: @escaping @Sendable () -> Void) { thread = Mutex(LoopThread(body)) }
    func join() {
        let thread = thread.withLock { $0.take() }
        thread?.join()
    }
}
