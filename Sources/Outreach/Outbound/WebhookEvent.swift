// The message of a webhook: a CloudEvent with ids only, and its signature.
// In: a revision, a secret. Out: bytes and headers. Depends on: swift-crypto.

internal import Crypto
internal import FoundationEssentials
internal import Runtime

/// One structured CloudEvent for a revision of a task (NL GOV profile; *informatiearm*: who wants more asks the API).
struct WebhookEvent: Sendable {
    static let type = "nl.schulden.outreachtaak-bijgewerkt.v1"

    /// The same at every try: with `source` what a receiver knows a repeated message by.
    let id: String
    let body: [UInt8]

    /// - Parameters:
    ///   - source: the pipeline's, to which `:webhooks` is added.
    ///   - address: where the task can be asked for; nil when that is not configured.
    init(_ task: BoardTask, source: String, address: String?) {
        id = "\(task.task).\(task.revision)"
        var json = JSONWriter()
        json.open()
        json.member("specversion", "1.0")
        json.member("id", id)
        json.member("source", source + ":webhooks")
        json.member("type", Self.type)
        json.member("subject", task.task)
        json.member("time", task.time)
        if let address { json.member("dataref", "\(address)/v1/taken/\(task.task)") }
        json.member("datacontenttype", "application/json")
        json.open("data")
        json.member("taak", task.task)
        json.member("revisie", task.revision)
        json.member("team", task.team)
        json.member("status", task.isOpen ? "open" : "gesloten")
        json.close()
        json.close()
        body = json.bytes
    }

    /// As Standard Webhooks signs: over id, time of sending and body, so that nothing old can be sent again.
    func headers(secret: Secret, at moment: Moment) -> [(String, String)] {
        let seconds = String(moment.milliseconds / 1_000)
        var hash = HMAC<SHA256>(key: SymmetricKey(data: Self.key(secret)))
        hash.update(data: Array("\(id).\(seconds).".utf8))
        hash.update(data: body)
        return [
            ("Content-Type", "application/cloudevents+json; charset=UTF-8"), ("webhook-id", id),
            ("webhook-timestamp", seconds),
            ("webhook-signature", "v1," + Data(hash.finalize()).base64EncodedString()),
        ]
    }

    /// What stands behind `whsec_` is base64, as its libraries have it; anything else is the key as it is.
    private static func key(_ secret: Secret) -> [UInt8] {
        let prefix = Array("whsec_".utf8)
        guard secret.bytes.starts(with: prefix),
            let key = Data(base64Encoded: Data(secret.bytes.dropFirst(prefix.count)))
        else { return secret.bytes }
        return Array(key)
    }
}
