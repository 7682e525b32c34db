// The typed records A to H, as flat values whose texts lie in the batch that was decoded.
// In: nothing. Out: what the engine folds. Depends on: CivilDate, CodeLists.

/// A text inside a ``RecordBatch``: where it starts and how many bytes of UTF-8 it has. Eight bytes, no ARC.
///
/// Texts without escapes lie in the batch's own bytes; the others in its `unescaped` bytes, marked by the top
/// bit.
package struct Text: Hashable, Sendable {
    package var start: UInt32
    package var count: UInt32
    @inlinable package init(start: UInt32, count: UInt32) {
        self.start = start
        self.count = count
    }
    @inlinable package static var unescapedMark: UInt32 { 1 << 31 }
    /// An absent text. Distinct from an empty one only for `medewerker`; elsewhere empty counts as absent or
    /// is refused.
    @inlinable package static var absent: Text { Text(start: .max, count: 0) }
    @inlinable package var isAbsent: Bool { start == .max }
}

/// The first 16 bytes of an HMAC-SHA-256, big-endian: a household (`h1_`) or a person (`p1_`).
package struct Pseudonym: Hashable, Comparable, Sendable {
    package var high: UInt64
    package var low: UInt64
    @inlinable package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
    @inlinable package static func < (left: Pseudonym, right: Pseudonym) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
    /// No household or person; the chance that a real pseudonym is all zeros is 2^-128.
    @inlinable package static var none: Pseudonym { Pseudonym(high: 0, low: 0) }
}

/// An address in canonical form, packed: `POSTCODE|huisnummer|TOEVOEGING`.
package struct Address: Hashable, Sendable {
    /// From the low bits: house number (17), second and first letter of the postcode (5 each, A = 1),
    /// its four digits (14), bytes of the suffix (23).
    package var place: UInt64
    /// The suffix when it has at most 8 bytes: the first in the low byte, zeros after the last.
    package var shortSuffix: UInt64
    /// The suffix in canonical form when it is longer; else absent.
    package var longSuffix: Text
    @inlinable package init(place: UInt64, shortSuffix: UInt64, longSuffix: Text) {
        self.place = place
        self.shortSuffix = shortSuffix
        self.longSuffix = longSuffix
    }
}

/// Which household a record is about: by address until pseudonyms are wanted, by pseudonym afterwards.
package enum HouseholdKey: Sendable {
    case address(Address)
    case pseudonym(Pseudonym)
}

/// Whom a record of type A, B, F or H is about.
package struct Subject: Sendable {
    package var household: HouseholdKey
    /// With `person == .none` beside a birth date the pseudonym has not been worked out (keyed by address).
    package var birthDate: CivilDate?
    package var person: Pseudonym
    /// The eight characters after `BU`, first in the high byte; 0 when absent or not a neighbourhood code.
    package var area: UInt64
    @inlinable package init(household: HouseholdKey, birthDate: CivilDate?, person: Pseudonym, area: UInt64) {
        self.household = household
        self.birthDate = birthDate
        self.person = person
        self.area = area
    }
    /// Whether it is about one person rather than the household alone.
    @inlinable package var namesPerson: Bool { birthDate != nil || person != .none }
}

/// A: a creditor tells that a resident is behind.
package struct ArrearsSignal: Sendable {
    package var id: Text
    package var partner: PartnerType
    package var name: Text
    package var amountCents: Int64
    package var signalDate: CivilDate
    package var originDate: CivilDate?
    package var isCrisis: Bool
    package var reference: Text
    package var subject: Subject
    /// All fields, each by its name.
    package init(
        id: Text, partner: PartnerType, name: Text, amountCents: Int64, signalDate: CivilDate,
        originDate: CivilDate?,
        isCrisis: Bool, reference: Text, subject: Subject
    ) {
        self.id = id
        self.partner = partner
        self.name = name
        self.amountCents = amountCents
        self.signalDate = signalDate
        self.originDate = originDate
        self.isCrisis = isCrisis
        self.reference = reference
        self.subject = subject
    }
}

/// B: a creditor takes a signal back.
package struct Withdrawal: Sendable {
    package var id: Text
    package var partner: PartnerType
    package var name: Text
    package var subject: Subject
    package var date: CivilDate
    package var reason: WithdrawalReason
    /// All fields, each by its name.
    package init(
        id: Text, partner: PartnerType, name: Text, subject: Subject, date: CivilDate,
        reason: WithdrawalReason
    ) {
        self.id = id
        self.partner = partner
        self.name = name
        self.subject = subject
        self.date = date
        self.reason = reason
    }
}

/// C: a worker takes a task or gives it back (`worker` absent).
package struct Assignment: Sendable {
    package var household: Pseudonym
    package var task: Text
    package var date: CivilDate
    package var worker: Text
    package var team: Text
    package var isTakeover: Bool
    /// All fields, each by its name.
    package init(
        household: Pseudonym, task: Text, date: CivilDate, worker: Text, team: Text, isTakeover: Bool
    ) {
        self.household = household
        self.task = task
        self.date = date
        self.worker = worker
        self.team = team
        self.isTakeover = isTakeover
    }
}

