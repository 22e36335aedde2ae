/// What a state dict cannot say, in the metadata of the safetensors that this program exports.
extension ReleasedModule {
  private static let classesKey = "prototype_classes"
  private static let similarityKey = "prototype_activation_function"
  private static let epsilonKey = "epsilon"

  /// The metadata for a network's prototypes; `format` is what other readers look for.
  static func metadata(of prototypes: Checkpoint.Prototypes) -> [String: String] {
    var metadata = [
      "format": "pt",
      classesKey: prototypes.classes.map(String.init).joined(separator: ","),
      similarityKey: prototypes.similarity,
    ]
    if let epsilon = prototypes.epsilon { metadata[epsilonKey] = "\(epsilon)" }
    return metadata
  }

  /// Reads what ``metadata(of:)`` made; nil for the metadata of other programs.
  init?(metadata: [String: String]) {
    guard let list = metadata[Self.classesKey] else { return nil }
    self.init(
      classes: list.split(separator: ",").map { Int($0) ?? -1 },
      similarity: metadata[Self.similarityKey].map(Similarity.named),
      epsilon: metadata[Self.epsilonKey].flatMap { Float($0) }.map { Double($0) }
    )
  }
}
