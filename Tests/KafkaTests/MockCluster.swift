// A cluster of librdkafka's own inside the process: groups and topics; transactions it only pretends.

import CRdKafka
import CRdKafka.Mock
import Kafka

/// Owns one mock cluster and the client that it lives in.
///
/// It accepts every transactional call and enforces none, and knows no admin requests: what needs those is
/// tested against the test broker.
struct MockCluster: ~Copyable {
    private let client: OpaquePointer
    private let cluster: OpaquePointer

    struct Failure: Error {
        var what: String
    }

    init(brokers: Int32 = 1) throws {
        var reason = [CChar](repeating: 0, count: 512)
        let configuration = rd_kafka_conf_new()
        rd_kafka_conf_set(configuration, "log_level", "2", &reason, reason.count)
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, &reason, reason.count) else {
            rd_kafka_conf_destroy(configuration)
            throw Failure(what: "client")
        }
        guard let cluster = rd_kafka_mock_cluster_new(client, brokers) else {
            rd_kafka_destroy(client)
            throw Failure(what: "cluster")
        }
        self.client = client
        self.cluster = cluster
    }

    deinit {
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(client)
    }

    var bootstraps: String { String(cString: rd_kafka_mock_cluster_bootstraps(cluster)) }

    /// What a client of this cluster is made with: nothing waits long for more.
    func properties(_ more: [String: String] = [:]) throws -> ClientProperties {
        let own = ["bootstrap.servers": bootstraps, "fetch.wait.max.ms": "20", "linger.ms": "0"]
        return try ClientProperties(own.merging(more) { $1 })
    }

    func create(_ topic: String, partitions: Int32 = 1) throws {
        let code = rd_kafka_mock_topic_create(cluster, topic, partitions, 1)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw Failure(what: "topic \(topic)") }
    }

    /// There is no such topic; without this the mock makes every topic that it is asked for.
    func hide(_ topic: String) {
        rd_kafka_mock_topic_set_error(cluster, topic, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    }

    /// The requests that errors can be pushed for, by their number in Kafka's protocol.
    enum Request: Int16 {
        case produce = 0
        case addOffsetsToTransaction = 25
        case addPartitionsToTransaction = 24
        case endTransaction = 26
        case heartbeat = 12
        case initProducerID = 22
        case offsetFetch = 9
        case transactionOffsetCommit = 28
    }

    /// The next requests of this kind fail so, one each.
    func fail(_ request: Request, with codes: [rd_kafka_resp_err_t]) {
        rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, codes.count, codes)
    }

    func forgetFailures(_ request: Request) { rd_kafka_mock_clear_request_errors(cluster, request.rawValue) }

    /// Each answer takes so long.
    func setRoundTrip(milliseconds: Int32) { rd_kafka_mock_broker_set_rtt(cluster, 1, milliseconds) }

    func setDown() { rd_kafka_mock_broker_set_down(cluster, 1) }
    func setUp() { rd_kafka_mock_broker_set_up(cluster, 1) }
}
