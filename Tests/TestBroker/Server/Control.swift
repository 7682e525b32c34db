// The control channel: one command a line, one line as answer.
// In: lines. Out: faults, compaction, figures; `ok`, JSON, or `error` with a reason. Depends on: Server, Faults.

internal import Glibc

/// Where commands come from and answers go to.
final class ControlLines {
    let input: Int32
    private let output: Int32
    private var rest: [UInt8] = []

    init(input: Int32, output: Int32) {
        self.input = input
        self.output = output
    }

    deinit { if input > 2 { close(input) } }

    /// The whole lines that have come; nil at the end.
    func receive() -> [String]? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(input, &buffer, buffer.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return [] }
        guard count > 0, rest.count < 1 << 16 else { return nil }
        var lines = (rest + buffer[..<count]).split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        rest = Array(lines.removeLast())
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }

    func send(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        _ = write(output, bytes, bytes.count)
    }
}

extension Server {
    /// Carries out a command; README.md beside this file has them all.
    func answer(toCommand line: String) -> String {
        let words = line.split(separator: " ").map(String.init)
        do {
            return try carryOut(words.first ?? "", Array(words.dropFirst()))
        } catch let error as ControlError {
            return "error \(error.reason)"
        } catch {
            return "error \(error)"
        }
    }

    private func carryOut(_ command: String, _ words: [String]) throws -> String {
        switch (command, words.count) {
        case ("fail", 2...3):
            guard let code = Int16(words[1]) else { throw ControlError(reason: "no code: \(words[1])") }
            let times = try words.dropFirst(2).first.map { try number($0) } ?? 1
            broker.faults.fail(try api(words[0]), with: ErrorCode(rawValue: code), times: times)
        case ("lose", 1...2):
            let times = try words.dropFirst().first.map { try number($0) } ?? 1
            broker.faults.lose(try api(words[0]), times: times)
        case ("delay", 2):
            broker.faults.delay(try api(words[0]), milliseconds: Int64(try number(words[1])))
        case ("clear", 0): broker.faults = Faults()
        case ("cut", 0...1): return "ok \(cut(clientID: words.first))"
        case ("away", 0): goAway()
        case ("back", 0): try comeBack()
        case ("compact", 1...2):
            guard words.count == 1 || words[1] == "tombstones" else {
                throw ControlError(reason: "compact TOPIC [tombstones]")
            }
            let (before, after) = try broker.compact(words[0], dropsTombstones: words.count == 2)
            return "ok \(before) \(after)"
        case ("stats", 0): return broker.statistics(connections: connections.count)
        case ("quit", 0): isRunning = false
        default: throw ControlError(reason: "no such command: \(command) with \(words.count) words")
        }
        return "ok"
    }

    private func api(_ text: String) throws -> API {
        guard let api = API(text: text) else { throw ControlError(reason: "no such request: \(text)") }
        return api
    }

    private func number(_ text: String) throws -> Int {
        guard let number = Int(text), (0...1_000_000).contains(number) else {
            throw ControlError(reason: "no number: \(text)")
        }
        return number
    }
}

/// A command that makes no sense; only its sender is told.
struct ControlError: Error {
    var reason: String
}
