// Which properties an operator may set, and what is said about the others.

import CRdKafka
import Kafka
import Testing

@Suite("Properties")
struct ConfigurationTests {
    @Test("Every fault is told at once, in order of name, with librdkafka's reason") func faults() throws {
        let error = try #require(throws: PropertyFaults.self) {
            try ClientProperties([
                "linger.ms": "5", "acks": "0", "no.such.property": "1", "socket.timeout.ms": "soon",
            ])
        }
        #expect(error.list.map(\.name) == ["acks", "no.such.property", "socket.timeout.ms"])
        #expect(error.list[0].reason == .reserved)
        guard case .unknown(let unknown) = error.list[1].reason,
            case .invalid(let invalid) = error.list[2].reason
        else {
            Issue.record("\(error.list)")
            return
        }
        #expect(unknown.contains("no.such.property"))
        #expect(invalid.contains("socket.timeout.ms"))
    }

    @Test("Each property that is ours is one that librdkafka has", arguments: ClientProperties.reserved)
    func reserved(name: String) {
        let configuration = rd_kafka_conf_new()
        defer { rd_kafka_conf_destroy(configuration) }
        #expect(rd_kafka_conf_set(configuration, name, "", nil, 0) != RD_KAFKA_CONF_UNKNOWN)
    }

    @Test("Properties that contradict each other are told when a client is made") func contradiction() throws
    {
        let properties = try ClientProperties(["security.protocol": "ssl", "ssl.ca.location": "no-such-file"])
        let error = try #require(throws: KafkaError.self) { _ = try Producer(properties) }
        #expect(!error.isRetriable)
        #expect(error.failure.text.contains("ssl.ca.location"))
    }
}
