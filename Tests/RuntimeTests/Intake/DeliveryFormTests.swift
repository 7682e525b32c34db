// Where the events of a request lie, and what a request's bounds let through.

import HTTPTypes
import Testing

@testable import Runtime

@Suite("Forms of deliveries")
struct DeliveryFormTests {
    @Test(
        "The elements of an array are found, whatever they hold",
        arguments: [
            ("[]", []), (" [ ] ", []), ("[1]", ["1"]),
            ("[1,\"a,]\",{\"b\":[2,{}]}]", ["1", "\"a,]\"", "{\"b\":[2,{}]}"]),
            (#"["\\","\""]"#, [#""\\""#, #""\"""#]), ("\n[1 , 2]\r\n", ["1 ", " 2"]), ("[,]", ["", ""]),
            ("", nil), ("{}", nil), ("[", nil), ("[1", nil), ("[1,", nil), ("[1]]", nil), ("[1}", nil),
            ("[\"a]", nil),
            ("[\"a\\", nil), ("[]x", nil), ("[{]", nil),
        ] as [(String, [String]?)])
    func elements(_ text: String, _ found: [String]?) {
        let bytes = Array(text.utf8)
        let ranges = EventArray.elements(of: bytes, limit: 100)
        #expect(ranges?.map { String(decoding: bytes[$0], as: UTF8.self) } == found)
    }

    @Test("An array is not looked at beyond the limit") func limit() {
        #expect(EventArray.elements(of: Array("[1,2,3,4,5".utf8), limit: 2)?.count == 3)
    }

    @Test("The envelope comes from header fields, escaped, and none of them stands in for the data")
    func binary() {
        var fields: HTTPFields = [:]
        for (name, value) in [
            ("ce-id", "a%22%C3%AB%zz"), ("ce-source", "b\\"), ("ce-data", "{}"), ("ce-datacontenttype", "x"),
            ("ce-BRON", "c"), ("ce-a_b", "d"), ("content-type", "application/json"),
        ] {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        #expect(
            String(decoding: BinaryRequest.event(fields, Array("[1]".utf8)), as: UTF8.self)
                == #"{"datacontenttype":"application/json","bron":"c","id":"a\"ë%zz","source":"b\\","data":[1]}"#
        )
        #expect(
            String(decoding: BinaryRequest.event([:], []), as: UTF8.self)
                == #"{"datacontenttype":"application/json"}"#)
    }

    @Test("Bytes under way are limited together, and come free") func budget() {
        let budget = ByteBudget(limit: 10)
        #expect(budget.take(4) && budget.take(6) && !budget.take(1))
        budget.giveBack(6)
        #expect(budget.take(5))
    }
}
