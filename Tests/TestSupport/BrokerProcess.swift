// The test broker as a process of its own: start it, talk to it, end it.
// In: options. Out: its address, answers of its control channel. Depends on: the TestBroker executable.

internal import Foundation
internal import Synchronization

/// One running test broker. It ends with this value, and with the process that started it.
///
/// A test target that uses it must depend on the executable target `TestBroker`, so that it is built.
package final class BrokerProcess: Sendable {
    /// For `bootstrap.servers`.
    package let address: String
    package let port: UInt16
    private let process: Process
    private let commands: FileHandle
    /// Answers come in the order of commands, so that one command goes at a time.
    private let answers: Mutex<Lines>

    private struct Lines {
        var handle: FileHandle
        var rest = Data()

        /// Waits for the next line; nil when the broker is gone.
        mutating func next() -> String? {
            while true {
                if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    defer { rest = Data(rest[(end + 1)...]) }
                    return String(decoding: rest[..<end], as: UTF8.self)
                }
                let more = handle.availableData
                guard !more.isEmpty else { return nil }
                rest += more
            }
        }
    }

    /// Starts a broker and waits until it listens.
    ///
    /// With `data`, a folder, what it holds outlives it. A port other than 0 is for one that takes another's place.
    package static func start(
        data: String? = nil, port: UInt16 = 0, arguments: [String] = []
    ) throws -> BrokerProcess {
        var all = ["--port", "\(port)"]
        if let data { all += ["--data", data] }
        return try BrokerProcess(arguments: all + arguments)
    }

    private init(arguments: [String]) throws {
        let test = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let process = Process()
        let input = Pipe()
        let output = Pipe()
        process.executableURL = test.deletingLastPathComponent().appending(path: "TestBroker")
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var lines = Lines(handle: output.fileHandleForReading)
        let words = (lines.next() ?? "").split(separator: " ")
        guard words.count >= 3, words[0] == "listening", let port = UInt16(words[2]) else {
            process.terminate()
            throw BrokerProcessError(reason: "it said `\(words.joined(separator: " "))`")
        }
        self.process = process
        self.port = port
        address = "\(words[1]):\(port)"
        commands = input.fileHandleForWriting
        answers = Mutex(lines)
    }

    deinit { kill() }

    package var processIdentifier: Int32 { process.processIdentifier }
    package var isRunning: Bool { process.isRunning }

    /// Sends one command and waits for its answer (Tests/TestBroker/README.md); `error …` is thrown.
    @discardableResult package func control(_ command: String) throws -> String {
        let answer = try answers.withLock { lines in
            try commands.write(contentsOf: Data("\(command)\n".utf8))
            return lines.next()
        }
        guard let answer, !answer.hasPrefix("error") else {
            throw BrokerProcessError(reason: "`\(command)`: \(answer ?? "it is gone")")
        }
        return answer
    }

    package func statistics() throws -> BrokerStatistics {
        try JSONDecoder().decode(BrokerStatistics.self, from: Data(try control("stats").utf8))
    }

    /// SIGKILL, and waits for the end. Start another with the same data and port to go on.
    package func kill() {
        _ = Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Ends its standard input, as the end of the tests would, and waits for the end; the exit code comes back.
    @discardableResult package func stop() -> Int32 {
        try? commands.close()
        process.waitUntilExit()
        return process.terminationStatus
    }
}

/// What the broker says about itself.
package struct BrokerStatistics: Decodable, Sendable {
    package struct Partition: Decodable, Sendable, Equatable {
        package var highWatermark: Int64
        package var lastStableOffset: Int64
        package var openTransactions: Int
    }

    package struct Group: Decodable, Sendable {
        /// `empty`, `preparing`, `completing` or `stable`.
        package var state: String
        package var generation: Int32
        package var members: Int
        /// By `TOPIC/PARTITION`.
        package var offsets: [String: Int64]
        /// Producers whose open transactions hold offsets of this group.
        package var pendingOffsets: Int
    }

    package var connections: Int
    package var openTransactions: Int
    /// By name of the request (`produce`, `endTxn`), since the broker started.
    package var requests: [String: Int]
    package var topics: [String: [Partition]]
    package var groups: [String: Group]
}

package struct BrokerProcessError: Error, CustomStringConvertible {
    package var reason: String
    package var description: String { "the test broker: \(reason)" }
}
