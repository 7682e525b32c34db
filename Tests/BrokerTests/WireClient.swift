// A client that sends single requests, right or wrong ones, in the order that a test wants.
// In: values. Out: error codes and what a test looks at. Depends on: WireBytes, Glibc.

import Glibc
import TestSupport

/// One connection. Each call waits for its answer.
final class WireClient {
    private let descriptor: Int32
    private let name: String
    private var correlation: Int32 = 0

    init(_ broker: BrokerProcess, name: String = "wire") throws {
        self.name = name
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = broker.port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw WireClientError.cannotConnect }
    }

    deinit { _ = Glibc.close(descriptor) }

    func send(raw bytes: [UInt8]) throws {
        guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw WireClientError.closed
        }
    }

    /// Sends and does not wait.
    func post(_ api: Int16, _ version: Int16, flexible: Bool = false, _ body: (inout WireBytes) -> Void)
        throws
    {
        var request = WireBytes()
        request.int(api)
        request.int(version)
        correlation += 1
        request.int(correlation)
        request.text(name)
        if flexible { request.bytes.append(0) }
        body(&request)
        var frame = WireBytes()
        frame.data(request.bytes)
        try send(raw: frame.bytes)
    }

    /// Waits for the next answer, which must be the last request's.
    func answer(flexible: Bool = false) throws -> WireAnswer {
        var head = WireAnswer(try receive(4))
        var answer = WireAnswer(try receive(Int(try head.int(Int32.self))))
        guard try answer.int(Int32.self) == correlation else { throw WireClientError.shortAnswer }
        if flexible { _ = try answer.take(1) }
        return answer
    }

    func call(
        _ api: Int16, _ version: Int16, flexible: Bool = false, _ body: (inout WireBytes) -> Void
    ) throws -> WireAnswer {
        try post(api, version, flexible: flexible, body)
        return try answer(flexible: flexible)
    }

    private func receive(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes[done...].withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            guard got > 0 else { throw WireClientError.closed }
            done += got
        }
        return bytes
    }
}

/// Producers, plain and transactional.
extension WireClient {
    func initProducer(
        _ id: String?, known: Producer = Producer(), timeoutMilliseconds: Int32 = 60_000
    ) throws -> (error: Int16, producer: Producer) {
        var answer = try call(22, 4, flexible: true) { body in
            body.compactText(id)
            body.int(timeoutMilliseconds)
            body.int(known.id)
            body.int(known.epoch)
            body.bytes.append(0)
        }
        _ = try answer.int(Int32.self)
        return (try answer.int(), Producer(id: try answer.int(), epoch: try answer.int()))
    }

    private func producerRequest(
        _ api: Int16, _ id: String, _ producer: Producer, _ body: (inout WireBytes) -> Void
    ) throws -> WireAnswer {
        var answer = try call(api, 0) { request in
            request.text(id)
            request.int(producer.id)
            request.int(producer.epoch)
            body(&request)
        }
        _ = try answer.int(Int32.self)
        return answer
    }

    func addPartition(_ id: String, _ producer: Producer, _ topic: String, _ index: Int32 = 0) throws -> Int16
    {
        var answer = try producerRequest(24, id, producer) { body in
            body.int(Int32(1))
            body.text(topic)
            body.int(Int32(1))
            body.int(index)
        }
        _ = try answer.int(Int32.self)
        _ = try answer.text()
        _ = try answer.take(8)
        return try answer.int()
    }

    func addOffsets(_ id: String, _ producer: Producer, group: String) throws -> Int16 {
        var answer = try producerRequest(25, id, producer) { $0.text(group) }
        return try answer.int()
    }

    func endTransaction(_ id: String, _ producer: Producer, commit: Bool) throws -> Int16 {
        var answer = try producerRequest(26, id, producer) { $0.int(Int8(commit ? 1 : 0)) }
        return try answer.int()
    }

    /// One batch of `value`s, all with the key `k` unless `key:value` says otherwise.
    func produce(
        _ topic: String, _ values: [String], producer: Producer = Producer(), sequence: Int32 = -1,
        transactional: Bool = true
    ) throws -> (error: Int16, offset: Int64) {
        let records = values.map { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            return parts.count == 2 ? (key: parts[0], value: parts[1]) : (key: "k", value: text)
        }
        let batch = WireBytes.batch(
            records, producer: producer, sequence: sequence, transactional: transactional)
        return try produce(topic, batch: batch)
    }

    func produce(_ topic: String, batch: [UInt8]) throws -> (error: Int16, offset: Int64) {
        var answer = try call(0, 7) { body in
            body.text(nil)
            body.int(Int16(-1))
            body.int(Int32(1000))
            body.int(Int32(1))
            body.text(topic)
            body.int(Int32(1))
            body.int(Int32(0))
            body.data(batch)
        }
        _ = try answer.int(Int32.self)
        _ = try answer.text()
        _ = try answer.take(8)
        return (try answer.int(), try answer.int())
    }

    /// Begins a transaction with one record in it.
    func begin(_ id: String, _ topic: String, _ value: String, timeoutMilliseconds: Int32 = 60_000) throws
        -> Producer
    {
        let producer = try initProducer(id, timeoutMilliseconds: timeoutMilliseconds).producer
        guard try addPartition(id, producer, topic) == 0,
            try produce(topic, [value], producer: producer, sequence: 0).error == 0
        else { throw WireClientError.closed }
        return producer
    }
}
