// A connection of a client: bytes in, frames out, one request at a time.
// In: a socket. Out: requests in order, answers in order. Depends on: Glibc, ByteReader, ByteWriter.

internal import Glibc

/// As Kafka does it, the next request is not looked at before this one is answered.
final class Connection {
    /// No client of ours sends more at once.
    static let maxFrameBytes = 100 << 20

    let descriptor: Int32
    var clientID = ""
    /// Whether a request has yet to be answered.
    var isBusy = false
    /// A request that the control channel holds up, and until when.
    var delayed: (frame: [UInt8], until: Int64)?
    private(set) var isClosed = false
    private var input: [UInt8] = []
    private var inputStart = 0
    private var output: [UInt8] = []
    private var outputStart = 0

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { _ = Glibc.close(descriptor) }

    var hasOutput: Bool { outputStart < output.count }

    /// The peer sees it at once; the descriptor goes when nobody refers to it any more.
    func close() {
        isClosed = true
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Takes what has come; closes when there is nothing to come.
    func receive(into buffer: inout [UInt8]) {
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count > 0 {
            input += buffer[..<count]
        } else if count == 0 || errno != EAGAIN && errno != EINTR {
            close()
        }
    }

    /// The next whole request without its length, or nil.
    func nextFrame() throws -> [UInt8]? {
        guard !isBusy, !isClosed, input.count - inputStart >= 4 else { return nil }
        var reader = ByteReader(input, from: inputStart)
        let count = Int(try reader.int32())
        guard (0...Self.maxFrameBytes).contains(count) else {
            throw WireError(reason: "a request of \(count) bytes")
        }
        guard reader.remaining >= count else { return nil }
        let start = inputStart + 4
        let frame = Array(input[start..<start + count])
        inputStart = start + count
        if inputStart == input.count {
            input.removeAll(keepingCapacity: inputStart < 1 << 20)
            inputStart = 0
        } else if inputStart > 1 << 20 {
            input.removeSubrange(..<inputStart)
            inputStart = 0
        }
        return frame
    }

    func send(_ bytes: [UInt8]) {
        if hasOutput {
            output += bytes
        } else {
            output = bytes
            outputStart = 0
        }
    }

    /// Writes as much as the socket takes.
    func flush() {
        while hasOutput, !isClosed {
            let count = output.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress! + outputStart, $0.count - outputStart)
            }
            if count < 0 {
                if errno != EAGAIN && errno != EINTR { close() }
                return
            }
            outputStart += count
        }
        output = []
        outputStart = 0
    }
}

/// The way back to who sent a request; used once.
struct Reply {
    let connection: Connection
    let correlation: Int32
    let isFlexible: Bool
    /// Whether the control channel wants the connection cut in place of the answer.
    let isLost: Bool

    var isWanted: Bool { !connection.isClosed }

    func send(roomFor byteCount: Int = 0, _ write: (inout ByteWriter) -> Void) {
        guard isWanted else { return }
        connection.isBusy = false
        if isLost { return connection.close() }
        var writer = ByteWriter(isFlexible: isFlexible)
        writer.bytes.reserveCapacity(byteCount + 256)
        writer.int32(0)
        writer.int32(correlation)
        writer.tags()
        write(&writer)
        writer.replace(at: 0, with: Int32(writer.bytes.count - 4))
        connection.send(writer.bytes)
    }

    /// No answer at all, as was asked for.
    func drop() {
        connection.isBusy = false
        if isLost { connection.close() }
    }
}
