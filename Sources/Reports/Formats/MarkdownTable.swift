/// A table as GitHub-flavoured Markdown whose columns also line up in a terminal.
package enum MarkdownTable {
  package static func render(_ table: ResultsTable) -> String {
    let header = [table.rowHeading] + table.columns.map(\.heading)
    let body = table.rows.indices.map { row in
      [title(table, row)]
        + zip(table.rows[row].cells, table.columns).map { $0.shortText($1.quantity) }
    }
    let lines = ([header] + body).map { $0.map(escaped) }
    let widths = header.indices.map { column in
      max(3, lines.map { $0[column].count }.max() ?? 0)
    }
    let isNumeric = [false] + table.columns.map { $0.quantity != nil }

    func line(_ cells: [String]) -> String {
      let padded = zip(cells, zip(widths, isNumeric)).map { cell, format in
        let space = String(repeating: " ", count: format.0 - cell.count)
        return format.1 ? space + cell : cell + space
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = zip(widths, isNumeric).map { width, isNumeric in
      String(repeating: "-", count: width - 1) + (isNumeric ? ":" : "-")
    }
    var text = "**\(escaped(table.caption))**\n\n"
    text += ([line(lines[0]), line(rule)] + lines.dropFirst().map(line)).joined(separator: "\n")
    text += "\n" + lists(table)
    let notes = table.ownNotes.map { "\($0.number). \(escaped($0.text))\n" }
    if !notes.isEmpty { text += "\n" + notes.joined() }
    if let reference = table.reference { text += "\n\(reference)\n" }
    if !table.publishedSources.isEmpty {
      text += "\nPublished: \(escaped(table.publishedSources.joined(separator: "; "))).\n"
    }
    return text
  }

  private static func lists(_ table: ResultsTable) -> String {
    let lists = table.longTexts.map { place, texts in
      "- \(escaped(place)):\n" + texts.map { "  - \(escaped($0))\n" }.joined()
    }
    return lists.isEmpty ? "" : "\n" + lists.joined()
  }

  private static func title(_ table: ResultsTable, _ row: Int) -> String {
    let marks = table.marks(ofRow: row).map(String.init)
    let title = table.rows[row].title
    guard !marks.isEmpty else { return title }
    return "\(title) (\(marks.count == 1 ? "note" : "notes") \(marks.joined(separator: ", ")))"
  }

  /// Text that Markdown shows as it is; an underscore inside a word needs no escape.
  private static func escaped(_ text: String) -> String {
    let characters = Array(text.visible)
    func isWord(_ index: Int) -> Bool {
      characters.indices.contains(index)
        && (characters[index].isLetter || characters[index].isNumber)
    }
    // A `<` before a digit or a space begins no tag.
    func beginsTag(_ index: Int) -> Bool {
      guard characters.indices.contains(index + 1) else { return false }
      return characters[index + 1].isLetter || "/!?".contains(characters[index + 1])
    }
    return characters.indices.reduce(into: "") { escaped, index in
      let character = characters[index]
      switch character {
      case "<" where !beginsTag(index): escaped.append(character)
      case "|", "\\", "*", "`", "<", "&", "[", "]":
        escaped += "\\\(character)"
      case "_" where !(isWord(index - 1) && isWord(index + 1)):
        escaped += "\\_"
      case _ where character.isNewline:
        escaped += " "
      default:
        escaped.append(character)
      }
    }
  }
}
