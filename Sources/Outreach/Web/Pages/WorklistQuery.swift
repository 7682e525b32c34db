// Which tasks the worklist shows, as it stands in the page's address.
// In: query parameters, anything. Out: a filter of the board, and addresses. Depends on: TaskFilter.

package import Signals

/// The worklist's own choices. What is not understood in an address counts as not chosen.
package struct WorklistQuery: Equatable, Sendable {
    /// Whose tasks.
    package enum List: String, CaseIterable, Sendable {
        case mine = "mijn"
        case free = "vrij"
        case team = "team"
    }

    package var list: List?
    package var team: String?
    package var taskClass: String?
    package var kind: PartnerType?
    package var isClosed = false
    package var onlyLate = false
    package var area: String?
    /// From 1.
    package var page = 1

    package static let pageSize = 25
    private static let lastPage = 100_000

    package init() {}

    /// - Parameter value: the first value of a query parameter.
    package init(_ value: (String) -> String?) {
        list = value("lijst").flatMap(List.init)
        team = Self.plain(value("team"))
        taskClass = Self.plain(value("klasse"))
        kind = value("soort").flatMap { PartnerType(wireName: $0) }
        isClosed = value("status") == "gesloten"
        onlyLate = value("telaat") == "ja"
        area = Self.plain(value("wijk"))?.uppercased()
        page = min(max(value("pagina").flatMap { Int($0) } ?? 1, 1), Self.lastPage)
    }

    /// Ids and codes only: a name or an address does not get into an address by way of us.
    private static func plain(_ text: String?) -> String? {
        guard let text, !text.isEmpty, text.utf8.count <= 40 else { return nil }
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isPlain ? text : nil
    }

    /// How many filters are on; the list and the page are none.
    package var filterCount: Int {
        [team != nil, taskClass != nil, kind != nil, isClosed, onlyLate, area != nil].count { $0 }
    }

    /// The same choice as query parameters, in one order, the page last.
    package func address(_ path: String = "/") -> String {
        URLText.address(
            path,
            [
                ("lijst", list?.rawValue), ("team", team), ("klasse", taskClass), ("soort", kind?.wireName),
                ("status", isClosed ? "gesloten" : nil), ("telaat", onlyLate ? "ja" : nil), ("wijk", area),
                ("pagina", page > 1 ? String(page) : nil),
            ])
    }

    /// What the board is asked; `teams` are those that the actor may see, nil for all.
    package func filter(for actor: Actor, teams: Set<String>?) -> TaskFilter {
        var filter = TaskFilter(teams: teams)
        switch list {
        case .mine: filter.worker = actor.id
        case .free: filter.isFree = true
        case .team, nil: break
        }
        filter.team = team
        filter.taskClass = taskClass
        filter.kind = kind
        filter.isOpen = !isClosed
        if onlyLate { filter.isLate = true }
        filter.area = area
        return filter
    }
}
