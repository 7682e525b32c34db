// What only the workers of a household may read: contact details and notes, opened after the line about it is on disk.
// In: a task, the request's context. Out: opened details. Depends on: OutreachDesk, ContactSeal.

internal import Runtime
package import Signals

extension OutreachDesk {
    /// Opens contact details and notes of a task's household. First the audit line, then the seals.
    package func details(of task: String, _ context: OutreachContext) async throws -> [OpenedDetails] {
        guard let task = try await board.task(task) else { throw DeskProblem.notFound }
        try context.check(.openContact, team: task.team)
        _ = try await append(OutreachEntry(audit: account(of: .openContact, task, context, .done)))
        return try await board.details(of: task.household).compactMap { open($0, for: task.task) }
    }

    /// The tasks at an address, open and closed, of the teams that the actor may see; the address goes no further than
    /// its pseudonym.
    package func search(
        _ address: WrittenAddress, _ context: OutreachContext
    ) async throws -> [BoardTask] {
        let actor = try context.actor
        let household = settings.pseudonyms.household(ofCanonical: address.canonical).text(as: .household)
        let now = clock()
        let entry = OutreachEntry(audit: [
            .action(
                AuditedAction(
                    time: now, actor: actor.id, action: Action.searchAddress.rawValue, object: household,
                    outcome: .done, origin: context.origin, trace: context.trace)),
            .processing(
                ProcessingRecord(
                    trace: context.trace, status: .ok, name: Action.searchAddress.rawValue, start: now,
                    end: now,
                    activity: settings.activity, subject: household)),
        ])
        _ = try await append(entry)
        var filter = TaskFilter(teams: Permissions.teams(of: .searchAddress, for: actor))
        filter.isOpen = nil
        filter.household = household
        return try await board.tasks(filter, limit: 100).tasks
    }

    /// A note as a record of the contact stream.
    func note(_ text: String, for action: WorkerAction) -> [UInt8] {
        var plain = JSONWriter()
        plain.open()
        plain.member("tekst", text)
        plain.close()
        var record = JSONWriter()
        record.open()
        record.member("notitie", action.id)
        record.member("taak", action.task)
        record.member("medewerker", action.actor)
        record.member("tijd", action.time)
        record.member("datum", action.date.description)
        record.member("sleutel", settings.seal.currentKey)
        let sealed = settings.seal.seal(plain.bytes, context: Array(action.household.utf8))
        record.member("verzegeld", String(decoding: sealed, as: UTF8.self))
        record.close()
        return record.bytes
    }

    /// Contact details of the household, and the notes of this task.
    private func open(_ details: SealedDetails, for task: String) -> OpenedDetails? {
        if case .note(_, let noted, _, _) = details.kind, noted != task { return nil }
        let plain = try? settings.seal.open(
            details.sealed, key: details.key, context: Array(details.household.utf8))
        return OpenedDetails(kind: details.kind, person: details.person, plain: plain)
    }
}
