/// What re-deriving a run's claims found, in the order of the run.
package struct Verification: Sendable {
  package enum Kind: String, Sendable {
    /// A claim of the record that was derived again.
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

  package private(set) var findings: [Finding] = []

  package var mismatches: [Finding] { findings.filter { $0.kind == .mismatch } }

  mutating func note(_ subject: String, _ text: String) {
    findings.append(Finding(kind: .note, subject: subject, text: text))
  }

  /// Notes that a claim holds, or the ways in which it does not.
  mutating func expect(_ subject: String, _ claim: String, failing problems: [String]) {
    if problems.isEmpty {
      findings.append(Finding(kind: .confirmed, subject: subject, text: claim))
    }
    for problem in problems {
      findings.append(Finding(kind: .mismatch, subject: subject, text: problem))
    }
  }
}
