// The step that is asked of a worker now, and the forms for it.
// In: a task, who looks. Out: values of the template `actions`. Depends on: PageFrame, Permissions.

internal import Engine
internal import Signals

/// What is offered hangs on whose the task is; what is allowed is asked again when a form comes in.
struct TaskNextStep {
    var frame: PageFrame
    var task: TaskData
    var isMine: Bool

    private var say: Wording { frame.say }

    var values: PageValues {
        var next: PageValues = ["title": say("Volgende stap", "Next step")]
        next["lead"] = lead
        var values: PageValues = [
            "next": next, "address": task.address, "revision": task.revision,
            "today": frame.today.description,
        ]
        guard task.status == .open else {
            // A result can come after the closing: whoever called back.
            if frame.may(.registerAttempt, team: task.team) { values["attempt"] = attempt }
            return values
        }
        values["claim"] = claim
        if isMine, frame.may(.registerAttempt, team: task.team), let kind = task.next?.kind,
            kind != ContactKind.administratief.wireName
        {
            values["quick"] = ["kind": kind, "key": frame.makeKey()]
        }
        if frame.may(.registerAttempt, team: task.team) { values["attempt"] = attempt }
        if frame.may(.close, team: task.team), isMine || task.worker == nil { values["close"] = close }
        values["handOver"] = handOver
        return values
    }

    private var lead: String {
        guard task.status == .open else {
            let result = task.result.map(say.code) ?? ""
            return say("Deze taak is afgesloten: \(result).", "This task is closed: \(result).")
        }
        guard let next = task.next else {
            return say(
                "Er is contact geweest. Rond de taak af als het klaar is, of schrijf een nieuw contact op.",
                "Contact was made. Close the task when it is done, or write down a new contact.")
        }
        let action = say.action(next.kind)
        if next.kind == ContactKind.administratief.wireName {
            return say(
                "Alle manieren zijn geprobeerd. Sluit de taak af, of probeer nog iets anders.",
                "Every way was tried. Close the task, or try something else.")
        }
        if next.from > frame.today {
            let day = say.day(next.from, today: frame.today)
            return say("\(action). Wacht daarmee tot \(day).", "\(action), from \(day).")
        }
        return isMine
            ? say("\(action). Is het gelukt?", "\(action). Did it work?")
            : say("\(action).", "\(action).")
    }

    private var claim: PageValues? {
        if isMine { return nil }
        if let worker = task.worker {
            guard frame.may(.takeOver, team: task.team) else { return nil }
            return [
                "label": say("Neem de taak over van \(worker)", "Take the task over from \(worker)"),
                "takeover": true, "key": frame.makeKey(),
            ]
        }
        guard frame.may(.claim, team: task.team) else { return nil }
        return ["label": say("Ik pak deze taak op", "I take up this task"), "key": frame.makeKey()]
    }

    private var attempt: PageValues {
        [
            "key": frame.makeKey(),
            "kinds": Self.kinds.map { ["value": $0.wireName, "text": say.code($0.wireName)] as PageValues },
            "parts": DayPart.wireNames.map { ["value": $0, "text": say.code($0)] as PageValues },
        ]
    }

    /// The order in which workers use them; the code list's own order is of the alphabet.
    private static let kinds: [ContactKind] = [
        .telefoon, .huisbezoek, .smsWhatsapp, .brief, .kaartje, .mail, .afspraakOpLocatie, .overige,
        .administratief, .onbekend,
    ]

    private var close: PageValues {
        [
            "key": frame.makeKey(), "isNext": task.next?.kind == ContactKind.administratief.wireName,
            "results": Self.results.map { group in
                [
                    "label": say(group.dutch, group.english),
                    "options": group.results.map {
                        ["value": $0.wireName, "text": say.code($0.wireName)] as PageValues
                    },
                ] as PageValues
            },
        ]
    }

    /// DDAS `EnumEindresultaat`, all of it, in groups that a worker recognises.
    static let results: [(dutch: String, english: String, results: [TaskResult])] = [
        (
            "Er komt hulp", "Help follows",
            [
                .adviesOfQuickFix, .vervolghulp, .vervolghulpFinancieel, .vervolghulpNietFinancieel,
                .verwijzingZonderTussenkomst,
            ]
        ),
        (
            "Geen hulp nodig", "No help needed",
            [.zelfBetaald, .regeltHetZelf, .alBekendBijSchuldhulp, .anderLopendTraject]
        ),
        ("Geen contact", "No contact", [.geenReactieNaContact, .definitiefGeenContact]),
        (
            "Niet opgepakt", "Not taken up",
            [.overleden, .geenInwoner, .onterechtSignaal, .herhaaldeMelding, .andereReden]
        ),
    ]

    private var handOver: PageValues? {
        var values: PageValues = [:]
        if isMine || (task.worker != nil && frame.may(.takeOver, team: task.team)),
            frame.may(.giveBack, team: task.team)
        {
            values["giveBack"] = ["key": frame.makeKey()] as PageValues
        }
        if frame.may(.assignToOther, team: task.team) {
            values["assign"] = ["key": frame.makeKey()] as PageValues
        }
        return values.isEmpty ? nil : values
    }
}
