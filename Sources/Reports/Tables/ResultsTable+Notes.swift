extension ResultsTable {
  /// A sentence under the table, about some rows or about all of it.
  package struct Footnote: Equatable, Sendable {
    /// Empty for a note that stands in for longer ones.
    package var text: String
    /// The same in a few words; nil for what a reader in a hurry does not need.
    package var short: String?
    /// The rows it is about; empty for the whole table.
    package var rows: [Int]
    /// The number it goes by; its place in the table's list where several tables share no numbers.
    package private(set) var number: Int?
    /// The earlier table that prints its text; nil where this one does.
    package private(set) var earlierTable: String?

    /// A note that is as long as it has to be.
    package init(_ text: String, rows: [Int] = []) { self.init(text, short: text, rows: rows) }

    package init(_ text: String, short: String?, rows: [Int] = []) {
      (self.text, self.short, self.rows) = (text, short, rows)
    }

    /// The note with its number among those of several tables.
    fileprivate func numbered(_ number: Int, by earlier: String? = nil) -> Footnote {
      var note = self
      (note.number, note.earlierTable) = (number, earlier)
      return note
    }
  }

  /// How much stands under a table.
  package enum NoteLevel: String, CaseIterable, Sendable {
    case none
    case short
    case full

    /// What it prints, in a line.
    package var meaning: String {
      switch self {
      case .none: "the tables alone"
      case .short: "what limits the figures, a line each"
      case .full: "every deviation from the released code, choices and methods in full"
      }
    }
  }

  /// The table with its notes at a level, equal ones as one.
  package func noted(_ level: NoteLevel) -> ResultsTable {
    var table = self
    table.footnotes = []
    for note in footnotes {
      let text: String? =
        switch level {
        case .none: nil
        case .short: note.short
        case .full: note.text.isEmpty ? nil : note.text
        }
      guard let text else { continue }
      if let index = table.footnotes.firstIndex(where: { $0.text == text }) {
        // A note about the whole table is about all of its rows.
        let isWhole = note.rows.isEmpty || table.footnotes[index].rows.isEmpty
        let rows = table.footnotes[index].rows
        table.footnotes[index].rows =
          isWhole ? [] : rows + note.rows.filter { !rows.contains($0) }
      } else {
        table.footnotes.append(Footnote(text, rows: note.rows))
      }
    }
    // Marks on every row say no more than none.
    for index in table.footnotes.indices where table.footnotes[index].rows.count == rows.count {
      table.footnotes[index].rows = []
    }
    return table
  }

  /// Tables one below the other, whose notes are numbered through and printed once.
  package static func sharingNotes(_ tables: [ResultsTable]) -> [ResultsTable] {
    var known: [(text: String, table: String)] = []
    return tables.map { table in
      var table = table
      table.footnotes = table.printedNotes.map(\.note).map { note in
        if let place = known.firstIndex(where: { $0.text == note.text }) {
          return note.numbered(place + 1, by: known[place].table)
        }
        known.append((note.text, table.name))
        return note.numbered(known.count)
      }
      return table
    }
  }

  /// The notes with a text, by number.
  private var printedNotes: [(number: Int, note: Footnote)] {
    footnotes.filter { !$0.text.isEmpty }.enumerated()
      .map { ($0.element.number ?? $0.offset + 1, $0.element) }
  }

  /// The notes that are printed under this table.
  package var ownNotes: [(number: Int, text: String)] {
    printedNotes.filter { $0.note.earlierTable == nil }.map { ($0.number, $0.note.text) }
  }

  /// The numbers of the notes about the whole table that an earlier one prints, by that table's name.
  var earlierNotes: [(table: String, numbers: [Int])] {
    let repeated = printedNotes.filter { $0.note.rows.isEmpty && $0.note.earlierTable != nil }
    let tables = repeated.compactMap(\.note.earlierTable).reduce(into: [String]()) { tables, name in
      if !tables.contains(name) { tables.append(name) }
    }
    return tables.map { name in
      (name, repeated.filter { $0.note.earlierTable == name }.map(\.number).sorted())
    }
  }

  /// `See notes 1 and 3 above.`, where an earlier table prints notes about the whole of this one.
  package var reference: String? {
    let numbers = earlierNotes.flatMap(\.numbers).sorted()
    return numbers.isEmpty ? nil : "See \(Self.naming(numbers)) above."
  }

  /// `notes 1, 2 and 5`.
  static func naming(_ numbers: [Int]) -> String {
    let words = numbers.map(String.init)
    guard let last = words.last, words.count > 1 else { return "note \(words.joined())" }
    return "notes \(words.dropLast().joined(separator: ", ")) and \(last)"
  }

  /// The numbers of the footnotes about a row.
  package func marks(ofRow row: Int) -> [Int] {
    printedNotes.filter { $0.note.rows.contains(row) }.map(\.number).sorted()
  }
}
