// How much one request, and all requests together, may take.
// In: nothing. Out: limits, and a count of the bytes in use. Depends on: Signals.

internal import Signals
internal import Synchronization

/// The limits of `POST /v1/signalen`.
enum DeliveryLimits {
    /// Of one event: as a line of a file, since the log replays from files.
    static let recordBytes = RecordDecoder.longestLine
    static let batchBytes = 10 << 20
    static let batchRecords = 10_000
    /// Of the bodies of all requests that are under way.
    static let bytesUnderWay = 64 << 20
    static let connections = 256
    /// For a body to come in, whatever pace its sender has.
    static let bodyWait = Duration.seconds(30)
    /// Without anything coming in, and for a request's header.
    static let idleSeconds: Int64 = 15
    /// For the records to be on disk.
    static let diskWait = Duration.seconds(10)
    /// After an answer to a body that is not wanted, until its connection is closed.
    static let lingerSeconds: Int64 = 5
}

/// Bytes that requests hold, up to a limit.
final class ByteBudget: Sendable {
    private let used = Mutex(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// False when that would be more than there is.
    func take(_ count: Int) -> Bool {
        used.withLock { used in
            guard used + count <= limit else { return false }
            used += count
            return true
        }
    }

    func giveBack(_ count: Int) { used.withLock { $0 -= count } }
}
