// Due dates and visits as iCalendar (RFC 5545), for the calendar that a worker already has.
// In: a worker's tasks. Out: text/calendar without names, addresses or amounts. Depends on: FeedTask.

internal import Engine
internal import Signals

struct Calendar {
    var name: String
    var tasks: [FeedTask]

    func text() -> String {
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Seinpost//Takenbord//NL", "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH", "NAME:\(Self.escaped(name))", "X-WR-CALNAME:\(Self.escaped(name))",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H",
        ]
        for task in tasks { lines += events(of: task) }
        lines.append("END:VCALENDAR")
        return lines.map { Self.folded($0) + "\r\n" }.joined()
    }

    /// The day before which it must be done, and the day from which a visit may be made.
    private func events(of task: FeedTask) -> [String] {
        let say = task.say
        let what = task.data.headline(say)
        var events = event(task, "uiterlijk", task.data.due, say("Uiterlijk: \(what)", "Due: \(what)"))
        if let next = task.data.next, next.kind == ContactKind.huisbezoek.wireName, next.from <= task.data.due
        {
            events += event(
                task, "huisbezoek", next.from, say("Huisbezoek kan vanaf vandaag", "Home visit from today"))
        }
        return events
    }

    private func event(_ task: FeedTask, _ kind: String, _ day: CivilDate, _ title: String) -> [String] {
        [
            "BEGIN:VEVENT", "UID:\(Self.escaped(task.data.task))-\(kind)@seinpost",
            "SEQUENCE:\(task.data.revision)", "DTSTAMP:\(Self.stamp(task.updated))",
            "DTSTART;VALUE=DATE:\(Self.basic(day))", "DTEND;VALUE=DATE:\(Self.basic(day + 1))",
            "SUMMARY:\(Self.escaped(title))", "URL:\(task.url)", "TRANSP:TRANSPARENT", "CLASS:PRIVATE",
            "END:VEVENT",
        ]
    }

    /// `20260302`.
    private static func basic(_ date: CivilDate) -> String { date.description.filter { $0 != "-" } }

    /// `20260302T091500Z` of an RFC 3339 time in UTC; of one with an offset the start of its day.
    static func stamp(_ time: String) -> String {
        let digits = time.utf8.prefix(19).filter { (0x30...0x39).contains($0) }
            .map { Character(Unicode.Scalar($0)) }
        guard digits.count == 14, time.hasSuffix("Z") || time.hasSuffix("z") else {
            return String(digits.prefix(8)) + "T000000Z"
        }
        return String(digits.prefix(8)) + "T" + String(digits.suffix(6)) + "Z"
    }

    /// TEXT of RFC 5545, 3.3.11; control characters are left out.
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
            case ";": result.append(contentsOf: "\\;".unicodeScalars)
            case ",": result.append(contentsOf: "\\,".unicodeScalars)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            default: if scalar.value >= 0x20, scalar.value != 0x7F { result.append(scalar) }
            }
        }
        return String(result)
    }

    /// At most 75 octets a line, never within a letter (RFC 5545, 3.1).
    static func folded(_ line: String) -> String {
        var result = ""
        var octets = 0
        for scalar in line.unicodeScalars {
            let size = UTF8.width(scalar)
            if octets + size > 75 {
                result += "\r\n "
                octets = 1
            }
            result.unicodeScalars.append(scalar)
            octets += size
        }
        return result
    }
}
