/// What verifying a run found, in the order of the run.
package struct Verification {
  package enum Kind: String, Sendable {
    /// A claim of the record that holds.
    case confirmed
    /// Something worth knowing that contradicts nothing.
    case note
    /// A claim that does not hold.
    case mismatch
  }

  package struct Finding: Sendable {
    package let kind: Kind
    /// The stage that it is about, or `run`.
    package let subject: String
    package let text: String
  }

  /// A value that is not what it must be.
  package struct Difference: Equatable, Sendable {
    /// From the run's folder.
    package let file: String
    /// Such as `stages[2].evaluation.correctCount` or `/logits[3, 1]`; empty for a file as a whole.
    package let field: String
    /// What the file says, and what it must say.
    package let recorded, derived: String

    /// A field of the record.
    static func ofRecord(_ field: String, _ recorded: String, _ derived: String) -> Difference {
      Difference(file: "record.json", field: field, recorded: recorded, derived: derived)
    }

    package var text: String {
      "\(file)\(field.isEmpty ? "" : ", \(field)"): recorded is \(recorded), derived \(derived)"
    }
  }

  package private(set) var findings: [Finding] = []
  private let listener: (Finding) -> Void

  package var mismatches: [Finding] { findings.filter { $0.kind == .mismatch } }

  /// `listener` hears of every finding at once.
  package init(_ listener: @escaping (Finding) -> Void = { _ in }) { self.listener = listener }

  package mutating func note(_ subject: String, _ text: String) { add(.note, subject, text) }

  mutating func confirm(_ subject: String, _ text: String) { add(.confirmed, subject, text) }

  package mutating func fail(_ subject: String, _ problem: String) {
    add(.mismatch, subject, problem)
  }

  /// Notes that a claim holds, or the ways in which it does not.
  package mutating func expect(_ subject: String, _ claim: String, failing problems: [String]) {
    if problems.isEmpty { confirm(subject, claim) }
    for problem in problems { fail(subject, problem) }
  }

  /// Notes that a claim holds, or where it does not.
  mutating func expect(_ subject: String, _ claim: String, failing differences: [Difference]) {
    expect(subject, claim, failing: differences.map(\.text))
  }

  private mutating func add(_ kind: Kind, _ subject: String, _ text: String) {
    let finding = Finding(kind: kind, subject: subject, text: text)
    findings.append(finding)
    listener(finding)
  }
}
