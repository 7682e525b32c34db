// `seinpost why-stalled`: what holds up a running daemon.
// In: the address of its admin port. Out: plain sentences, or JSON. Depends on: Runtime.

import ArgumentParser
import Runtime

struct WhyStalled: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    static let configuration = CommandConfiguration(
        abstract: "Asks a running daemon what holds it up.",
        discussion: """
            Says which partition is held up, since when, why (restore, an open transaction, more records \
            than can be processed, the broker away), and which due dates are at risk. The exit code is 0 \
            when nothing is held up, 1 when something is, 69 when no daemon answers.

            Examples:
              seinpost why-stalled
              seinpost why-stalled --admin seinpost-2.example.nl:9464 --format json
            """)

    @Option(help: ArgumentHelp("The admin port of the daemon.", valueName: "address"))
    var admin: NetworkAddress = NetworkAddress(host: "127.0.0.1", port: 9464)

    @Option(help: "text for people, json as the daemon gives it.")
    var format: Format = .text

    func run() throws {
        let answer: AdminAnswer
        do throws(AdminClientError) {
            answer = try AdminClient.get("/stalled", from: admin)
        } catch {
            throw Failure(error.exitStatus, error.message)
        }
        guard answer.status == 200, let report = try? StallReport(json: answer.body) else {
            throw Failure(.unavailable, "what answers at `\(admin)` is not the admin port of a daemon")
        }
        let output = try OutputFile()
        try output.write(format == .json ? answer.body : report.text)
        try output.finish()
        if report.partitions.contains(where: \.isHeldUp) { throw Failure(.findings) }
    }
}

extension NetworkAddress: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
