import Datasets
import Images
import Networks
import Tensors

extension PrototypeMeasurement {
  /// What a picture is drawn without.
  private struct Variant: Hashable {
    var parts: Set<BirdPart> = []
    var things: Set<Int> = []
  }

  /// Evaluations of one shape, whatever a picture needs.
  private static let chunk = 8

  /// Whether all classes are species of ToyBirds.
  static func canRedraw(_ classNames: [String]) -> Bool {
    classNames.allSatisfy { name in ToyBirds.classes.contains { $0.name == name } }
  }

  private func species(_ classIndex: Int) -> BirdClass? {
    ToyBirds.classes.first { $0.name == classNames[classIndex] }
  }

  /// By class, the smallest sets of parts that no other species shares, as places among all parts.
  package var sufficientParts: [[Set<Int>]] {
    classNames.indices.map { index in
      (species(index)?.sufficientParts ?? []).map { Set($0.map { Int($0.rawValue) - 1 }) }
    }
  }

  /// Adds what the network says of a bird without each of its parts and without each thing around it.
  mutating func redraw(_ image: Int) throws {
    let (path, label) = (loader.images[image].path, loader.images[image].classIndex)
    guard let original = redrawing?.picture(path) else { return }
    let input = try input(of: image)
    let (latent, output) = try read(input, of: [image])
    let predicted = Accuracy.predictedClasses(logits: output.logits)[0]
    let removable = BirdPart.allCases.filter(\.isRemovable)
    let labels = ObjectTruth.sampled(original.parts, imageSize: imageSize)
    let masks =
      BirdPart.allCases.map { part in labels.map { $0 == part.rawValue } }
      + (0..<original.thingCount).map { thingMask($0, path, original) }
    let importances = [predicted, label].map {
      importance(of: $0, latent.slice(0), masks, output)
    }
    let sets = RedrawingScores.thresholds.map { threshold in
      importantParts(importances[0], threshold)
    }
    let pair = contrastedPair(label)
    var variants = removable.map { Variant(parts: [$0]) }
    variants += (0..<original.thingCount).map { Variant(things: [$0]) }
    variants += sets.flatMap { [Variant(parts: $0.kept), Variant(parts: $0.removed)] }
    if let pair {
      variants += [Variant(parts: pair.first.parts), Variant(parts: pair.second.parts)]
    }
    let found = try logits(of: Set(variants), image)
    func logit(_ label: Int, _ variant: Variant) -> Double { found[variant]?[label] ?? .nan }
    func winner(_ parts: Set<BirdPart>) -> Int {
      let logits = found[Variant(parts: parts)] ?? []
      return logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
    }
    for (position, label) in [predicted, label].enumerated() {
      let whole = Double(output.logits[0, label])
      evidence[.partImportances] += importances[position].values.prefix(BirdPart.allCases.count)
      evidence[.thingImportances] += importances[position].values.dropFirst(BirdPart.allCases.count)
      evidence[.redrawnTotals] += [importances[position].total, whole]
      evidence[.partDrops] += BirdPart.allCases.map {
        $0.isRemovable ? whole - logit(label, Variant(parts: [$0])) : .nan
      }
      evidence[.thingDrops] += (0..<original.thingCount).map {
        whole - logit(label, Variant(things: [$0]))
      }
    }
    evidence[.redrawnImages].append(image)
    evidence[.redrawnClasses] += [predicted, label]
    evidence[.thingCounts].append(original.thingCount)
    evidence[.keptClasses] += sets.map { winner($0.kept) }
    evidence[.removedClasses] += sets.map { winner($0.removed) }
    guard let pair else { return evidence[.redrawnSensitivity] += [-1, -1] }
    func drops(_ label: Int, _ own: Set<BirdPart>, _ other: Set<BirdPart>) -> Bool {
      logit(label, Variant(parts: own)) < logit(label, Variant(parts: other))
    }
    guard drops(pair.first.label, pair.first.parts, pair.second.parts),
      drops(pair.second.label, pair.second.parts, pair.first.parts)
    else { return evidence[.redrawnSensitivity] += [-1, -1] }
    for (own, other) in [(pair.first, pair.second), (pair.second, pair.first)] {
      let values = importance(of: own.label, latent.slice(0), masks, output).values
      func sum(_ parts: Set<BirdPart>) -> Double {
        parts.map(\.rawValue).sorted().reduce(0) { $0 + values[Int($1) - 1] }
      }
      evidence[.redrawnSensitivity].append(sum(own.parts) > sum(other.parts) ? 1 : 0)
    }
  }

