// The inbox: looks for files that lie still, takes each in whole, and moves it away with a report.
// In: a folder. Out: deliveries on disk, moved files. Depends on: InboxFolder, DeliveryFile, DeliveryQueue.

internal import Dispatch
internal import Glibc
internal import Logging
internal import Rules
internal import Signals
internal import Synchronization

/// Reads one file at a time; at most one submission is under way while the next is prepared.
///
/// A file moves after everything of it is on disk, so stopping at any moment loses nothing, and reading it again
/// doubles nothing: events are known by their identity, lines that are none by their place and content.
struct Inbox {
    /// Files that were read stay so long, for redriving.
    static let keptDays: Int64 = 30

    private struct Parked {
        var look: InboxFolder.Look
        var until: ContinuousClock.Instant
    }

    private let folder: InboxFolder
    private let pipeline: Pipeline
    private let zone: CivilZone
    private let key: [UInt8]
    private let queue: DeliveryQueue
    private let logger: Logger
    private let stopping: StopFlag
    /// As they lay at the last look.
    private var seen: [String: InboxFolder.Look] = [:]
    /// What could not be read or moved is tried again later.
    private var parked: [String: Parked] = [:]
    private var pruneAt = ContinuousClock.now

    init(
        folder: InboxFolder, pipeline: Pipeline, key: [UInt8], queue: DeliveryQueue, logger: Logger,
        stopping: StopFlag
    ) {
        guard let zone = CivilZone(name: pipeline.zone) else {
            preconditionFailure("a checked pipeline has a known zone")
        }
        self.folder = folder
        self.pipeline = pipeline
        self.zone = zone
        self.key = key
        self.queue = queue
        self.logger = logger
        self.stopping = stopping
    }

    /// Takes in every file that lies as it lay at the look before. Blocks until those are on disk.
    @discardableResult
    mutating func look() -> [InboxReport] {
        pruneDaily()
        let found = folder.deliveries()
        let before = seen
        seen = Dictionary(found.map { ($0.name, $0.look) }) { first, _ in first }
        var reports: [InboxReport] = []
        for (name, look) in found where before[name] == look && !isParked(name, look) {
            if stopping.isSet { break }
            if let report = take(name, look) { reports.append(report) }
        }
        return reports
    }

    private mutating func pruneDaily() {
        guard ContinuousClock.now >= pruneAt else { return }
        pruneAt = .now + .seconds(86_400)
        let gone = folder.prune(days: Self.keptDays, now: .now)
        if !gone.isEmpty {
            logger.info("old files of the inbox are deleted", metadata: ["files": "\(gone.count)"])
        }
    }

    private func isParked(_ name: String, _ look: InboxFolder.Look) -> Bool {
        parked[name].map { $0.look == look && $0.until > .now } ?? false
    }

    // MARK: A file

    /// nil when it stays where it is.
    private mutating func take(_ name: String, _ look: InboxFolder.Look) -> InboxReport? {
        var report = InboxReport(name: name)
        let submissions = Submissions(queue: queue, stopping: stopping)
        do {
            let isWhole = try read(name, &report) { submissions.submit($0) }
            guard isWhole, submissions.finish() else { return nil }
        } catch let error as InputError {
            guard submissions.finish() else { return nil }
            switch error {
            case .damagedGzip, .truncatedGzip: report.failure = "Het gzip-bestand is beschadigd."
            default: return park(name, look, "a file of the inbox cannot be read", error.message)
            }
        } catch {
            return park(name, look, "a file of the inbox cannot be read", "\(type(of: error))")
        }
        report.known = submissions.known
        report.kept = report.records - report.refusedCount - report.known
        let outcome: InboxFolder.Outcome = report.isFailure ? .failed : .done
        do throws(SystemError) {
            try folder.move(name, to: outcome, report: report.json(at: .now))
        } catch {
            return park(name, look, "a file of the inbox cannot be moved", systemMessage(error.code))
        }
        seen[name] = nil
        logger.log(
            level: report.isFailure ? .warning : .notice, "a file of the inbox was read",
            metadata: [
                "file": "\(name)", "outcome": "\(outcome.rawValue)", "records": "\(report.records)",
                "kept": "\(report.kept)", "known": "\(report.known)", "refused": "\(report.refusedCount)",
            ])
        return report
    }

    private func read(
        _ name: String, _ report: inout InboxReport, submit: ([Delivery]) -> Bool
    ) throws -> Bool {
        var file = DeliveryFile(name: name, zone: zone, key: key)
        let path = "\(folder.path)/\(name)"
        switch DeliveryFile.Kind(name: name) {
        case .lines?: return try file.readLines(path, into: &report, submit: submit)
        case .table?:
            do {
                let table = try DeliveredTable(path: path, name: name, pipeline: pipeline, key: key)
                return file.hand(over: table.events(time: .now), into: &report, submit: submit)
            } catch let error as DeliveredTable.Unreadable {
                report.failure = error.sentence
                return true
            }
        case nil: preconditionFailure("only deliveries are found")
        }
    }

    private mutating func park(
        _ name: String, _ look: InboxFolder.Look, _ message: Logger.Message, _ reason: String
    ) -> InboxReport? {
        parked[name] = Parked(look: look, until: .now + .seconds(60))
        logger.error(message, metadata: ["file": "\(name)", "reason": "\(reason)"])
        return nil
    }
}

/// That the inbox must end, for its thread and for who waits in it.
final class StopFlag: Sendable {
    private let state = Mutex(false)
    private let changed = DispatchSemaphore(value: 0)

    var isSet: Bool { state.withLock { $0 } }

    func set() {
        state.withLock { $0 = true }
        changed.signal()
    }

    /// Waits so long, or until it is set.
    func wait(_ duration: Duration) {
        // For whoever waits next.
        if changed.wait(timeout: .now() + duration.seconds) == .success { changed.signal() }
    }
}

/// The records of one file on their way, one submission at a time under way.
private final class Submissions {
    private let queue: DeliveryQueue
    private let stopping: StopFlag
    private var underWay: (deliveries: [Delivery], answer: Answer)?
    /// Of those that could be used, how many were no news.
    private(set) var known = 0

    init(queue: DeliveryQueue, stopping: StopFlag) {
        self.queue = queue
        self.stopping = stopping
    }

    /// Hands over, after what was handed over before is on disk; false when the inbox must end.
    func submit(_ deliveries: [Delivery]) -> Bool {
        guard finish() else { return false }
        underWay = (deliveries, send(deliveries))
        return true
    }

    /// Waits until everything is on disk, however often that takes; false when the inbox must end.
    func finish() -> Bool {
        guard case (let deliveries, var answer)? = underWay else { return !stopping.isSet }
        var pause = Duration.milliseconds(100)
        while true {
            if case .kept(let known, _) = answer.wait() {
                self.known += known
                underWay = nil
                return !stopping.isSet
            }
            stopping.wait(pause)
            if stopping.isSet { return false }
            pause = min(pause * 2, .seconds(10))
            answer = send(deliveries)
            underWay = (deliveries, answer)
        }
    }

    private func send(_ deliveries: [Delivery]) -> Answer {
        let answer = Answer()
        queue.submit(deliveries) { answer.set($0) }
        return answer
    }

    /// An answer that a thread waits for.
    private final class Answer: Sendable {
        private let result = Mutex<DeliveryResult?>(nil)
        private let isSet = DispatchSemaphore(value: 0)

        func set(_ result: DeliveryResult) {
            self.result.withLock { $0 = result }
            isSet.signal()
        }

        func wait() -> DeliveryResult {
            isSet.wait()
            return result.withLock { $0 } ?? .unavailable
        }
    }
}
