// The events of a test as lines of a stream, so that a test takes the way that every record takes.
// In: typed events. Out: NDJSON. Depends on: Signals, Rules.

import Engine
import Rules
import Signals

/// Writes events as records, and knows the invented addresses, tasks and signals of the test so far.
struct RuleTestLines {
    struct Problem: Error { var message: String }

    private let pseudonyms = Pseudonyms(key: Pseudonyms.fixtureKey)
    private var addresses: [String: String] = [:]
    private var tasks: [String: String] = [:]
    private var signals: [(address: String, partner: PartnerType, name: String?, id: String)] = []
    private var written = 0

    // MARK: Addresses

    /// An invented address: A is 1000 AA 1, B is 1000 AB 1, Z is 1000 AZ 1, AA is 1000 BA 1 and so on.
    static func place(of label: String) -> (postcode: String, number: Int) {
        var index = 0
        if label.utf8.allSatisfy({ (0x41...0x5A).contains($0) }), (1...4).contains(label.utf8.count) {
            for letter in label.utf8 { index = index * 26 + Int(letter) - 0x40 }
            index -= 1
        } else {
            // Any other label: somewhere behind those, always the same.
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in label.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            index = 500_000 + Int(hash % 60_000_000)
        }
        let letters = [index / 26 % 26, index % 26].map { String(UnicodeScalar(UInt8(0x41 + $0))) }
        return ("1000 " + letters.joined(), 1 + index / 676)
    }

    private mutating func client(_ label: String, born: CivilDate? = nil, area: String? = nil) -> String {
        let (postcode, number) = Self.place(of: label)
        var fields = ["\"postcode\":\"\(postcode)\"", "\"huisnummer\":\(number)"]
        if let born { fields.append("\"geboortedatum\":\"\(born)\"") }
        if let area { fields.append("\"buurtcode\":\(JSONText.quoted(area))") }
        return "\"client\":{" + fields.joined(separator: ",") + "}"
    }

    private mutating func household(_ label: String) -> String {
        let (postcode, number) = Self.place(of: label)
        let canonical = "\(postcode.replacing(" ", with: ""))|\(number)|"
        let text = pseudonyms.household(ofCanonical: Array(canonical.utf8)).text(as: .household)
        addresses[text] = label
        return text
    }

    /// The label of a household that an event named; `?` for others, which cannot be.
    func address(ofHousehold household: String) -> String { addresses[household] ?? "?" }

    mutating func note(task: TaskData, at address: String) {
        if task.revision == 1 { tasks[address] = task.task }
    }

    // MARK: Records

    mutating func day(_ date: CivilDate) -> String {
        record("dag-begonnen", date, ["\"datum\":\"\(date)\""])
    }

    /// The line of an event; nil for one that is only a day.
    mutating func line(_ event: TestEvent) -> Result<String?, Problem> {
        let address = event.address ?? ""
        _ = household(address)
        switch event.body {
        case .day: return .success(nil)
        case .signal(let signal): return .success(line(signal, address, event.on))
        case .withdrawal(let withdrawal): return line(withdrawal, address, event.on)
        case .assignment(let assignment):
            var fields = ["\"medewerker\":\(assignment.worker.map(JSONText.quoted) ?? "null")"]
            if let team = assignment.team { fields.append("\"team\":\(JSONText.quoted(team))") }
            if assignment.isTakeover { fields.append("\"overname\":true") }
            return line(
                "outreachtaak-toegewezen", assignment.task, assignment.dated, fields, address, event.on)
        case .attempt(let attempt):
            var fields = ["\"soort\":\"\(attempt.kind.wireName)\"", "\"bereikt\":\(attempt.wasReached)"]
            if let part = attempt.dayPart { fields.append("\"dagdeel\":\"\(part.wireName)\"") }
            if let worker = attempt.worker { fields.append("\"medewerker\":\(JSONText.quoted(worker))") }
            return line("contactpoging-geregistreerd", attempt.task, attempt.dated, fields, address, event.on)
        case .closing(let closing):
            var fields = ["\"resultaat\":\(JSONText.quoted(closing.result.wireName))"]
            if let worker = closing.worker { fields.append("\"medewerker\":\(JSONText.quoted(worker))") }
            return line("outreachtaak-afgesloten", closing.task, closing.dated, fields, address, event.on)
        case .circumstance(let change):
            var fields = [client(address, born: change.born), "\"soort\":\"\(change.kind.wireName)\""]
            fields.append("\"vanaf\":\"\(change.from)\"")
            if let until = change.until { fields.append("\"tot\":\"\(until)\"") }
            return .success(record("omstandigheid-gewijzigd", event.on, fields))
        case .erasure(let born):
            return .success(record("gegevens-gewist", event.on, [client(address, born: born)]))
        }
    }

