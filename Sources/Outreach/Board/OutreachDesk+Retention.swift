// What must be forgotten is, and a receipt says how much it was.
// In: the day, who was forgotten. Out: fewer rows, lines of the audit. Depends on: OutreachDesk.

internal import Logging
internal import Runtime
internal import Signals

extension OutreachDesk {
    /// Takes out details that are older than the pipeline keeps signals, and puts on record what was forgotten since
    /// the last call. To be called now and then; what cannot be written now is written later.
    package func keepRetention() async {
        guard follower.progress.isComplete else { return }
        let day = settings.retention.before(today)
        do {
            let removed = try await board.forgetDetails(upTo: day)
            if removed > 0 {
                let receipt = receipt("bewaartermijn", "contactgegevens=\(removed)")
                _ = try await journal.append(OutreachEntry(audit: [receipt], forgetUpTo: day))
            }
        } catch {
            Self.logger.warning("retention could not be kept now", metadata: ["kind": "\(type(of: error))"])
        }
        let forgotten = follower.takeForgotten()
        guard !forgotten.isEmpty else { return }
        let receipts = forgotten.map {
            receipt("gegevens-gewist", "\($0.household) taken=\($0.tasks) contactgegevens=\($0.details)")
        }
        do {
            _ = try await journal.append(OutreachEntry(audit: receipts))
        } catch {
            follower.giveBack(forgotten)
        }
    }

    private static let logger = Logger(label: "seinpost.board")

    /// Nobody did it: it follows from an erasure, or from the time.
    private func receipt(_ action: String, _ object: String) -> AuditEntry {
        .action(
            AuditedAction(
                time: clock(), actor: nil, action: action, object: object, outcome: .done,
                origin: "takenbord",
                trace: TraceContext()))
    }
}
