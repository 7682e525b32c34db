// The tests of a pipeline as typed values: what happens, and which tasks and statuses must come of it.
// In: nothing. Out: what the runner plays and compares. Depends on: Signals.

package import Signals

/// Where something of a test stands, for the runner's messages.
package struct TestPlace: Hashable, Sendable {
    package var file: String
    /// From 1; columns count Unicode scalars.
    package var line: Int
    package var column: Int
}

/// A test file (pipelines/README.md, "Tests").
package struct RuleTestFile: Sendable {
    /// As it was given.
    package var path: String
    /// The pipeline under test: as written, seen from the test file's folder.
    package var pipelinePath: String
    package var tests: [RuleTest]
    /// Ids of the pipeline that expectations name; see ``RuleTestLoader/check(_:against:)``.
    var references: [Reference]

    enum ReferenceKind: String, Sendable {
        case rule
        case taskClass = "class"
        case team, referral
    }
    struct Reference: Sendable {
        var kind: ReferenceKind
        var id: String
        /// An error at the right place, still without its hint.
        var diagnostic: Diagnostic
    }
}

/// One test: events in order of date, and all that they must lead to.
package struct RuleTest: Sendable {
    package var name: String
    package var events: [TestEvent]
    /// Exhaustive: a task revision that none of these describes fails the test.
    package var expectations: [TaskExpectation]
    /// nil: statuses are not compared; else exhaustive.
    package var statuses: [StatusExpectation]?
    package var place: TestPlace
}

/// Something that happens on a day. A day record goes before the first event of each new `on`.
package struct TestEvent: Sendable {
    /// What happens.
    package enum Body: Sendable {
        /// Only the day record.
        case day
        case signal(TestSignal)
        case withdrawal(TestWithdrawal)
        case assignment(TestAssignment)
        case attempt(TestAttempt)
        case closing(TestClosing)
        case circumstance(TestCircumstance)
        /// Of the household, or of the person born on that day.
        case erasure(born: CivilDate?)
    }
    package var on: CivilDate
    /// Label of an invented address; nil only for a day.
    package var address: String?
    package var body: Body
    package var place: TestPlace
}

/// Record A. `dated` is `signaaldatum`, by default the day of the event.
package struct TestSignal: Sendable {
    package var partner: PartnerType
    package var amountCents: Int64
    package var dated: CivilDate
    package var born: CivilDate?
    package var id: String?
    package var partnerName: String?
    package var reference: String?
    package var isCrisis: Bool
    package var isWarmHandover: Bool
    package var originDate: CivilDate?
    package var area: String?
}

/// Record B. Without `id`: the last signal of this kind (and name) at this address.
package struct TestWithdrawal: Sendable {
    package var partner: PartnerType
    package var partnerName: String?
    package var id: String?
    package var reason: WithdrawalReason
    package var dated: CivilDate
    package var born: CivilDate?
}

/// Record C; `worker` nil gives the task back. Without `task`: the last one of the address, here and below.
package struct TestAssignment: Sendable {
    package var worker: String?
    package var team: String?
    package var isTakeover: Bool
    package var task: String?
    package var dated: CivilDate
}

/// Record D.
package struct TestAttempt: Sendable {
    package var kind: ContactKind
    package var wasReached: Bool
    package var dayPart: DayPart?
    package var worker: String?
    package var task: String?
    package var dated: CivilDate
}

/// Record E.
package struct TestClosing: Sendable {
    package var result: TaskResult
    package var worker: String?
    package var task: String?
    package var dated: CivilDate
}

/// Record F. `from` is by default the day of the event.
package struct TestCircumstance: Sendable {
    package var kind: CircumstanceKind
    package var from: CivilDate
    package var until: CivilDate?
    package var born: CivilDate?
}

/// What a test says of a field of a task.
package enum Expected<Value: Sendable>: Sendable {
    /// Not named: anything is right.
    case anything
    /// `null`: the field must be absent.
    case nothing
    case value(Value)
}

/// A task revision that must come. Fields that are not named are not compared.
package struct TaskExpectation: Sendable {
    /// `status` of the task.
    package enum Status: String, Sendable { case open, gesloten }
    package var on: CivilDate
    package var address: String?
    package var taskClass: String?
    package var revision: Int?
    package var due: CivilDate?
    /// Ids of the rules of the contributions shown, in any order.
    package var rules: [String]?
    /// Kind of the next action.
    package var next: Expected<ContactKind>
    package var status: Status?
    package var team: String?
    /// Ids of referrals, in any order.
    package var refer: [String]?
    package var isLate: Bool?
    package var result: Expected<TaskResult>
    /// The total.
    package var score: Int?
    package var worker: Expected<String>
    package var isSample: Bool?
    /// How many attempts the task lists.
    package var attempts: Int?
    package var place: TestPlace
}

/// A status record that must go out.
package struct StatusExpectation: Sendable {
    package var on: CivilDate
    package var partner: PartnerType
    package var address: String?
    package var status: SignalStatus
    package var place: TestPlace
}
