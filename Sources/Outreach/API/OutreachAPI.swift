// The API: its operations in one list, of which the routes and the document are made.
// In: a desk. Out: routes. Depends on: the operations, RouteTable.

internal import HTTPTypes
package import Hummingbird
internal import Logging
internal import NIOCore

/// `/v1` and what is below it.
package struct OutreachAPI: Sendable {
    let operations: [APIOperation]
    private let origins: Set<String>

    /// - Parameter origins: other sites whose pages may call the API from a browser.
    package init(_ desk: OutreachDesk, origins: [String] = []) {
        let served =
            TaskOperations(desk: desk).all + [LiveOperation(desk: desk).operation]
            + ActionOperations(desk: desk).all
        operations = served + [Self.document(of: served)]
        self.origins = Set(origins)
    }

    package static var documentPath: String { "/v1/openapi.json" }

    /// The document, as it is served.
    package var document: [UInt8] { APIDocument.json(operations) }

    /// Adds the frame and the routes. What stands before it in the router goes before it.
    package func add(to table: inout RouteTable) {
        for operation in operations {
            table.add(operation.method, operation.path, operation.access) { request, context in
                try await operation.perform(try await APIRequest(request, context, for: operation))
            }
        }
    }

    /// What goes around every answer below `/v1`: the version, problems instead of bare errors, who may read.
    package var frame: APIFrame {
        var methods: [String: [String]] = [:]
        for operation in operations { methods[operation.path, default: []].append(operation.method.rawValue) }
        return APIFrame(methods: methods, origins: origins)
    }

    /// The description of the others, and of itself.
    private static func document(of others: [APIOperation]) -> APIOperation {
        var itself = APIOperation(
            id: "openapi", method: .get, path: documentPath, access: .anyone,
            summary: "Deze beschrijving",
            answer: APIAnswer(title: "OpenAPI 3.1.", schema: .anything),
            perform: { _ in Response(status: .ok) })
        let bytes = APIDocument.json(others + [itself])
        itself.perform = { _ in
            Response(
                status: .ok, headers: [.contentType: "application/json", .accessControlAllowOrigin: "*"],
                body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        }
        return itself
    }
}

/// The middleware around the API.
package struct APIFrame: RouterMiddleware {
    package typealias Context = OutreachContext
    /// By path with its `{parameter}`s.
    let methods: [String: [String]]
    let origins: Set<String>

    private static let logger = Logger(label: "seinpost.api")

    package func handle(
        _ request: Request, context: OutreachContext,
        next: (Request, OutreachContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        guard path == "/v1" || path.hasPrefix("/v1/") else { return try await next(request, context) }
        var response = try await answer(request, context, path, next)
        if let version = HTTPField.Name("API-Version") { response.headers[version] = APIDocument.version }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        allow(request, &response)
        return response
    }

    private func answer(
        _ request: Request, _ context: OutreachContext, _ path: String,
        _ next: (Request, OutreachContext) async throws -> Response
    ) async throws -> Response {
        do {
            guard !path.hasSuffix("/"), !path.contains("//") else { throw APIProblem.notFound }
            if request.method == .options, request.headers[.origin] != nil {
                return Response(status: .noContent)
            }
            return try await next(request, context)
        } catch let error as any HTTPResponseError {
            return try problem(error, request, path).response(from: request, context: context)
        } catch let problem as DeskProblem {
            return APIProblem(problem).response(from: request, context: context)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            // The error's text might quote something.
            Self.logger.error("a request failed", metadata: ["kind": "\(type(of: error))"])
            return APIProblem.ours.response(from: request, context: context)
        }
    }

    /// Those of ours as they are; the router's own, that it knows no such route, in our words.
    private func problem(
        _ error: any HTTPResponseError, _ request: Request, _ path: String
    ) -> any HTTPResponseError {
        if error is APIProblem || error is Refusal { return error }
        guard error.status == .notFound else {
            return error.status.kind == .serverError
                ? APIProblem.ours
                : APIProblem.invalid([FieldProblem("", "ongeldig", "Het verzoek klopt niet.")])
        }
        let parts = path.split(separator: "/")
        // Plain names go before parameters, as in the router.
        let known = methods.filter { Self.matches($0.key, parts) }
        guard let best = known.min(by: { !$0.key.contains("{") && $1.key.contains("{") }) else {
            return APIProblem.notFound
        }
        return APIProblem.wrongMethod(best.value.sorted())
    }

    private static func matches(_ template: String, _ parts: [Substring]) -> Bool {
        let wanted = template.split(separator: "/")
        return wanted.count == parts.count
            && zip(wanted, parts).allSatisfy { $0.0.hasPrefix("{") || $0.0 == $0.1 }
    }

    /// CORS: sites of the list may read; anybody may read the document.
    private func allow(_ request: Request, _ response: inout Response) {
        response.headers[.vary] = "Origin"
        guard let origin = request.headers[.origin], origins.contains(origin),
            response.headers[.accessControlAllowOrigin] == nil
        else { return }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = "API-Version, ETag, Retry-After"
        guard request.method == .options else { return }
        response.headers[.accessControlAllowMethods] = "GET, POST"
        response.headers[.accessControlAllowHeaders] =
            "Authorization, Content-Type, Idempotency-Key, If-Match"
        response.headers[.accessControlMaxAge] = "600"
    }
}
