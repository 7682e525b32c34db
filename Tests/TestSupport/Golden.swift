// Expected output in files: compared, or recorded when SEINPOST_RECORD is set.
// In: bytes and the path of a file. Out: what is wrong, in words. Depends on: nothing.

import Foundation

/// A file with expected output.
package struct Golden {
    private let path: String

    package init(path: String) { self.path = path }

    /// Whether this run writes expectations. It fails, so that no such run can pass for a test.
    package static let isRecording = ProcessInfo.processInfo.environment["SEINPOST_RECORD"] ?? "" != ""

    /// Nil when the file holds exactly `bytes`; else where they part, or that they were recorded.
    package func difference(from bytes: [UInt8]) throws -> String? {
        let name = path.split(separator: "/").suffix(2).joined(separator: "/")
        if Golden.isRecording {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            return "recorded \(name); look at the difference and run again without SEINPOST_RECORD"
        }
        guard let expected = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            return "there is no \(name); run with SEINPOST_RECORD=1 to record it"
        }
        if expected.elementsEqual(bytes) { return nil }
        return "\(name), " + Golden.firstDifference(Array(expected), bytes)
    }

    private static func firstDifference(_ expected: [UInt8], _ actual: [UInt8]) -> String {
        let same = zip(expected, actual).prefix { $0 == $1 }.count
        let before = expected[..<same]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let shown = max(start, same - 60)
        return """
            line \(line), from byte \(shown - start + 1):
              expected \(excerpt(expected, from: shown))
              got      \(excerpt(actual, from: shown))
            """
    }

    private static func excerpt(_ bytes: [UInt8], from start: Int) -> String {
        guard start < bytes.count else { return "the end" }
        let text = bytes[start...].prefix(160).prefix { $0 != UInt8(ascii: "\n") }
        return "`" + String(decoding: text, as: UTF8.self) + "`"
    }
}
