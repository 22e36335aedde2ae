import Recipe

/// The JSON Schema of `record.json`, made of the types that read it.
package enum RecordSchema {
  /// - Throws: Nothing, unless a type of the record decodes in a way that ``RecordDescriber`` does not know.
  package static func schema() throws -> SchemaNode {
    guard case .object(var fields) = try RecordDescriber.schema(of: RunRecord.self),
      let place = fields.firstIndex(where: { $0.0 == "properties" }),
      case .object(var properties) = fields[place].1,
      let version = properties.firstIndex(where: { $0.0 == "schema" })
    else { throw RecordDescriber.Unforeseen() }
    properties[version].1 = .object([("const", .text(RunRecord.currentSchema))])
    fields[place].1 = .object(properties)
    return .object(
      [
        ("$schema", .text(KeySchema.version)),
        ("title", .text("Record of a run of the ProtoPNet workbench")),
      ] + fields
    )
  }
}

extension Stage.ID: RecordText {
  static var sample: Stage.ID { Stage.ID(.warmUp) }
  static var pattern: String {
    let kinds = Stage.Kind.allCases.map(\.rawValue).joined(separator: "|")
    return "^(cycle-[+-]?[0-9]+/)?(\(kinds))$"
  }
}
