// Sentences for people about what keeps the daemon from going on.
// In: errors. Out: text without personal data. Depends on: Engine.

import Engine

enum Sentence {
    /// Why the changelog of a partition cannot be read.
    static func state(_ error: StateError, _ partition: Int32) -> String {
        switch error {
        case .unknownVersion(let version):
            "the changelog of partition \(partition) holds state of format \(version), which this release does not "
                + "know; start the release that wrote it, or a later one"
        case .damaged:
            "the changelog of partition \(partition) holds state that is damaged; restore the topic or file"
        }
    }
}
