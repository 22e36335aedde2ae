/// What a dataset holds, as the attributes `axes`, `unit` and `meaning` of the file itself say it.
///
/// A group's note is of all datasets below it that have none of their own. `docs/formats.md` has the same words.
package struct DatasetNote: Hashable, Sendable {
  /// What the extents run over, one for each, separated by commas; empty for a single value.
  package let axes: String
  /// What a number is counted or measured in, or what a text is.
  package let unit: String
  package let meaning: String

  package init(_ axes: String, _ unit: String, _ meaning: String) {
    (self.axes, self.unit, self.meaning) = (axes, unit, meaning)
  }

  /// Whether an attribute is a note's words, which may differ from version to version.
  package static func has(attribute name: String) -> Bool {
    ["axes", "unit", "meaning"].contains(name)
  }

  package var attributes: [String: HDF5Attribute] {
    ["axes": .text(axes), "unit": .text(unit), "meaning": .text(meaning)]
  }
}

extension HDF5Writer {
  /// Says what objects hold, by their paths; a group is made where it does not exist.
  func write(_ notes: [String: DatasetNote]) throws(CheckpointError) {
    for (path, note) in notes.sorted(by: { $0.key < $1.key }) {
      for (name, value) in note.attributes.sorted(by: { $0.key < $1.key }) {
        try setAttribute(name, of: path, to: value)
      }
    }
  }
}
