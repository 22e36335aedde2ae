/// A part of a JSON Schema: JSON whose objects keep their order, because people read it.
package indirect enum SchemaNode: Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([SchemaNode])
  case object([(String, SchemaNode)])

  /// JSON with two spaces for each level, and what is short in one line.
  package var json: String { lines(indent: "") + "\n" }

  private func lines(indent: String) -> String {
    let inner = indent + "  "
    switch self {
    case .null: return "null"
    case .boolean(let value): return "\(value)"
    case .integer(let value): return "\(value)"
    case .number(let value):
      return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    case .text(let text): return Self.quoted(text)
    case .list(let items)
    where items.allSatisfy(\.isSingle) || items.count <= 2 && items.allSatisfy(\.isShort):
      return "[" + items.map { $0.lines(indent: inner) }.joined(separator: ", ") + "]"
    case .list(let items):
      let texts = items.map { inner + $0.lines(indent: inner) }
      return "[\n" + texts.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let fields) where fields.isEmpty: return "{}"
    case .object(let fields) where isShort:
      return "{\(Self.quoted(fields[0].0)): \(fields[0].1.lines(indent: inner))}"
    case .object(let fields):
      let texts = fields.map { "\(inner)\(Self.quoted($0.0)): \($0.1.lines(indent: inner))" }
      return "{\n" + texts.joined(separator: ",\n") + "\n\(indent)}"
    }
  }

  /// Whether it is an object of one single value.
  private var isShort: Bool {
    if case .object(let fields) = self { fields.count == 1 && fields[0].1.isSingle } else { false }
  }

  private var isSingle: Bool {
    switch self {
    case .list, .object: false
    default: true
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// Names as a list of texts.
  static func texts(_ names: [String]) -> SchemaNode { .list(names.map(SchemaNode.text)) }

  /// The types of a value, such as `integer` and `null`.
  static func types(_ names: String...) -> (String, SchemaNode) { ("type", .texts(names)) }
}
