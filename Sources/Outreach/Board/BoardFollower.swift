// Keeps the board where the journal is: reads the feed, applies it, tells who waits and who listens.
// In: a feed. Out: a board that follows, on a thread of its own. Depends on: TaskBoard, StreamFeed, Live.

internal import Logging
package import Runtime
internal import Synchronization

/// How far the view is.
package struct BoardProgress: Sendable, Equatable {
    /// Whether it has once been where the journal ended at its start: before that it shows too little.
    package var isComplete = false
    /// Of a rebuild, 0 to 1.
    package var share = 0.0
    /// Why the journal cannot be read now.
    package var trouble: String?
    /// Nothing more will come: a sentence and how the program should end.
    package var failure: JournalError?

    package static func == (left: BoardProgress, right: BoardProgress) -> Bool {
        left.isComplete == right.isComplete && left.share == right.share && left.trouble == right.trouble
            && (left.failure == nil) == (right.failure == nil)
    }
}

/// The view's progress, for requests that wait for it.
package final class BoardFollower: Sendable {
    /// A position without how far it is.
    private struct Input: Hashable {
        var stream: RecordStream
        var partition: Int32
        init(_ position: InputPosition) {
            stream = position.stream
            partition = position.partition
        }
    }

    package let board: TaskBoard
    package let live: Live
    private let milestones = Milestones<Input>()
    private let state = Mutex(BoardProgress())
    private let isOver = Mutex(false)
    private let logger = Logger(label: "seinpost.board")
    private static let batchRecords = 2_000

    private let onProgress: @Sendable (BoardProgress) -> Void
    private let receipts = Mutex<[Forgotten]>([])

    /// - Parameter onProgress: hears how far it is, on the follower's thread.
    package init(
        board: TaskBoard, live: Live, onProgress: @escaping @Sendable (BoardProgress) -> Void = { _ in }
    ) {
        self.board = board
        self.live = live
        self.onProgress = onProgress
    }

    /// Who was forgotten since the last call; what a board that is made anew reads over does not count.
    package func takeForgotten() -> [Forgotten] {
        receipts.withLock { receipts in
            defer { receipts = [] }
            return receipts
        }
    }

    /// For who could not be put on record.
    package func giveBack(_ forgotten: [Forgotten]) { receipts.withLock { $0 += forgotten } }

    package var progress: BoardProgress { state.withLock { $0 } }

    /// Where a listener that begins now is.
    package var place: LivePlace {
        LivePlace(
            Dictionary(
                uniqueKeysWithValues: milestones.reached.filter { $0.key.stream == .tasks }
                    .map { ($0.key.partition, $0.value) }))
    }

    /// Waits until the view has read up to a position; false when it had not in time.
    package func wait(for position: InputPosition, within limit: Duration) async -> Bool {
        await milestones.wait(for: Input(position), position.next, within: limit)
    }

    /// Ends ``follow(_:)`` after the batch at hand; whoever waits hears that it was in vain.
    package func stop() {
        isOver.withLock { $0 = true }
        milestones.end()
        live.close()
    }

    private var isStopped: Bool { isOver.withLock { $0 } }

    // MARK: The thread

    /// Follows until ``stop()``. Blocks its thread; what cannot be read now is tried again.
    package func follow<Feed: StreamFeed & ~Copyable>(_ feed: inout Feed) {
        var ends: [InputPosition]?
        var hasStarted = false
        var isAnew = false
        while !isStopped {
            do throws(JournalError) {
                if !hasStarted {
                    isAnew = try begin(&feed)
                    hasStarted = true
                }
                if ends == nil { ends = try feed.ends() }
                let batch = try feed.read(limit: Self.batchRecords, wait: .milliseconds(500))
                if !batch.positions.isEmpty {
                    let news = try board.apply(batch)
                    if !isAnew || progress.isComplete { giveBack(news.forgotten) }
                    tell(news.changes, batch.positions)
                }
                measure(ends ?? [])
            } catch {
                if case .stopped = error {
                    change { $0.failure = error }
                    return
                }
                change { $0.trouble = error.sentence }
                logger.warning("the task board cannot follow", metadata: ["reason": "\(error.sentence)"])
                pauseShortly()
            }
        }
    }

    /// A board that knows more than the journal is of another one, or of one that was put back: it is made anew.
    ///
    /// - Returns: whether the board begins with nothing.
    private func begin<Feed: StreamFeed & ~Copyable>(_ feed: inout Feed) throws(JournalError) -> Bool {
        var known = try board.positions()
        let ends = try feed.ends()
        let isAhead = known.contains { position in
            !ends.contains { $0.isSamePlace(as: position) && $0.next >= position.next }
        }
        if isAhead {
            logger.notice("the task board is of another journal; it is made anew")
            try board.clear()
            known = []
        }
        try feed.start(at: known)
        for input in feed.inputs { milestones.start(Input(input), at: 0) }
        for position in known { milestones.start(Input(position), at: position.next) }
        return known.isEmpty
    }

    private func tell(_ changes: [BoardChange], _ positions: [InputPosition]) {
        var place = place
        let events = changes.map { change in
            place.move(change.partition, to: change.position + 1)
            return LiveEvent(id: place.text, change: change)
        }
        for position in positions { milestones.reach(Input(position), position.next) }
        live.tell(events)
    }

    private func measure(_ ends: [InputPosition]) {
        let reached = milestones.reached
        let whole = ends.reduce(0) { $0 + $1.next }
        let done = ends.reduce(0) { $0 + min($1.next, reached[Input($1)] ?? 0) }
        change { progress in
            progress.trouble = nil
            guard !progress.isComplete else { return }
            progress.share = whole == 0 ? 1 : Double(done) / Double(whole)
            progress.isComplete = done == whole
        }
    }

    private func change(_ body: (inout BoardProgress) -> Void) {
        let (before, after) = state.withLock { progress in
            let before = progress
            body(&progress)
            return (before, progress)
        }
        if before != after { onProgress(after) }
    }

    private func pauseShortly() {
        for _ in 0..<10 where !isStopped { LoopThread.sleep(milliseconds: 100) }
    }
}

extension InputPosition {
    /// Of the same stream and partition.
    func isSamePlace(as other: InputPosition) -> Bool {
        stream == other.stream && partition == other.partition
    }
}

extension JournalError {
    /// What a person reads.
    var sentence: String {
        switch self {
        case .aborted(let text), .unavailable(let text), .stopped(let text, _): text
        }
    }
}