  /// A part or thing matters by similarity × weight of each of the class's prototypes whose box holds any of it.
  private func importance(
    of label: Int,
    _ latent: Tensor,
    _ masks: [[Bool]],
    _ output: PrototypeHead.Output
  ) -> (values: [Double], total: Double) {
    let prototypes = prototypes(of: label)
    var values = [Double](repeating: 0, count: masks.count)
    var total = 0.0
    for (prototype, map) in zip(prototypes, maps(latent, prototypes).maps) {
      let box = PixelBox.highActivation(of: map)
      let points =
        Double(output.similarities[0, prototype]) * Double(head.lastLayer.weight[label, prototype])
      total += points
      for (place, mask) in masks.enumerated() where Self.touches(box, mask, imageSize) {
        values[place] += points
      }
    }
    return (values, total)
  }

  private static func touches(_ box: PixelBox, _ mask: [Bool], _ imageSize: Int) -> Bool {
    box.rows.contains { row in
      mask[row * imageSize + box.columns.lowerBound..<row * imageSize + box.columns.upperBound]
        .contains(true)
    }
  }

  /// What is taken away to keep the important parts alone, and to remove them; the trunk always stays.
  private func importantParts(
    _ importance: (values: [Double], total: Double),
    _ threshold: Double
  ) -> (kept: Set<BirdPart>, removed: Set<BirdPart>) {
    let removable = BirdPart.allCases.filter(\.isRemovable)
    let important = removable.filter {
      importance.values[Int($0.rawValue) - 1] > threshold * importance.total
    }
    return (Set(removable).subtracting(important), Set(important))
  }

  /// The pixels of an input that a thing around the bird changes.
  private func thingMask(_ thing: Int, _ path: String, _ original: BirdPicture) -> [Bool] {
    let area = imageSize * imageSize
    guard let changed = redrawing?.picture(path, withoutThings: [thing]) else {
      return Array(repeating: false, count: area)
    }
    let (with, without) = (
      loader.transform.resize(original.image), loader.transform.resize(changed.image)
    )
    return (0..<area).map { pixel in
      (0..<3).contains { with.pixels[3 * pixel + $0] != without.pixels[3 * pixel + $0] }
    }
  }

  /// Two species that share exactly two removable parts with a class's, and no part with each other's pair.
  private func contrastedPair(
    _ label: Int
  ) -> (first: (label: Int, parts: Set<BirdPart>), second: (label: Int, parts: Set<BirdPart>))? {
    guard let own = species(label) else { return nil }
    let sharing = classNames.indices.compactMap { other -> (label: Int, parts: Set<BirdPart>)? in
      guard other != label, let species = species(other) else { return nil }
      let shared = own.sharedParts(with: species).filter(\.isRemovable)
      return shared.count == 2 ? (other, shared) : nil
    }
    for (place, first) in sharing.enumerated() {
      let second = sharing[(place + 1)...].first { $0.parts.isDisjoint(with: first.parts) }
      if let second { return (first, second) }
    }
    return nil
  }

  /// The logits of the picture's variants.
  private func logits(of variants: Set<Variant>, _ image: Int) throws -> [Variant: [Double]] {
    let path = loader.images[image].path
    let all = variants.sorted { Self.order($0).lexicographicallyPrecedes(Self.order($1)) }
    var found: [Variant: [Double]] = [:]
    for first in stride(from: 0, to: all.count, by: Self.chunk) {
      let some = Array(all[first..<min(first + Self.chunk, all.count)])
      let inputs = some.compactMap { variant in
        redrawing?.picture(path, without: variant.parts, withoutThings: variant.things).map {
          loader.transform.input(of: loader.transform.resize($0.image))
        }
      }
      // The last ones are repeated, so that all batches have one shape.
      let values = (0..<Self.chunk).flatMap { inputs[min($0, inputs.count - 1)].values }
      let shape = Shape([Self.chunk] + inputs[0].shape.dimensions.dropFirst())
      let logits = try read(Tensor(values, shape: shape), of: [image]).output.logits
      for (place, variant) in some.enumerated() {
        found[variant] = logits.slice(place).values.map(Double.init)
      }
    }
    return found
  }

  private static func order(_ variant: Variant) -> [Int] {
    variant.parts.map { Int($0.rawValue) }.sorted() + [100] + variant.things.sorted()
  }
}
