// Charts as SVG inside a page: lines, bars and flows, told apart by more than colour.
// In: a Chart. Out: a figure. Depends on: Chart.

extension Chart {
    static let width = 720.0
    private static let height = 260.0
    private static let left = 56.0
    private static let right = 36.0
    private static let top = 12.0
    private static let bottom = 44.0
    /// Dark enough on white for a thin line; the order in which series take them.
    static let colors = ["#0b4f8a", "#b04a00", "#2f6b1f", "#7a2e8e", "#8a1c2c", "#0a6b6b", "#5b4a00"]
    private static let dashes = ["", "7 3", "2 3", "9 3 2 3"]

    /// The chart with its title, a legend and a description for who cannot see it.
    func figure(id: String) -> String {
        let drawing =
            switch kind {
            case .lines: axes(Chart.ticks(largest)) + lines + legend
            case .bars: axes(Chart.ticks(largest)) + bars + legend
            case .flow: flow
            }
        let height = kind == .flow ? flowHeight : Chart.height + legendHeight
        return """
            <figure>
            <figcaption id="\(id)">\(HTML.escaped(title))</figcaption>
            <svg viewBox="0 0 \(Int(Chart.width)) \(Int(height))" role="img" aria-labelledby="\(id)" \
            aria-describedby="\(id)-tekst" font-family="system-ui, 'Liberation Sans', sans-serif" font-size="12">
            <desc id="\(id)-tekst">\(HTML.escaped(description)) De getallen staan in de tabel.</desc>
            \(drawing)</svg>
            </figure>

            """
    }

    private var description: String {
        switch kind {
        case .flow: "Van elke klasse links naar elke klasse rechts, in \(unit)."
        default: "\(series.map(\.name).joined(separator: ", ")), in \(unit)."
        }
    }

    // MARK: Axes

    private var largest: Double { series.flatMap(\.values).filter(\.isFinite).max() ?? 0 }

    /// Values at round distances from zero to above the largest.
    static func ticks(_ largest: Double) -> [Double] {
        guard largest > 0, largest.isFinite else { return [0, 1] }
        var step = 1.0
        while step * 5 < largest { step *= 10 }
        while step > largest { step /= 10 }
        for divisor in [5.0, 2.0] where step / divisor * 5 >= largest {
            step /= divisor
            break
        }
        var ticks = [0.0]
        while let last = ticks.last, last < largest { ticks.append(last + step) }
        return ticks
    }

    private var plotWidth: Double { Chart.width - Chart.left - Chart.right }
    private var plotHeight: Double { Chart.height - Chart.top - Chart.bottom }

    private func y(_ value: Double, _ top: Double) -> Double {
        Chart.top + plotHeight * (1 - (top > 0 ? value / top : 0))
    }

    private func axes(_ ticks: [Double]) -> String {
        let top = ticks.last ?? 1
        var text = ""
        for tick in ticks {
            let at = Chart.number(y(tick, top))
            text +=
                "<line x1=\"\(Int(Chart.left))\" x2=\"\(Int(Chart.width - Chart.right))\" y1=\"\(at)\" y2=\"\(at)\""
                + " stroke=\"#d0d0d0\"/>\n"
            let label = Decimals.text(tick, places: tick == tick.rounded() ? 0 : 1)
            text +=
                "<text x=\"\(Int(Chart.left) - 6)\" y=\"\(at)\" dy=\"4\" text-anchor=\"end\">\(label)</text>\n"
        }
        let every = max(1, (labels.count + 11) / 12)
        for (place, label) in labels.enumerated() where place % every == 0 {
            let at = Chart.number(x(place) + (kind == .bars ? plotWidth / Double(labels.count) / 2 : 0))
            text +=
                "<text x=\"\(at)\" y=\"\(Int(Chart.height - Chart.bottom) + 18)\" text-anchor=\"middle\">"
                + "\(HTML.escaped(label))</text>\n"
        }
        text +=
            "<text x=\"\(Int(Chart.left))\" y=\"\(Int(Chart.height) - 6)\" fill=\"#444\">"
            + "\(HTML.escaped(unit))</text>\n"
        return text
    }

    private func x(_ place: Int) -> Double {
        let count = kind == .bars ? labels.count : max(1, labels.count - 1)
        return Chart.left + plotWidth * Double(place) / Double(max(1, count))
    }

    // MARK: Lines and bars

    private var lines: String {
        let top = Chart.ticks(largest).last ?? 1
        return series.enumerated().map { place, series in
            let points = series.values.enumerated().map {
                "\(Chart.number(x($0.offset))),\(Chart.number(y($0.element, top)))"
            }
            return "<polyline fill=\"none\" \(stroke(place)) points=\"\(points.joined(separator: " "))\"/>\n"
        }.joined()
    }

    private func stroke(_ place: Int) -> String {
        if series[place].isLimit { return "stroke=\"#1b1b1b\" stroke-width=\"1.5\" stroke-dasharray=\"3 4\"" }
        let dash = Chart.dashes[place % Chart.dashes.count]
        return "stroke=\"\(Chart.colors[place % Chart.colors.count])\" stroke-width=\"2\""
            + (dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\"")
    }

