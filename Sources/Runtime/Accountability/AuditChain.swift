// The lines of the audit of one writer: each holds the hash of the one before.
// In: entries, and the last line that is in the journal. Out: lines. Depends on: swift-crypto.

internal import Crypto
internal import FoundationEssentials

/// Chains the lines of one writer, so that a line that is changed, taken out or put in shows.
///
/// A value of whoever writes to the journal: link lines in the order in which they are written, keep the chain when
/// the transaction is committed, and go back to the copy from before when it is not. One writer is one instance; two
/// with the same name break each other's chain.
///
/// What no chain can show is that its end was cut off: `seinpost audit verify` says how each chain ends, for somebody
/// else to keep.
package struct AuditChain: Hashable, Sendable {
    /// The instance.
    package let writer: String
    /// The number of the last line; 0 before the first.
    package private(set) var number: Int64 = 0
    /// The hash of the last line; zeros before the first.
    package private(set) var hash = AuditChain.beginning

    static let beginning = String(repeating: "0", count: 64)

    /// A chain that begins, or goes on after the last line of this writer in the journal.
    ///
    /// - Throws: ``AuditFault`` when that line is none of this writer.
    package init(writer: String, after last: [UInt8]? = nil) throws(AuditFault) {
        self.writer = writer
        guard let last else { return }
        let link = try AuditLink(line: last)
        guard link.writer == writer else { throw .otherWriter(link.writer) }
        number = link.number
        hash = Self.hash(of: last)
    }

    /// The next line, without a line feed. Its key in the journal is ``writer``.
    package mutating func link(_ entry: AuditEntry) -> [UInt8] {
        number += 1
        var line: [UInt8] = []
        line.append(json: "{\"nr\":")
        line.append(contentsOf: String(number).utf8)
        line.append(json: ",\"schrijver\":")
        line.append(quoted: writer)
        line.append(json: ",\"vorige\":")
        line.append(quoted: hash)
        switch entry {
        case .action(let action):
            line.append(json: ",\"handeling\":")
            action.append(to: &line)
        case .processing(let record):
            line.append(json: ",\"verwerking\":")
            record.append(to: &line)
        }
        line.append(json: "}")
        hash = Self.hash(of: line)
        return line
    }

    /// SHA-256 of a line's bytes, in 64 hexadecimal digits.
    static func hash(of line: [UInt8]) -> String {
        SHA256.hash(data: line).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

/// Why a line does not belong where it stands.
package enum AuditFault: Error, Hashable, Sendable {
    /// The line is none of an audit.
    case notALine
    /// The chain to go on with is another instance's.
    case otherWriter(String)
    /// Lines were taken out or put in: this number was due.
    case wrongNumber(expected: Int64, found: Int64)
    /// The line before is not the one that was written.
    case brokenLink

    package var message: String {
        switch self {
        case .notALine: "is no line of an audit"
        case .otherWriter(let writer): "was written by `\(writer)`"
        case .wrongNumber(let expected, let found): "has number \(found) where \(expected) was due"
        case .brokenLink: "does not hold the hash of the line before it"
        }
    }
}

/// What chains a line.
struct AuditLink: Decodable {
    var number: Int64
    var writer: String
    var previous: String
    enum CodingKeys: String, CodingKey {
        case number = "nr"
        case writer = "schrijver"
        case previous = "vorige"
    }

    init(line: [UInt8]) throws(AuditFault) {
        do {
            self = try JSONDecoder().decode(AuditLink.self, from: Data(line))
        } catch {
            throw .notALine
        }
    }
}
