// The value of an explained measure as a person or a program reads it.
// In: a value and its type. Out: text. Depends on: Explanation, TaskWriter.

import Rules

extension HouseholdExplanation.ExplainedMeasure {
    /// As in a reason: `€ 1.234,56`, `0,5`, `ja`, `onbekend`.
    package var written: String {
        let bytes = ByteList.bytes { $0.append(dutch: value ?? Expression.absent, type) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
