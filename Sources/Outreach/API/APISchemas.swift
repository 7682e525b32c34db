// The schemas that answers have: a task as pipelines/README.md describes it, and what is around it.
// In: nothing. Out: components of the document. Depends on: APISchema, Signals' code lists.

internal import Signals

enum APISchemas {
    static let all: [(name: String, schema: APISchema)] = [
        ("Taak", .object(task)),
        ("Taken", .object(page)),
        ("Taakdossier", .object(file)),
        ("Contactgegevens", .object(details)),
        ("Teams", .object([APIField("results", .list(.named("Team")), required: true, "De teams.")])),
        ("Team", .object(team)),
        ("Probleem", .object(problem)),
    ]

    private static let count = APISchema.whole(0...2_147_483_647)
    private static let text = APISchema.text(0...65_536)

    private static let task: [APIField] = [
        APIField("taak", text, required: true, "Kenmerk van de taak."),
        APIField("revisie", count, required: true, "Telt vanaf 1."),
        APIField("huishouden", text, required: true, "Pseudoniem van het huishouden."),
        APIField("persoon", text, "Pseudoniem van de persoon om wie het gaat."),
        APIField("status", .word(["open", "gesloten"]), required: true, "Of de taak nog open is."),
        APIField("klasse", text, required: true, "Hoe dringend, in de woorden van de gemeente."),
        APIField(
            "score",
            .object([
                APIField("totaal", count, required: true, "Alle punten."),
                APIField("huishouden", count, required: true, "Punten van regels over het huishouden."),
                APIField("persoon", count, required: true, "Punten van regels over de persoon."),
            ]), required: true, "De punten."),
        APIField("bijdragen", .list(.object(contribution)), required: true, "Waarom: de regels die golden."),
        APIField("signalen", .list(.object(signal)), required: true, "De signalen van deze taak."),
        APIField("buurtcode", text, "CBS-buurtcode."),
        APIField("geopend", .date, required: true, "Dag van openen."),
        APIField("uiterlijk", .date, required: true, "Uiterste dag van het eerste contact."),
        APIField("telaat", .truth, required: true, "Of die dag voorbij is zonder poging."),
        APIField(
            "volgendeActie",
            .object([
                APIField("soort", .codes(ContactKind.self), required: true, "Hoe contact te zoeken."),
                APIField("vanaf", .date, required: true, "Vanaf welke dag."),
            ]), "Wat nu te doen."),
        APIField("team", text, required: true, "Het team."),
        APIField("medewerker", text, "Wie de taak heeft."),
        APIField("verwijzingen", .list(text), required: true, "Regelingen die kunnen helpen."),
        APIField("pogingen", .list(.object(attempt)), required: true, "Contactpogingen."),
        APIField("resultaat", .codes(TaskResult.self), "Hoe de taak eindigde."),
        APIField("gesloten", .date, "Dag van afsluiten."),
        APIField("steekproef", .truth, required: true, "Of de taak door loting hoger is ingedeeld."),
        APIField(
            "pijplijn",
            .object([
                APIField("id", text, required: true, "Naam."),
                APIField("versie", text, required: true, "Versie."),
                APIField("hash", text, required: true, "Begin van de hash."),
            ]), required: true, "Volgens welke regels."),
        APIField("peildatum", .date, required: true, "De dag waarop dit gold."),
    ]

    private static let contribution: [APIField] = [
        APIField("regel", text, required: true, "De regel."),
        APIField("punten", count, required: true, "De punten."),
        APIField("reden", text, required: true, "In gewone woorden."),
        APIField("waarden", .anything, required: true, "De maten van de regel."),
        APIField("signalen", .list(text), required: true, "De signalen waar het op rust."),
    ]

    private static let signal: [APIField] = [
        APIField("ID", text, required: true, "Kenmerk van het signaal."),
        APIField("soort", .codes(PartnerType.self), required: true, "Soort signaalpartner."),
        APIField("naam", text, "Naam van de partner."),
        APIField("bedrag", .amount, required: true, "In euro's."),
        APIField("signaaldatum", .date, required: true, "Datum van het signaal."),
        APIField("ingetrokken", .codes(WithdrawalReason.self), "Waarom de partner het introk."),
    ]

    private static let attempt: [APIField] = [
        APIField("soort", .codes(ContactKind.self), required: true, "Hoe."),
        APIField("bereikt", .truth, required: true, "Of er contact was."),
        APIField("datum", .date, required: true, "Wanneer."),
        APIField("dagdeel", .codes(DayPart.self), "Deel van de dag."),
    ]

    private static let page: [APIField] = [
        APIField("count", count, required: true, "Alle taken van deze keuze."),
        APIField("next", .nullable(text), required: true, "Adres van de volgende bladzijde."),
        APIField("previous", .nullable(text), required: true, "Adres van de vorige bladzijde."),
        APIField("results", .list(.named("Taak")), required: true, "De taken, op uiterlijk en taak."),
    ]

    private static let file: [APIField] = [
        APIField("taak", .named("Taak"), required: true, "De taak zoals die nu is."),
        APIField("uitleg", .list(text), required: true, "Waarom deze taak, in zinnen."),
        APIField(
            "geschiedenis",
            .list(
                .object([
                    APIField("tijd", .moment, required: true, "Wanneer het bericht kwam dat dit veranderde."),
                    APIField("taak", .named("Taak"), required: true, "De taak zoals die toen was."),
                ])), required: true, "Alle revisies, de oudste eerst."),
    ]

    private static let details: [APIField] = [
        APIField(
            "signalen",
            .list(
                .object([
                    APIField("ID", text, required: true, "Kenmerk van het signaal."),
                    APIField("signaalpartner", text, required: true, "Soort signaalpartner."),
                    APIField("signaaldatum", .date, required: true, "Datum van het signaal."),
                    APIField("gegevens", .anything, "client en contact; ontbreekt als geen sleutel past."),
                ])), required: true, "Wat de partners aanleverden."),
        APIField(
            "notities",
            .list(
                .object([
                    APIField("medewerker", text, required: true, "Wie het schreef."),
                    APIField("tijd", .moment, required: true, "Wanneer."),
                    APIField("gegevens", .anything, "tekst; ontbreekt als geen sleutel past."),
                ])), required: true, "Notities bij deze taak."),
    ]

    private static let team: [APIField] = [
        APIField("team", text, required: true, "Het team."),
        APIField("open", count, required: true, "Open taken."),
        APIField("vrij", count, required: true, "Taken van niemand."),
        APIField("telaat", count, required: true, "Taken waarvan de dag voorbij is."),
        APIField("dezeWeek", count, required: true, "Taken met een uiterste dag tot en met zondag."),
    ]

    private static let problem: [APIField] = [
        APIField("type", text, required: true, "Naam van de fout, die blijft."),
        APIField("title", text, required: true, "Wat er is."),
        APIField("status", .whole(400...599), required: true, "De HTTP-status."),
        APIField("detail", text, required: true, "Wat u kunt doen."),
        APIField(
            "errors",
            .list(
                .object([
                    APIField("field", text, required: true, "Het veld, de parameter of de kopregel."),
                    APIField("reason", text, required: true, "Naam van de fout, die blijft."),
                    APIField("title", text, required: true, "Wat er is."),
                ])), "Alle fouten van het verzoek."),
        APIField("taak", .named("Taak"), "De taak zoals die nu is."),
    ]
}
