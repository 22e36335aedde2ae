/// The JSON Schema of a file, made of the descriptions of its keys.
///
/// It says two things apart: what a value may be wherever it stands, and, for a file that makes no several
/// experiments of itself, which keys belong together.
package enum KeySchema {
  /// What editors' YAML servers understand best.
  static let version = "http://json-schema.org/draft-07/schema#"

  /// The schema of experiment files.
  package static var experiment: SchemaNode {
    let root = Experiment.allKeys
    var shape = shape(of: root)
    shape.insert((ExperimentTree.matrixKey, MatrixSchema.schema(root)), at: 0)
    let isSingle = SchemaNode.object([
      ("properties", .object([(ExperimentTree.matrixKey, .object([("type", .text("null"))]))]))
    ])
    return .object([
      ("$schema", .text(version)),
      ("title", .text("Experiment of the ProtoPNet workbench")),
      ("type", .text("object")),
      ("properties", .object(shape)),
      ("additionalProperties", .boolean(false)),
      ("if", isSingle),
      ("then", .object(fitness(of: root))),
      ("definitions", .object([("entry", MatrixSchema.entry(root))])),
    ])
  }

  /// The schema of cluster files, whose keys are `keys`.
  package static func cluster(_ keys: SectionDescription) -> SchemaNode {
    .object([
      ("$schema", .text(version)),
      ("title", .text("Cluster file of the ProtoPNet workbench")),
      ("type", .text("object")),
      ("properties", .object(shape(of: keys))),
      ("additionalProperties", .boolean(false)),
      ("allOf", .list([.object(fitness(of: keys))])),
    ])
  }

  // MARK: - What a value may be

  private static func shape(of section: SectionDescription) -> [(String, SchemaNode)] {
    section.keys.map { ($0.name, schema(of: $0)) }
  }

  private static func schema(of key: KeyDescription) -> SchemaNode {
    var about = key.text.meaning
    if let unit = key.text.unit { about += " In \(unit)." }
    if let condition = key.condition { about += " Only with \(condition.text)." }
    about += " \(key.absence.map { "Default: \($0)." } ?? "Required.")"
    return .object([("description", .text(about))] + type(of: key))
  }

  private static func type(of key: KeyDescription) -> [(String, SchemaNode)] {
    switch key.kind {
    case .text:
      var fields = [SchemaNode.types("string", "number", "boolean", "null")]
      fields.append(("minLength", .integer(1)))
      if let pattern = key.text.pattern { fields.append(("pattern", .text("^(?:\(pattern))$"))) }
      return fields
    case .integer(let range):
      let upper = ("maximum", SchemaNode.integer(range.upperBound))
      return [SchemaNode.types("integer", "null"), ("minimum", .integer(range.lowerBound))]
        + (range.upperBound == .max ? [] : [upper])
    case .number(let domain):
      let upper = key.text.below.map { [("exclusiveMaximum", SchemaNode.number($0))] } ?? []
      return [SchemaNode.types("number", "null")] + limits(of: domain) + upper
    case .flag: return [SchemaNode.types("boolean", "null")]
    case .choice(let values): return [("enum", .list(values.map(SchemaNode.text) + [.null]))]
    case .integers:
      let item: [(String, SchemaNode)] = [("type", .text("integer")), ("minimum", .integer(0))]
      return [SchemaNode.types("array", "null")] + list(of: item)
        + [("maxItems", .integer(Limits.seedCount)), ("uniqueItems", .boolean(true))]
    case .texts:
      return [SchemaNode.types("array", "null")]
        + list(of: [SchemaNode.types("string", "number", "boolean"), ("minLength", .integer(1))])
    case .numbers(let count, let domain):
      let items = [("type", SchemaNode.text("number"))] + limits(of: domain)
      return [SchemaNode.types("array", "null"), ("items", .object(items))]
        + [("minItems", .integer(count)), ("maxItems", .integer(count))]
    case .section(let section): return object(section)
    case .sections(let section):
      return [SchemaNode.types("array", "null")] + list(of: object(section))
    }
  }

  private static func list(of item: [(String, SchemaNode)]) -> [(String, SchemaNode)] {
    [("items", .object(item)), ("minItems", .integer(1))]
  }

  private static func object(_ section: SectionDescription) -> [(String, SchemaNode)] {
    [
      SchemaNode.types("object", "null"), ("properties", .object(shape(of: section))),
      ("additionalProperties", .boolean(false)),
    ]
  }

  private static func limits(of domain: NumberDomain) -> [(String, SchemaNode)] {
    switch domain {
    case .atLeastZero: [("minimum", .integer(0))]
    case .aboveZero: [("exclusiveMinimum", .integer(0))]
    case .any: []
    }
  }

  // MARK: - What belongs together

  /// The keys that a section needs and refuses, and those of the sections in it.
  private static func fitness(of section: SectionDescription) -> [(String, SchemaNode)] {
    var fields = needs(
      section.keys.filter { $0.isRequired && $0.condition == nil && $0.requirement == nil }
    )
    let inner = section.keys.compactMap { key -> (String, SchemaNode)? in
      guard let below = key.section.map(fitness), !below.isEmpty else { return nil }
      if case .sections = key.kind { return (key.name, .object([("items", .object(below))])) }
      return (key.name, .object(below))
    }
    fields = merged(fields, inner)
    let rules = section.rules
    if !rules.isEmpty { fields.append(("allOf", .list(rules))) }
    return fields
  }

  fileprivate static func needs(_ keys: [KeyDescription]) -> [(String, SchemaNode)] {
    guard !keys.isEmpty else { return [] }
    let given = SchemaNode.object([("not", .object([("type", .text("null"))]))])
    return [
      ("required", .texts(keys.map(\.name))),
      ("properties", .object(keys.map { ($0.name, given) })),
    ]
  }

  /// Requirements of a section's keys with those of what is in them.
  fileprivate static func merged(
    _ fields: [(String, SchemaNode)],
    _ inner: [(String, SchemaNode)]
  ) -> [(String, SchemaNode)] {
    guard !inner.isEmpty else { return fields }
    var fields = fields
    var properties: [(String, SchemaNode)] = []
    if let place = fields.firstIndex(where: { $0.0 == "properties" }),
      case .object(let own) = fields.remove(at: place).1
    {
      properties = own
    }
    for (name, node) in inner {
      if let place = properties.firstIndex(where: { $0.0 == name }),
        case .object(let own) = properties[place].1, case .object(let more) = node
      {
        properties[place].1 = .object(own + more)
      } else {
        properties.append((name, node))
      }
    }
    return fields + [("properties", .object(properties))]
  }
}

