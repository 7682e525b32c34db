// What is to go wrong on purpose.
// In: commands of the control channel. Out: what to do with a request. Depends on: API, ErrorCode.

struct Faults {
    private var errors: [API: [ErrorCode]] = [:]
    private var losses: [API: Int] = [:]
    private var delays: [API: Int64] = [:]

    mutating func fail(_ api: API, with code: ErrorCode, times: Int) {
        errors[api, default: []] += Array(repeating: code, count: times)
    }

    mutating func lose(_ api: API, times: Int) { losses[api, default: 0] += times }

    mutating func delay(_ api: API, milliseconds: Int64) { delays[api] = milliseconds }

    func delayMilliseconds(of api: API) -> Int64 { delays[api] ?? 0 }

    /// The error to answer the next request with, which then counts as told.
    mutating func takeError(for api: API) -> ErrorCode? {
        guard let first = errors[api]?.first else { return nil }
        errors[api]?.removeFirst()
        return first
    }

    /// Whether the answer to the next request, which is carried out, is to get lost with its connection.
    mutating func takeLoss(of api: API) -> Bool {
        guard let count = losses[api], count > 0 else { return false }
        losses[api] = count - 1
        return true
    }
}
