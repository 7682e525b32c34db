// A request of the API after its parameters and its body were checked: all faults at once, or none.
// In: a request, an operation. Out: values. Depends on: APIOperation, Hummingbird.

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Signals

/// What an operation gets.
struct APIRequest: Sendable {
    let context: OutreachContext
    /// `Last-Event-ID` and other fields that are no parameters of the document.
    let headers: HTTPFields
    private let path: String
    private let query: [(name: String, value: String)]
    private let parameters: [String: String]
    private let body: [String: JSONValue]

    /// For the body of any request of the API.
    static let bodyBytes = 65_536

    /// Reads and checks; every fault is in one problem.
    init(_ request: Request, _ context: OutreachContext, for operation: APIOperation) async throws {
        self.context = context
        headers = request.headers
        path = operation.path
        var problems: [FieldProblem] = []
        parameters = Self.parameters(request, context, operation, &problems)
        let known = parameters
        query = operation.parameters.filter { $0.place == .query }.compactMap { parameter in
            known[parameter.name].map { (parameter.name, $0) }
        }
        body = try await Self.body(request, context, operation, &problems)
        guard problems.isEmpty else { throw APIProblem.invalid(problems) }
    }

    private static func parameters(
        _ request: Request, _ context: OutreachContext, _ operation: APIOperation,
        _ problems: inout [FieldProblem]
    ) -> [String: String] {
        var found: [String: String] = [:]
        // A plus stands for a space there, as forms write it; one that is meant comes as %2B.
        let plain = request.uri.query?.replacing("+", with: "%20")
        let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/?" + (plain ?? ""))
        let query = Request(head: head, body: .init(buffer: ByteBuffer())).uri.queryParameters
        for parameter in operation.parameters {
            var values: [String]
            switch parameter.place {
            case .path: values = context.parameters.get(parameter.name).map { [$0] } ?? []
            case .query: values = query.getAll(parameter.name)
            case .header: values = HTTPField.Name(parameter.name).map { request.headers[values: $0] } ?? []
            }
            if values.count > 1 {
                problems.append(FieldProblem(parameter.name, "dubbel", "Dit mag maar één keer voorkomen."))
                values.removeLast(values.count - 1)
            }
            guard let value = values.first else {
                guard parameter.isRequired else { continue }
                problems.append(FieldProblem(parameter.name, "ontbreekt", "Dit ontbreekt."))
                continue
            }
            parameter.schema.check(parameter: value, parameter.name, &problems)
            found[parameter.name] = value
        }
        let known = Set(operation.parameters.filter { $0.place == .query }.map(\.name))
        if query.contains(where: { !known.contains(String($0.key)) }) {
            let text = known.sorted().joined(separator: ", ")
            problems.append(
                FieldProblem(
                    "query", "onbekend",
                    known.isEmpty ? "Hier hoort niets achter een vraagteken." : "Bekend zijn: \(text)."))
        }
        return found
    }

    private static func body(
        _ request: Request, _ context: OutreachContext, _ operation: APIOperation,
        _ problems: inout [FieldProblem]
    ) async throws -> [String: JSONValue] {
        guard let schema = operation.body else { return [:] }
        let type = request.headers[.contentType]?.split(separator: ";").first?.lowercased()
        let encoding = request.headers[.contentEncoding]?.lowercased() ?? "identity"
        guard type == "application/json", encoding == "identity" else { throw APIProblem.wrongType }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: bodyBytes)
        } catch is NIOTooManyBytesError {
            throw APIProblem.tooLarge
        }
        guard let value = JSONValue(buffer.readableBytesView) else {
            problems.append(FieldProblem("", "geen-json", "Dit is geen geldige JSON."))
            return [:]
        }
        schema.check(value, "", &problems)
        guard case .object(let members) = value else { return [:] }
        return members
    }

    /// The address of another page of the same list.
    func address(page: Int) -> String {
        let others = query.filter { $0.name != "page" }.map { "\($0.name)=\(Self.encoded($0.value))&" }
        return "\(path)?\(others.joined())page=\(page)"
    }

    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            if scalar.properties.isAlphabetic && scalar.isASCII
                || scalar.isASCII && "0123456789-._~".contains(Character(scalar))
            {
                encoded.unicodeScalars.append(scalar)
            } else {
                encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }

    // MARK: Values

    /// A parameter as it came.
    subscript(_ name: String) -> String? { parameters[name] }

    func truth(_ name: String) -> Bool? { self[name].map { $0 == "true" } }
    func whole(_ name: String) -> Int? { self[name].flatMap { APISchema.whole($0) } }

    /// A member of the body.
    func text(_ name: String) -> String? {
        if case .text(let text) = body[name] { text } else { nil }
    }
    func flag(_ name: String) -> Bool? {
        if case .truth(let truth) = body[name] { truth } else { nil }
    }
    func number(_ name: String) -> Int? {
        if case .whole(let number) = body[name] { number } else { nil }
    }
    func date(_ name: String) -> CivilDate? { text(name).flatMap { CivilDate($0) } }
    func code<Code: CodeList>(_ name: String, _ list: Code.Type) -> Code? {
        text(name).flatMap { Code(wireName: $0) }
    }
}
