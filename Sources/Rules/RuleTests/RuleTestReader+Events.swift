// The events of a test: one record each, with the fields of the records under their own names.
// In: a node. Out: an event. Depends on: RuleTestLoader.

internal import Signals

extension RuleTestReader {
    func event(_ node: YAMLNode) -> TestEvent? {
        let present = RuleTestKeys.kinds.filter { node[$0] != nil }
        if present.count > 1 {
            findings.error(node.place, "one event cannot be \(Suggestion.list(present)); make it two")
            return nil
        }
        let kind = present.first
        var known = ["on"]
        if let kind {
            known += [kind, "address"] + (RuleTestKeys.fields[kind] ?? [])
        } else if node.entries?.count ?? 0 > 1 {
            // Not a bare day: a misspelt kind is the likeliest mistake.
            known += RuleTestKeys.kinds
        }
        let what =
            kind.map { "an event `\($0)`" } ?? "an event without \(Suggestion.list(RuleTestKeys.kinds, "or"))"
        guard let fields = Fields(node, what, known: known, findings) else { return nil }
        guard let on = fields.required("on").flatMap({ values.date($0, "on") }) else { return nil }
        let place = testPlace(node.place)
        guard let kind, let value = fields[kind] else {
            return TestEvent(on: on, address: nil, body: .day, place: place)
        }
        if kind == "erase" { return erasure(fields, value, on) }
        let address = fields.required("address").flatMap { values.text($0, "address") }
        let body = body(kind, value, fields, on)
        guard let address, let body else { return nil }
        return TestEvent(on: on, address: address, body: body, place: place)
    }

    private func body(_ kind: String, _ value: YAMLNode, _ fields: Fields, _ on: CivilDate) -> TestEvent.Body?
    {
        switch kind {
        case "signal": return signal(value, fields, on)
        case "withdraw": return withdrawal(value, fields, on)
        case "assign":
            var worker: String?
            if !value.isNull {
                worker = values.text(value, "assign")
                guard worker != nil else { return nil }
            }
            return .assignment(
                TestAssignment(
                    worker: worker, team: text(fields, "team"), isTakeover: truth(fields, "overname"),
                    task: text(fields, "taak"), dated: date(fields, "datum") ?? on))
        case "attempt": return attempt(value, fields, on)
        case "close":
            guard let result = values.code(value, "result", TaskResult.self) else { return nil }
            return .closing(
                TestClosing(
                    result: result, worker: text(fields, "medewerker"), task: text(fields, "taak"),
                    dated: date(fields, "datum") ?? on))
        default:
            let kind = values.code(value, "circumstance", CircumstanceKind.self)
            let (from, until, born) = (date(fields, "vanaf") ?? on, date(fields, "tot"), date(fields, "born"))
            guard let kind else { return nil }
            return .circumstance(TestCircumstance(kind: kind, from: from, until: until, born: born))
        }
    }

    private func signal(_ value: YAMLNode, _ fields: Fields, _ on: CivilDate) -> TestEvent.Body? {
        let partner = values.code(value, "kind of partner", PartnerType.self)
        let amount = fields.required("amount").flatMap { values.money($0, "amount") }
        if let amount, amount > 1_000_000_000 {
            findings.error((fields["amount"] ?? value).place, "a signal has an amount of at most €10000000")
        }
        // Everything is read before the guard, so that everything wrong is reported.
        let (dated, originDate) = (date(fields, "signaaldatum") ?? on, date(fields, "ontstaansdatum"))
        let (born, name) = (date(fields, "born"), partnerName(fields))
        let (isCrisis, isWarm) = (truth(fields, "crisissignaal"), truth(fields, "warmeOverdracht"))
        guard let partner, let amount else { return nil }
        return .signal(
            TestSignal(
                partner: partner, amountCents: amount, dated: dated, born: born, id: text(fields, "ID"),
                partnerName: name, reference: text(fields, "kenmerk"), isCrisis: isCrisis,
                isWarmHandover: isWarm,
                originDate: originDate, area: text(fields, "buurtcode")))
    }

    private func withdrawal(_ value: YAMLNode, _ fields: Fields, _ on: CivilDate) -> TestEvent.Body? {
        let partner = values.code(value, "kind of partner", PartnerType.self)
        let reason = fields.required("reden").flatMap { values.code($0, "reason", WithdrawalReason.self) }
        let (dated, born) = (date(fields, "datum") ?? on, date(fields, "born"))
        guard let partner, let reason else { return nil }
        return .withdrawal(
            TestWithdrawal(
                partner: partner, partnerName: partnerName(fields), id: text(fields, "ID"), reason: reason,
                dated: dated, born: born))
    }

    private func attempt(_ value: YAMLNode, _ fields: Fields, _ on: CivilDate) -> TestEvent.Body? {
        let kind = values.code(value, "kind of contact", ContactKind.self)
        let wasReached = fields.required("reached").flatMap { values.truth($0, "reached") }
        let dayPart = fields["dagdeel"].flatMap { values.code($0, "part of the day", DayPart.self) }
        let dated = date(fields, "datum") ?? on
        guard let kind, let wasReached else { return nil }
        return .attempt(
            TestAttempt(
                kind: kind, wasReached: wasReached, dayPart: dayPart, worker: text(fields, "medewerker"),
                task: text(fields, "taak"), dated: dated))
    }

    /// `erase: A`, or `erase: true` beside `address: A`.
    private func erasure(_ fields: Fields, _ value: YAMLNode, _ on: CivilDate) -> TestEvent? {
        var address = values.text(value, "erase")
        if let node = fields["address"] {
            if address != nil, address != "true" {
                values.wrong(value, "erase", "`true` beside `address`")
                return nil
            }
            address = values.text(node, "address")
        }
        guard let address else { return nil }
        return TestEvent(
            on: on, address: address, body: .erasure(born: date(fields, "born")),
            place: testPlace(fields.node.place))
    }

    /// The partner's `naam`; `name` is the same.
    private func partnerName(_ fields: Fields) -> String? {
        if fields["naam"] != nil, fields["name"] != nil {
            findings.error(fields.keyPlace("name"), "`name` and `naam` are the same; write one")
        }
        return text(fields, fields["naam"] == nil ? "name" : "naam")
    }

    private func text(_ fields: Fields, _ key: String) -> String? {
        fields[key].flatMap { values.text($0, key) }
    }
    private func date(_ fields: Fields, _ key: String) -> CivilDate? {
        fields[key].flatMap { values.date($0, key) }
    }
    private func truth(_ fields: Fields, _ key: String) -> Bool {
        fields[key].flatMap { values.truth($0, key) } ?? false
    }
}
