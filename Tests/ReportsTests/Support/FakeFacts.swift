import Experiments
import Networks

/// Facts of a page as predictions, a checkpoint and pictures would give them.
enum FakeFacts {
  /// Errors of `perClass` images of each class; every `wrong`th image is held for the next class.
  static func errors(_ record: RunRecord, perClass: Int = 6, wrong: Int = 5) -> ErrorAnalysis {
    let names = record.data.classNames
    let labels = names.indices.flatMap { Array(repeating: $0, count: perClass) }
    let logits = labels.enumerated().flatMap { image, label -> [Float] in
      let chosen = image % wrong == wrong - 1 ? (label + 1) % names.count : label
      return names.indices.map { $0 == chosen ? 2 + Float(image % 7) / 4 : 0 }
    }
    return ErrorAnalysis(
      classNames: names,
      images: labels.indices.map { "test/<\($0)>.png" },
      labels: labels,
      logits: logits
    )
  }

  /// Weights that fall with the number, and neighbours of which the last is of another class.
  static func facts(_ record: RunRecord) -> PageFacts {
    var facts = PageFacts()
    facts.errors = errors(record)
    for prototype in record.projected?.prototypes ?? [] {
      var evidence = PageFacts.PrototypeEvidence()
      evidence.weight = 1 + Double(prototype.index % 3)
      evidence.nearestCount = prototype.index % 4
      evidence.nearest = (0..<5).map { (place: Int) -> PageFacts.NearestPatch in
        let isOwn = place != 4
        return PageFacts.NearestPatch(
          image: place == 0 ? prototype.source.image : "train/\(place) & more.png",
          className: isOwn ? "own" : "Other <class>",
          isOwnClass: isOwn,
          squaredDistance: Double(place) / 10,
          picture: nil
        )
      }
      facts.prototypes[prototype.index] = evidence
    }
    return facts
  }
}
