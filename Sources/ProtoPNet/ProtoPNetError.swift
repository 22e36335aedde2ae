/// Something about the data, not the program, that keeps a step of the paper's method from being done.
package enum ProtoPNetError: Error, Hashable, CustomStringConvertible {
  /// Classes of which the projection set holds no image, by name, in the order of their indices.
  case classesWithoutImages([String])

  /// Classes of which pruning would take every prototype, by name, in the order of their indices.
  case classesWithoutPrototypes([String])

  /// Prototypes, by index, of whose class no latent patch of the projection set is made of finite numbers.
  case latentMapsNotFinite([Int])

  /// The pictures, by path, to whose patches a network's similarities are NaN or infinite.
  case similaritiesNotFinite([String])

  package var description: String {
    switch self {
    case .similaritiesNotFinite(let pictures):
      return "the similarities to \(pictures.first ?? "a picture")"
        + (pictures.count > 1 ? " or one of \(pictures.count - 1) beside it" : "")
        + " are no numbers (NaN or infinite), so nothing is measured of the prototypes"
    case .latentMapsNotFinite(let prototypes):
      let list = prototypes.prefix(10).map(String.init).joined(separator: ", ")
      return "projection: no latent patch of the projection set is near "
        + (prototypes.count == 1 ? "prototype \(list)" : "prototypes \(list)")
        + (prototypes.count > 10 ? " and \(prototypes.count - 10) more" : "")
        + ", as the latent maps of their classes are NaN or infinite; begin with parameters whose values "
        + "are finite, or lower the learning rates"
    case .classesWithoutImages(let names):
      let list = names.map { "'\($0)'" }.joined(separator: ", ")
      return names.count == 1
        ? "projection: class \(list) has no image in the projection set, so its prototypes have no "
          + "patch to move to; add images of it or leave it out of the experiment's classes"
        : "projection: \(names.count) classes have no image in the projection set, so their "
          + "prototypes have no patch to move to: \(list); add images of them or leave them out of "
          + "the experiment's classes"
    case .classesWithoutPrototypes(let names):
      let list =
        names.prefix(10).map { "'\($0)'" }.joined(separator: ", ")
        + (names.count > 10 ? " and \(names.count - 10) more" : "")
      return "pruning: no prototype of \(names.count == 1 ? "class" : "the classes") \(list) would "
        + "remain; lower the threshold or train longer before pruning"
    }
  }
}
