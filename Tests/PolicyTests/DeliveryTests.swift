// What others get to hear: the national exchange in pages, its signature, and a creditor's feedback.

import Crypto
import CryptoExtras
import Engine
import Foundation
import Policy
import Rules
import Runtime
import Signals
import TestSupport
import Testing

@Suite struct DeliveryTests {
    static let march = CivilDate(year: 2026, month: 3, day: 1)...CivilDate(year: 2026, month: 3, day: 31)

    static func read() throws -> ([DeliveredSignal], SignalOutcomes) {
        let folder = try Scratch()
        // A duplicate, and a second delivery of a signal under another number of event.
        let again = ComparisonTests.signal(1, "Huur", 200).replacing(
            "\"id\":\"1-Huur", with: "\"id\":\"again-Huur")
        let lines = ComparisonTests.stream + [ComparisonTests.signal(2, "Huur", 200), again]
        let path = try folder.write("s.ndjson", lines.joined(separator: "\n") + "\n")
        let pipeline = try ComparisonTests.left()
        var outcomes = SignalOutcomes()
        let log = Fold(pipeline).run(lines)
        for line in log.statuses { try outcomes.take(status: Array(line.utf8)) }
        for line in log.tasks { try outcomes.take(task: Array(line.utf8)) }
        var delivered = DeliveredSignals(period: march)
        try RecordPass.run(
            try InputFiles(paths: [path]), pipeline: pipeline, key: Pseudonyms.fixtureKey, into: &delivered)
        return (delivered.signals, outcomes)
    }

    static func delivery() throws -> DDASDelivery {
        let (delivered, outcomes) = try read()
        return DDASDelivery(
            period: march, municipality: "0518",
            organisation: DDASOrganisation(
                name: "Gemeente Voorbeeld", kvk: "12345678", contactName: "A. Voorbeeld",
                contactRole: "Beheerder",
                contactMail: "ddas@example.nl", contactPhone: "0700000000"), supplier: "Seinpost proef",
            deliveredAt: "2026-04-01T06:00:00Z", delivered: delivered, outcomes: outcomes)
    }

    @Test("each signal is delivered once, with its last status and address") func signals() throws {
        let delivery = try Self.delivery()
        #expect(delivery.signals.count == 51)
        #expect(delivery.signals.count { $0.status == .onterechtSignaal } == 15)
        #expect(delivery.withoutStatus == 0 && delivery.withoutAddress == 0)
        #expect(delivery.cases.count == 30)
        let first = try #require(delivery.signals.first?.signal)
        #expect(first.postcode == "1000AA" && first.houseNumber == "1" && first.houseNumberSuffix == nil)
    }

    @Test("pages hold every signal and every case once", arguments: [1, 7, 50, 51, 50_000]) func pages(
        _ size: Int
    ) throws {
        let delivery = try Self.delivery()
        var signals = 0
        var cases = 0
        for page in 1...delivery.pages(of: size) {
            let text = delivery.page(page, of: size).compact
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            let deliveries = try #require(object["leveringen"] as? [[String: Any]])
            signals += (deliveries[0]["vroegsignalen"] as? [Any])?.count ?? 0
            cases += (deliveries[0]["vroegsignaalzaken"] as? [Any])?.count ?? 0
            #expect(deliveries[0]["teller"] as? Int == page)
        }
        #expect(signals == 51 && cases == 30)
        #expect(delivery.page(99, of: size) == delivery.page(1, of: size))
    }

    @Test("a request names a period and a page, and is refused with the field that is wrong") func request()
        throws
    {
        let body =
            #"{"aanleverperiodeStartdatum":"2026-03-01","aanleverperiodeEinddatum":"2026-03-31","page":2,"#
        let request = try DDASRequest.read(Array((body + #""pageSize":20}"#).utf8)).get()
        let answer = request.answer(try Self.delivery()).compact
        #expect(
            answer.hasSuffix(
                #""paginering":{"pageSize":20,"currentPage":2,"totalPages":3,"totalRecords":51}}"#))
        func field(_ text: String) -> String? {
            if case .failure(let problem) = DDASRequest.read(Array(text.utf8)) { problem.field } else { nil }
        }
        #expect(field(body + #""pageSize":50001}"#) == "pageSize")
        #expect(field("{}") == "aanleverperiodeStartdatum")
        #expect(field("[") == "")
        #expect(
            field(#"{"aanleverperiodeStartdatum":"2026-03-01","aanleverperiodeEinddatum":"2026-02-01"}"#)
                == "aanleverperiodeEinddatum")
    }

    @Test("the signature over a payload holds for its bytes, and for no others") func signature() throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        let signer = try PayloadSignature(
            key: key.pemRepresentation, certificates: certificate, keyID: "proef")
        let body = Array(try Self.delivery().file.compact.utf8)
        let parts = try signer.signature(of: body).split(separator: ".", omittingEmptySubsequences: false)
        #expect(parts.count == 3 && parts[1].isEmpty)
        var base64 = parts[2].replacing("-", with: "+").replacing("_", with: "/")
        while base64.count % 4 != 0 { base64 += "=" }
        let signature = _RSA.Signing.RSASignature(
            rawRepresentation: try #require(Data(base64Encoded: String(base64))))
        func holds(_ bytes: [UInt8]) -> Bool {
            let signed = Array((parts[0] + ".").utf8) + PayloadSignature.signedText(of: bytes)
            return key.publicKey.isValidSignature(signature, for: SHA256.hash(data: signed), padding: .PSS)
        }
        #expect(holds(body))
        #expect(!holds(body + [0x20]))
        #expect(
            PayloadSignature.digest(of: Array("abc".utf8))
                == "SHA-256=ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
        #expect(throws: PayloadSignature.Unusable.self) {
            try PayloadSignature(key: "x", certificates: certificate, keyID: "proef")
        }
    }

    @Test("a creditor hears the status of its own signals and nothing else") func feedback() throws {
        let (delivered, outcomes) = try Self.read()
        let feedback = PartnerFeedback(partner: .zorg, name: nil, delivered: delivered, outcomes: outcomes)
        #expect(feedback.rows.count == 21)
        #expect(feedback.rows.count { $0.status == .onterechtSignaal } == 15)
        let lines = feedback.sheet.split(separator: "\r\n")
        #expect(lines.count == 22)
        #expect(lines[1] == "S-9-Zorg-2026-03-02;02-03-2026;Niet opgepakt: onterecht signaal;02-03-2026")
        #expect(!feedback.sheet.contains("h1_") && !feedback.json.compact.contains("1000"))
        let other = PartnerFeedback(partner: .zorg, name: "Iemand", delivered: delivered, outcomes: outcomes)
        #expect(other.rows.isEmpty)
    }
}
