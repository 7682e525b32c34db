// What `POST /v1/signalen` does with a request: take it in whole, or say everything that is wrong with it.
// In: header fields, a body. Out: an answer, and deliveries that are on disk. Depends on: Hummingbird, DeliveryCheck.

internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Signals

/// What a request gets.
struct DeliveryAnswer: Sendable {
    var status: HTTPResponse.Status
    var type: String
    var body: [UInt8]
    /// Besides those that every answer has.
    var fields: HTTPFields = [:]

    init(_ problem: DeliveryProblem) {
        status = problem.status
        type = "application/problem+json"
        body = problem.json
        switch problem.status {
        case .methodNotAllowed: fields[.allow] = "POST"
        case .serviceUnavailable: fields[.retryAfter] = "5"
        default: break
        }
    }

    /// All records are on disk.
    init(kept delivery: String, records: Int) {
        status = .accepted
        type = "application/json"
        body = []
        body.append(json: "{\"levering\":")
        body.append(quoted: delivery)
        body.append(json: ",\"records\":")
        body.append(contentsOf: String(records).utf8)
        body.append(json: "}\n")
    }
}

/// Takes deliveries in. An invalid one leaves nothing behind: no record, no dead letter, and of a batch nothing at all.
struct DeliveryDesk: Sendable {
    static let path = "/v1/signalen"

    let queue: DeliveryQueue
    let answers: PendingAnswers
    let checks: DeliveryChecks
    let budget: ByteBudget
    let logger: Logger
    /// For a body to come in, and for its records to be on disk.
    var bodyWait = DeliveryLimits.bodyWait
    var diskWait = DeliveryLimits.diskWait
    var lingerSeconds = DeliveryLimits.lingerSeconds

    init(queue: DeliveryQueue, zone: CivilZone, logger: Logger) {
        self.queue = queue
        self.logger = logger
        answers = PendingAnswers()
        checks = DeliveryChecks(zone: zone)
        budget = ByteBudget(limit: DeliveryLimits.bytesUnderWay)
    }

    /// - Throws: only when the connection breaks, so that there is nobody to answer.
    func answer(_ head: HTTPRequest, _ body: inout RequestBodyReader) async throws -> DeliveryAnswer {
        let path = head.path?.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).first
        guard path.map(String.init) == Self.path else { return DeliveryAnswer(.notFound) }
        guard head.method == .post else { return DeliveryAnswer(.wrongMethod) }
        let fields = head.headerFields
        guard let form = DeliveryForm(contentType: fields[.contentType]),
            (fields[.contentEncoding] ?? "identity").lowercased() == "identity"
        else { return DeliveryAnswer(.wrongType) }
        let announced = fields[.contentLength].flatMap { Int($0) }
        guard announced ?? 0 <= form.byteLimit else { return DeliveryAnswer(.tooLarge(form)) }
        let reserved = announced ?? form.byteLimit
        guard budget.take(reserved) else { return DeliveryAnswer(.unavailable) }
        defer { budget.giveBack(reserved) }
        switch try await body.collect(upTo: form.byteLimit, expecting: announced ?? 0) {
        case .tooLarge: return DeliveryAnswer(.tooLarge(form))
        case .tooSlow: return DeliveryAnswer(.tooSlow)
        case .whole(let bytes): return await answer(form, fields, bytes)
        }
    }

    private func answer(_ form: DeliveryForm, _ fields: HTTPFields, _ bytes: [UInt8]) async -> DeliveryAnswer
    {
        let delivery = Self.name()
        switch checks.use({ read(form, fields, bytes, delivery, &$0) }) {
        case .refused(let problem):
            logger.info(
                "a delivery over HTTP was refused",
                metadata: [
                    "delivery": "\(delivery)", "status": "\(problem.status.code)",
                    "faults": "\(problem.faults.count)",
                ])
            return DeliveryAnswer(problem)
        case .sound(let deliveries):
            let result =
                deliveries.isEmpty
                ? .kept(known: 0, logEnd: 0)
                : await answers.deliver(deliveries, to: queue, within: diskWait)
            guard case .kept(let known, _) = result else { return DeliveryAnswer(.unavailable) }
            logger.debug(
                "a delivery over HTTP is on disk",
                metadata: [
                    "delivery": "\(delivery)", "records": "\(deliveries.count)", "known": "\(known)",
                ])
            return DeliveryAnswer(kept: delivery, records: deliveries.count)
        }
    }

    // MARK: Reading

    private enum Reading {
        case sound([Delivery])
        case refused(DeliveryProblem)
    }

    private func read(
        _ form: DeliveryForm, _ fields: HTTPFields, _ body: [UInt8], _ delivery: String,
        _ check: inout DeliveryCheck
    ) -> Reading {
        let events: DeliveredEvents
        switch form {
        case .single: events = DeliveredEvents(bytes: body, ranges: [0..<body.count])
        case .batch:
            guard let ranges = EventArray.elements(of: body, limit: DeliveryLimits.batchRecords) else {
                return .refused(.invalid([(0, RecordFault(field: "", reason: .notJSON))]))
            }
            guard ranges.count <= DeliveryLimits.batchRecords else { return .refused(.tooLarge(form)) }
            events = DeliveredEvents(bytes: body, ranges: ranges)
        case .binary:
            guard body.isEmpty || check.isJSON(body) else {
                return .refused(.invalid([(0, RecordFault(field: "data", reason: .notJSON))]))
            }
            let event = BinaryRequest.event(fields, body)
            events = DeliveredEvents(bytes: event, ranges: [0..<event.count])
        }
        var deliveries: [Delivery] = []
        var faults: [(index: Int, fault: RecordFault)] = []
        for (index, verdict) in check.verdicts(on: events.bytes, events.ranges).enumerated() {
            switch verdict {
            case .faulty(_, let all): faults += all.map { (index, $0) }
            case .sound(let identity):
                deliveries.append(
                    Delivery(
                        bytes: Array(events.bytes[events.ranges[index]]), identity: identity,
                        origin: "http/\(delivery)/\(index)"))
            }
        }
        return faults.isEmpty ? .sound(deliveries) : .refused(.invalid(faults))
    }

    /// Names one request, in its answer, in the log and in the `bron` of its records: the time at which it was read and
    /// a number drawn by lot. An operator finds by it the line of the proxy that stands before us.
    private static func name() -> String {
        let digits = String(UInt32.random(in: 0 ... .max), radix: 16)
        return "\(Moment.now)-\(String(repeating: "0", count: 8 - digits.utf8.count))\(digits)"
    }
}

/// The body of one request, read within bounds of size and time.
struct RequestBodyReader {
    enum Collected {
        case whole([UInt8])
        case tooLarge, tooSlow
    }

    private var chunks: RequestBody.AsyncIterator
    private let deadline: ContinuousClock.Instant
    /// Whether all of it has been read, or there never was one.
    private(set) var hasEnded: Bool

    init(_ request: Request, wait: Duration) {
        chunks = request.body.makeAsyncIterator()
        hasEnded =
            request.headers[.transferEncoding] == nil && Int(request.headers[.contentLength] ?? "0") == 0
        deadline = .now + wait
    }

    /// Each piece is looked at for the time; for one that never comes the connection is closed as idle.
    mutating func collect(upTo limit: Int, expecting: Int) async throws -> Collected {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(expecting)
        while let chunk = try await chunks.next() {
            guard bytes.count + chunk.readableBytes <= limit else { return .tooLarge }
            guard ContinuousClock.now < deadline else { return .tooSlow }
            bytes.append(contentsOf: chunk.readableBytesView)
        }
        hasEnded = true
        return .whole(bytes)
    }
}
