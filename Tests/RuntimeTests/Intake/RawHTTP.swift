// HTTP as bytes over a loopback connection: what is sent is what the test says, right or wrong.

import Foundation

/// One connection; calls block, with a limit.
final class RawHTTP {
    struct Failed: Error, CustomStringConvertible { var description: String }
    struct Answer {
        var status: Int
        /// By name in lower case.
        var fields: [String: String]
        var body: String
        func json() throws -> [String: Any] {
            try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any] ?? [:]
        }
    }

    private let raw: Int32
    private var bytes = Data()

    init(port: Int) throws {
        raw = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(raw, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(raw, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Failed(description: "connect: \(errno)") }
    }

    deinit { close(raw) }

    func send(_ text: String) throws { try send(Data(text.utf8)) }

    func send(_ data: Data) throws {
        var rest = data[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(raw, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failed(description: "send: \(errno)") }
            rest = rest.dropFirst(count)
        }
    }

    /// Whether the other side has closed.
    func isClosed() -> Bool { ((try? more()) ?? false) == false }

    func answer() throws -> Answer {
        let gap = Data("\r\n\r\n".utf8)
        while bytes.range(of: gap) == nil {
            guard try more() else { throw Failed(description: "closed before an answer") }
        }
        guard let end = bytes.range(of: gap) else { throw Failed(description: "no head") }
        let lines = String(decoding: bytes[bytes.startIndex..<end.lowerBound], as: UTF8.self)
            .components(separatedBy: "\r\n")
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon].lowercased()] =
                line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        bytes.removeSubrange(bytes.startIndex..<end.upperBound)
        let length = fields["content-length"].flatMap { Int($0) } ?? 0
        while bytes.count < length {
            guard try more() else { throw Failed(description: "closed within a body") }
        }
        let body = bytes.prefix(length)
        bytes.removeFirst(length)
        return Answer(status: status, fields: fields, body: String(decoding: body, as: UTF8.self))
    }

    private func more() throws -> Bool {
        var block = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(raw, &block, block.count)
        guard count >= 0 else { throw Failed(description: "read: \(errno)") }
        bytes.append(contentsOf: block[..<count])
        return count > 0
    }

    /// One request on a connection of its own.
    static func post(
        _ body: String, type: String? = "application/cloudevents+json", fields: [String: String] = [:],
        method: String = "POST", path: String = "/v1/signalen", port: Int
    ) throws -> Answer {
        let connection = try RawHTTP(port: port)
        // A server that refuses may answer and close before it has read all of a body: the answer is there to be read.
        try? connection.post(body, type: type, fields: fields, method: method, path: path)
        return try connection.answer()
    }

    func post(
        _ body: String, type: String? = "application/cloudevents+json", fields: [String: String] = [:],
        method: String = "POST", path: String = "/v1/signalen"
    ) throws {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n"
        if let type { head += "Content-Type: \(type)\r\n" }
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        try send(head + "\r\n" + body)
    }
}