extension SectionDescription {
  /// For each value of a choice that decides about other keys: which are needed beside it, and which refused.
  fileprivate var rules: [SchemaNode] {
    keys.flatMap { choice -> [SchemaNode] in
      guard case .choice(let values) = choice.kind else { return [] }
      return values.compactMap { value in
        let needed = keys.filter {
          $0.isRequired && ($0.requirement ?? $0.condition)?.isMet(by: choice.name, value) == true
        }
        let refused = keys.filter { $0.condition?.isMet(by: choice.name, value) == false }
        guard !needed.isEmpty || !refused.isEmpty else { return nil }
        let unknown = strangers.first { $0.condition.isMet(by: choice.name, value) == true }
        let refusals = refused.map { key -> (String, SchemaNode) in
          unknown?.keys.contains(key.name) == true
            ? (key.name, .boolean(false)) : (key.name, .object([("type", .text("null"))]))
        }
        let then = KeySchema.merged(
          KeySchema.needs(needed),
          refusals
        )
        let condition: [(String, SchemaNode)] = [
          ("required", .texts([choice.name])),
          ("properties", .object([(choice.name, .object([("const", .text(value))]))])),
        ]
        return .object([("if", .object(condition)), ("then", .object(then))])
      }
    }
  }
}

extension KeyCondition {
  /// Whether a value of a key meets it; nil for another key.
  fileprivate func isMet(by key: String, _ value: String) -> Bool? {
    key == self.key ? values.contains(value) : nil
  }
}
