// Why a request is not let through, and what is answered: no more than the caller may know.
// In: nothing. Out: problems (RFC 9457) in plain Dutch. Depends on: Hummingbird.

package import HTTPTypes
package import Hummingbird

/// A request that is turned away at the door. Pages show ``title`` and ``detail`` in their own frame.
package enum Refusal: HTTPResponseError, Hashable, Sendable {
    /// Nobody is logged in, or the token is not good: one answer for every reason.
    case unauthenticated
    /// Whoever it is may not do this.
    case forbidden
    /// A form without its token, or sent from another site.
    case forgedForm
    case notFound
    case tooMany(retryAfterSeconds: Int)
    case tooLarge(limitBytes: Int)
    /// The body did not come in time.
    case tooSlow
    case wrongType
    /// What log-in stands on is away.
    case unavailable(retryAfterSeconds: Int)

    package var status: HTTPResponse.Status {
        switch self {
        case .unauthenticated: .unauthorized
        case .forbidden, .forgedForm: .forbidden
        case .notFound: .notFound
        case .tooMany: .tooManyRequests
        case .tooLarge: .contentTooLarge
        case .tooSlow: .requestTimeout
        case .wrongType: .unsupportedMediaType
        case .unavailable: .serviceUnavailable
        }
    }

    /// The last part of the problem's `type`; what the audit says was refused.
    package var name: String {
        switch self {
        case .unauthenticated: "niet-ingelogd"
        case .forbidden: "geen-recht"
        case .forgedForm: "formulier-ongeldig"
        case .notFound: "niet-gevonden"
        case .tooMany: "te-veel-verzoeken"
        case .tooLarge: "te-groot"
        case .tooSlow: "te-langzaam"
        case .wrongType: "verkeerd-soort-bericht"
        case .unavailable: "nu-niet"
        }
    }

    package var title: String {
        switch self {
        case .unauthenticated: "U bent niet ingelogd."
        case .forbidden: "U mag dit niet bekijken of doen."
        case .forgedForm: "Dit formulier is niet meer geldig."
        case .notFound: "Dit adres bestaat niet."
        case .tooMany: "U doet te veel verzoeken achter elkaar."
        case .tooLarge: "Het bericht is te groot."
        case .tooSlow: "Het bericht kwam te langzaam binnen."
        case .wrongType: "Dit soort bericht kunnen wij niet lezen."
        case .unavailable: "Inloggen lukt nu niet."
        }
    }

    package var detail: String {
        switch self {
        case .unauthenticated: "Log in en probeer het opnieuw."
        case .forbidden: "Vraag uw teamleider om hulp als u dit voor uw werk nodig hebt."
        case .forgedForm: "Open de pagina opnieuw en probeer het nog een keer. Er is niets veranderd."
        case .notFound: "Controleer het adres, of begin opnieuw bij uw takenlijst."
        case .tooMany(let seconds): "Wacht \(seconds) seconden en probeer het opnieuw."
        case .tooLarge(let limit): "Een bericht is hoogstens \(limit) bytes. Er is niets bewaard."
        case .tooSlow: "Probeer het opnieuw. Er is niets bewaard."
        case .wrongType: "Gebruik een formulier van deze website, of Content-Type application/json."
        case .unavailable(let seconds): "Probeer het over \(seconds) seconden opnieuw."
        }
    }

    /// Fields that belong to the answer in whatever form it is given.
    package var fields: HTTPFields {
        switch self {
        case .unauthenticated: [.wwwAuthenticate: "Bearer"]
        case .tooMany(let seconds), .unavailable(let seconds): [.retryAfter: String(seconds)]
        // What is left of the body is not read.
        case .tooLarge, .tooSlow: [.connection: "close"]
        case .forbidden, .forgedForm, .notFound, .wrongType: [:]
        }
    }

    package func response(from request: Request, context: some RequestContext) throws -> Response {
        var problem = JSONWriter()
        problem.open()
        problem.member("type", "urn:seinpost:probleem:\(name)")
        problem.member("title", title)
        problem.member("status", status.code)
        problem.member("detail", detail)
        problem.close()
        var fields = fields
        fields[.contentType] = "application/problem+json"
        return Response(
            status: status, headers: fields, body: .init(byteBuffer: ByteBuffer(bytes: problem.bytes)))
    }
}
