// The outreach side in the daemon that has the embedded journal: beside its loop, in one process.
// In: where the journal is. Out: a companion that serves. Depends on: OutreachSite, OutreachServer, BoardFollower.

internal import Logging
package import Runtime
internal import Synchronization

/// Serves until it is stopped.
package final class EmbeddedOutreach: Companion {
    private let reader: SQLiteReader
    private let follower: BoardFollower
    private let server: RunningOutreachServer
    private let thread: Mutex<LoopThread?>

    /// What ``start(_:_:pages:oneTime:)`` needs to know.
    package struct Plan: Sendable {
        package var settings: OutreachSettings
        package var desk: DeskSettings
        package var keys: KeyRing
        package var pages: SitePages?
        package var oneTime: OneTimeAddress?
        /// Other systems that are told of tasks.
        package var outbound: OutboundPlan

        package init(
            settings: OutreachSettings, desk: DeskSettings, keys: KeyRing, pages: SitePages?,
            oneTime: OneTimeAddress? = nil, outbound: OutboundPlan
        ) {
            self.settings = settings
            self.desk = desk
            self.keys = keys
            self.pages = pages
            self.oneTime = oneTime
            self.outbound = outbound
        }
    }

    /// Opens the board, follows the journal, opens the port. Blocks until it is open.
    package init(_ place: EmbeddedPlace, _ plan: Plan) throws(DaemonFailure) {
        let board: TaskBoard
        do throws(JournalError) {
            reader = try SQLiteReader(path: place.path)
            board = try TaskBoard(path: plan.settings.board, journal: place.path)
        } catch {
            throw DaemonFailure(error)
        }
        let live = Live()
        let follower = BoardFollower(board: board, live: live) { progress in
            place.health.set(.outreach, progress.health)
        }
        self.follower = follower
        let (reader, bell) = (reader, place.bell)
        let desk = OutreachDesk(
            board: board, follower: follower,
            journal: EmbeddedJournal(
                deliveries: place.deliveries, reader: reader, bell: bell, source: plan.desk.source),
            settings: plan.desk)
        let served = ServedAddress(plan.settings.address)
        let site = try OutreachSite(
            desk, plan.settings, keys: plan.keys, pages: plan.pages, oneTime: plan.oneTime,
            address: { served.current })
        let following = LoopThread {
            var feed = SQLiteFeed(reader: reader, bell: bell)
            follower.follow(&feed)
        }
        thread = Mutex(consume following)
        do throws(DaemonFailure) {
            server = try .start(plan.settings.listen, site, plan.outbound) { served.bound($0) }
        } catch {
            follower.stop()
            throw error
        }
        Logger(label: "seinpost").notice(
            "serves the outreach side", metadata: ["address": "\(served.current)"])
        if let oneTime = plan.oneTime {
            Logger(label: "seinpost").notice(
                "lets somebody in once", metadata: ["address": "\(served.current)\(oneTime.path)"])
        }
    }

    package func stop() {
        // Who listens would hold the port open.
        follower.stop()
        server.stop()
        let thread = thread.withLock { $0.take() }
        thread?.join()
        follower.board.close()
        reader.close()
    }
}

extension BoardProgress {
    /// As the admin port says it.
    var health: HealthBoard.State {
        if let failure { return .failed(failure.sentence) }
        if trouble != nil { return .away }
        return isComplete ? .ok : .failed("the task board is being made: \(Int(share * 100)) %")
    }
}
