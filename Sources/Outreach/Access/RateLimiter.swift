// How often somebody may ask: a bucket of tokens for each, refilled by time.
// In: names of askers, a clock. Out: whether they may, or how long to wait. Depends on: Moment.

package import Runtime
internal import Synchronization

/// Token buckets by name, in bounded memory.
///
/// A full bucket is the same as none, so those are forgotten first; when all room is taken by buckets in use, new
/// names share one.
package final class RateLimiter: Sendable {
    /// How much at once, and how much in the long run.
    package struct Limit: Hashable, Sendable {
        package var burst: Double
        package var perSecond: Double

        package init(burst: Double, perSecond: Double) {
            self.burst = burst
            self.perSecond = perSecond
        }
    }
    package enum Verdict: Hashable, Sendable {
        case admitted
        /// `isFirst`: the one that found the bucket empty, and not one of those that go on asking.
        case refused(retryAfterSeconds: Int, isFirst: Bool)
    }
    private struct Bucket {
        var level: Double
        var moment: Moment
        var isRefusing = false
    }

    private let limit: Limit
    private let capacity: Int
    private let clock: @Sendable () -> Moment
    private let buckets = Mutex<[String: Bucket]>([:])
    private static let shared = ""

    package init(
        _ limit: Limit, capacity: Int = 20_000, clock: @escaping @Sendable () -> Moment = { .now }
    ) {
        precondition(
            limit.burst >= 1 && limit.perSecond > 0 && capacity > 0, "a limit lets something through")
        self.limit = limit
        self.capacity = capacity
        self.clock = clock
    }

    /// Takes one token.
    package func admit(_ name: String) -> Verdict {
        let now = clock()
        return buckets.withLock { buckets in
            let name = Self.place(for: name, in: &buckets, capacity, limit, now)
            var bucket = refilled(buckets[name], now)
            defer { buckets[name] = bucket }
            guard bucket.level < 1 else {
                bucket.level -= 1
                bucket.isRefusing = false
                return .admitted
            }
            defer { bucket.isRefusing = true }
            let seconds = Int(((1 - bucket.level) / limit.perSecond).rounded(.up))
            return .refused(retryAfterSeconds: max(1, seconds), isFirst: !bucket.isRefusing)
        }
    }

    /// Gives a token back: what was asked turned out to be in order.
    package func giveBack(_ name: String) {
        buckets.withLock { buckets in
            let name = buckets[name] == nil ? Self.shared : name
            guard var bucket = buckets[name] else { return }
            bucket.level = min(limit.burst, bucket.level + 1)
            buckets[name] = bucket
        }
    }

    /// How many names are known now.
    package var count: Int { buckets.withLock { $0.count } }

    private func refilled(_ bucket: Bucket?, _ now: Moment) -> Bucket {
        guard var bucket else { return Bucket(level: limit.burst, moment: now) }
        bucket.level = Self.level(bucket, limit, now)
        bucket.moment = now
        return bucket
    }

    private static func level(_ bucket: Bucket, _ limit: Limit, _ now: Moment) -> Double {
        // A clock that was set back gives nothing and takes nothing.
        let seconds = Double(max(0, now.milliseconds(since: bucket.moment))) / 1_000
        return min(limit.burst, bucket.level + seconds * limit.perSecond)
    }

    private static func place(
        for name: String, in buckets: inout [String: Bucket], _ capacity: Int, _ limit: Limit, _ now: Moment
    ) -> String {
        guard buckets[name] == nil, buckets.count >= capacity else { return name }
        // Looked through once in a while: the shared bucket says when that was.
        if let last = buckets[shared]?.moment, now.milliseconds(since: last) < 1_000 { return shared }
        buckets = buckets.filter { level($0.value, limit, now) < limit.burst }
        // Only when much came free, so that looking through is rare however many names there are.
        return buckets.count <= capacity - (capacity + 3) / 4 ? name : shared
    }
}
