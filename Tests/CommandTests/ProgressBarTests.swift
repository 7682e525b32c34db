// The line that shows how far a replay is.

import Testing

@testable import seinpost

@Suite struct ProgressBarTests {
    private static let full = String(repeating: "█", count: 24)

    @Test(
        "the line tells part, rate and time left",
        arguments: [
            (0, 100_000_000, 0, "  0 % " + String(repeating: "░", count: 24) + " 0.0 MB/s, 0 s left"),
            (
                25_000_000, 100_000_000, 10,
                " 25 % " + String(repeating: "█", count: 6) + String(repeating: "░", count: 18)
                    + " 2.5 MB/s, 30 s left"
            ),
            (100_000_000, 100_000_000, 10, "100 % " + full + " 10.0 MB/s, 0 s left"),
            // Gzip tells what it read of the file a little late, and a file may grow.
            (120_000_000, 100_000_000, 10, "100 % " + full + " 12.0 MB/s, 0 s left"),
            (
                1_000_000, 100_000_000, 1,
                "  1 % " + String(repeating: "░", count: 24) + " 1.0 MB/s, 1 min 39 s left"
            ),
            (
                1_000_000, 8_000_000_000, 1,
                "  0 % " + String(repeating: "░", count: 24) + " 1.0 MB/s, 2 h 13 min left"
            ),
        ] as [(Int64, Int64, Int, String)])
    func line(_ bytes: Int64, _ total: Int64, _ seconds: Int, _ expected: String) {
        #expect(ProgressBar.line(bytes: bytes, total: total, elapsed: .seconds(seconds)) == expected)
    }

    @Test("without a size it tells bytes and rate", arguments: [nil, 0] as [Int64?])
    func withoutSize(_ total: Int64?) {
        let line = ProgressBar.line(bytes: 3_450_000, total: total, elapsed: .seconds(2))
        #expect(line == "3.5 MB, 1.7 MB/s")
    }
}
