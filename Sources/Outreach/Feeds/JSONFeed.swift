// Tasks as a JSON Feed (jsonfeed.org, version 1.1).
// In: a page of tasks. Out: JSON. Depends on: FeedTask.

internal import FoundationEssentials

struct JSONFeed: Encodable {
    struct Item: Encodable {
        var id: String
        var url: String
        var title: String
        var text: String
        var published: String
        var updated: String
        var tags: [String]
        var own: Own

        enum CodingKeys: String, CodingKey {
            case id, url, title, tags
            case text = "content_text"
            case published = "date_published"
            case updated = "date_modified"
            case own = "_seinpost"
        }
    }

    /// What other readers skip (an extension, as the format has it).
    struct Own: Encodable {
        var taak: String
        var revisie: Int
        var uiterlijk: String
        var telaat: Bool
    }

    var version = "https://jsonfeed.org/version/1.1"
    var title: String
    var home: String
    var itself: String
    var next: String?
    var language: String
    var items: [Item]

    enum CodingKeys: String, CodingKey {
        case version, title, language, items
        case home = "home_page_url"
        case itself = "feed_url"
        case next = "next_url"
    }

    init(title: String, home: String, itself: String, next: String?, language: Language, tasks: [FeedTask]) {
        self.title = title
        self.home = home
        self.itself = itself
        self.next = next
        self.language = language.rawValue
        items = tasks.map { task in
            Item(
                id: task.id, url: task.url, title: task.title, text: task.text, published: task.published,
                updated: task.updated, tags: task.tags,
                own: Own(
                    taak: task.data.task, revisie: task.data.revision, uiterlijk: task.data.due.description,
                    telaat: task.data.isLate))
        }
    }

    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }
}
