/// A key of a file, as the code that reads it describes it.
package struct KeyDescription: Sendable {
  package let name: String
  package let text: KeyText
  package let kind: Kind
  /// Whether a file has to have it, where its condition holds.
  package internal(set) var isRequired: Bool
  /// The values of another key beside which alone it is required; nil where that makes no difference.
  package internal(set) var requirement: KeyCondition?
  /// The default as a file would have it; nil where there is none.
  package let standard: String?
  /// The values of another key beside which it has a meaning; nil for a key that always has one.
  package internal(set) var condition: KeyCondition?

  /// What a key's value is.
  package indirect enum Kind: Sendable {
    case text
    case integer(ClosedRange<Int>)
    case number(NumberDomain)
    case flag
    case choice([String])
    /// Different whole numbers of at least 0.
    case integers
    case texts
    case numbers(count: Int, NumberDomain)
    case section(SectionDescription)
    /// A list of sections.
    case sections(SectionDescription)
  }

  /// The keys of the section, or of each section of the list, that it is.
  package var section: SectionDescription? {
    switch kind {
    case .section(let section), .sections(let section): section
    default: nil
    }
  }

  /// A value as a file may have it; nil for a section.
  package var example: String? { text.example ?? standard }
}

/// The keys of a section, in the order in which they are read.
package struct SectionDescription: Sendable {
  package internal(set) var keys: [KeyDescription] = []
  /// For a value of one of its keys, those of its keys that are refused beside it even as null.
  package internal(set) var strangers: [(condition: KeyCondition, keys: [String])] = []

  /// All keys below, with their paths; an entry of a list ends in `[]`, as in `schedule.cycles[].joint`.
  package func all(below path: String = "") -> [(path: String, key: KeyDescription)] {
    keys.flatMap { key in
      var path = path.isEmpty ? key.name : "\(path).\(key.name)"
      let own = [(path, key)]
      if case .sections = key.kind { path += "[]" }
      return own + (key.section?.all(below: path) ?? [])
    }
  }
}
