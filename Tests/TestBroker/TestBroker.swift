// A Kafka broker for tests: one process, one thread, loopback only.
// In: arguments; lines of the control channel. Out: `listening HOST PORT`, then answers. Depends on: Server.

internal import Glibc

@main
enum TestBroker {
    static func main() {
        // A peer that went away is an error of write, and not the end of us.
        signal(SIGPIPE, SIG_IGN)
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            let server = try Server(options)
            try server.run()
        } catch let error as UsageError {
            complain("\(error.reason)\n\(Options.usage)")
            exit(64)
        } catch {
            complain("\(error)")
            exit(74)
        }
    }

    private static func complain(_ text: String) {
        let bytes = Array("TestBroker: \(text)\n".utf8)
        _ = write(2, bytes, bytes.count)
    }
}