    private var bars: String {
        let top = Chart.ticks(largest).last ?? 1
        let slot = plotWidth / Double(max(1, labels.count))
        let bar = slot * 0.8 / Double(max(1, series.count))
        var text = ""
        for (place, series) in series.enumerated() {
            for (label, value) in series.values.enumerated() where value > 0 {
                let left = x(label) + slot * 0.1 + bar * Double(place)
                text +=
                    "<rect x=\"\(Chart.number(left))\" y=\"\(Chart.number(y(value, top)))\""
                    + " width=\"\(Chart.number(max(1, bar - 1)))\""
                    + " height=\"\(Chart.number(y(0, top) - y(value, top)))\" \(fill(place))/>\n"
            }
        }
        return text
    }

    /// Every second series is an outline, so that it is told apart without colour.
    private func fill(_ place: Int) -> String {
        let color = Chart.colors[place % Chart.colors.count]
        return place % 2 == 0 ? "fill=\"\(color)\"" : "fill=\"#fff\" stroke=\"\(color)\" stroke-width=\"1.5\""
    }

    // MARK: Legend

    private var legendHeight: Double { Double((series.count + 2) / 3) * 20 }

    private var legend: String {
        series.enumerated().map { place, series in
            let x = Chart.left + Double(place % 3) * 220
            let y = Chart.height + Double(place / 3) * 20 + 8
            let mark =
                kind == .lines
                ? "<line x1=\"\(Int(x))\" x2=\"\(Int(x) + 28)\" y1=\"\(Int(y))\" y2=\"\(Int(y))\" \(stroke(place))/>"
                : "<rect x=\"\(Int(x) + 8)\" y=\"\(Int(y) - 6)\" width=\"12\" height=\"12\" \(fill(place))/>"
            return mark
                + "<text x=\"\(Int(x) + 34)\" y=\"\(Int(y) + 4)\">\(HTML.escaped(series.name))</text>\n"
        }.joined()
    }

    // MARK: Flow

    private var flowHeight: Double { 300 }

    /// Bands from the left column to the right one, as wide as what goes there.
    private var flow: String {
        let total = series.reduce(0) { $0 + $1.values.reduce(0, +) }
        guard total > 0 else { return "<text x=\"20\" y=\"30\">Geen taken.</text>\n" }
        let gap = 14.0
        let count = Double(max(series.count, labels.count))
        let scale = (flowHeight - 20 - gap * count) / total
        let arrivals = labels.indices.map { to in series.reduce(0) { $0 + $1.values[to] } }
        var lefts: [Double] = []
        var rights: [Double] = []
        var at = 10.0
        for series in series {
            lefts.append(at)
            at += series.values.reduce(0, +) * scale + gap
        }
        at = 10
        for arrival in arrivals {
            rights.append(at)
            at += arrival * scale + gap
        }
        var text = ""
        for (from, series) in series.enumerated() {
            for (to, value) in series.values.enumerated() where value > 0 {
                text += band(lefts[from], rights[to], value * scale, Chart.colors[from % Chart.colors.count])
                lefts[from] += value * scale
                rights[to] += value * scale
            }
        }
        for (from, series) in series.enumerated() {
            let size = series.values.reduce(0, +)
            text += side(series.name, size, lefts[from] - size * scale, size * scale, isLeft: true)
        }
        for (to, label) in labels.enumerated() {
            text += side(
                label, arrivals[to], rights[to] - arrivals[to] * scale, arrivals[to] * scale, isLeft: false)
        }
        return text
    }

    private func band(_ from: Double, _ to: Double, _ size: Double, _ color: String) -> String {
        let start = 190.0
        let end = Chart.width - 190
        let middle = (start + end) / 2
        let n = Chart.number
        return
            "<path fill=\"\(color)\" fill-opacity=\"0.45\" d=\"M\(n(start)) \(n(from)) C\(n(middle)) \(n(from))"
            + " \(n(middle)) \(n(to)) \(n(end)) \(n(to)) V\(n(to + size)) C\(n(middle)) \(n(to + size))"
            + " \(n(middle)) \(n(from + size)) \(n(start)) \(n(from + size)) Z\"/>\n"
    }

    private func side(_ name: String, _ size: Double, _ top: Double, _ height: Double, isLeft: Bool) -> String
    {
        let x = isLeft ? 182.0 : Chart.width - 190
        let label = isLeft ? x - 6 : x + 14
        return "<rect x=\"\(Chart.number(x))\" y=\"\(Chart.number(top))\" width=\"8\""
            + " height=\"\(Chart.number(max(1, height)))\" fill=\"#1b1b1b\"/>"
            + "<text x=\"\(Chart.number(label))\" y=\"\(Chart.number(top + height / 2))\" dy=\"4\""
            + " text-anchor=\"\(isLeft ? "end" : "start")\">\(HTML.escaped(name)) (\(Int(size)))</text>\n"
    }

    /// A coordinate with one decimal.
    static func number(_ value: Double) -> String { Decimals.text(value, places: 1, point: ".") }
}
