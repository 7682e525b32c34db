// What the API answers when it cannot do what was asked (RFC 9457), in Dutch that a supplier's colleague can read.
// In: problems of the desk, faults of requests. Out: problem+json with every fault at once. Depends on: Hummingbird.

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// One answer that is not what was hoped for.
struct APIProblem: HTTPResponseError {
    var status: HTTPResponse.Status
    /// The last part of `type`, a name that stays.
    var name: String
    var title: String
    var detail: String
    var faults: [FieldProblem] = []
    /// The task as it is now, for whoever came too late.
    var current: BoardTask?
    var fields: HTTPFields = [:]

    func response(from request: Request, context: some RequestContext) -> Response {
        var json = JSONWriter()
        json.open()
        json.member("type", "urn:seinpost:probleem:\(name)")
        json.member("title", title)
        json.member("status", status.code)
        json.member("detail", detail)
        if !faults.isEmpty {
            json.openList("errors")
            for fault in faults {
                json.open()
                json.member("field", fault.field)
                json.member("reason", fault.code)
                json.member("title", fault.title)
                json.close()
            }
            json.close()
        }
        if let current { json.member("taak", json: current.json.utf8) }
        json.close()
        var headers = fields
        headers[.contentType] = "application/problem+json"
        if let current { headers[.eTag] = current.entityTag }
        return Response(
            status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }

    static func invalid(_ faults: [FieldProblem]) -> APIProblem {
        APIProblem(
            status: .badRequest, name: "ongeldig-verzoek", title: "Het verzoek klopt niet.",
            detail: "Er is niets veranderd. Herstel de fouten en probeer het opnieuw.", faults: faults)
    }

    static let notFound = APIProblem(
        status: .notFound, name: "niet-gevonden", title: "Dit adres bestaat niet.",
        detail: "Er is hier niets, of u mag het niet zien. Een adres eindigt niet op een schuine streep.")

    static func wrongMethod(_ allowed: [String]) -> APIProblem {
        APIProblem(
            status: .methodNotAllowed, name: "verkeerde-methode", title: "Dit kan hier niet.",
            detail: "Op dit adres kan alleen: \(allowed.joined(separator: ", ")).",
            fields: [.allow: allowed.joined(separator: ", ")])
    }

    static let wrongType = APIProblem(
        status: .unsupportedMediaType, name: "verkeerd-soort-bericht",
        title: "Dit soort bericht kunnen wij niet lezen.",
        detail: "Gebruik Content-Type application/json, in UTF-8 en niet ingepakt.")

    static let tooLarge = APIProblem(
        status: .contentTooLarge, name: "te-groot", title: "Het bericht is te groot.",
        detail: "Een bericht is hoogstens \(APIRequest.bodyBytes) bytes. Er is niets veranderd.",
        fields: [.connection: "close"])

    static let ours = APIProblem(
        status: .internalServerError, name: "fout-bij-ons", title: "Er ging bij ons iets mis.",
        detail: "Probeer het later opnieuw. Blijft het misgaan, vraag dan de beheerder om hulp.")

    init(
        status: HTTPResponse.Status, name: String, title: String, detail: String,
        faults: [FieldProblem] = [], current: BoardTask? = nil, fields: HTTPFields = [:]
    ) {
        self.status = status
        self.name = name
        self.title = title
        self.detail = detail
        self.faults = faults
        self.current = current
        self.fields = fields
    }

    init(_ problem: DeskProblem) {
        switch problem {
        case .notFound: self = .notFound
        case .invalid(let faults): self = .invalid(faults)
        case .changed(let task):
            self.init(
                status: .preconditionFailed, name: "intussen-veranderd",
                title: "De taak is intussen veranderd.",
                detail: "Er is niets gedaan. Bekijk de taak zoals die nu is en probeer het opnieuw.",
                current: task)
        case .conflict(let task):
            self.init(
                status: .conflict, name: "iemand-was-eerder", title: "Iemand anders was eerder.",
                detail: "De taak is niet meer zoals u dacht. U ziet hier hoe die nu is.", current: task)
        case .unavailable:
            self.init(
                status: .serviceUnavailable, name: "nu-niet", title: "Wij kunnen nu niets bewaren.",
                detail:
                    "Er is niets verloren. Doe hetzelfde verzoek straks opnieuw, met dezelfde Idempotency-Key.",
                fields: [.retryAfter: "5"])
        case .late:
            self.init(
                status: .serviceUnavailable, name: "nog-niet-verwerkt", title: "Dit is nog niet verwerkt.",
                detail: "Het is bewaard. Doe hetzelfde verzoek straks opnieuw, met dezelfde Idempotency-Key.",
                fields: [.retryAfter: "2"])
        }
    }
}
