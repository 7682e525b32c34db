// The topics of one pipeline: their names, and what each must be like.
// In: names from the configuration. Out: names by stream. Depends on: Journal.

/// Names of the topics of one pipeline on one cluster.
package struct KafkaTopics: Hashable, Sendable {
    private var names: [RecordStream: String]

    /// - Parameters:
    ///   - pipeline: its id; the topics that are Seinpost's own are named after it.
    ///   - delivered, tasks, statuses, deadLetters: the topics that others read or write.
    package init(
        pipeline: String, delivered: String = "schulden.vroegsignalen.v1",
        tasks: String = "schulden.outreachtaken.v1", statuses: String = "schulden.vroegsignaal-statussen.v1",
        deadLetters: String = "schulden.dode-letters.v1"
    ) {
        names = [
            .delivered: delivered, .log: "seinpost.\(pipeline).log", .contact: "seinpost.\(pipeline).contact",
            .changelog: "seinpost.\(pipeline).changelog", .tasks: tasks, .statuses: statuses,
            .deadLetters: deadLetters, .audit: "seinpost.\(pipeline).audit",
        ]
    }

    package subscript(stream: RecordStream) -> String { names[stream] ?? "" }

    /// What has this name; nil for a topic that is not ours.
    package func stream(_ name: String) -> RecordStream? { names.first { $0.value == name }?.key }

    /// Whether what goes into a topic are events, which travel in binary form.
    static func holdsEvents(_ stream: RecordStream) -> Bool {
        switch stream {
        case .delivered, .log, .tasks, .statuses, .deadLetters: true
        case .contact, .changelog, .audit: false
        }
    }

    /// Whether a topic has the partitions of the log, one for one.
    package static func followsLog(_ stream: RecordStream) -> Bool {
        stream == .changelog || stream == .tasks || stream == .log
    }
}
