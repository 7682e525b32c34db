// The program: its commands, and how it ends when one of them fails.
// In: arguments. Out: results on standard output, messages on standard error, an exit code. Depends on: all.

import ArgumentParser
import Runtime
import Signals

@main
struct Seinpost: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seinpost",
        abstract: "Turns arrears signals into explained tasks for an outreach team.",
        discussion: """
            Reads a stream of signals, follows each household through windows of time and applies the rules that a \
            municipality wrote in a pipeline file. Results go to standard output, messages to standard error.

            Exit codes: 0 done, 1 failed tests or findings, 64 wrong use, 65 damaged input, 66 no input, 69 no daemon \
            answers, 74 reading or writing failed, 78 the pipeline or the configuration is wrong.

            Completion for your shell (bash, zsh, fish):
              seinpost --generate-completion-script bash >~/.local/share/bash-completion/completions/seinpost
            """,
        version: "seinpost \(Version.current)",
        subcommands: [
            Run.self, OutreachCommand.self, Config.self, Topics.self, Log.self, Audit.self, User.self,
            DeadLetters.self,
            WhyStalled.self, Replay.self,
            Check.self, Test.self, Explain.self, Compare.self, DDAS.self, Feedback.self,
            AlgorithmRegisterCommand.self, Report.self,
            Generate.self,
            Version.self,
        ])

    static func main() {
        do {
            var command = try parseAsRoot()
            // The daemon takes the signals itself: it finishes the step at hand.
            if !(command is Run || command is OutreachCommand) { Interrupts.watch() }
            try command.run()
        } catch let failure as Failure {
            end(failure)
        } catch let error as InputError {
            end(Failure(error.exitStatus, error.message))
        } catch let error as OutputError {
            end(Failure(error.exitStatus, error == .readerGone ? nil : error.message))
        } catch {
            end(parsing: error)
        }
    }

    private static func end(_ failure: Failure) -> Never {
        if let message = failure.message {
            let label = Terminal.messages.styled("1;31", "seinpost:")
            Terminal.say("\(label) \(message.printable)\n")
        }
        endProcess(failure.status)
    }

    /// What the argument parser throws: help, a version or a script that was asked for, or wrong use.
    private static func end(parsing error: any Error) -> Never {
        let text = fullMessage(for: error)
        let status = ExitStatus(rawValue: exitCode(for: error).rawValue) ?? .findings
        guard status == .success else {
            // Wrong arguments are quoted in it.
            if !text.isEmpty { Terminal.say(text.printable(keeping: ["\n"]) + "\n") }
            endProcess(status)
        }
        do {
            let output = try OutputFile()
            try output.write(text.isEmpty ? "" : text + "\n")
            try output.finish()
        } catch {
            end(Failure(error.exitStatus, error == .readerGone ? nil : error.message))
        }
        endProcess(.success)
    }
}

/// Why a command ends otherwise than well.
struct Failure: Error {
    var status: ExitStatus
    /// One line; nil when everything has been said.
    var message: String?

    init(_ status: ExitStatus, _ message: String? = nil) {
        self.status = status
        self.message = message
    }
}
