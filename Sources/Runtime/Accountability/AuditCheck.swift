// Whether chains of audit lines are whole.
// In: lines in the order of the journal, of any number of writers. Out: findings and how each chain ends.
// Depends on: AuditChain.

/// Reads an audit and finds every line that does not follow from the one before it.
package struct AuditCheck: Sendable {
    /// A line that is not what was written after the line before.
    package struct Finding: Hashable, Sendable {
        /// Where the line stands, as the reader calls it.
        package var place: String
        /// nil when the line is none.
        package var writer: String?
        package var fault: AuditFault
    }
    /// How far a chain goes.
    package struct End: Hashable, Sendable {
        package var writer: String
        package var number: Int64
        /// SHA-256 of the last line.
        package var hash: String
    }

    private var chains: [String: End] = [:]
    package private(set) var lines = 0
    /// The first so many are kept.
    package private(set) var findings: [Finding] = []
    package private(set) var findingCount = 0
    private static let kept = 100

    package init() {}

    /// In order of name.
    package var ends: [End] { chains.values.sorted { $0.writer < $1.writer } }

    /// Reads the next line. After a finding the chain goes on from the line that was found.
    package mutating func read(_ line: [UInt8], place: String) {
        lines += 1
        let link: AuditLink
        do throws(AuditFault) {
            link = try AuditLink(line: line)
        } catch {
            return add(Finding(place: place, writer: nil, fault: error))
        }
        let end = chains[link.writer] ?? End(writer: link.writer, number: 0, hash: AuditChain.beginning)
        if link.number != end.number &+ 1 {
            let fault = AuditFault.wrongNumber(expected: end.number &+ 1, found: link.number)
            add(Finding(place: place, writer: link.writer, fault: fault))
        } else if link.previous != end.hash {
            add(Finding(place: place, writer: link.writer, fault: .brokenLink))
        }
        chains[link.writer] = End(
            writer: link.writer, number: link.number, hash: AuditChain.hash(of: line))
    }

    private mutating func add(_ finding: Finding) {
        findingCount += 1
        if findings.count < Self.kept { findings.append(finding) }
    }
}
