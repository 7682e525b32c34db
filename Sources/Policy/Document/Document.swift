// A report as a value: headings, sentences, tables and charts, before it is HTML or Markdown.
// In: what a report has to say. Out: nothing by itself. Depends on: nothing.

/// A report that a person reads, in Dutch.
package struct Document: Sendable, Equatable {
    package var title: String
    /// Sentences under the title.
    package var lead: [String] = []
    /// What the report is about and made with: name and value.
    package var facts: [Fact] = []
    package var sections: [Section] = []

    package struct Fact: Sendable, Equatable {
        package var name: String
        package var value: String
    }

    /// A part with a heading.
    package struct Section: Sendable, Equatable {
        package var title: String
        package var text: [String] = []
        package var charts: [Chart] = []
        package var tables: [Table] = []

        package init(
            _ title: String, text: [String] = [], charts: [Chart] = [], tables: [Table] = []
        ) {
            self.title = title
            self.text = text
            self.charts = charts
            self.tables = tables
        }
    }

    /// A table with a heading for each column; the first cell of a row is its heading.
    package struct Table: Sendable, Equatable {
        package var caption: String
        package var columns: [String]
        package var rows: [[String]]

        package init(_ caption: String, columns: [String], rows: [[String]]) {
            self.caption = caption
            self.columns = columns
            self.rows = rows
        }
    }

    package init(title: String) { self.title = title }

    /// Adds what the report is about.
    package mutating func note(_ name: String, _ value: String) {
        facts.append(Fact(name: name, value: value))
    }
}

/// A picture of numbers. The numbers themselves stand in a table beside it.
package struct Chart: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// Values along an axis of labels, each series a line.
        case lines
        /// Values by label, the series beside each other.
        case bars
        /// From each label on the left to each on the right: `series[from].values[to]`.
        case flow
    }
    package struct Series: Sendable, Equatable {
        package var name: String
        package var values: [Double]
        /// A limit and not a measurement: drawn dashed.
        package var isLimit = false

        package init(_ name: String, _ values: [Double], isLimit: Bool = false) {
            self.name = name
            self.values = values
            self.isLimit = isLimit
        }
    }
    package var kind: Kind
    package var title: String
    package var unit: String
    package var labels: [String]
    package var series: [Series]

    package init(_ kind: Kind, _ title: String, unit: String, labels: [String], series: [Series]) {
        self.kind = kind
        self.title = title
        self.unit = unit
        self.labels = labels
        self.series = series
    }
}
