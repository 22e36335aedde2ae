import Experiments
import Yams

extension RecordValue {
  /// A YAML text as editors read it: scalars by the core schema of YAML 1.2, merged sections in place.
  init(yaml text: String) throws {
    self = try Yams.compose(yaml: text).map(RecordValue.init) ?? .null
  }

  private init(_ node: Node) {
    switch node {
    case .scalar(let scalar): self = Self.scalar(scalar)
    case .sequence(let items): self = .list(items.map(RecordValue.init))
    case .mapping(let mapping):
      self = .object(
        mapping.reduce(into: [:]) { fields, pair in
          guard pair.key.string == "<<" else {
            return fields[pair.key.string ?? ""] = RecordValue(pair.value)
          }
          guard case .object(let merged) = RecordValue(pair.value) else { return }
          fields.merge(merged) { own, _ in own }
        }
      )
    case .alias: self = .null
    }
  }

  private static func scalar(_ scalar: Node.Scalar) -> RecordValue {
    guard scalar.style == .plain || scalar.style == .any else { return .text(scalar.string) }
    let text = scalar.string
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .boolean(true)
    case "false", "False", "FALSE": return .boolean(false)
    default: break
    }
    if text.wholeMatch(of: /[-+]?[0-9]+/) != nil {
      return Int(text).map(RecordValue.integer) ?? Double(text).map(RecordValue.number)
        ?? .text(text)
    }
    if text.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil {
      return Double(text).map(RecordValue.number) ?? .text(text)
    }
    return .text(text)
  }
}
