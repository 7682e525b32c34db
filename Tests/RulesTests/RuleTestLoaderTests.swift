// Sound test files give the events and expectations that they describe.
// In: good/every.test.yaml. Out: failures. Depends on: Rules.

import Foundation
import Signals
import Testing

@testable import Rules

@Suite("Test files")
struct RuleTestLoaderTests {
    static func load() throws -> RuleTestFile {
        let (file, diagnostics) = RuleTestLoader.load(path: "p/every.test.yaml") { _ in
            Array(try Data(contentsOf: Load.folder.appendingPathComponent("good/every.test.yaml")))
        }
        #expect(diagnostics.map { $0.rendered() } == [])
        return try #require(file)
    }

    @Test("Every kind of event arrives with its fields")
    func events() throws {
        let file = try RuleTestLoaderTests.load()
        #expect(file.pipelinePath == "p/../pipelines/x.yaml")
        let test = try #require(file.tests.first)
        #expect(test.events.count == 11 && test.name == "alles")
        guard case .signal(let first) = test.events[0].body, case .signal(let second) = test.events[1].body,
            case .withdrawal(let withdrawal) = test.events[2].body,
            case .assignment(let claim) = test.events[3].body,
            case .assignment(let release) = test.events[4].body,
            case .attempt(let attempt) = test.events[5].body,
            case .closing(let closing) = test.events[6].body,
            case .circumstance(let circumstance) = test.events[7].body,
            case .erasure(let born) = test.events[8].body, case .erasure(nil) = test.events[9].body,
            case .day = test.events[10].body
        else {
            Issue.record("the kinds of events are not those of the file")
            return
        }
        #expect(
            first.partner == .huur && first.amountCents == 62_000 && first.born == CivilDate("2003-04-05"))
        #expect(first.dated == CivilDate("2026-03-02") && !first.isCrisis)
        #expect(
            second.amountCents == 1250 && second.isCrisis && second.id == "7" && second.partnerName == "HW")
        #expect(second.dated == CivilDate("2026-03-01") && second.area == "BU05183387")
        #expect(withdrawal.reason == .betaald && withdrawal.partnerName == "HW")
        #expect(claim.worker == "w1" && claim.isTakeover && claim.team == "escamp" && release.worker == nil)
        #expect(attempt.kind == .telefoon && !attempt.wasReached && attempt.dayPart == .avond)
        #expect(
            attempt.dated == CivilDate("2026-03-23") && closing.result == .overleden && closing.task == "T1")
        #expect(circumstance.kind == .minderjarigeKinderen && circumstance.until == CivilDate("2026-12-31"))
        #expect(born == CivilDate("2003-04-05") && test.events[8].address == "A")
        #expect(test.events[10].address == nil && test.events[10].place.line == 17)
    }

    @Test("Expectations keep what is named, absent and not named apart")
    func expectations() throws {
        let file = try RuleTestLoaderTests.load()
        let (first, second) = (file.tests[0].expectations[0], file.tests[0].expectations[1])
        #expect(first.taskClass == "bericht" && first.revision == 1 && first.rules == [])
        if case .nothing = first.next {} else { Issue.record("`next: null` wants no next action") }
        if case .anything = first.worker {} else { Issue.record("`worker` is not named") }
        if case .value(.smsWhatsapp) = second.next {} else { Issue.record("`next` is named") }
        if case .nothing = second.result {} else { Issue.record("`result: null` wants none") }
        #expect(second.status == .gesloten && second.isLate == true && second.isSample == false)
        #expect(second.attempts == 2 && second.address == nil && second.refer == ["a"])
        #expect(file.tests[0].statuses?.count == 2 && file.tests[1].statuses == nil)
    }

    @Test("Ids that the pipeline does not have are found, with the nearest it has")
    func references() throws {
        let pipeline = try #require(Load.good("own.yaml").pipeline)
        let found = RuleTestLoader.check(try RuleTestLoaderTests.load(), against: pipeline)
        #expect(
            found.map { "\($0.line):\($0.column) \($0.message)" } == [
                "20:34 unknown rule `meervoudig`", "20:91 unknown team `escamp`",
            ])
    }
}
