// What holds a daemon up, in sentences.

import Runtime
import Testing

@Suite("Why stalled")
struct StallTextTests {
    static let time = Moment(milliseconds: 1_772_442_000_000)

    func text(_ partitions: [StallReport.Partition]) -> String {
        StallReport(time: Self.time, instance: "seinpost-1", partitions: partitions).text
    }

    func before(_ minutes: Int64) -> Moment {
        Moment(milliseconds: Self.time.milliseconds - minutes * 60_000)
    }

    @Test("A partition that is held up says since when, why, what waits and what is at risk") func heldUp() {
        let text = text([
            .init(
                stage: .scoring, partition: 3, cause: .brokerAway, since: before(12),
                due: .init(days: 3, tasks: 5, first: "2026-03-04")),
            .init(
                stage: .scoring, partition: 4, cause: .restore, since: before(1), lag: 1, oldest: before(180),
                restored: .init(done: 10, total: 400), due: .init(days: 3, tasks: 0)),
            .init(stage: .intake, partition: 0, cause: .openTransaction, since: before(180), lag: 20),
            .init(
                stage: .scoring, partition: 5, cause: .lag, since: before(5_000), lag: 900, oldest: before(30)
            ),
        ])
        #expect(
            text == """
                Partition 3 of scoring is held up since 2026-03-02 08:48:00 UTC (12 minutes): \
                the broker cannot be reached. How many records wait is not known. \
                5 open tasks are due within 3 days, the first on 2026-03-04.
                Partition 4 of scoring is held up since 2026-03-02 08:59:00 UTC (60 seconds): \
                its state is being read back, 10 of 400 records. 1 record waits, \
                the oldest since 2026-03-02 06:00:00 UTC. No open task is due within 3 days.
                Partition 0 of intake is held up since 2026-03-02 06:00:00 UTC (3 hours): \
                a writer has a transaction open, and what follows it cannot be read yet. 20 records wait.
                Partition 5 of scoring is held up since 2026-02-26 21:40:00 UTC (3 days): \
                more records arrive than are processed. 900 records wait, the oldest since 2026-03-02 08:30:00 UTC.

                """)
    }

    @Test("Quiet and flowing partitions are told together, and that nothing is held up") func well() {
        let quiet = [1, 2, 5].map {
            StallReport.Partition(
                stage: .scoring, partition: $0, cause: .quiet, since: before(Int64($0)), lag: 0)
        }
        let flowing = [
            StallReport.Partition(stage: .intake, partition: 0, cause: .flowing, since: before(1), lag: 3)
        ]
        #expect(
            text(quiet + flowing) == """
                Partitions 1, 2 and 5 of scoring are quiet: no records arrive and none waits, the longest since \
                2026-03-02 08:55:00 UTC.
                Partition 0 of intake is processing records as they arrive.
                Nothing is held up.

                """)
        #expect(text([]) == "`seinpost-1` has no partitions now.\nNothing is held up.\n")
    }
}
