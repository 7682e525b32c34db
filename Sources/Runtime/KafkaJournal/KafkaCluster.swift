// The cluster that a daemon works on: its properties, and whether its topics are as they must be.
// In: settings. Out: memberships, findings. Depends on: Kafka, KafkaTopics.

package import Kafka
package import Rules
internal import Signals

/// One pipeline's topics on one cluster.
package struct KafkaCluster: Sendable {
    package let topics: KafkaTopics
    package let properties: ClientProperties
    private let settings: KafkaSettings
    private let pipeline: Pipeline
    private let instance: String

    package init(_ settings: KafkaSettings, _ plan: DaemonPlan) throws(DaemonFailure) {
        try self.init(settings, pipeline: plan.pipeline, instance: plan.configuration.instance)
    }

    package init(_ settings: KafkaSettings, pipeline: Pipeline, instance: String) throws(DaemonFailure) {
        var values = settings.properties
        values["bootstrap.servers"] = settings.bootstrap
        do throws(PropertyFaults) {
            properties = try ClientProperties(values)
        } catch {
            let names = error.list.map(\.name).joined(separator: ", ")
            throw DaemonFailure("librdkafka does not take these properties: \(names)", .configuration)
        }
        topics = KafkaTopics(
            pipeline: pipeline.id, delivered: settings.topics.delivered, tasks: settings.topics.tasks,
            statuses: settings.topics.statuses, deadLetters: settings.topics.deadLetters)
        self.settings = settings
        self.pipeline = pipeline
        self.instance = instance
    }

    /// How one loop takes part.
    package func membership(slot: Int, partitions: Int32) -> KafkaMembership {
        KafkaMembership(
            properties: properties, topics: topics, group: settings.group(pipeline: pipeline.id),
            transactionalID: "\(pipeline.id)-\(instance)-\(slot)",
            instanceID: settings.hasStaticMembership ? "\(instance)-\(slot)" : nil, logPartitions: partitions)
    }

    /// How the outreach side of this instance writes: in no group, as a producer of its own.
    package func outreachMembership(partitions: Int32) -> KafkaMembership {
        KafkaMembership(
            properties: properties, topics: topics, group: settings.group(pipeline: pipeline.id),
            transactionalID: "\(pipeline.id)-\(instance)-outreach", instanceID: nil, logPartitions: partitions
        )
    }

    /// Short, so that a stop need not wait for a broker that is away.
    private static let requestMilliseconds: Int32 = 3_000

    // MARK: Topics

    /// What a topic must be like.
    package struct Requirement: Sendable {
        package var stream: RecordStream
        package var topic: String
        package var partitions: Int32
        package var settings: [String: String]
    }

    /// What the daemon needs, in order of the streams.
    package var requirements: [Requirement] {
        RecordStream.allCases.map { stream in
            var wanted: [String: String] = [:]
            switch stream {
            case .changelog: wanted = ["cleanup.policy": "compact"]
            case .delivered:
                wanted = ["cleanup.policy": "delete", "retention.ms": Self.milliseconds(days: 30)]
            case .audit: wanted = ["cleanup.policy": "delete", "retention.ms": "-1"]
            default: wanted = ["cleanup.policy": "delete", "retention.ms": retention]
            }
            if settings.replication > 1 { wanted["min.insync.replicas"] = "\(settings.replication - 1)" }
            let partitions = stream == .audit ? 1 : Int32(settings.partitions)
            return Requirement(
                stream: stream, topic: topics[stream], partitions: partitions, settings: wanted)
        }
    }

    /// As long as the pipeline's history, and a month for what comes late.
    private var retention: String {
        Self.milliseconds(days: pipeline.retention.longestDays + 31)
    }

    private static func milliseconds(days: Int) -> String { "\(Int64(days) * 86_400_000)" }

    /// Makes the topics that are missing; the names of those that it made.
    package func createTopics() throws(JournalError) -> [String] {
        var made: [String] = []
        do throws(KafkaError) {
            let admin = try Admin(properties)
            for requirement in requirements {
                let layout = try admin.layout(of: requirement.topic, timeoutMilliseconds: 10_000)
                guard layout == nil else { continue }
                try admin.create(
                    NewTopic(
                        name: requirement.topic, partitions: requirement.partitions,
                        replicationFactor: Int32(settings.replication), settings: requirement.settings),
                    timeoutMilliseconds: 30_000)
                made.append(requirement.topic)
            }
        } catch {
            throw Self.journalError(error)
        }
        return made
    }

    /// Everything that is wrong with the topics; empty when they are as they must be.
    package func findings() throws(JournalError) -> [String] {
        do throws(KafkaError) {
            let admin = try Admin(properties)
            var findings: [String] = []
            var logPartitions: Int32?
            for requirement in requirements {
                let layout = try admin.layout(
                    of: requirement.topic, timeoutMilliseconds: Self.requestMilliseconds)
                guard let layout else {
                    findings.append("the topic \(requirement.topic) does not exist")
                    continue
                }
                if requirement.stream == .log { logPartitions = Int32(layout.partitions) }
                findings += Self.findings(
                    requirement,
                    try admin.settings(of: requirement.topic, timeoutMilliseconds: Self.requestMilliseconds))
                if layout.replicationFactor < settings.replication {
                    findings.append(
                        "the topic \(requirement.topic) has \(layout.replicationFactor) replicas instead of "
                            + "\(settings.replication)")
                }
            }
            guard let logPartitions else { return findings }
            for requirement in requirements where KafkaTopics.followsLog(requirement.stream) {
                let layout = try admin.layout(
                    of: requirement.topic, timeoutMilliseconds: Self.requestMilliseconds)
                if let layout, Int32(layout.partitions) != logPartitions {
                    findings.append(
                        "the topic \(requirement.topic) has \(layout.partitions) partitions and the log "
                            + "\(topics[.log]) \(logPartitions); they must be the same")
                }
            }
            return findings
        } catch {
            throw Self.journalError(error)
        }
    }

    private static func findings(_ requirement: Requirement, _ actual: [String: String]) -> [String] {
        requirement.settings.sorted { $0.key < $1.key }.compactMap { name, wanted in
            let found = actual[name] ?? ""
            switch name {
            case "cleanup.policy":
                guard found != wanted else { return nil }
                return "the topic \(requirement.topic) has cleanup.policy=\(found) instead of \(wanted)"
            default:
                // -1 is for ever.
                let (have, want) = (Int64(found) ?? 0, Int64(wanted) ?? 0)
                if have == -1 || want != -1 && have >= want { return nil }
                return "the topic \(requirement.topic) has \(name)=\(found), less than \(wanted)"
            }
        }
    }

    /// The number of partitions of the log; throws a sentence for a person when the topics are not as they must be.
    package func checkTopics() throws(JournalError) -> Int32 {
        let findings = try findings()
        guard findings.isEmpty else {
            throw .stopped(
                findings.joined(separator: "; ")
                    + ". Run `seinpost topics check`, or `seinpost topics create` "
                    + "for those that are missing", .configuration)
        }
        do throws(KafkaError) {
            let layout = try Admin(properties).layout(
                of: topics[.log], timeoutMilliseconds: Self.requestMilliseconds)
            return Int32(layout?.partitions ?? 0)
        } catch {
            throw Self.journalError(error)
        }
    }

    private static func journalError(_ error: KafkaError) -> JournalError {
        .unavailable("Kafka does not answer: \(error.failure.message)")
    }
}