    private mutating func line(_ signal: TestSignal, _ address: String, _ on: CivilDate) -> String {
        let id = signal.id ?? "signaal-\(signals.count + 1)"
        signals.append((address, signal.partner, signal.partnerName, id))
        let cents = signal.amountCents % 100
        var fields = [
            "\"ID\":\(JSONText.quoted(id))", partner(signal.partner, signal.partnerName),
            "\"bedrag\":\(signal.amountCents / 100).\(cents < 10 ? "0" : "")\(cents)",
            "\"signaaldatum\":\"\(signal.dated)\"",
        ]
        if let origin = signal.originDate { fields.append("\"ontstaansdatum\":\"\(origin)\"") }
        if signal.isCrisis { fields.append("\"crisissignaal\":true") }
        if signal.isWarmHandover { fields.append("\"warmeOverdracht\":true") }
        if let reference = signal.reference { fields.append("\"kenmerk\":\(JSONText.quoted(reference))") }
        fields.append(client(address, born: signal.born, area: signal.area))
        return record("vroegsignaal-ontvangen", on, fields)
    }

    private mutating func line(
        _ withdrawal: TestWithdrawal, _ address: String, _ on: CivilDate
    ) -> Result<String?, Problem> {
        let known = signals.last {
            $0.address == address && $0.partner == withdrawal.partner && $0.name == withdrawal.partnerName
        }
        guard let id = withdrawal.id ?? known?.id else {
            let kind = withdrawal.partner.wireName
            return .failure(
                Problem(message: "there is no signal of \(kind) at address \(address) to withdraw"))
        }
        let fields = [
            "\"ID\":\(JSONText.quoted(id))", partner(withdrawal.partner, withdrawal.partnerName),
            client(address, born: withdrawal.born), "\"datum\":\"\(withdrawal.dated)\"",
            "\"reden\":\"\(withdrawal.reason.wireName)\"",
        ]
        return .success(record("vroegsignaal-ingetrokken", on, fields))
    }

    private func partner(_ type: PartnerType, _ name: String?) -> String {
        let name = name.map { ",\"naam\":\(JSONText.quoted($0))" } ?? ""
        return "\"signaalpartner\":{\"type\":\"\(type.wireName)\"\(name)}"
    }

    /// A record of a worker, about the task that is named or the last one of the address.
    private mutating func line(
        _ type: String, _ task: String?, _ date: CivilDate, _ fields: [String], _ address: String,
        _ on: CivilDate
    ) -> Result<String?, Problem> {
        guard let task = task ?? tasks[address] else {
            return .failure(Problem(message: "there is no task at address \(address) yet"))
        }
        let all = [
            "\"huishouden\":\"\(household(address))\"", "\"taak\":\(JSONText.quoted(task))",
            "\"datum\":\"\(date)\"",
        ]
        return .success(record(type, on, all + fields))
    }

    private mutating func record(_ type: String, _ on: CivilDate, _ fields: [String]) -> String {
        written += 1
        return "{\"specversion\":\"1.0\",\"id\":\"\(written)\",\"source\":\"urn:seinpost:test\","
            + "\"type\":\"nl.schulden.\(type).v1\",\"time\":\"\(on)T09:00:00Z\","
            + "\"data\":{\(fields.joined(separator: ","))}}\n"
    }
}
