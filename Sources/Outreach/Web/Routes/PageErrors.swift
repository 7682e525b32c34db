// What people see when something is refused or missing: a page and no JSON.
// In: errors of everything within. Out: pages. Depends on: Refusal, PageRequest.

internal import HTTPTypes
package import Hummingbird

/// Stands around the door and around the routes: within, it knows who asks, and the page has its menu.
///
/// Programs, and everything below `/v1`, get what they would have got.
package struct PageErrors: RouterMiddleware {
    package typealias Context = OutreachContext

    private let site: Site
    private let desk: OutreachDesk

    package init(_ site: Site, _ desk: OutreachDesk) {
        self.site = site
        self.desk = desk
    }

    package func handle(
        _ request: Request, context: OutreachContext,
        next: (Request, OutreachContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        let page = PageRequest(request, context, site, today: desk.today)
        guard page.wantsPage, path != "/v1", !path.hasPrefix("/v1/") else {
            return try await next(request, context)
        }
        do {
            return try await next(request, context)
        } catch let refusal as Refusal {
            return answer(refusal, page)
        } catch let problem as DeskProblem {
            if case .notFound = problem { return answer(.notFound, page) }
            return Self.unavailable(page)
        } catch let error as any HTTPResponseError where error.status == .notFound {
            return answer(.notFound, page)
        }
    }

    /// What cannot be put on record is not shown either.
    private static func unavailable(_ page: PageRequest) -> Response {
        let frame = page.frame()
        let view = MessagePage(
            frame: frame, title: frame.say("Dit lukt nu niet", "This is not possible now"),
            detail: frame.say(
                "Wij kunnen nu niets vastleggen. Er is niets verloren. Probeer het over een halve minuut opnieuw.",
                "We cannot record anything now. Nothing is lost. Try again in half a minute."),
            link: (frame.address, frame.say("Probeer het opnieuw", "Try again")))
        var response = PageRequest.html(view.html(), .serviceUnavailable)
        response.headers[.retryAfter] = "30"
        return response
    }

    private func answer(_ refusal: Refusal, _ page: PageRequest) -> Response {
        if refusal == .unauthenticated, page.request.method == .get {
            let asked = page.frame().address
            return PageRequest.redirect(
                to: URLText.address(LogIn.path, [("naar", asked == "/" ? nil : asked)]))
        }
        var response = PageRequest.html(page.frame().refusalPage(refusal), refusal.status)
        // A browser would answer `WWW-Authenticate` with a window of its own.
        for field in refusal.fields where field.name != .wwwAuthenticate {
            response.headers[field.name] = field.value
        }
        return response
    }
}
