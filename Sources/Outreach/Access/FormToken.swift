// Whether a change was asked for on a page of ours, and not made by another site in a worker's browser.
// In: requests with a session or a log-in on its way. Out: true or false. Depends on: Hummingbird.

package import HTTPTypes
package import Hummingbird

/// Checks what changes something, twice: where the browser says it comes from, and a text that only our pages know.
package enum FormToken {
    /// The hidden field of every form.
    package static let field = "_token"
    /// The same for requests that scripts of ours make.
    package static let header = HTTPField.Name("X-Form-Token")

    /// Whether a browser's request comes from our own pages, as far as the browser says.
    package static func isSameOrigin(_ request: Request) -> Bool {
        if let site = secFetchSite.flatMap({ request.headers[$0] }), site != "same-origin" { return false }
        guard let origin = request.headers[.origin] else { return true }
        guard let authority = request.head.authority, let scheme = origin.firstRange(of: "://") else {
            return false
        }
        return origin[scheme.upperBound...].lowercased() == authority.lowercased()
    }

    /// Whether the request carries the token of its session: in a header field, or in the form that is its body.
    package static func isCarried(_ token: String, by request: Request, body: ByteBuffer) -> Bool {
        if let sent = header.flatMap({ request.headers[$0] }) { return RandomToken.isSame(sent, token) }
        guard isForm(request),
            let form = try? URLEncodedFormDecoder().decode(Sent.self, from: String(buffer: body))
        else { return false }
        return RandomToken.isSame(form.token, token)
    }

    /// Whether the body is one of a form of a page.
    package static func isForm(_ request: Request) -> Bool {
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.trimmingSuffix { $0 == " " }
        return type?.lowercased() == "application/x-www-form-urlencoded"
    }

    private static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")

    private struct Sent: Decodable {
        var token: String
        enum CodingKeys: String, CodingKey { case token = "_token" }
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> SubSequence {
        var end = endIndex
        while end > startIndex, isTrimmed(self[index(before: end)]) { end = index(before: end) }
        return self[..<end]
    }
}
