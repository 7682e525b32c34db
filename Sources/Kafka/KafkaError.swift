// What Kafka refused, by what the caller does next.
// In: nothing. Out: KafkaError. Depends on: nothing.

/// What a call to Kafka failed with, by what the caller does next.
///
/// No text in it comes from a record: librdkafka names topics, brokers, groups and properties only.
package enum KafkaError: Error, Hashable, Sendable {
    /// The same call with the same arguments may succeed: call again, with a bound and a back-off.
    case retriable(Failure)
    /// The transaction cannot be committed any more, the producer is sound: abort it and do the batch again.
    case abort(Failure)
    /// This client cannot go on: close it and make another. Routine for a producer (a zombie is fenced this way).
    case fatal(Failure)

    /// What happened, whatever the answer to it.
    package var failure: Failure {
        switch self {
        case .retriable(let failure), .abort(let failure), .fatal(let failure): failure
        }
    }

    package var isRetriable: Bool {
        if case .retriable = self { true } else { false }
    }

    /// One failed call.
    package struct Failure: Hashable, Sendable {
        /// What was being done, as librdkafka names it: `commit_transaction`.
        package var call: String
        package var code: KafkaErrorCode
        /// The code's name: `_TIMED_OUT`, `UNKNOWN_MEMBER_ID`.
        package var name: String
        /// librdkafka's sentence about it.
        package var text: String

        /// One line for a log: "commit_transaction: _TIMED_OUT: …".
        package var message: String { "\(call): \(name): \(text)" }
    }
}

/// The number of an error: from 1 a broker's, below 0 librdkafka's own.
package struct KafkaErrorCode: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let offsetOutOfRange = Self(rawValue: 1)
    package static let unknownTopicOrPartition = Self(rawValue: 3)
    package static let messageTooLarge = Self(rawValue: 10)
    package static let illegalGeneration = Self(rawValue: 22)
    package static let unknownMember = Self(rawValue: 25)
    package static let rebalanceInProgress = Self(rawValue: 27)
    package static let unsupportedVersion = Self(rawValue: 35)
    package static let topicAlreadyExists = Self(rawValue: 36)
    package static let producerFenced = Self(rawValue: 90)
    /// A client cannot be made from its properties.
    package static let invalidArgument = Self(rawValue: -186)
    package static let timedOut = Self(rawValue: -185)
    package static let queueFull = Self(rawValue: -184)
    package static let unknownPartition = Self(rawValue: -190)
    package static let transport = Self(rawValue: -195)
    package static let allBrokersDown = Self(rawValue: -187)
    package static let badMessage = Self(rawValue: -199)
    package static let state = Self(rawValue: -172)
    package static let unsupportedFeature = Self(rawValue: -165)
    package static let maxPollExceeded = Self(rawValue: -147)
    package static let fenced = Self(rawValue: -144)
    package static let assignmentLost = Self(rawValue: -142)
    package static let autoOffsetReset = Self(rawValue: -140)
}
