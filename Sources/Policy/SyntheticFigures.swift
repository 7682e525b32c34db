// Every figure that the synthetic stream is calibrated on, each with its source.
// In: nothing. Out: the table, and its text. Depends on: nothing.

/// One row of the table: a number, or the numbers of a list, and where they come from.
package struct SyntheticFigure: Sendable {
    /// What a figure counts.
    package enum Unit: String, Sendable {
        case perThousand = "per 1 000"
        case perHundredThousand = "per 100 000"
        case thousandths, cents, days, months, number

        /// What a rate in this unit is a part of.
        var whole: Int { self == .perHundredThousand ? 100_000 : 1000 }
    }

    package let name: String
    package let values: [Int]
    package let unit: Unit
    /// Tags as in the list of sources of the domain notes, or "assumption".
    package let source: String
    /// The first value; most figures have one.
    let value: Int

    init(_ name: String, _ values: [Int], _ unit: Unit, _ source: String) {
        self.name = name
        self.values = values
        self.unit = unit
        self.source = source
        value = values[0]
    }
}

/// The table. A figure without a published source says "assumption".
package enum SyntheticFigures {
    typealias F = SyntheticFigure

    // Volume
    static let signals = F(
        "signals per inhabitant and month", [440], .perHundredThousand,
        "[GNU24] 4.4 signals per 1 000 inhabitants a month, 2024")
    static let march = F(
        "signals in March, against the mean month", [1240], .thousandths,
        "[DIV22] March 4.1 against 3.3 in the year; [DIV-NIEUWS23] January premiums fall due")
    static let kinds = F(
        "signals by kind: Zorg, Energie, Water, Huur", [400, 250, 200, 150], .perThousand,
        "assumption; [WK24] insurers largest")
    static let withoutGround = F(
        "extra signals of a kind without legal ground", [1], .perThousand, "assumption")
    static let proneShares = F(
        "households by proneness: never, now and then, often, most", [400, 490, 98, 12], .perThousand,
        "assumption; with the next rows set to 50 / 11 / 40 single, multiple, consecutive [DIV23-H5]")
    static let proneWeights = F("weight of each proneness", [0, 1, 6, 30], .number, "assumption")
    static let companion = F(
        "new arrears with arrears of another kind beside them", [155], .perThousand, "assumption")
    static let warmUp = F("months lived through before the first line", [5], .months, "assumption")

    // The course of one arrears
    static let repeatShares = F(
        "another signal next month: Zorg, Energie, Water, Huur", [330, 330, 200, 240], .perThousand,
        "assumption; [DIV-LOEP25] repeats mostly by insurers (47 %) and energy (41 %)")
    static let longest = F(
        "signals about one arrears at most: same order", [3, 6, 6, 8], .number, "assumption")
    static let unchanged = F("repeats of an unchanged amount", [450], .perThousand, "assumption")
    static let lowered = F("repeats of a lower amount", [60], .perThousand, "assumption")
    static let costs = F("first grown repeats with collection costs", [500], .perThousand, "assumption")
    static let costsMinimum = F("collection costs at least", [4000], .cents, "[WIK1] minimum 40 euros")
    static let costsShare = F("collection costs of the first 2 500 euros", [150], .perThousand, "[WIK1] 15 %")
    static let premium = F(
        "health premium of a month, around", [13_800], .cents, "[ORKAAN-Z] about 138 euros, 2023")
    static let premiums = F(
        "premiums behind at the first signal: 1, 2, 3", [650, 270, 80], .perThousand,
        "assumption; [DDAS-DEF] 30 to 100 days is 1 to 3 premiums")
    static let rent = F("rent of a month, from and to", [42_000, 98_000], .cents, "assumption")
    static let rentMonths = F(
        "rent behind: rest of a month, 1, 2, 3 months", [200, 450, 230, 120], .perThousand,
        "assumption; [STADSZ] just over half owe 1 to 3 months, [BKR-WB] small rent is a rest of a month")
    static let energy = F("energy of a month, from and to", [9000, 42_000], .cents, "assumption")
    static let water = F("water of a month, from and to", [1500, 5500], .cents, "assumption")
    static let termDays = F(
        "days behind of a legal signal, from and to (to: Zorg only)", [30, 100], .days,
        "[DDAS-DEF] [NVVK-2022]")
    static let tooYoung = F("signals below 30 days", [12], .perThousand, "assumption")
    static let tooOld = F("Zorg signals above 100 days", [8], .perThousand, "assumption")
    static let threshold = F(
        "threshold that the terms go by", [5000], .cents, "[DIV-LOEP25] average 50 euros, 2025")
    static let belowThreshold = F("signals below the threshold", [15], .perThousand, "assumption")
    static let withoutOrigin = F("signals without ontstaansdatum", [40], .perThousand, "assumption")

    // People
    static let sizes = F(
        "households of 1, 2, 3, 4 persons", [400, 300, 150, 150], .perThousand, "assumption, mean 2.05")
    static let ages = F(
        "first adults of 18-27, 28-40, 41-65, 66-90", [160, 350, 370, 120], .perThousand,
        "assumption; [VZINFO] defaulters mostly 25 to 40, [FLAN] 15 % of collection is about the young")
    static let youngOnlyPremium = F(
        "arrears of young households that are a premium", [850], .perThousand,
        "assumption; [NOS-J] premium first")
    static let youngAmount = F(
        "first premium arrears of the young, from and to", [2600, 24_000], .cents,
        "[FLAN] mostly up to 250 euros, [EENV] almost half at most 100 euros")
    static let youngGrowth = F("repeats of the young with a higher amount", [700], .perThousand, "assumption")
    static let withoutBirth = F(
        "contracts without birth date: Zorg, Energie, Water, Huur", [10, 300, 400, 150], .perThousand,
        "assumption")
    static let withContact = F("signals with contact details", [700], .perThousand, "assumption")
    static let childrenKnown = F(
        "families whose children the municipality knows of at the first signal", [250], .perThousand,
        "assumption; [DIV-LOEP24] 15 % of municipalities look at minor children")

    // Deliveries
    static let batchDelay = F("days from closing a batch to its arrival, at most", [5], .days, "assumption")
    static let batchSpread = F(
        "days before closing that a signal is dated, at most", [4], .days, "assumption")
    static let late = F("signals that miss their batch", [20], .perThousand, "assumption")
    static let lateDays = F("days that those come later, at most", [30], .days, "assumption")
    static let duplicates = F("lines that come twice, byte for byte", [6], .perThousand, "assumption")
    static let redelivered = F("signals sent again as another event", [3], .perThousand, "assumption")
    static let redeliveredBatches = F("batches sent again whole", [25], .perThousand, "assumption")
    static let malformed = F(
        "broken lines beside the good ones, per signal", [40], .perHundredThousand, "assumption")

    // What happens to a household
    static let crisis = F(
        "crisis signals: Zorg, Energie, Water, Huur", [0, 600, 300, 900], .perHundredThousand,
        "assumption; [CREDX] 1 200 evictions in 2022: rare")
    static let warm = F("warm hand-overs", [30], .perThousand, "assumption")
    static let withdrawn = F(
        "arrears that end with a withdrawal: paid, arrangement, unjustified", [70, 45, 12], .perThousand,
        "assumption")
    static let schuldhulp = F("debt help begins, per signal", [6], .perThousand, "assumption")
    static let vertrokken = F("moved away, per signal", [7], .perThousand, "assumption")
    static let overleden = F("deceased, per signal", [2], .perThousand, "assumption")
    static let helpEnds = F("debt help that ends within a year", [300], .perThousand, "assumption")
    static let afgemeld = F("\"settles it alone\" that becomes an opt-out", [60], .perThousand, "assumption")
    static let afterHelp = F(
        "financial help that becomes debt help, or a pause", [350, 200], .perThousand, "assumption")
    static let pauseMonths = F("a pause", [4], .months, "[PAUZE] 4 (to 8) months")
    static let restDays = F("days without collection after accepted help", [30], .days, "[DIV23-SUM] 30 days")
    static let erased = F(
        "erasures, per signal: household, person", [25, 10], .perHundredThousand, "assumption")
    static let repeatDays = F(
        "days in which an unchanged repeat is no new task", [62], .days, "pipelines/nederland.yaml")

    // Contact
    static let unhandled = F("tasks that nobody takes up", [20], .perThousand, "assumption")
    static let heavy = F(
        "tasks by phone or visit: single, consecutive, young, multiple", [220, 375, 470, 700], .perThousand,
        "assumption, set so that about 20 % is reached [DIV23-H6]")
    static let reach = F(
        "reached by one letter, mail, card, message, call, visit", [44, 30, 130, 155, 340, 100], .perThousand,
        "set to [DIV23-H6]: letters only 6 %, phone 59 %, visit 46 %, 1-2 attempts 18 %, 4 or more 37 %")
    static let goesOn = F(
        "another attempt after one in vain: by letter, by phone or visit", [330, 780], .perThousand,
        "assumption")
    static let firstDays = F(
        "days to the first attempt, at most", [24], .days, "[NVVK] first talk within 4 weeks")
    static let tooLate = F("first attempts after the due date", [40], .perThousand, "assumption")
    static let accepted = F(
        "help accepted by who was reached", [350], .perThousand, "[DIV23-H6] 35 % of reached, 2023")
    static let acceptedResults = F(
        "of those: quick fix, follow-up, financial, not financial", [600, 120, 220, 60], .perThousand,
        "assumption; [GNU24] mostly quick fix")
    static let declinedResults = F(
        "the others: alone, paid, other path, known, no answer later", [560, 270, 60, 50, 60], .perThousand,
        "assumption")
    static let silentResults = F(
        "not reached: no contact, paid, no resident, other, no consent", [900, 70, 15, 13, 2], .perThousand,
        "assumption")
    static let assigned = F("tasks that a worker takes first", [750], .perThousand, "assumption")
    static let handedOn = F("of those: given back, taken over", [15, 15], .perThousand, "assumption")
    static let registeredLater = F(
        "attempts written down a day or two later", [120], .perThousand, "assumption")
    static let afterClosing = F("attempts written down after closing", [3], .perThousand, "assumption")
    static let administrative = F("tasks with an administrative note", [15], .perThousand, "assumption")
    static let wrongTask = F("attempts with a mistyped task", [1], .perThousand, "assumption")

    /// All rows, in the order above.
    package static let all: [SyntheticFigure] = [
        signals, march, kinds, withoutGround, proneShares, proneWeights, companion, warmUp, repeatShares,
        longest,
        unchanged, lowered, costs, costsMinimum, costsShare, premium, premiums, rent, rentMonths, energy,
        water,
        termDays, tooYoung, tooOld, threshold, belowThreshold, withoutOrigin, sizes, ages, youngOnlyPremium,
        youngAmount, youngGrowth, withoutBirth, withContact, childrenKnown, batchDelay, batchSpread, late,
        lateDays,
        duplicates, redelivered, redeliveredBatches, malformed, crisis, warm, withdrawn, schuldhulp,
        vertrokken,
        overleden, helpEnds, afgemeld, afterHelp, pauseMonths, restDays, erased, repeatDays, unhandled, heavy,
        reach,
        goesOn, firstDays, tooLate, accepted, acceptedResults, declinedResults, silentResults, assigned,
        handedOn,
        registeredLater, afterClosing, administrative, wrongTask,
    ]
}
