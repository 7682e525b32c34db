// What the command line says.
// In: arguments. Out: Options, or a sentence about what is wrong. Depends on: nothing.

struct Options {
    static let host = "127.0.0.1"
    static let usage = """
        usage: TestBroker [--port N] [--control-port N] [--data FOLDER] [--partitions N] [--join-delay MS]
                          [--no-auto-create] [--detached]
        """

    /// 0 is any that is free.
    var port: UInt16 = 0
    /// Nil is none: the control channel is then standard input alone.
    var controlPort: UInt16?
    /// Nil is a file without a name: nothing is left of it.
    var dataFolder: String?
    /// Of topics that are created without saying how many.
    var partitionCount = 1
    /// How long a group waits for more members before its first generation.
    var joinDelayMilliseconds: Int64 = 50
    /// Whether asking for a topic creates it, when the client agrees.
    var createsTopics = true
    /// Whether it goes on when its standard input ends, which it then does not read.
    var isDetached = false

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        func number<Number: FixedWidthInteger>(_ option: String) throws -> Number {
            guard let text = rest.popFirst(), let number = Number(text), number >= 0 else {
                throw UsageError(reason: "\(option) needs a number")
            }
            return number
        }
        while let option = rest.popFirst() {
            switch option {
            case "--port": port = try number(option)
            case "--control-port": controlPort = try number(option)
            case "--partitions": partitionCount = max(1, try number(option))
            case "--join-delay": joinDelayMilliseconds = try number(option)
            case "--no-auto-create": createsTopics = false
            case "--detached": isDetached = true
            case "--data":
                guard let folder = rest.popFirst() else { throw UsageError(reason: "--data needs a folder") }
                dataFolder = folder
            default: throw UsageError(reason: "unknown option \(option)")
            }
        }
    }
}

struct UsageError: Error {
    var reason: String
}
