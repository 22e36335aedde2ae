import Datasets
import HeadKernels
import Tensors

extension PrototypeMeasurement {
  /// Adds what becomes of the class's most similar prototype where all but its place in a picture is hidden.
  mutating func misalign(_ image: Int) throws {
    let label = loader.images[image].classIndex
    let input = try input(of: image)
    let (latent, output) = try read(input, of: [image])
    let before = output.similarities.slice(0).values.map(Double.init)
    let prototypes = prototypes(of: label)
    let best = LocationChange.order(prototypes.map { before[$0] }).first.map { prototypes[$0] }
    guard let best else { preconditionFailure("class \(label) without prototypes") }
    let mask = LocationChange.highMask(maps(latent.slice(0), [best]).maps[0])
    let hidden = Self.hiding(input, outside: mask)
    let (hiddenLatent, hiddenOutput) = try read(hidden, of: [image])
    let after = hiddenOutput.similarities.slice(0).values.map(Double.init)
    let changed = LocationChange.highMask(maps(hiddenLatent.slice(0), [best]).maps[0])
    let ranks = (LocationChange.ranks(before)[best], LocationChange.ranks(after)[best])
    let isCorrect = Accuracy.isCorrect(logits: hiddenOutput.logits, labels: [label])[0]
    evidence[.misalignedImages].append(image)
    evidence[.misalignedPrototypes].append(best)
    evidence[.misalignedCorrect].append(isCorrect ? 1 : 0)
    evidence[.misalignedRanks].append(abs(ranks.1 - ranks.0))
    evidence[.misalignedPlaces].append(LocationChange.share(mask, changed))
    evidence[.misalignedActivations].append(
      LocationChange.activation(before[best], after[best]) ?? .nan
    )
  }

  /// An input [1, C, S, S] that is 0, the mean colour, outside a mask.
  static func hiding(_ input: Tensor, outside mask: [Bool]) -> Tensor {
    input.withValues { values in
      Tensor(filling: input.shape) { hidden in
        for index in values.indices { hidden[index] = mask[index % mask.count] ? values[index] : 0 }
      }
    }
  }

  /// Adds the curves of the predicted class's probability as a picture's hottest pixels go and come back.
  ///
  /// A picture whose heat map is constant has no curves.
  mutating func delete(_ image: Int) throws {
    let input = try input(of: image)
    let (latent, output) = try read(input, of: [image])
    let predicted = Accuracy.predictedClasses(logits: output.logits)[0]
    let label = loader.images[image].classIndex
    let maps = maps(latent.slice(0), prototypes(of: label)).maps
    let step = DeletionCurve.pixelsPerStep(imageSize: imageSize)
    let pointCount = (imageSize * imageSize + step - 1) / step + 1
    evidence[.deletionImages].append(image)
    guard let heat = MaskScores.heat(Self.mean(maps)) else {
      let nothing = [Double](repeating: .nan, count: pointCount)
      evidence[.deletionCurves] += nothing
      evidence[.insertionCurves] += nothing
      return
    }
    let order = DeletionCurve.order(of: heat)
    for inserts in [false, true] {
      let pictures = DeletionCurve.pictures(
        input.slice(0),
        order: order,
        pixelsPerStep: step,
        inserts: inserts
      )
      let logits = try read(pictures, of: [image]).output.logits
      let curve = (0..<pointCount).map { point in
        DeletionCurve.probabilities(logits.slice(point).values.map(Double.init))[predicted]
      }
      evidence[inserts ? .insertionCurves : .deletionCurves] += curve
    }
  }
}
