// The national code lists as a reader of English sees them, and what each kind of contact asks of a worker.
// In: texts of the wire. Out: texts for a page. Depends on: Wording.

extension Wording {
    /// A text of a code list: in Dutch as the national model has it; one that is not known stays as it is.
    package func code(_ text: String) -> String {
        language == .dutch ? Self.dutch[text] ?? text : Self.english[text] ?? text
    }

    /// What to do, as the title of a task: `Bellen`, `Huisbezoek`.
    package func action(_ kind: String) -> String {
        guard let words = Self.actions[kind] else { return code(kind) }
        return self(words.dutch, words.english)
    }

    private static let actions: [String: (dutch: String, english: String)] = [
        "Telefoon": ("Bellen", "Phone"), "Huisbezoek": ("Huisbezoek", "Home visit"),
        "Afspraak op locatie": ("Afspraak op locatie", "Appointment on location"),
        "Brief": ("Brief sturen", "Send a letter"), "Mail": ("Mail sturen", "Send an e-mail"),
        "SMS/Whatsapp": ("Appje of sms sturen", "Send a text message"),
        "Kaartje": ("Kaartje in de bus", "Leave a card"), "Administratief": ("Afsluiten", "Close the task"),
    ]

    /// Only what the wire writes otherwise than a person would.
    private static let dutch = [
        "SMS/Whatsapp": "Sms of WhatsApp", "open": "Open", "gesloten": "Afgesloten",
        "betaald": "betaald", "regeling": "betalingsregeling", "onterecht": "onterecht",
    ]

    private static let english = [
        "Belastingdienst": "Tax authority", "CAK Eigen bijdrage": "CAK own contribution",
        "CAK Zorgverzekeringen": "CAK health insurance", "Dienst Toeslagen": "Benefits office",
        "DUO": "Student finance (DUO)", "Energie": "Energy", "Huur": "Rent", "Hypotheek": "Mortgage",
        "Overige": "Other", "Water": "Water", "Zorg": "Health insurance",
        "Administratief": "Administrative", "Afspraak op locatie": "Appointment on location",
        "Brief": "Letter", "Huisbezoek": "Home visit", "Kaartje": "Card", "Mail": "E-mail",
        "Onbekend": "Unknown", "SMS/Whatsapp": "Text message", "Telefoon": "Phone",
        "Ochtend": "Morning", "Middag": "Afternoon", "Avond": "Evening",
        "(Budget)advies en/of quick fix": "(Budget) advice or quick fix",
        "Definitief geen contact kunnen krijgen": "No contact, given up",
        "Geen reactie na eerder contact": "No response after earlier contact",
        "Inwoner al bekend bij schuldhulpverlening": "Resident already known to debt help",
        "Inwoner heeft al een ander lopend traject": "Resident already has other help",
        "Inwoner heeft zelf al betaald/betalingsregeling getroffen":
            "Resident has paid or made an arrangement",
        "Inwoner is overleden": "Resident has died",
        "Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering": "Resident needs no help from us",
        "Niet opgepakt: andere reden": "Not taken up: other reason",
        "Niet opgepakt: herhaalde melding": "Not taken up: repeated signal",
        "Niet opgepakt: onterecht signaal": "Not taken up: signal was wrong",
        "Persoon is geen inwoner (meer) in de gemeente": "Person does not live here (any more)",
        "Vervolghulp en/of verwijzing": "Further help or referral",
        "Vervolghulp en/of verwijzing financieel": "Further help or referral, financial",
        "Vervolghulp en/of verwijzing niet financieel": "Further help or referral, not financial",
        "Verwijzing zonder tussenkomst inwoner": "Referral without the resident",
        "open": "Open", "gesloten": "Closed", "betaald": "paid", "regeling": "payment arrangement",
        "onterecht": "wrong", "crisis": "crisis", "huisbezoek": "home visit", "bellen": "phone",
        "bericht": "message",
    ]
}
