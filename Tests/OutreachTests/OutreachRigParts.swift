// Small parts of the rig: an observer that hears nothing, a channel that goes nowhere, rows of the journal's file.
// Depends on: Runtime, NIO.

import Engine
import GRDB
import NIOEmbedded
import Runtime
import Signals
import Synchronization
import TestSupport

final class SilentObserver: LoopObserver {
    func committed(_ counts: StepCounts, folding: Double, committing: Double) {}
    func aborted(_ reason: String) {}
    func unavailable(_ reason: String?) {}
    func assigned(_ partition: Int32) {}
    func restoring(_ partition: Int32, _ done: Int, of total: Int) {}
    func restored(_ partition: Int32) {}
    func released(_ partition: Int32) {}
    func due(_ partition: Int32, within days: Int, _ soon: DueSoon) {}
    func heartbeat(_ partitions: [PartitionState]) {}
}

enum EmbeddedChannelSource {
    static var channel: NIOAsyncTestingChannel { NIOAsyncTestingChannel() }
}

enum JournalRows {
    /// Behind the last row of a table of the journal's file.
    static func count(_ table: String, _ scratch: Scratch) throws -> Int {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: scratch.path("journal.sqlite"), configuration: configuration)
        return try queue.read { try Int.fetchOne($0, sql: "SELECT max(position) + 1 FROM \(table)") } ?? 0
    }
}

/// A thread to be joined later.
final class ThreadBox: Sendable {
    private let thread: Mutex<LoopThread?>
    init(_ body: @escaping @Sendable () -> Void) { thread = Mutex(LoopThread(body)) }
    func join() {
        let taken = thread.withLock { $0.take() }
        taken?.join()
    }
}
