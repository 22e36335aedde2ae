import Checkpoints
import Datasets
import Experiments
import Networks
import ProtoPNet
import Recipe
import Runs
import Tensors

extension RunVerifier {
  /// Repeats a projection with other batches in the reverse order, on the network before it.
  ///
  /// - Throws: `ImageError` for an unreadable picture, `NetworkError` where the network cannot be
  ///   compiled, `ProtoPNetError` for a class without images, `RunError` where the checkpoint does
  ///   not fit.
  func verifyProjection(
    _ stage: StageRecord,
    _ checkpoint: Checkpoint,
    _ result: inout Verification
  ) throws {
    guard let claim = stage.projection, let sources = checkpoint.prototypes.sources,
      claim.prototypes.count == sources.count
    else {
      result.expect(stage.name, "", failing: ["the record or the checkpoint lacks the sources"])
      return
    }
    let layer = network.head.prototypeLayer
    let images = dataset.projection.images
    let indices = Dictionary(images.enumerated().map { ($1.path, $0) }) { first, _ in first }
    let byImage = Dictionary(grouping: sources.indices) { sources[$0].image }
    var search = ProjectionSearch(layer)
    var patches: [Int: [Float]] = [:]
    let batchSize = plan.experiment.optimizer.batchSize == 7 ? 5 : 7
    try forEachBatch(of: data.projection, stage.name, batchSize, reversed: true) { batch in
      let latent = try network.evaluate(.whole, batch.images)
      search.consider(latent: latent, labels: batch.labels, imageIndices: batch.indices)
      for (position, index) in batch.indices.enumerated() {
        for prototype in byImage[images[index].path] ?? [] {
          patches[prototype] = patch(of: latent.slice(position), sources[prototype])
        }
      }
    }
    let found = try search.finish(classNames: dataset.classNames)
    let projection = projection(to: checkpoint, indices)
    var problems: [String] = []
    for (prototype, source) in sources.enumerated() {
      func complain(_ text: String) { problems.append("prototype \(prototype): \(text)") }
      let record = claim.prototypes[prototype]
      if record.source.image != source.image
        || [record.source.row, record.source.column] != [source.row, source.column]
        || record.classIndex != layer.prototypeClass[prototype]
      {
        complain("the record and the checkpoint disagree about its source")
      }
      guard let patch = patches[prototype], let image = indices[source.image] else {
        complain("'\(source.image)' has no latent patch (\(source.row), \(source.column))")
        continue
      }
      if images[image].classIndex != layer.prototypeClass[prototype] {
        complain("'\(source.image)' is not of its class")
      }
      if Self.difference(checkpoint.prototypes.vectors.slice(prototype).values, patch) > 1e-4 {
        complain("it is not the patch (\(source.row), \(source.column)) of '\(source.image)'")
      }
      let nearest = found.sources[prototype]
      let distance = Self.squaredDistance(layer.prototypes.slice(prototype).values, patch)
      // Other batches round differently, which may decide between patches equally near.
      if distance > Double(nearest.squaredDistance) * (1 + 1e-4) + 1e-6 {
        complain(
          "the nearest patch is (\(nearest.row), \(nearest.column)) of "
            + "'\(images[nearest.imageIndex].path)'"
        )
      }
    }
    result.expect(
      stage.name,
      "\(sources.count) prototypes are the nearest patches of their classes, in batches of "
        + "\(batchSize) in reverse order too",
      failing: problems
    )
    guard problems.isEmpty else { return }
    try network.load(checkpoint, from: stage.checkpoint)
    try verifySurvey(stage.name, claim, projection, &result)
    try verifyCheck(stage, projection, &result)
  }

  /// Counts duplicates and prototypes off the object again.
  private func verifySurvey(
    _ name: String,
    _ claim: StageRecord.Projection,
    _ projection: Projection,
    _ result: inout Verification
  ) throws {
    let duplicates = projection.duplicates
    let count = duplicates.reduce(0) { $0 + $1.count - 1 }
    let shift = projection.shifts.reduce(0, +) / Double(max(projection.sources.count, 1))
    var problems: [String] = []
    if count != claim.duplicateCount {
      problems.append("\(count) duplicates, and the record says \(claim.duplicateCount)")
    }
    if abs(shift - claim.meanShift) > 1e-9 * (1 + shift) {
      problems.append("a mean shift of \(shift), and the record says \(claim.meanShift)")
    }
    let findings = try PrototypeSurvey(
      network: network,
      images: dataset.projection.images,
      transform: data.projection.transform,
      directory: directory,
      pictureLimit: 0
    ).findings(projection.sources)
    let background = findings.indices.filter { findings[$0].isOnObject == false }
    let surveyed = findings.count { $0.isOnObject != nil }
    let share = surveyed == 0 ? nil : 1 - Double(background.count) / Double(surveyed)
    if abs((share ?? -1) - (claim.onObjectShare ?? -1)) > 1e-9 {
      problems.append(
        "a share of \(share ?? .nan) on the object, and the record says "
          + "\(claim.onObjectShare ?? .nan)"
      )
    }
    result.expect(name, "duplicates, shifts and places are as recorded", failing: problems)
    if count > 0 {
      let groups = duplicates.prefix(10).map { Self.list($0) }.joined(separator: "; ")
      result.note(name, "\(count) duplicates of an image and cell, in the groups \(groups)")
    }
    if !background.isEmpty {
      result.note(
        name,
        "\(background.count) prototypes are centred on the background: \(Self.list(background))"
      )
    }
  }

