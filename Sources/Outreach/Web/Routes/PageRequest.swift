// A request for a page: its parameters, its form, and the frame of the answer.
// In: Hummingbird's request and our context. Out: values, HTML answers. Depends on: PageFrame.

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Signals

struct PageRequest {
    let request: Request
    let context: OutreachContext
    let site: Site
    let today: CivilDate
    private let query: [String: String]

    /// The cookie of the language switch.
    static let languageCookie = "taal"

    init(_ request: Request, _ context: OutreachContext, _ site: Site, today: CivilDate) {
        self.request = request
        self.context = context
        self.site = site
        self.today = today
        query = Self.pairs(request.uri.query ?? "")
    }

    /// Names and values as a browser's form writes them; nothing of what is no such text.
    static func pairs(_ text: String) -> [String: String] {
        (try? URLEncodedFormDecoder().decode([String: String].self, from: text)) ?? [:]
    }

    /// A parameter of the address.
    subscript(name: String) -> String? { query[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The fields of the form that is the body.
    func form() async throws -> [String: String] {
        guard FormToken.isForm(request) else { throw Refusal.wrongType }
        let body = try await request.body.collect(upTo: GateLimits.bodyBytes)
        return Self.pairs(String(buffer: body))
    }

    var language: Language {
        Language.chosen(
            cookie: request.cookies[Self.languageCookie]?.value, accepted: request.headers[.acceptLanguage])
    }

    /// The frame of a page; `address` is the page's own when it is another than was asked for.
    func frame(address: String? = nil) -> PageFrame {
        let asked = request.uri.query.map { "\(request.uri.path)?\($0)" } ?? request.uri.path
        var frame = PageFrame(
            site: site, actor: context.visitor.actor, language: language, today: today,
            address: address ?? URLText.ownAddress(asked) ?? "/")
        frame.formToken = context.formToken ?? ""
        frame.notice = self["gedaan"].flatMap { DoneWords.notice($0, frame.say) }
        return frame
    }

    /// Whether it comes from somebody at a browser.
    var wantsPage: Bool { request.headers[.accept]?.contains("text/html") ?? false }

    static func html(_ text: String, _ status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .vary: "Accept-Language, Cookie"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// To another page of ours, with GET.
    static func redirect(to address: String) -> Response {
        Response(status: .seeOther, headers: [.location: address])
    }
}

/// What was just done, as a word in the address of the page that says so.
enum DoneWords {
    static func notice(_ word: String, _ say: Wording) -> Notice? {
        let text: String? =
            switch word {
            case "opgepakt": say("U hebt deze taak opgepakt.", "You took up this task.")
            case "teruggegeven": say("De taak is teruggegeven.", "The task was given back.")
            case "toegewezen": say("De taak is toegewezen.", "The task was assigned.")
            case "poging": say("Uw contactpoging is opgeschreven.", "Your attempt was registered.")
            case "afgesloten": say("De taak is afgesloten.", "The task is closed.")
            case "notitie": say("Uw notitie is bewaard.", "Your note was saved.")
            default: nil
            }
        return text.map { Notice(.done, $0) }
    }
}
