// What the national collector asks for, and the answer to it: one page of a delivery.
// In: the body of `POST /v1/ddas/gegevens`. Out: the body of the answer. Depends on: DDASDelivery.

internal import FoundationEssentials
package import Signals

/// A request for a page.
package struct DDASRequest: Sendable, Equatable {
    /// Why a request cannot be answered: the field, and what it should be.
    package struct Problem: Error, Equatable {
        package var field: String
        package var message: String
    }

    package var period: ClosedRange<CivilDate>
    package var organisation: String?
    /// From 1; a page that is not there is answered with the first.
    package var page: Int
    package var pageSize: Int

    private struct Body: Decodable {
        var aanleverperiodeStartdatum: String?
        var aanleverperiodeEinddatum: String?
        var aanleverendeOrganisatie: String?
        var page: Int?
        var pageSize: Int?
    }

    /// Reads a request.
    package static func read(_ bytes: [UInt8]) -> Result<DDASRequest, Problem> {
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(bytes)) else {
            return .failure(
                Problem(field: "", message: "de aanvraag is geen JSON met de velden van het model"))
        }
        guard let from = body.aanleverperiodeStartdatum.flatMap({ CivilDate($0) }) else {
            return .failure(
                Problem(field: "aanleverperiodeStartdatum", message: "een datum, zoals 2026-01-01"))
        }
        guard let to = body.aanleverperiodeEinddatum.flatMap({ CivilDate($0) }), to >= from else {
            return .failure(
                Problem(field: "aanleverperiodeEinddatum", message: "een datum, niet voor de startdatum"))
        }
        let size = body.pageSize ?? DDASDelivery.mostSignals
        guard (1...DDASDelivery.mostSignals).contains(size) else {
            return .failure(Problem(field: "pageSize", message: "een getal van 1 tot en met 50000"))
        }
        return .success(
            DDASRequest(
                period: from...to, organisation: body.aanleverendeOrganisatie, page: body.page ?? 1,
                pageSize: size))
    }

    /// The answer: the page, and where it stands among the others.
    package func answer(_ delivery: DDASDelivery) -> JSONValue {
        let pages = delivery.pages(of: pageSize)
        let page = (1...pages).contains(self.page) ? self.page : 1
        return .members([
            "gegevens": delivery.page(page, of: pageSize),
            "paginering": .members([
                "pageSize": .count(pageSize), "currentPage": .count(page), "totalPages": .count(pages),
                "totalRecords": .count(delivery.signals.count),
            ]),
        ])
    }
}
