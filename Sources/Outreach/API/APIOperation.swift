// One operation of the API: what it takes, what it answers and what it does. The routes and the document come from it.
// In: nothing. Out: declarations. Depends on: APISchema, RouteTable.

internal import HTTPTypes
internal import Hummingbird

/// A parameter of the path, the query or the header.
struct APIParameter: Sendable {
    enum Place: String, Sendable { case path, query, header }

    var name: String
    var place: Place
    var schema: APISchema
    var isRequired: Bool
    var title: String

    init(_ name: String, in place: Place, _ schema: APISchema, required: Bool = false, _ title: String) {
        self.name = name
        self.place = place
        self.schema = schema
        isRequired = required || place == .path
        self.title = title
    }
}

/// What an operation answers when all goes well.
struct APIAnswer: Sendable {
    var title: String
    var type = "application/json"
    var schema: APISchema
    var hasEntityTag = false
}

/// One operation.
struct APIOperation: Sendable {
    var id: String
    var method: HTTPRequest.Method
    var path: String
    var access: RouteAccess
    var summary: String
    var parameters: [APIParameter] = []
    var body: APISchema?
    var answer: APIAnswer
    /// Of problems beside 400, 401, 403 and 404.
    var problems: [HTTPResponse.Status] = []
    var perform: @Sendable (APIRequest) async throws -> Response

    /// Parts of every operation that changes a task.
    static let key = APIParameter(
        "Idempotency-Key", in: .header, .code(characters: "A-Za-z0-9._~-", 8...128), required: true,
        "Kenmerk van deze handeling, voor elke handeling een nieuw, zoals een UUID. Hetzelfde verzoek met hetzelfde "
            + "kenmerk wordt niet twee keer gedaan.")
    static let ifMatch = APIParameter(
        "If-Match", in: .header, .code(characters: "!-~", 1...200),
        "De ETag van de taak zoals u die zag. Is de taak veranderd, dan gebeurt er niets (412).")
    static let task = APIParameter("taak", in: .path, .code(characters: "A-Za-z0-9-", 1...64), "De taak.")
}
