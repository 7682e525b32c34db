// A year of The Hague in little, generated once and counted once for all tests that look at it.

import Foundation
import Policy
import Signals

/// What the tests count in a stream.
struct SyntheticYear: Sendable {
    static let households = 90_000
    static let shared = SyntheticYear()

    var lines = 0
    var broken = 0
    var copies = 0
    var fellBack = 0
    /// By month of `signaaldatum`, by kind, and all; each ID once.
    var signals = 0
    var byMonth: [String: Int] = [:]
    var byKind: [String: Int] = [:]
    var sentAgain = 0
    var premiums = 0
    var premiumsOfYoung = 0
    var smallPremiumsOfYoung = 0
    /// Addresses with a signal in a month of the second half year: all, with several, with an earlier one in
    /// half a year.
    var dossiers = 0
    var multiple = 0
    var consecutive = 0
    /// Closed tasks: how many attempts, with which means, and whether anybody was reached.
    var attempts: [String: [(kind: String, wasReached: Bool)]] = [:]
    var results: [String: String] = [:]
    /// Copies from the `werkvoorraad` or elsewhere are left out of all counts but ``copies``.
    private var datesByAddress: [String: [String]] = [:]
    private var lastMoment = ""

    private init() {
        var stream = SyntheticStream(
            municipality: "0518", households: SyntheticYear.households, months: 12, seed: 7,
            start: CivilDate(year: 2026, month: 1, day: 1))
        var seen: Set<String> = []
        var identifiers: [String: String] = [:]
        stream.write { chunk in
            for line in chunk.split(separator: 0x0A) {
                lines += 1
                let isNew = seen.insert(String(decoding: line, as: UTF8.self)).inserted
                if !isNew { copies += 1 }
                guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
                else {
                    broken += 1
                    continue
                }
                if isNew { count(object, &identifiers) }
            }
        }
        for dates in datesByAddress.values { countDossiers(dates) }
    }

    private mutating func count(_ event: [String: Any], _ identifiers: inout [String: String]) {
        guard let type = event["type"] as? String, let id = event["id"] as? String,
            let data = event["data"] as? [String: Any], let time = event["time"] as? String
        else {
            broken += 1
            return
        }
        let moment = SyntheticYear.moment(time)
        if moment < lastMoment { fellBack += 1 }
        lastMoment = moment
        switch type {
        case "nl.schulden.vroegsignaal-ontvangen.v1": countSignal(data, id, &identifiers)
        case "nl.schulden.contactpoging-geregistreerd.v1":
            guard let task = data["taak"] as? String, let kind = data["soort"] as? String,
                let wasReached = data["bereikt"] as? Bool, kind != "Administratief"
            else { return }
            attempts[task, default: []].append((kind, wasReached))
        case "nl.schulden.outreachtaak-afgesloten.v1":
            if let task = data["taak"] as? String { results[task] = data["resultaat"] as? String }
        default: break
        }
    }

    private mutating func countSignal(
        _ data: [String: Any], _ id: String, _ identifiers: inout [String: String]
    ) {
        guard let own = data["ID"] as? String, let partner = data["signaalpartner"] as? [String: Any],
            let kind = partner["type"] as? String, let date = data["signaaldatum"] as? String,
            let client = data["client"] as? [String: Any], let amount = data["bedrag"] as? NSNumber
        else { return }
        if let known = identifiers[own] {
            if known != id { sentAgain += 1 }
            return
        }
        identifiers[own] = id
        if kind == "Hypotheek" { return }
        signals += 1
        byMonth[String(date.prefix(7)), default: 0] += 1
        byKind[kind, default: 0] += 1
        let postcode = (client["postcode"] as? String ?? "").uppercased().filter { $0 != " " }
        let suffix = (client["huisnummertoevoeging"] as? String ?? "").uppercased().filter {
            $0.isLetter || $0.isNumber
        }
        datesByAddress["\(postcode)|\(client["huisnummer"] ?? "")|\(suffix)", default: []].append(date)
        guard kind == "Zorg", let born = client["geboortedatum"] as? String, let birth = CivilDate(born),
            let day = CivilDate(date), let age = day.completedYears(since: birth)
        else { return }
        premiums += 1
        if (18...27).contains(age) {
            premiumsOfYoung += 1
            if amount.doubleValue <= 100 { smallPremiumsOfYoung += 1 }
        }
    }

    private mutating func countDossiers(_ dates: [String]) {
        for month in Set(dates.map { $0.prefix(7) }) where month >= "2026-07" {
            let here = dates.filter { $0.hasPrefix(month) }
            guard let first = here.min(), let day = CivilDate(first) else { continue }
            let back = day.adding(months: -6).description
            dossiers += 1
            if here.count > 1 { multiple += 1 }
            if dates.contains(where: { $0 > back && $0 < first && !$0.hasPrefix(month) }) { consecutive += 1 }
        }
    }

    /// The instant in a form that sorts: seconds of the day in UTC.
    private static func moment(_ time: String) -> String {
        let hour = (Int(time.dropFirst(11).prefix(2)) ?? 0) - (time.hasSuffix("+01:00") ? 1 : 0)
        return time.prefix(11) + (hour < 10 ? "0" : "") + "\(hour)" + time.dropFirst(13).prefix(6)
    }

    /// How many closed tasks there are of those that `isMeant`, and the share of them in which anybody was
    /// reached.
    func reach(where isMeant: ([(kind: String, wasReached: Bool)]) -> Bool) -> (tasks: Int, share: Double) {
        var tasks = 0
        var reached = 0
        for task in results.keys {
            guard let tried = attempts[task], isMeant(tried) else { continue }
            tasks += 1
            if tried.contains(where: { $0.wasReached }) { reached += 1 }
        }
        return (tasks, Double(reached) / Double(max(1, tasks)))
    }
}
