import Datasets
import HeadKernels
import Images
import Tensors

extension PrototypeMeasurement {
  /// Adds pictures as they are: what the network says, and where each prototype of the class finds itself.
  mutating func lookAt(_ batch: Batch) throws {
    let (latent, output) = try read(batch.images, of: batch.indices)
    evidence[.labels] += batch.labels
    evidence[.logits] += output.logits.values.map(Double.init)
    let (first, count) = (batch.indices[0], head.prototypeLayer.prototypeCount)
    let cells = output.minimumDistances.cells
    output.similarities.withValues { values in
      evidence.similarities.withMutableValues { all in
        for index in values.indices { all[first * count + index] = values[index] }
      }
    }
    evidence.cells.withMutableValues { all in
      for index in cells.indices { all[first * count + index] = Float(cells[index]) }
    }
    for (position, image) in batch.indices.enumerated() {
      try lookAt(image, batch.labels[position], latent.slice(position))
    }
  }

  private mutating func lookAt(_ image: Int, _ label: Int, _ latent: Tensor) throws {
    let picture = loader.images[image]
    let prototypes = prototypes(of: label)
    let (cells, maps) = maps(latent, prototypes)
    let mask = try truth.mask(of: picture, imageSize: imageSize)
    let labels = try truth.labels(of: picture, imageSize: imageSize)
    if let parts = truth.parts {
      let known = parts.points(in: picture.path, imageSize: imageSize)
      if known == nil { evidence[.unannotatedImages].append(image) }
      let points = known ?? parts.names.map { _ in nil }
      evidence[.points] += points.flatMap { [$0?.x ?? .nan, $0?.y ?? .nan] }
    }
    for (position, map) in maps.enumerated() {
      let peak = MapPeak.pixel(of: map, over: cells.slice(position))
      let firstPixel = MapPeak.firstPixel(of: map)
      let place = peak.row * imageSize + peak.column
      evidence[.rowImages].append(image)
      evidence[.rowPrototypes].append(prototypes[position])
      evidence[.firstPixels].append(firstPixel.row * imageSize + firstPixel.column)
      evidence[.peaks].append(place)
      evidence[.peakLabels].append(labels.map { Int($0[place]) } ?? -1)
      evidence[.peakHits].append(mask.map { $0[place] ? 1 : 0 } ?? -1)
      let attribution = hasNegativeSimilarities ? Self.raised(map) : map
      evidence[.energies].append(mask.map { MaskScores.energy(attribution, $0) } ?? .nan)
      evidence[.relevances].append(mask.map { MaskScores.relevance(attribution, $0) } ?? .nan)
    }
    let saliency = mask.flatMap { mask in
      MaskScores.heat(Self.mean(maps)).flatMap { MaskScores.saliency($0, mask) }
    }
    evidence[.saliency] += [
      saliency?.heatInside ?? .nan, saliency?.outsideToInside ?? .nan, saliency?.overlap ?? .nan,
    ]
  }

  /// A map of what may be negative, brought to 0…1 so that it has shares; zeros where it is constant.
  private static func raised(_ map: Tensor) -> Tensor {
    MaskScores.heat(map) ?? Tensor(shape: map.shape)
  }

  /// Adds how one draw of noise moves prototypes of pictures.
  mutating func compare(_ batch: Batch, draw: Int) throws {
    let published = InputTransform.imageNet(imageSize: imageSize).standardDeviation
    let noise = PixelNoise(
      standardDeviation: settings.noiseDeviation,
      limit: settings.noiseLimit,
      seed: settings.noiseSeed,
      scales: zip(published, loader.transform.standardDeviation).map { $0 / $1 }
    )
    let inputs = noise.added(to: batch.images, draw: draw, images: batch.indices)
    let (latent, output) = try read(inputs, of: batch.indices)
    let isCorrect = Accuracy.isCorrect(logits: output.logits, labels: batch.labels)
    evidence[.noisyCorrect] += isCorrect.map { $0 ? 1 : 0 }
    let count = head.prototypeLayer.prototypeCount
    for (position, image) in batch.indices.enumerated() {
      let (grid, maps) = maps(latent.slice(position), prototypes(of: batch.labels[position]))
      evidence[.noisyPixels] += maps.map {
        let pixel = MapPeak.firstPixel(of: $0)
        return pixel.row * imageSize + pixel.column
      }
      let before = evidence.similarities.slice(image).values.map(Double.init)
      let after = output.similarities.slice(position).values.map(Double.init)
      let cells = evidence.cells.slice(image).values.map { Int($0) }
      let ranks = LocationChange.ranks(after)
      let compared = LocationChange.order(before).prefix(MeasurementSettings.comparedCount)
      for (rank, prototype) in compared.enumerated() {
        let cell = Int(output.minimumDistances.cells[position * count + prototype])
        evidence[.noisyPlaces].append(
          Double(LocationChange.cells(cells[prototype], cell, columns: grid.shape[2]))
        )
        evidence[.noisyActivations].append(
          LocationChange.activation(before[prototype], after[prototype]) ?? .nan
        )
        evidence[.noisyRanks].append(Double(abs(ranks[prototype] - rank)))
      }
    }
  }
}
