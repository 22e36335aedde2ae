package import Recipe

extension Pruning {
  /// Whether each prototype stays, [P].
  package func isKept(_ nearestImages: NearestImages, prototypeClass: [Int]) -> [Bool] {
    precondition(
      nearestImages.count == nearest && nearestImages.neighbors.count == prototypeClass.count,
      "the \(nearestImages.count) nearest images of \(nearestImages.neighbors.count) prototypes "
        + "for k = \(nearest) and \(prototypeClass.count) prototypes"
    )
    return zip(nearestImages.neighbors, prototypeClass).map { neighbors, label in
      neighbors.count { $0.label == label } >= threshold
    }
  }

  /// The indices of the prototypes that stay, ascending, for `PrototypeHead.keeping`.
  ///
  /// Throws an error that names the classes of which none would stay: their logits would have no
  /// evidence left, and their cluster cost no meaning.
  package func keptIndices(
    _ nearestImages: NearestImages,
    prototypeClass: [Int],
    classNames: [String]
  ) throws(ProtoPNetError) -> [Int] {
    let isKept = isKept(nearestImages, prototypeClass: prototypeClass)
    let kept = isKept.indices.filter { isKept[$0] }
    let classes = Set(kept.map { prototypeClass[$0] })
    let empty = classNames.indices.filter { !classes.contains($0) }
    guard empty.isEmpty else { throw .classesWithoutPrototypes(empty.map { classNames[$0] }) }
    return kept
  }
}
