// Pseudonyms against values worked out independently, and addresses in their three forms.

import Testing

@testable import Signals

/// From Python's hmac and hashlib.
private let knownPseudonyms = [
    ("2511AB|12|A", "h1_0234ae3ec8d77ef4948860253b46db08", "p1_bf1739061363aee7a6d1419c8b6028b5"),
    ("1011ZZ|1|", "h1_fbfebb13f97d9860dfbc6d5a52a5efb9", "p1_6bdaa868c311bd68fb25b32c462e9f01"),
    (
        "9999XX|99999|ACHTERHUISBOVENSTEVERDIEPING", "h1_3fbb42eb5bb5b229b6832454aaa7cd43",
        "p1_c7438cc3141568a30cb50a9ea087ee94"
    ),
    ("2511AB|7|3HOOG", "h1_89499e90f558f6828b869e7f686fbd5e", "p1_88904d125adabbc5bda88d7d0ade9395"),
]

@Suite struct PseudonymTests {
    private let pseudonyms = Pseudonyms(key: Pseudonyms.fixtureKey)
    private let birth = CivilDate(year: 2003, month: 4, day: 5)

    @Test("pseudonyms are those of any other implementation of HMAC-SHA-256", arguments: knownPseudonyms)
    func known(_ canonical: String, _ household: String, _ person: String) {
        let bytes = Array(canonical.utf8)
        #expect(pseudonyms.household(ofCanonical: bytes).text(as: .household) == household)
        #expect(pseudonyms.person(ofCanonical: bytes, born: birth).text(as: .person) == person)
    }

    @Test("other keys, also empty and long ones, give other pseudonyms")
    func keys() {
        let canonical = Array("2511AB|12|A".utf8)
        let empty = Pseudonyms(key: []).household(ofCanonical: canonical)
        let long = Pseudonyms(key: Array(repeating: 0x6B, count: 100)).household(ofCanonical: canonical)
        #expect(empty.text(as: .household) == "h1_29ea40f05892b831373666d8fb859ca2")
        #expect(long.text(as: .household) == "h1_c885575f1359dc3380f43b0cbe8654da")
    }

    @Test(
        "the decoder gives the same pseudonyms, from a packed address or worked out at once",
        arguments: knownPseudonyms
    )
    func decoded(_ canonical: String, _ household: String, _ person: String) throws {
        let parts = canonical.split(separator: "|", omittingEmptySubsequences: false)
        let line = EventText.line(
            .erasure,
            [
                Change("data.client.postcode", "\"\(parts[0])\""),
                Change("data.client.huisnummer", "\"\(parts[1])\""),
                Change("data.client.huisnummertoevoeging", "\"\(parts[2])\""),
            ])
        let (batch, byAddress) = try Decoding.record(line)
        guard case .erasure(let subject) = byAddress.body, case .address(let address) = subject.household
        else {
            Issue.record("no address")
            return
        }
        #expect(address.canonicalText(in: batch) == canonical)
        #expect(pseudonyms.household(of: address, in: batch).text(as: .household) == household)
        #expect(pseudonyms.person(of: address, born: birth, in: batch).text(as: .person) == person)
        let (_, byPseudonym) = try Decoding.record(line, .pseudonym(pseudonyms))
        guard case .erasure(let other) = byPseudonym.body, case .pseudonym(let value) = other.household else {
            Issue.record("no pseudonym")
            return
        }
        #expect(value.text(as: .household) == household)
        #expect(other.person.text(as: .person) == person)
        #expect(other.birthDate == birth)
    }

    @Test("a pseudonym is read from its text and from nothing else")
    func text() {
        let text = EventText.household
        #expect(Pseudonym(text, as: .household)?.text(as: .household) == text)
        #expect(Pseudonym(text, as: .person) == nil)
        #expect(Pseudonym(text.uppercased(), as: .household) == nil)
        #expect(Pseudonym(String(text.dropLast()), as: .household) == nil)
        #expect(Pseudonym(text + "0", as: .household) == nil)
        #expect(Pseudonym("h2_" + text.dropFirst(3), as: .household) == nil)
        #expect(Pseudonym("h1_0123456789abcdef0123456789abcdeg", as: .household) == nil)
        #expect(Pseudonym("", as: .household) == nil)
    }

    @Test(
        "an address that a person types is read whatever its spaces and case",
        arguments: [
            ("2511AB 12 A", "2511AB|12|A"), ("2511 ab 12a", "2511AB|12|A"),
            ("  2511ab,12 - a ", "2511AB|12|A"),
            ("2511AB12", "2511AB|12|"), ("2511AB|12|A", "2511AB|12|A"), ("2511AB 00012", "2511AB|12|"),
            ("2511AB 99999 3 hoog", "2511AB|99999|3HOOG"), ("2511AB 7 é1", "2511AB|7|1"),
            ("1000AA 1 achterhuis boven", "1000AA|1|ACHTERHUISBOVEN"),
        ])
    func written(_ input: String, _ canonical: String) {
        let address = WrittenAddress(input)
        #expect(address.map { String(decoding: $0.canonical, as: UTF8.self) } == canonical)
        let hasShortSuffix =
            canonical.split(separator: "|").count < 3
            || (canonical.split(separator: "|").last?.count ?? 0) <= 8
        #expect((address?.address != nil) == hasShortSuffix)
        if let packed = address?.address { #expect(packed.canonicalText(in: RecordBatch()) == canonical) }
    }

    @Test(
        "what has no postcode or no house number is no address",
        arguments: [
            "", "2511AB", "2511AB A", "0511AB 1", "2511A 1", "2511AB 0", "2511AB 100000", "25111 1",
            "AB2511 1",
        ])
    func notWritten(_ input: String) { #expect(WrittenAddress(input) == nil) }
}
