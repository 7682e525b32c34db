// A cluster as the outreach side writes it: actions go straight to the log, in one transaction with their account.
// In: entries. Out: places in the log. Depends on: KafkaAppender, ScoredWatch.

package import Runtime

/// Any number of copies may write; scoring takes the records of a household in one order.
package struct ClusterJournal: OutreachJournal {
    private let appender: KafkaAppender
    private let watch: ScoredWatch
    /// The pipeline's.
    private let source: String

    package init(appender: KafkaAppender, watch: ScoredWatch, source: String) {
        self.appender = appender
        self.watch = watch
        self.source = source
    }

    package func append(_ entry: OutreachEntry) async throws(JournalError) -> ActionPlace? {
        let appended = AppendedEntry(
            household: entry.action?.household ?? "", event: entry.action?.event(source: source),
            note: entry.note, audit: entry.audit)
        return try await appender.append(appended).map {
            ActionPlace(partition: $0.partition, next: $0.next)
        }
    }

    /// No index tells; scoring knows attempts by their id and the others by what they say.
    package func isKnown(_ action: WorkerAction) async throws(JournalError) -> Bool { false }

    package func waitUntilScored(
        past place: ActionPlace, within limit: Duration
    ) async throws(JournalError) -> InputPosition {
        guard let position = await watch.wait(partition: place.partition, next: place.next, within: limit)
        else {
            throw .unavailable("scoring is not there yet")
        }
        return position
    }
}
