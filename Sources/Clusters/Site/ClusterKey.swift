import Experiments

/// A key of a cluster file, for people and programs.
package struct ClusterKey: Encodable, Sendable {
  package let name: String
  /// What a value is, such as `one word`.
  package let value: String
  /// What holds where it is left out; nil where it must be given.
  package let otherwise: String?
  /// A value as a file has it.
  package let example: String
  package let meaning: String
  /// The only scheduler that has a use for it.
  let scheduler: String?

  private enum CodingKeys: String, CodingKey {
    case name, value, example, meaning, scheduler
    case otherwise = "default"
  }

  private init(_ key: KeyDescription) {
    (name, value, meaning) = (key.name, key.valueText, key.text.meaning)
    otherwise = key.isRequired ? nil : key.text.otherwise ?? key.standard
    (example, scheduler) = (key.example ?? "", key.condition?.values.first)
  }

  /// All keys, in the order of the commented file.
  package static let all = ClusterFile.keys.keys.map(ClusterKey.init)

  /// A cluster file with every key, its meaning and what holds without it, as comments.
  package static var commentedFile: String {
    let head = """
      # Where and how 'protopnet submit EXPERIMENT… --cluster FILE' runs experiments. It is no part of any
      # experiment: ids and results do not change with it. Remove the '#' before the keys that the site needs.

      """
    return head
      + all.map { key in
        let only = key.scheduler.map { " Only for \($0)." } ?? ""
        let otherwise = key.otherwise.map { " Without it: \($0)." } ?? ""
        let comment = wrapped("\(key.meaning)\(only)\(otherwise)").map { "# \($0)\n" }.joined()
        return "\n\(comment)\(key.otherwise == nil ? "" : "# ")\(key.name): \(key.example)\n"
      }
      .joined()
  }

  private static func wrapped(_ text: String) -> [String] {
    text.split(separator: " ").reduce(into: [""]) { lines, word in
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if last.count + word.count < 98 {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }
}
