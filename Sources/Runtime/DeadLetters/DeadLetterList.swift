// The dead letters of a journal: why and where, and which were sent through again.
// In: dead-letter events. Out: entries and counts. Depends on: Foundation's decoder.

internal import FoundationEssentials
internal import Signals

/// One record that could not be used.
package struct DeadLetterEntry: Hashable, Sendable {
    /// `reden`.
    package var reason: String
    /// `bron`: where the record was first read.
    package var origin: String
    /// The last day record when it failed; nil before the first, and for what intake refused.
    package var day: String?
    /// Its record was sent through again since.
    package var isRedriven = false
}

/// Gathers dead letters and the marks of redrives.
///
/// A record leaves one dead letter each time that it fails, and one mark each time that it is sent through again; so it
/// waits while it has more letters than marks, in whatever order the partitions of a topic are read.
package struct DeadLetterList: Sendable {
    private var letters: [DeadLetterEntry] = []
    /// Marks by origin.
    private var marks: [String: Int] = [:]

    /// All dead letters, those of one origin in their order.
    package var entries: [DeadLetterEntry] {
        var left = marks
        return letters.map { letter in
            var letter = letter
            if let count = left[letter.origin], count > 0 {
                left[letter.origin] = count - 1
                letter.isRedriven = true
            }
            return letter
        }
    }

    private struct Event: Decodable {
        struct Content: Decodable {
            var reden: String?
            var bron: String
            var datum: String?
        }
        var type: String
        var data: Content
    }

    static let redriveType = "nl.schulden.dode-letter-herverwerkt.v1"

    package init() {}

    /// Takes in one event; what is none of ours is left out.
    mutating func add(_ event: UnsafeRawBufferPointer) {
        guard let event = try? JSONDecoder().decode(Event.self, from: Data(event)) else { return }
        if event.type == Self.redriveType {
            marks[event.data.bron, default: 0] += 1
        } else {
            letters.append(
                DeadLetterEntry(
                    reason: event.data.reden ?? "", origin: event.data.bron, day: event.data.datum))
        }
    }

    /// How many of each reason wait, the most first.
    package struct Count: Hashable, Sendable {
        package var reason: String
        package var count: Int
        package var firstOrigin: String
        package var lastDay: String?
    }

    package var counts: [Count] {
        var counts: [String: Count] = [:]
        for entry in entries where !entry.isRedriven {
            counts[entry.reason, default: Count(reason: entry.reason, count: 0, firstOrigin: entry.origin)]
                .count += 1
            if let day = entry.day { counts[entry.reason]?.lastDay = day }
        }
        return counts.values.sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
    }

    /// The mark that a record was sent through again, as an event.
    static func mark(_ origin: String, source: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(json: "{\"specversion\":\"1.0\",\"id\":")
        bytes.append(quoted: origin)
        bytes.append(json: ",\"source\":")
        bytes.append(quoted: source)
        bytes.append(json: ",\"type\":\"nl.schulden.dode-letter-herverwerkt.v1\"")
        bytes.append(json: ",\"datacontenttype\":\"application/json\",\"data\":{\"bron\":")
        bytes.append(quoted: origin)
        bytes.append(json: "}}")
        return bytes
    }
}

/// What a redrive did, or with a dry run would do.
package struct RedriveReport: Hashable, Sendable {
    /// Records sent through again.
    package var sent = 0
    /// Of those, how many still do not decode: by reason.
    package var stillRefused: [String: Int] = [:]
    /// Places whose record is not kept any more.
    package var gone: [String] = []

    /// Counts a record by what the decoder says of it now; the engine's own reasons show when it is folded.
    mutating func count(_ record: [UInt8], _ decoder: inout RecordDecoder) {
        sent += 1
        var batch = RecordBatch()
        batch.bytes = record
        decoder.decode(message: 0..<record.count, number: 1, into: &batch)
        if case .deadLetter(let reason) = batch.items[0].decoded {
            stillRefused[reason.code, default: 0] += 1
        }
    }
}
