// Which due dates come soon: what is at risk while a partition stands still.
// In: the state. Out: a count. Depends on: Store.

package import Signals

/// Open tasks whose due date comes soon or has passed.
package struct DueSoon: Hashable, Sendable {
    package var tasks = 0
    /// The earliest of their due dates; nil when there is none.
    package var first: CivilDate?
}

extension Engine {
    /// Counts the open tasks that are due on a day or before it. Looks at every household, so ask now and then only.
    package func openTasks(dueBy day: CivilDate) -> DueSoon {
        var soon = DueSoon()
        var first = Int32.max
        for row in store.rows.indices where store.rows[row].isLive {
            for task in store.tasks(of: row) where task.isOpen && task.due <= day.dayNumber {
                soon.tasks += 1
                first = min(first, task.due)
            }
        }
        if soon.tasks > 0 { soon.first = CivilDate(dayNumber: first) }
        return soon
    }
}
