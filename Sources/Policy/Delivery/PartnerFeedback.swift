// What one creditor hears of its signals: the status of each, and nothing about why.
// In: delivered signals with what became of them. Out: CSV for Dutch Excel, JSON. Depends on: TaskSheet, JSONValue.

internal import Engine
package import Signals

/// Feedback to one partner.
package struct PartnerFeedback: Sendable {
    /// One signal as its sender may know of it.
    package struct Row: Sendable, Equatable {
        package var id: String
        package var signalDate: CivilDate
        /// The code of the national list; `Niet opgepakt: andere reden` has no reason beside it, here or anywhere.
        package var status: SignalStatus
        package var date: CivilDate
    }

    package let partner: PartnerType
    package let name: String?
    package private(set) var rows: [Row] = []

    /// - Parameter name: of one creditor of this kind; nil for all of the kind.
    package init(
        partner: PartnerType, name: String?, delivered: [DeliveredSignal], outcomes: SignalOutcomes
    ) {
        self.partner = partner
        self.name = name
        for signal in delivered where signal.partner == partner && (name == nil || signal.partnerName == name)
        {
            guard let found = outcomes.status(of: signal) else { continue }
            rows.append(
                Row(id: signal.id, signalDate: signal.signalDate, status: found.status, date: found.date))
        }
    }

    /// A line of names and one for each signal.
    package var sheet: String {
        var text = "\u{FEFF}ID;Signaaldatum;Status;Datum status\r\n"
        for row in rows {
            let cells = [
                TaskSheet.quoted(row.id), TaskSheet.dutch(row.signalDate),
                TaskSheet.quoted(row.status.wireName),
                TaskSheet.dutch(row.date),
            ]
            text += cells.joined(separator: ";") + "\r\n"
        }
        return text
    }

    /// One object with the signals in order of delivery.
    package var json: JSONValue {
        .members([
            "signaalpartner": .members(["type": .text(partner.wireName), "naam": name.map { .text($0) }]),
            "vroegsignalen": .array(
                rows.map { row in
                    .members([
                        "ID": .text(row.id), "signaaldatum": .text("\(row.signalDate)"),
                        "status": .text(row.status.wireName), "datum": .text("\(row.date)"),
                    ])
                }),
        ])
    }
}