/// D: a worker sought contact.
package struct ContactAttempt: Sendable {
    package var household: Pseudonym
    package var task: Text
    package var kind: ContactKind
    package var wasReached: Bool
    package var date: CivilDate
    package var dayPart: DayPart?
    /// All fields, each by its name.
    package init(
        household: Pseudonym, task: Text, kind: ContactKind, wasReached: Bool, date: CivilDate,
        dayPart: DayPart?
    ) {
        self.household = household
        self.task = task
        self.kind = kind
        self.wasReached = wasReached
        self.date = date
        self.dayPart = dayPart
    }
}

/// E: a worker closes a task.
package struct Closing: Sendable {
    package var household: Pseudonym
    package var task: Text
    package var result: TaskResult
    package var date: CivilDate
    /// All fields, each by its name.
    package init(household: Pseudonym, task: Text, result: TaskResult, date: CivilDate) {
        self.household = household
        self.task = task
        self.result = result
        self.date = date
    }
}

/// F: something about the household or person that changes what may be done.
package struct CircumstanceChange: Sendable {
    package var subject: Subject
    package var kind: CircumstanceKind
    package var from: CivilDate
    package var until: CivilDate?
    /// All fields, each by its name.
    package init(subject: Subject, kind: CircumstanceKind, from: CivilDate, until: CivilDate?) {
        self.subject = subject
        self.kind = kind
        self.from = from
        self.until = until
    }
}

/// One record that decoded, types A to H.
package struct Record: Sendable {
    /// What the record says, by its type.
    package enum Body: Sendable {
        case signal(ArrearsSignal)
        case withdrawal(Withdrawal)
        case assignment(Assignment)
        case attempt(ContactAttempt)
        case closing(Closing)
        case circumstance(CircumstanceChange)
        case day(CivilDate)
        case erasure(Subject)
    }
    package var source: Text
    package var id: Text
    /// As written; goes out again as the `time` of what this record causes.
    package var time: Text
    /// The civil date of ``time`` in the pipeline's zone; makes day records and nothing else.
    package var timeDate: CivilDate
    /// The place of first reading when the record carries one (`bron`); else absent.
    package var origin: Text
    package var body: Body
    /// All fields, each by its name.
    package init(source: Text, id: Text, time: Text, timeDate: CivilDate, origin: Text, body: Body) {
        self.source = source
        self.id = id
        self.time = time
        self.timeDate = timeDate
        self.origin = origin
        self.body = body
    }
}

/// One line or message after decoding.
package enum Decoded: Sendable {
    case record(Record)
    case deadLetter(DeadLetterReason)
}

/// Some lines or messages, decoded: the bytes they came in, and what each became, in order.
///
/// A value without references to anything else, so that it can go from the thread that decodes to the one
/// that folds.
package struct RecordBatch: Sendable {
    /// Bytes after the last line that the decoder may look at without using them.
    package static var slack: Int { 64 }
    /// The bytes of a batch are fewer than this.
    package static var limit: Int { 1 << 28 }

    /// The bytes as read; texts without escapes point into them. At least ``slack`` bytes of anything after
    /// the last line keep the decoder fast up to that line; at most ``limit`` bytes in all.
    package var bytes: [UInt8]
    /// Texts that had escapes, and long suffixes in canonical form.
    package var unescaped: [UInt8]
    /// What each line became, and the number of that line in its file (from 1).
    package var items: [(line: Int, decoded: Decoded)]
    /// While keyed by address a record came that names its household by pseudonym: start again, keyed by
    /// pseudonym.
    package var namesPseudonyms: Bool
    /// A record decoded as a day record (G): the source must then make none itself.
    package var hasDayRecords: Bool
    /// By item, when the decoder keeps them: what intake seals or passes on and the engine never sees.
    package var details: [DeliveredDetails]

    /// A batch of no bytes.
    package init() {
        bytes = []
        unescaped = []
        items = []
        namesPseudonyms = false
        hasDayRecords = false
        details = []
    }

    /// Forgets everything but ``bytes`` and the room that it takes, so that it can be filled again.
    package mutating func removeItems() {
        unescaped.removeAll(keepingCapacity: true)
        items.removeAll(keepingCapacity: true)
        details.removeAll(keepingCapacity: true)
        namesPseudonyms = false
        hasDayRecords = false
    }

    /// Lends the bytes of a text; an absent one has none.
    @inlinable package func withBytes<Result>(of text: Text, _ body: (UnsafeRawBufferPointer) -> Result)
        -> Result
    {
        if text.isAbsent { return body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        if text.start & Text.unescapedMark != 0 {
            let start = Int(text.start & ~Text.unescapedMark)
            return unescaped.withUnsafeBytes {
                body(UnsafeRawBufferPointer(rebasing: $0[start..<start + Int(text.count)]))
            }
        }
        let start = Int(text.start)
        return bytes.withUnsafeBytes {
            body(UnsafeRawBufferPointer(rebasing: $0[start..<start + Int(text.count)]))
        }
    }

    /// The text as a Swift string; for messages to people and tests, never in the loop. nil when absent.
    package func string(_ text: Text) -> String? {
        text.isAbsent ? nil : withBytes(of: text) { String(decoding: $0, as: UTF8.self) }
    }
}
