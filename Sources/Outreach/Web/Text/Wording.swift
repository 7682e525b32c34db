// How dates, amounts, terms and code lists read on a page, in plain words.
// In: values of the task record. Out: text in one of two languages. Depends on: Signals' calendar.

package import Signals

/// The words of one language. Dutch is at level B1.
package struct Wording: Sendable {
    package let language: Language

    package init(_ language: Language) { self.language = language }

    /// The sentence in this language.
    func callAsFunction(_ dutch: String, _ english: String) -> String {
        language == .dutch ? dutch : english
    }

    private static let months: [Language: [String]] = [
        .dutch: [
            "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
            "oktober", "november", "december",
        ],
        .english: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September",
            "October", "November", "December",
        ],
    ]
    private static let weekdays: [Language: [String]] = [
        .dutch: ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
        .english: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    ]

    /// `2 maart 2026`.
    package func date(_ date: CivilDate) -> String {
        let (year, month, day) = date.components
        return "\(day) \(Self.months[language]?[month - 1] ?? "") \(year)"
    }

    /// `maandag 2 maart`, with the year when it is another than today's.
    package func day(_ date: CivilDate, today: CivilDate) -> String {
        let (year, month, day) = date.components
        let text =
            "\(Self.weekdays[language]?[date.weekday - 1] ?? "") \(day) \(Self.months[language]?[month - 1] ?? "")"
        return year == today.components.year ? text : "\(text) \(year)"
    }

    /// `€ 1.234,56`, the sign before the currency.
    package func money(_ cents: Int64) -> String {
        let size = cents.magnitude
        var whole = String(size / 100)
        var groups: [String] = []
        while whole.count > 3 {
            groups.insert(String(whole.suffix(3)), at: 0)
            whole.removeLast(3)
        }
        let (point, comma) = language == .dutch ? (".", ",") : (",", ".")
        let rest = size % 100
        let number = ([whole] + groups).joined(separator: point)
        return "\(cents < 0 ? "−" : "")€ \(number)\(comma)\(rest < 10 ? "0" : "")\(rest)"
    }

    /// `Huur, Zorg en Water`.
    package func list(_ texts: [String]) -> String {
        guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
        return texts.dropLast().joined(separator: ", ") + self(" en ", " and ") + last
    }

    package func count(
        _ number: Int, _ dutch: (one: String, many: String), _ english: (one: String, many: String)
    )
        -> String
    {
        let words = language == .dutch ? dutch : english
        return "\(number) \(number == 1 ? words.one : words.many)"
    }

    /// How long there is until a term ends, in working days: `nog 3 werkdagen`, `vandaag`, `2 werkdagen geleden`.
    package func left(until due: CivilDate, today: CivilDate) -> String {
        if due == today { return self("vandaag", "today") }
        if due == today + 1, due.isWorkingDay { return self("morgen", "tomorrow") }
        let days = WorkingDayCount.days(from: min(today, due), to: max(today, due))
        let words = count(days, ("werkdag", "werkdagen"), ("working day", "working days"))
        if due > today {
            return days == 0
                ? self("geen werkdag meer", "no working day left") : self("nog \(words)", "\(words) left")
        }
        return days == 0 ? self("net voorbij", "just past") : self("\(words) geleden", "\(words) ago")
    }
}

/// Working days between two dates.
package enum WorkingDayCount {
    /// Beyond this many days nobody counts along.
    private static let furthest = 1_000

    /// Working days after `start`, up to `end` and with it; 0 when `end` is not later. Linear, and bounded.
    package static func days(from start: CivilDate, to end: CivilDate) -> Int {
        guard end > start else { return 0 }
        return (1...min(end - start, furthest)).count { (start + $0).isWorkingDay }
    }
}
