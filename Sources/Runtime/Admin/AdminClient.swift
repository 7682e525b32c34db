// Asks the admin port of a running daemon, from a plain thread.
// In: an address and a path. Out: status and text. Depends on: the operating system's sockets.

internal import Glibc

/// Why a daemon did not answer.
package enum AdminClientError: Error, Hashable, Sendable {
    case unknownHost(NetworkAddress)
    case unreachable(NetworkAddress, errno: Int32)
    case notHTTP(NetworkAddress)

    package var message: String {
        switch self {
        case .unknownHost(let address): "the host of `\(address)` is not known"
        case .unreachable(let address, let code):
            "no daemon answers at `\(address)`: \(systemMessage(code))"
        case .notHTTP(let address): "what answers at `\(address)` is not a daemon of ours"
        }
    }

    package var exitStatus: ExitStatus { .unavailable }
}

/// An answer of the admin port.
package struct AdminAnswer: Sendable {
    package var status: Int
    /// By name in lower case.
    package var headers: [String: String]
    package var body: String
}

package enum AdminClient {
    /// Answers are some kilobytes; more is not from us.
    private static let byteLimit = 64 << 20

    /// One GET request on a connection of its own. Blocks, for at most some multiple of the time-out.
    package static func get(
        _ path: String, from address: NetworkAddress, timeoutSeconds: Int = 5
    ) throws(AdminClientError) -> AdminAnswer {
        let socket = try connect(address, timeoutSeconds)
        let request = "GET \(path) HTTP/1.1\r\nHost: \(address)\r\nConnection: close\r\n\r\n"
        var bytes: [UInt8] = []
        do throws(SystemError) {
            try socket.write(all: Array(request.utf8))
            var block = [UInt8](repeating: 0, count: 1 << 16)
            while bytes.count < byteLimit {
                let count = Glibc.read(socket.raw, &block, block.count)
                if count == 0 { break }
                if count < 0 {
                    if errno == EINTR { continue }
                    throw SystemError(code: errno == EAGAIN ? ETIMEDOUT : errno)
                }
                bytes.append(contentsOf: block[..<count])
            }
        } catch {
            throw .unreachable(address, errno: error.code)
        }
        guard let answer = AdminAnswer(bytes) else { throw .notHTTP(address) }
        return answer
    }

    private static func connect(
        _ address: NetworkAddress, _ timeoutSeconds: Int
    ) throws(AdminClientError) -> OwnedDescriptor {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address.host, "\(address.port)", &hints, &list) == 0 else {
            throw .unknownHost(address)
        }
        defer { freeaddrinfo(list) }
        var code = ECONNREFUSED
        var next = list
        while let candidate = next?.pointee {
            next = candidate.ai_next
            let raw = socket(
                candidate.ai_family, candidate.ai_socktype | Int32(SOCK_CLOEXEC.rawValue),
                candidate.ai_protocol)
            guard raw >= 0 else {
                code = errno
                continue
            }
            let descriptor = OwnedDescriptor(raw: raw)
            // The time-out for sending holds for connecting too (socket(7)).
            var limit = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
            for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
                setsockopt(raw, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
            }
            if Glibc.connect(raw, candidate.ai_addr, candidate.ai_addrlen) == 0 { return descriptor }
            code = errno == EINPROGRESS ? ETIMEDOUT : errno
        }
        throw .unreachable(address, errno: code)
    }
}

extension AdminAnswer {
    /// Reads a whole answer of HTTP/1.1 with a body of known length or up to the end of the connection.
    fileprivate init?(_ bytes: [UInt8]) {
        let end = Array("\r\n\r\n".utf8)
        guard let gap = bytes.firstRange(of: end) else { return nil }
        let lines = String(decoding: bytes[..<gap.lowerBound], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first?.split(separator: " "), first.count >= 2, first[0] == "HTTP/1.1",
            let status = Int(first[1])
        else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...]
            headers[line[..<colon].lowercased()] = String(value.drop { $0 == " " })
        }
        let body = bytes[gap.upperBound...]
        guard headers["transfer-encoding"] == nil,
            headers["content-length"].map({ Int($0) == body.count }) ?? true
        else { return nil }
        self.init(status: status, headers: headers, body: String(decoding: body, as: UTF8.self))
    }
}
