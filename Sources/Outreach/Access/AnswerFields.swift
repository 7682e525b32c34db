// The header fields that every answer has, errors too: what browsers may do with it.
// In: answers and errors of everything within. Out: answers. Depends on: Hummingbird.

internal import HTTPTypes
package import Hummingbird

/// The outermost of the middlewares: nothing leaves without its fields, and no error without an answer.
///
/// What a route sets itself stays, such as a content policy or a time to cache.
package struct AnswerFields: RouterMiddleware {
    package typealias Context = OutreachContext

    private let fields: [(HTTPField.Name, String)]

    /// - Parameter isSecure: whether browsers reach us over https.
    package init(isSecure: Bool) {
        var fields: [(HTTPField.Name?, String)] = [
            (.cacheControl, "no-store"),
            (.contentSecurityPolicy, Self.policy),
            (.xContentTypeOptions, "nosniff"),
            (HTTPField.Name("X-Frame-Options"), "DENY"),
            // With `no-referrer` browsers would not say where a form comes from.
            (HTTPField.Name("Referrer-Policy"), "same-origin"),
            (HTTPField.Name("Cross-Origin-Opener-Policy"), "same-origin"),
            (HTTPField.Name("Permissions-Policy"), "camera=(), geolocation=(), microphone=()"),
        ]
        if isSecure { fields.append((.strictTransportSecurity, "max-age=31536000")) }
        self.fields = fields.compactMap { name, value in name.map { ($0, value) } }
    }

    /// Our own files and nothing else; no script and no style within a page.
    private static let policy = """
        default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; \
        connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """

    package func handle(
        _ request: Request, context: OutreachContext,
        next: (Request, OutreachContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
        } catch {
            // What it says may hold what nobody should read.
            context.logger.error("a request failed", metadata: ["error": "\(type(of: error))"])
            response = Response(status: .internalServerError)
        }
        for (name, value) in fields where response.headers[name] == nil { response.headers[name] = value }
        return response
    }
}

extension HTTPField.Name {
    static let traceparent = HTTPField.Name("traceparent") ?? .userAgent
    static let forwardedFor = HTTPField.Name("X-Forwarded-For") ?? .userAgent
}
