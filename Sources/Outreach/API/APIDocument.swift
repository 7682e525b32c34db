// The API's description, OpenAPI 3.1, written from the operations that serve it.
// In: operations. Out: JSON. Depends on: APIOperation, APISchemas.

internal import HTTPTypes

enum APIDocument {
    /// Of the interface, not of the program.
    static let version = "1.0.0"

    static func json(_ operations: [APIOperation]) -> [UInt8] {
        var json = JSONWriter()
        json.open()
        json.member("openapi", "3.1.0")
        writeInfo(to: &json)
        json.openList("servers")
        json.open()
        json.member("url", "/")
        json.close()
        json.close()
        json.open("paths")
        var paths: [String] = []
        for operation in operations where !paths.contains(operation.path) { paths.append(operation.path) }
        for path in paths {
            json.open(path)
            for operation in operations where operation.path == path { write(operation, to: &json) }
            json.close()
        }
        json.close()
        writeComponents(to: &json)
        json.close()
        return json.bytes
    }

    private static func writeInfo(to json: inout JSONWriter) {
        json.open("info")
        json.member("title", "Seinpost: takenbord")
        json.member("version", version)
        json.member(
            "description",
            "Taken voor vroegsignalering van schulden: bekijken, oppakken, contactpogingen registreren en afsluiten."
        )
        json.open("contact")
        json.member("name", "Beheer Seinpost")
        json.member("email", "beheer@example.nl")
        json.member("url", "https://www.example.nl/seinpost")
        json.close()
        json.open("license")
        json.member("name", "EUPL-1.2")
        json.member("identifier", "EUPL-1.2")
        json.close()
        json.close()
    }

    private static func write(_ operation: APIOperation, to json: inout JSONWriter) {
        json.open(operation.method.rawValue.lowercased())
        json.member("operationId", operation.id)
        json.member("summary", operation.summary)
        json.member("tags", ["taken"])
        json.openList("security")
        if operation.access != .anyone {
            json.open()
            json.member("bearer", [])
            json.close()
        }
        json.close()
        if !operation.parameters.isEmpty {
            json.openList("parameters")
            for parameter in operation.parameters { write(parameter, to: &json) }
            json.close()
        }
        if let body = operation.body {
            json.open("requestBody")
            json.member("required", true)
            writeContent("application/json", body, to: &json)
            json.close()
        }
        json.open("responses")
        writeAnswer(operation, to: &json)
        for status in statuses(of: operation) { writeProblem(status, to: &json) }
        json.close()
        json.close()
    }

    private static func write(_ parameter: APIParameter, to json: inout JSONWriter) {
        json.open()
        json.member("name", parameter.name)
        json.member("in", parameter.place.rawValue)
        json.member("required", parameter.isRequired)
        json.member("description", parameter.title)
        parameter.schema.write("schema", to: &json)
        json.close()
    }

    private static func statuses(of operation: APIOperation) -> [Int] {
        var statuses: Set<Int> = []
        if !operation.parameters.isEmpty || operation.body != nil { statuses.insert(400) }
        if operation.access != .anyone { statuses.formUnion([401, 403, 429, 500]) }
        if operation.parameters.contains(where: { $0.place == .path }) { statuses.insert(404) }
        if operation.body != nil { statuses.formUnion([408, 413, 415]) }
        statuses.formUnion(operation.problems.map(\.code))
        return statuses.sorted()
    }

    private static func writeAnswer(_ operation: APIOperation, to json: inout JSONWriter) {
        json.open("200")
        json.member("description", operation.answer.title)
        writeHeaders(operation.answer.hasEntityTag, to: &json)
        writeContent(operation.answer.type, operation.answer.schema, to: &json)
        json.close()
    }

    private static func writeProblem(_ status: Int, to json: inout JSONWriter) {
        json.open(String(status))
        json.member("description", HTTPResponse.Status(code: status).reasonPhrase)
        writeHeaders(false, to: &json)
        writeContent("application/problem+json", .named("Probleem"), to: &json)
        json.close()
    }

    private static func writeHeaders(_ hasEntityTag: Bool, to json: inout JSONWriter) {
        json.open("headers")
        for (name, title) in [("API-Version", "Versie van deze API.")]
            + (hasEntityTag ? [("ETag", "De revisie.")] : [])
        {
            json.open(name)
            json.member("description", title)
            APISchema.text(1...200).write("schema", to: &json)
            json.close()
        }
        json.close()
    }

    private static func writeContent(_ type: String, _ schema: APISchema, to json: inout JSONWriter) {
        json.open("content")
        json.open(type)
        schema.write("schema", to: &json)
        json.close()
        json.close()
    }

    private static func writeComponents(to json: inout JSONWriter) {
        json.open("components")
        json.open("schemas")
        for (name, schema) in APISchemas.all { schema.write(name, to: &json) }
        json.close()
        json.open("securitySchemes")
        json.open("bearer")
        json.member("type", "http")
        json.member("scheme", "bearer")
        json.member("bearerFormat", "JWT")
        json.close()
        json.close()
        json.close()
    }
}
