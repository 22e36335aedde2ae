package import Datasets
import HeadKernels
import Images
import Recipe
package import Tensors

/// Measures prototypes on pictures, a batch or a picture a step, and can go on between any two.
///
/// All cards share the first pass; noise, deletion, misalignment and redrawing are passes of their own.
package struct PrototypeMeasurement {
  package let head: PrototypeHead
  let loader: ImageLoader
  let truth: ObjectTruth
  let redrawing: BirdRedrawing?
  let classNames: [String]
  package let settings: MeasurementSettings
  package internal(set) var evidence: PrototypeEvidence
  private let steps: [Step]
  private var position = 0
  private var batches: BatchIterator?
  /// From pictures [n, 3, S, S] to latent maps [n, D, H, W].
  private let latents: (Tensor) throws -> Tensor

  /// What is done at once.
  private enum Step {
    case plain(Range<Int>)
    case noisy(draw: Int, Range<Int>)
    case misalignment(Int)
    case deletion(Int)
    case redrawing(Int)

    /// Whether the step takes batches in the loader's order from the one before.
    var isOfPass: Bool {
      switch self {
      case .plain, .noisy: true
      case .misalignment, .deletion, .redrawing: false
      }
    }
  }

  /// A measurement of a head behind convolutional layers, on the pictures of a loader.
  ///
  /// `latents` makes latent maps [n, D, H, W] of pictures [n, 3, S, S], and `truth` is what is known of the pictures.
  package init(
    of head: PrototypeHead,
    behind latents: @escaping (Tensor) throws -> Tensor,
    classNames: [String],
    on loader: ImageLoader,
    truth: ObjectTruth,
    redrawing: BirdRedrawing?,
    _ settings: MeasurementSettings
  ) {
    (self.head, self.latents) = (head, latents)
    (self.loader, self.truth, self.settings) = (loader, truth, settings)
    self.classNames = classNames
    let canRedraw =
      Self.canRedraw(classNames) && !truth.labelledParts.isEmpty
      && head.prototypeLayer.similarityFunction != .linear
    self.redrawing = canRedraw ? redrawing : nil
    let count = loader.images.count
    evidence = PrototypeEvidence(
      imageCount: count,
      prototypeCount: head.prototypeLayer.prototypeCount
    )
    let ranges = stride(from: 0, to: count, by: settings.batchSize).map {
      $0..<min($0 + settings.batchSize, count)
    }
    var steps = ranges.map(Step.plain)
    let needsNoise =
      settings.includes(.noiseChange)
      || settings.includes(.partHits, .score) && truth.parts != nil
    if needsNoise {
      for draw in 1...max(settings.draws, 1) { steps += ranges.map { .noisy(draw: draw, $0) } }
    }
    let limited = settings.limited(count)
    if settings.includes(.misalignment) { steps += limited.map(Step.misalignment) }
    if settings.includes(.deletion) { steps += limited.map(Step.deletion) }
    if settings.includes(.redrawing), self.redrawing != nil {
      steps += limited.map(Step.redrawing)
    }
    self.steps = steps
  }

  package var stepCount: Int { steps.count }
  package var finishedStepCount: Int { position }
  package var isFinished: Bool { position == steps.count }

  /// Does the next step.
  ///
  /// - Throws: `ImageError` for an unreadable picture or mask, `NetworkError` where the network cannot be
  ///   compiled, ``ProtoPNetError`` where similarities are no numbers.
  package mutating func advance() throws {
    let step = steps[position]
    switch step {
    case .plain(let range): try lookAt(nextBatch(range))
    case .noisy(let draw, let range): try compare(nextBatch(range), draw: draw)
    case .misalignment(let image): try misalign(image)
    case .deletion(let image): try delete(image)
    case .redrawing(let image): try redraw(image)
    }
    position += 1
    if position == steps.count || !steps[position].isOfPass { batches = nil }
  }

  /// The next batch of a pass, whose others are made in the background meanwhile.
  private mutating func nextBatch(_ range: Range<Int>) throws -> Batch {
    if batches == nil {
      let rest = steps[position...].prefix(while: \.isOfPass).map { step -> [Int] in
        switch step {
        case .plain(let range), .noisy(_, let range): Array(range)
        case .misalignment, .deletion, .redrawing: []
        }
      }
      batches = loader.batches(rest)
    }
    guard let batch = try batches?.next() else { preconditionFailure("no batch \(range)") }
    return batch
  }

  /// One picture as an input, [1, 3, S, S].
  func input(of image: Int) throws -> Tensor {
    let picture = try loader.images[image].contents.image(gray16: loader.transform.gray16)
    return loader.transform.input(of: loader.transform.resize(picture))
  }

  // MARK: - What the passes share

  package var imageSize: Int { loader.transform.imageSize }

  /// The prototypes of a class.
  func prototypes(of label: Int) -> [Int] {
    let classes = head.prototypeLayer.prototypeClass
    return classes.indices.filter { classes[$0] == label }
  }

  /// The similarities of prototypes to a latent map [D, H, W], upsampled, [S, S] each, and as they are.
  func maps(
    _ latent: Tensor,
    _ prototypes: [Int]
  ) -> (cells: Tensor, maps: [Tensor]) {
    let similarities = head.prototypeLayer.similarities(to: latent, prototypes: prototypes)
    let maps = prototypes.indices.map {
      BicubicUpsampling.upsample(similarities.slice($0), height: imageSize, width: imageSize)
    }
    return (similarities, maps)
  }

  /// The mean of maps [S, S].
  static func mean(_ maps: [Tensor]) -> Tensor {
    Tensor(filling: maps[0].shape) { mean in
      for index in 0..<maps[0].count { mean[index] = 0 }
      for map in maps {
        map.withValues { values in
          for index in values.indices { mean[index] += values[index] / Float(maps.count) }
        }
      }
    }
  }

  /// What the head makes of inputs [n, 3, S, S] of some pictures, with the latent maps.
  ///
  /// - Throws: ``ProtoPNetError/similaritiesNotFinite(_:)``.
  func read(
    _ inputs: Tensor,
    of images: [Int]
  ) throws -> (latent: Tensor, output: PrototypeHead.Output) {
    let latent = try latents(inputs)
    let output = head.forward(latent)
    guard output.similarities.isFinite, output.logits.isFinite else {
      throw ProtoPNetError.similaritiesNotFinite(images.map { loader.images[$0].path })
    }
    return (latent, output)
  }

  /// Whether similarities may be negative, as those of the linear function are.
  var hasNegativeSimilarities: Bool { head.prototypeLayer.similarityFunction == .linear }
}

extension PrototypeMeasurement: Resumable {
  package var saved: SavedState {
    var state = evidence.saved
    state.integers["finished_step_count"] = [position]
    return state
  }

  package mutating func restore(_ state: SavedState) throws(SavedStateError) {
    let finished = try state.integer("finished_step_count")
    guard (0...steps.count).contains(finished) else {
      throw SavedStateError("has finished \(finished) of \(steps.count) steps")
    }
    try evidence.restore(state)
    (position, batches) = (finished, nil)
  }
}
