// What became of one file of the inbox, line by line: for whoever delivered it.
// In: counts and refused lines. Out: `NAME.report.json`, in Dutch, without anything of the lines. Depends on: Signals.

internal import Signals

/// One file, read to its end or as far as that went.
struct InboxReport: Hashable, Sendable {
    struct Refusal: Hashable, Sendable {
        /// From 1, empty lines and the header of a table included.
        var line: Int
        var faults: [RecordFault]
    }
    /// More are counted and not listed, so that a file of nothing but faults does not fill the memory.
    static let listedLimit = 10_000

    /// Path within the inbox.
    var name: String
    /// Records, refused ones too.
    var records = 0
    /// Now on disk, and on disk before or twice in the file.
    var kept = 0
    var known = 0
    var refusedCount = 0
    var refused: [Refusal] = []
    /// Why nothing, or nothing more, could be read; a sentence.
    var failure: String?

    /// Whether the file goes to `failed/`: it is damaged, or nothing of it can be used.
    var isFailure: Bool { failure != nil || refusedCount > 0 && kept + known == 0 }

    mutating func refuse(_ line: Int, _ faults: [RecordFault]) {
        refusedCount += 1
        if refused.count < Self.listedLimit { refused.append(Refusal(line: line, faults: faults)) }
    }

    func json(at moment: Moment) -> [UInt8] {
        var json: [UInt8] = []
        json.append(json: "{\"bestand\":")
        json.append(quoted: name)
        json.append(json: ",\"gelezen\":")
        json.append(quoted: moment.description)
        for (name, count) in [
            ("regels", records), ("bewaard", kept), ("al-bekend", known), ("geweigerd", refusedCount),
        ] {
            json.append(json: ",")
            json.append(quoted: name)
            json.append(json: ":")
            json.append(contentsOf: String(count).utf8)
        }
        if let failure {
            json.append(json: ",\"melding\":")
            json.append(quoted: failure)
        }
        json.append(json: ",\"fouten\":[")
        for (place, refusal) in refused.enumerated() {
            json.append(json: place == 0 ? "\n{\"regel\":" : ",\n{\"regel\":")
            json.append(contentsOf: String(refusal.line).utf8)
            json.append(json: ",\"redenen\":[")
            for (place, fault) in refusal.faults.enumerated() {
                json.append(json: place == 0 ? "{\"reden\":" : ",{\"reden\":")
                json.append(quoted: fault.reason.code)
                json.append(json: ",\"veld\":")
                json.append(quoted: fault.field)
                json.append(json: ",\"uitleg\":")
                json.append(quoted: fault.title)
                json.append(json: "}")
            }
            json.append(json: "]}")
        }
        json.append(json: "]}\n")
        return json
    }
}
