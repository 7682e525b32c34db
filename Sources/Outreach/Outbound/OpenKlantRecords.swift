// The records of the Klantinteracties API 0.9 that a task becomes: no amounts, no names, no address.
// In: a task. Out: JSON within the published lengths. Depends on: Engine's TaskData.

internal import Engine
internal import Signals

/// Writes records for OpenKlant.
struct OpenKlantRecords: Sendable {
    /// Where workers reach us; nil when that is not configured.
    let address: String?

    /// An organisational unit, by the codes that the front ends of OpenKlant look for.
    func actor(team: String) -> [UInt8] {
        var json = JSONWriter()
        json.open()
        json.member("naam", Self.cut(team, 200))
        json.member("soortActor", "organisatorische_eenheid")
        json.member("indicatieActief", true)
        json.open("actoridentificator")
        json.member("objectId", Self.cut(team, 200))
        for (name, code) in Self.codes { json.member("code" + name, code) }
        json.close()
        json.close()
        return json.bytes
    }

    private static let codes = [("Objecttype", "grp"), ("Register", "obj"), ("SoortObjectId", "idf")]

    /// What finds the actor again.
    static func query(team: String) -> String {
        let codes = codes.map { ("actoridentificatorCode" + $0.0, $0.1) }
        return OpenIDProvider.form([("actoridentificatorObjectId", cut(team, 200))] + codes)
    }

    /// - Parameter time: when the revision was made, RFC 3339.
    func contact(_ data: TaskData, at time: String) -> [UInt8] {
        let count = data.signals.count
        var json = JSONWriter()
        json.open()
        json.member("kanaal", "vroegsignalering")
        json.member("onderwerp", "Vroegsignalering: \(count) \(count == 1 ? "signaal" : "signalen")")
        json.member("taal", "nld")
        json.member("vertrouwelijk", true)
        json.member("plaatsgevondenOp", time)
        json.open("metadata")
        json.member("taak", Self.cut(data.task, 255))
        json.member("deadline", data.due.description)
        json.member("urgentie", Self.cut(data.taskClass, 255))
        json.member("regelset", Self.cut("\(data.pipeline.id) \(data.pipeline.version)", 255))
        json.close()
        json.close()
        return json.bytes
    }

    /// - Parameter number: ten digits, or nil when they are another task's.
    func internalTask(_ data: TaskData, contact: String, actor: String, number: String?) -> [UInt8] {
        var text = "Taak \(data.task) in Seinpost, uiterlijk \(data.due), klasse \(data.taskClass)."
        if let address { text += " \(address)/taken/\(data.task)" }
        var json = JSONWriter()
        json.open()
        json.member("gevraagdeHandeling", "Contact opnemen met betrokkene")
        if let number { json.member("referentienummer", number) }
        json.open("aanleidinggevendKlantcontact")
        json.member("uuid", contact)
        json.close()
        json.openList("toegewezenAanActoren")
        var reference = JSONWriter()
        reference.open()
        reference.member("uuid", actor)
        reference.close()
        json.element(json: reference.bytes)
        json.close()
        json.member("toelichting", Self.cut(text, 1_000))
        json.member("status", "te_verwerken")
        json.close()
        return json.bytes
    }

    /// What an internal task becomes when ours is closed.
    var closing: [UInt8] { Array(#"{"status":"verwerkt"}"#.utf8) }

    private static func cut(_ text: String, _ length: Int) -> String { String(text.prefix(length)) }
}
