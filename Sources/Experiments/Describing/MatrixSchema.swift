/// The JSON Schema of `matrix`: key paths with lists of values, and free names with lists of entries.
enum MatrixSchema {
  /// Keys that cannot vary, and those of other sections of the file.
  private static let fixed: Set = ["name", "description", "seeds", CrossValidation.key]
  /// A path into a list, whose entry may be any.
  private static let indexed = "\\[[0-9]+\\]"

  static func schema(_ root: SectionDescription) -> SchemaNode {
    let paths = paths(root).map { path, place in
      (path, values([("anyOf", .list([reference(place), reference("definitions/entry")]))]))
    }
    return .object([
      (
        "description",
        .text("Key paths with the values that they take in turn; the cells are all combinations.")
      ),
      SchemaNode.types("object", "null"), ("minProperties", .integer(1)),
      ("properties", .object(paths)),
      ("patternProperties", .object([(indexed, values([]))])),
      ("additionalProperties", values([("$ref", .text("#/definitions/entry"))])),
    ])
  }

  /// Settings that belong together, under the name that tables give them.
  static func entry(_ root: SectionDescription) -> SchemaNode {
    let label: [(String, SchemaNode)] = [
      SchemaNode.types("string", "number", "boolean"), ("minLength", .integer(1)),
    ]
    let set: [(String, SchemaNode)] = [
      SchemaNode.types("object", "null"),
      ("properties", .object(paths(root).map { ($0, reference($1)) })),
      ("patternProperties", .object([(indexed, .boolean(true))])),
      ("additionalProperties", .boolean(false)),
    ]
    return .object([
      ("type", .text("object")),
      ("properties", .object([("label", .object(label)), ("set", .object(set))])),
      ("required", .texts(["label", "set"])),
      ("additionalProperties", .boolean(false)),
    ])
  }

  private static func values(_ item: [(String, SchemaNode)]) -> SchemaNode {
    .object([
      ("type", .text("array")), ("minItems", .integer(1)),
      ("items", item.isEmpty ? .boolean(true) : .object(item)),
    ])
  }

  private static func reference(_ place: String) -> SchemaNode {
    .object([("$ref", .text("#/\(place)"))])
  }

  /// The key paths of what may vary, apart from entries of lists, with their places in the schema.
  private static func paths(_ root: SectionDescription) -> [(String, String)] {
    root.all().compactMap { path, _ in
      let steps = path.split(separator: ".").map(String.init)
      guard !fixed.contains(steps[0]), !path.dropLast(2).contains("["), !path.contains("[].") else {
        return nil
      }
      return (path, steps.map { "properties/\($0)" }.joined(separator: "/"))
    }
  }
}
