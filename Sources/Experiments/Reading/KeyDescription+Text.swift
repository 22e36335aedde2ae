extension KeyDescription {
  /// What a value is, such as `a whole number from 1 to 4096`.
  package var valueText: String {
    switch kind {
    case .text: text.form ?? "a text"
    case .integer(let range) where range.upperBound == .max:
      "a whole number of at least \(range.lowerBound)"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(let domain):
      text.below.map { "\(domain.description) and below \(Int($0))" } ?? domain.description
    case .flag: "true or false"
    case .choice(let values): values.alternatives
    case .integers: "a list of different whole numbers of at least 0"
    case .texts: text.form ?? "a list of texts"
    case .numbers(let count, .any): "a list of \(count) numbers"
    case .numbers(let count, let domain): "a list of \(count) numbers, each \(domain.description)"
    case .section: "a section"
    case .sections: "a list of sections"
    }
  }

  /// What holds where the key is left out; nil where a file must have it.
  package var absence: String? {
    guard isRequired else {
      if let words = text.otherwise ?? standard { return words }
      return section == nil ? "none" : "its defaults"
    }
    return requirement.map { "required with \($0.text)" }
  }
}

extension [String] {
  /// Such as `a, b or c`.
  fileprivate var alternatives: String {
    count < 2
      ? joined() : dropLast().joined(separator: ", ") + " or " + (last ?? "")
  }
}
