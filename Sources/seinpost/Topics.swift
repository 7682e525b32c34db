// `seinpost topics`: makes the topics of a pipeline on a cluster, or says what is wrong with those that are there.
// In: a configuration. Out: topics, findings. Depends on: Runtime.

import ArgumentParser
import Rules
import Runtime

struct Topics: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes the topics on Kafka, or says what is wrong with them.",
        subcommands: [Create.self, Check.self])

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes the topics that are missing, with the settings that the daemon needs.",
            discussion: """
                Changes nothing about topics that exist; `seinpost topics check` says what is wrong with them.

                Example:
                  seinpost topics create --config seinpost.yaml
                """)

        @OptionGroup var options: ConfigurationOptions

        func run() throws {
            let cluster = try Topics.cluster(options)
            let output = try OutputFile()
            let made = try Topics.ask { () throws(JournalError) in try cluster.createTopics() }
            for topic in made { try output.write("made \(topic)\n") }
            if made.isEmpty { try output.write("all topics are there\n") }
            try output.finish()
            try Topics.report(try Topics.ask { () throws(JournalError) in try cluster.findings() })
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says what is wrong with the topics: partitions, compaction, replicas, retention.",
            discussion: """
                Exit codes: 0 all is as the daemon needs it, 1 findings, 69 no broker answers.

                Example:
                  seinpost topics check --config seinpost.yaml
                """)

        @OptionGroup var options: ConfigurationOptions

        func run() throws {
            let cluster = try Topics.cluster(options)
            let findings = try Topics.ask { () throws(JournalError) in try cluster.findings() }
            try Topics.report(findings)
            let output = try OutputFile()
            try output.write("all topics are as they must be\n")
            try output.finish()
        }
    }

    static func cluster(_ options: ConfigurationOptions) throws -> KafkaCluster {
        let configuration = try options.load()
        guard case .kafka(let settings) = configuration.journal else {
            throw Failure(.configuration, "the configuration has no `kafka` section, so there are no topics")
        }
        let pipeline = try PipelineFile.load(configuration.pipeline, outputs: OutputPaths([]))
        do throws(DaemonFailure) {
            return try KafkaCluster(settings, pipeline: pipeline, instance: configuration.instance)
        } catch {
            throw Failure(error.status, error.message)
        }
    }

    /// Runs something against a journal; its errors end the command with a sentence.
    static func ask<Result>(_ call: () throws(JournalError) -> Result) throws -> Result {
        do throws(JournalError) {
            return try call()
        } catch {
            switch error {
            case .stopped(let message, let status): throw Failure(status, message)
            case .unavailable(let message), .aborted(let message): throw Failure(.unavailable, message)
            }
        }
    }

    private static func report(_ findings: [String]) throws {
        guard !findings.isEmpty else { return }
        for finding in findings { Terminal.say("\(finding)\n") }
        throw Failure(.findings)
    }
}
