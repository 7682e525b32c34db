// What is the same in every line, escaped once: a line is then a few long copies and the values between them.
// In: templates, stamps, code lists. Out: spans of ready bytes. Depends on: JSONWriting, Contributions.

import Rules
import Signals

/// A stretch of ready bytes, and what comes after it.
struct LinePiece {
    enum Value: UInt8 { case points, shown, spoken, signals, none }
    var text: RowSpan
    var value: Value
    /// Of `shown` (as JSON) and `spoken` (as people read it): which of the contribution's values, and its type.
    var place = 0
    var type = ValueType.count
}

/// Ready bytes of all lines of one engine, in manual memory: reading them counts no references.
struct LinePieces {
    private(set) var texts = ByteList()
    private var pieces = RowList<LinePiece>()
    private var templates = RowList<RowSpan>()
    private var stamps = RowList<RowSpan>()
    private var partners = RowList<RowSpan>()
    private var contacts = RowList<RowSpan>()
    /// Whether any contribution may name an instrument.
    private(set) var hasReferrals = false
    /// From behind a task's id up to its household.
    let taskHead: RowSpan

    init(source: String) {
        texts.append("\",\"source\":\"")
        texts.appendEscaped(source)
        texts.append("\",\"type\":\"nl.schulden.outreachtaak-gewijzigd.v1\",\"subject\":\"")
        taskHead = RowSpan(start: 0, count: texts.count)
        for partner in PartnerType.allCases { partners.append(texts.append(name: partner.wireName)) }
        for kind in ContactKind.allCases { contacts.append(texts.append(name: kind.wireName)) }
    }

    /// Takes in the next of the engine's templates.
    mutating func add(_ template: ContributionTemplate) {
        var writer = PieceWriter(texts: texts, pieces: pieces)
        writer.write(template)
        templates.append(RowSpan(start: pieces.count, count: writer.pieces.count - pieces.count))
        texts = writer.texts
        pieces = writer.pieces
        if !template.referrals.isEmpty { hasReferrals = true }
    }

    /// Takes in the next of the engine's stamps.
    mutating func add(_ stamp: PipelineStamp) {
        let start = texts.count
        texts.append(",\"pijplijn\":{\"id\":\"")
        texts.appendEscaped(stamp.id)
        texts.append("\",\"versie\":\"")
        texts.appendEscaped(stamp.version)
        texts.append("\",\"hash\":\"")
        texts.appendEscaped(stamp.hash)
        texts.append("\"},\"peildatum\":\"")
        stamps.append(RowSpan(start: start, count: texts.count - start))
    }

    func pieces(ofTemplate template: Int) -> RowSpan { templates[template] }
    func piece(_ place: Int) -> LinePiece { pieces[place] }
    func stamp(_ stamp: UInt16) -> RowSpan { stamps[Int(stamp)] }
    func partner(_ partner: UInt8) -> RowSpan { partners[Int(partner)] }
    func contact(_ kind: UInt8) -> RowSpan { contacts[Int(kind)] }

    func deallocate() {
        texts.deallocate()
        pieces.deallocate()
        templates.deallocate()
        stamps.deallocate()
        partners.deallocate()
        contacts.deallocate()
    }
}

/// Cuts a template into pieces.
private struct PieceWriter {
    var texts: ByteList
    var pieces: RowList<LinePiece>
    private var start: Int

    init(texts: ByteList, pieces: RowList<LinePiece>) {
        self.texts = texts
        self.pieces = pieces
        start = texts.count
    }

    mutating func write(_ template: ContributionTemplate) {
        texts.append("{\"regel\":\"")
        texts.appendEscaped(template.rule)
        texts.append("\",\"punten\":")
        end(with: .points)
        texts.append(",\"reden\":\"")
        for part in template.reason {
            switch part {
            case .text(let text): texts.appendEscaped(text)
            case .value(let place): end(with: .spoken, place, template.types[place])
            }
        }
        texts.append("\",\"waarden\":{")
        for place in template.keys.indices {
            texts.append(place == 0 ? "\"" : ",\"")
            texts.appendEscaped(template.keys[place])
            texts.append("\":")
            end(with: .shown, place, template.types[place])
        }
        texts.append("},\"signalen\":[")
        end(with: .signals)
        texts.append("]}")
        end(with: .none)
    }

    private mutating func end(with value: LinePiece.Value, _ place: Int = 0, _ type: ValueType = .count) {
        let text = RowSpan(start: start, count: texts.count - start)
        pieces.append(LinePiece(text: text, value: value, place: place, type: type))
        start = texts.count
    }
}

extension RowList<UInt8> {
    /// Appends a name that needs no escaping and returns where it stands.
    fileprivate mutating func append(name: String) -> RowSpan {
        append(rows: Array(name.utf8))
    }
}