  /// Repeats the check of Theorem 2.1 from the two checkpoints; every figure must be the same.
  private func verifyCheck(
    _ stage: StageRecord,
    _ projection: Projection,
    _ result: inout Verification
  ) throws {
    guard let claim = stage.projectionCheck else { return }
    var check = ProjectionCheck(projection, head: network.head)
    let batchSize = plan.experiment.optimizer.batchSize
    try forEachBatch(of: data.test, "check of \(stage.name)", batchSize) { batch in
      check.consider(latent: try network.evaluate(.whole, batch.images), labels: batch.labels)
    }
    let found = StageRecord.ProjectionCheck(check.evidence, split: claim.split)
    result.expect(
      stage.name,
      "Theorem 2.1 certifies \(found.certifiedCount) and the direct certificate "
        + "\(found.ownLastLayer.certifiedCount) of \(found.imageCount) images",
      failing: (found == claim ? [] : ["the check of the projection gives other figures"])
        + check.evidence.violations.map { "image \($0) violates the theorem or a certificate" }
    )
  }

  /// Repeats a pruning on the network before it.
  ///
  /// - Throws: `ImageError` for an unreadable picture, `NetworkError` where the network cannot be
  ///   compiled, `ProtoPNetError` for a class that would lose all prototypes.
  func verifyPruning(
    _ stage: StageRecord,
    _ pruning: Pruning,
    _ checkpoint: Checkpoint,
    _ result: inout Verification
  ) throws {
    let layer = network.head.prototypeLayer
    var nearest = NearestImages(count: pruning.nearest, prototypeCount: layer.prototypeCount)
    let batchSize = plan.experiment.optimizer.batchSize
    try forEachBatch(of: data.projection, stage.name, batchSize) { batch in
      let distances = layer.forward(try network.evaluate(.whole, batch.images))
      nearest.consider(distances, labels: batch.labels, firstImageIndex: batch.indices[0])
    }
    let kept = try pruning.keptIndices(
      nearest,
      prototypeClass: layer.prototypeClass,
      classNames: dataset.classNames
    )
    let expected = network.head.keeping(kept)
    let isSame =
      kept == stage.pruning?.kept
      && expected.prototypeLayer.prototypes == checkpoint.prototypes.vectors
      && expected.lastLayer.weight == checkpoint.lastLayer
    result.expect(
      stage.name,
      "\(kept.count) of \(layer.prototypeCount) prototypes stay",
      failing: isSame ? [] : ["\(kept.count) prototypes would stay, not those that did"]
    )
  }

  // MARK: - Parts

  /// The projection from the network's present prototypes to a checkpoint's.
  private func projection(to checkpoint: Checkpoint, _ indices: [String: Int]) -> Projection {
    Projection(
      before: network.head.prototypeLayer.prototypes,
      after: checkpoint.prototypes.vectors,
      prototypeClass: checkpoint.prototypes.classes,
      sources: (checkpoint.prototypes.sources ?? []).map {
        NearestPatch($0, imageIndex: indices[$0.image] ?? -1)
      }
    )
  }

  /// The patch of a latent map [D, H, W] at a source; nil where it would end outside.
  private func patch(of latent: Tensor, _ source: PrototypeSource) -> [Float]? {
    let extents = network.head.prototypeLayer.prototypes.shape
    let (depth, height, width) = (extents[1], extents[2], extents[3])
    let (rows, columns) = (latent.shape[1], latent.shape[2])
    guard source.row >= 0, source.column >= 0, source.row + height <= rows,
      source.column + width <= columns
    else { return nil }
    let values = latent.values
    return (0..<depth).flatMap { channel in
      (0..<height).flatMap { row in
        (0..<width).map { column in
          values[(channel * rows + source.row + row) * columns + source.column + column]
        }
      }
    }
  }

  private static func difference(_ left: [Float], _ right: [Float]) -> Float {
    zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  private static func squaredDistance(_ left: [Float], _ right: [Float]) -> Double {
    zip(left, right).reduce(0) {
      $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
    }
  }
}
