// A sentence about any error of a journal, without what it was about.
// In: an error. Out: text. Depends on: Kafka, GRDB.

internal import GRDB
internal import Kafka

package enum JournalSentence {
    /// What Kafka or SQLite said; of any other error its kind only, as its text might quote something.
    package static func of(_ error: any Error) -> String {
        switch error {
        case let error as KafkaError: error.failure.message
        case let error as DatabaseError: "SQLite code \(error.extendedResultCode.rawValue)"
        default: "\(type(of: error))"
        }
    }
}
