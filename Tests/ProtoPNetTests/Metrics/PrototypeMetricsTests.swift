import Checkpoints
import Datasets
import Foundation
import Images
import ProtoPNet
import Recipe
import Tensors
import TestSupport
import Testing

/// The cards beside a NumPy transcription of their definitions; see Fixtures/make_prototype_metrics.py.
private struct MetricsFixture: Decodable {
  struct Image: Decodable {
    let path: String
    let label, width, height: Int
    let points: [[Double]?]
  }

  struct Expected: Decodable {
    let cards: [String: [String: Double?]]
    let counts: Counts
  }

  struct Counts: Decodable {
    let supported: [String: Double?]
    let supportedCount, purityCount, saliencyCount, deletionCount: Int
  }

  struct Redrawn: Decodable {
    let pictures: [Picture]
    let sufficientParts: [[Set<Int>]]
    let expected: [String: Double?]

    struct Picture: Decodable {
      let label, predicted: Int
      let ofPredicted, ofLabel: Side
      let keptClass, removedClass: [Int]
      let sensitivity: [Bool]
    }

    struct Side: Decodable {
      let parts, things: [Double]
      let total, logit: Double
      let partDrops: [Double?]
      let thingDrops: [Double]

      var importance: RedrawnPicture.Importance {
        .init(
          parts: parts,
          things: things,
          total: total,
          logit: logit,
          partDrops: partDrops.map { $0 ?? .nan },
          thingDrops: thingDrops
        )
      }
    }
  }

  let imageSize, draws: Int
  let mean, deviation: Float
  let parts: [String]
  let images: [Image]
  let prototypeClass: [Int]
  let prototypes, weight: [Float]
  let expected: [String: Expected]
  let redrawn: Redrawn

  static let folder = Places.package.appending(
    path: "Tests/ProtoPNetTests/Fixtures/prototype-metrics"
  )

  static func load() throws -> MetricsFixture {
    try JSONDecoder().decode(
      MetricsFixture.self,
      from: Data(contentsOf: folder.appending(path: "cards.json"))
    )
  }

  /// The network's head: three channels, one cell a prototype.
  func head(_ function: SimilarityFunction) -> PrototypeHead {
    let count = prototypeClass.count
    return PrototypeHead(
      prototypeLayer: PrototypeLayer(
        prototypes: Tensor(prototypes, shape: [count, 3, 1, 1]),
        prototypeClass: prototypeClass,
        classCount: 4,
        similarityFunction: function
      ),
      lastLayer: LastLayer(weight: Tensor(weight, shape: [4, count]))
    )
  }

  /// A folder with the fixture's pictures and masks, and the parts in a manifest.
  func write(to folder: URL, leavingOut count: Int = 0) throws {
    for name in ["pictures", "masks"] {
      try FileManager.default.copyItem(
        at: Self.folder.appending(path: name),
        to: folder.appending(path: name)
      )
    }
    let entries = images.dropFirst(count).map { image -> [String: Any] in
      let places = zip(parts, image.points).compactMap { name, point in
        point.map { ["name": name, "x": $0[0], "y": $0[1]] as [String: Any] }
      }
      return [
        "path": "pictures/\(image.path)", "sha256": "", "source": "", "label": "",
        "width": image.width, "height": image.height, "parts": places,
      ]
    }
    let manifest: [String: Any] = [
      "schema": DatasetManifest.currentSchema, "dataset": "drawn",
      "recipe": [:] as [String: String],
      "sourceDigest": "", "classNames": ["a", "b", "c", "d"], "splits": [] as [String],
      "images": entries,
    ]
    try JSONSerialization.data(withJSONObject: manifest)
      .write(to: folder.appending(path: "manifest.json"))
  }

  /// Measures all cards, with means of 8×8 blocks in place of layers; the fixture says what noise does to them.
  func findings(
    _ folder: URL,
    _ function: SimilarityFunction,
    leastSupport: Int = 0,
    interrupted: Bool = false
  ) throws -> PrototypeFindings {
    var settings = MeasurementSettings()
    (settings.batchSize, settings.draws, settings.limitedCount) = (4, draws, 10)
    (settings.noiseDeviation, settings.leastSupport) = (0, leastSupport)
    let loader = ImageLoader(
      images: images.map { image in
        LabelledImage(
          path: "pictures/\(image.path)",
          file: folder.appending(path: "pictures/\(image.path)"),
          classIndex: image.label
        )
      },
      transform: InputTransform(
        imageSize: imageSize,
        mean: [mean, mean, mean],
        standardDeviation: [deviation, deviation, deviation]
      )
    )
    let batchCount = (images.count + settings.batchSize - 1) / settings.batchSize
    var step = 0
    func start() throws -> PrototypeMeasurement {
      PrototypeMeasurement(
        of: head(function),
        behind: { inputs in
          let draw = step < (draws + 1) * batchCount ? step / batchCount : 0
          return Self.latents(inputs, draw: draw)
        },
        classNames: ["a", "b", "c", "d"],
        on: loader,
        truth: try ObjectTruth(root: folder, images: loader.images),
        redrawing: nil,
        settings
      )
    }
    var measurement = try start()
    while !measurement.isFinished {
      step = measurement.finishedStepCount
      try measurement.advance()
      guard interrupted else { continue }
      let state = measurement.saved
      measurement = try start()
      try measurement.restore(state)
    }
    return PrototypeFindings(measurement, grid: (4, 4))
  }

  private static func latents(_ inputs: Tensor, draw: Int) -> Tensor {
    let (count, size) = (inputs.shape[0], inputs.shape[2])
    let step = size / 4
    let values = inputs.values
    return Tensor(filling: [count, 3, 4, 4]) { latents in
      for index in 0..<count * 3 * 16 {
        let (plane, row, column) = (index / 16, index / 4 % 4, (index + draw) % 4)
        var sum: Float = 0
        for y in row * step..<(row + 1) * step {
          for x in column * step..<(column + 1) * step {
            sum += values[(plane * size + y) * size + x]
          }
        }
        latents[index] = sum / Float(step * step) * (1 + Float(draw) / 10)
      }
    }
  }
}

struct PrototypeMetricsTests {
  private func expectEqual(
    _ found: [String: Double],
    _ expected: [String: Double?],
    _ card: String
  ) {
    #expect(Set(found.keys) == Set(expected.filter { $0.value != nil }.keys), "\(card)")
    for (name, value) in expected {
      guard let value, let own = found[name] else { continue }
      #expect(
        abs(own - value) <= 1e-6 * max(1, abs(value)),
        "\(card), \(name): \(own), not \(value)"
      )
    }
  }

  @Test(arguments: ["log", "linear"])
  func cardsAreThoseOfTheTranscription(_ name: String) throws {
    let fixture = try MetricsFixture.load()
    let expected = try #require(fixture.expected[name])
    let function: SimilarityFunction = name == "log" ? .published : .linear
    try Places.withTemporaryDirectory { folder in
      try fixture.write(to: folder)
      let findings = try fixture.findings(folder, function)
      let cards = findings.cards
      #expect(cards.map(\.card) == PrototypeCard.allCases)
      for card in cards where card.card != .redrawing {
        let values = try #require(expected.cards[card.card.rawValue])
        expectEqual(card.values, values, card.card.rawValue)
      }
      let counts = Dictionary(uniqueKeysWithValues: cards.map { ($0.card, $0) })
      #expect(counts[.purity]?.prototypeCount == expected.counts.purityCount)
      #expect(counts[.saliency]?.imageCount == expected.counts.saliencyCount)
      #expect(counts[.deletion]?.imageCount == expected.counts.deletionCount)
      // Class 3 has no pictures.
      #expect(
        counts[.partHits]?.undefined == [.init("prototypes", 2, "no picture of their class")]
      )
      #expect(counts[.redrawing]?.values.isEmpty == true)
      #expect(
        counts[.redrawing]?.needs?.hasPrefix(
          name == "log"
            ? "needs pictures that can be drawn again" : "needs similarities of at least 0"
        ) == true
      )
      #expect(counts[.relevance]?.maskSource == "segmentations in masks/")
      let supported = try fixture.findings(folder, function, leastSupport: 8)
      let purity = try #require(supported.cards.first { $0.card == .purity })
      expectEqual(purity.values, expected.counts.supported, "with support")
      #expect(purity.prototypeCount == expected.counts.supportedCount)
    }
  }

  @Test func aMeasurementGoesOnToTheSameNumbers() throws {
    let fixture = try MetricsFixture.load()
    try Places.withTemporaryDirectory { folder in
      try fixture.write(to: folder)
      let whole = try fixture.findings(folder, .published)
      let pieces = try fixture.findings(folder, .published, interrupted: true)
      #expect(whole.cards == pieces.cards && whole.seats == pieces.seats)
      #expect(whole.seats[4].duplicateOf == 3 && whole.seats[6].imageCount == 0)
    }
  }

  @Test func picturesThatTheAnnotationsDoNotKnowAreCounted() throws {
    let fixture = try MetricsFixture.load()
    try Places.withTemporaryDirectory { folder in
      try fixture.write(to: folder, leavingOut: 2)
      let cards = try fixture.findings(folder, .published).cards
      for card in cards where card.card == .partHits || card.card == .purity {
        #expect(card.undefined.contains(.init("pictures", 2, "not in the annotations of parts")))
      }
    }
  }

  @Test func aStateOfSomethingElseIsRefused() throws {
    let fixture = try MetricsFixture.load()
    try Places.withTemporaryDirectory { folder in
      try fixture.write(to: folder)
      let findings = try fixture.findings(folder, .published)
      var evidence = PrototypeEvidence(imageCount: 3, prototypeCount: 2)
      #expect(throws: SavedStateError.self) { try evidence.restore(findings.evidence.saved) }
    }
  }

  @Test func withoutMasksAndPartsTheOthersAreMeasured() throws {
    let fixture = try MetricsFixture.load()
    try Places.withTemporaryDirectory { folder in
      try FileManager.default.copyItem(
        at: MetricsFixture.folder.appending(path: "pictures"),
        to: folder.appending(path: "pictures")
      )
      let cards = try fixture.findings(folder, .published).cards
      let needing = cards.filter { $0.needs != nil }.map(\.card)
      #expect(needing == [.partHits, .purity, .relevance, .seat, .saliency, .redrawing])
      #expect(cards.filter { $0.needs != nil }.allSatisfy { $0.needs?.hasPrefix("needs ") == true })
      let score = try #require(cards.first { $0.card == .score })
      #expect(score.values["score"] == nil && score.values["unique"] == 7)
      let deletion = try #require(cards.first { $0.card == .deletion })
      let expected = try #require(fixture.expected["log"]?.cards["deletion-insertion/1"])
      expectEqual(deletion.values, expected, "deletion")
    }
  }

  @Test func scoresOfRedrawnBirdsAreThoseOfTheTranscription() throws {
    let fixture = try MetricsFixture.load().redrawn
    let pictures = fixture.pictures.map { picture in
      var redrawn = RedrawnPicture(
        label: picture.label,
        predicted: picture.predicted,
        ofPredicted: picture.ofPredicted.importance,
        ofLabel: picture.ofLabel.importance,
        keptClass: picture.keptClass,
        removedClass: picture.removedClass
      )
      redrawn.sensitivity = picture.sensitivity
      return redrawn
    }
    let scores = RedrawingScores(pictures, sufficientParts: fixture.sufficientParts)
    let best = try #require(scores.bestThreshold)
    let values: [String: Double?] = [
      "accuracy": scores.accuracy, "threshold": RedrawingScores.thresholds[best],
      "csdc": scores.sufficiency[best], "pc": scores.preservation[best],
      "dc": scores.deletion[best], "d": scores.distractibility[best], "sd": scores.singleDeletion,
      "ts": scores.sensitivity, "bi": scores.backgroundIndependence,
    ]
    expectEqual(values.compactMapValues(\.self), fixture.expected, "redrawn")
    #expect(scores.singleDeletionCount == 9 && scores.sensitivityCount == 5)
    let none = RedrawingScores([], sufficientParts: [])
    #expect(none.bestThreshold == nil && none.accuracy == nil)
  }

  @Test func tiesAreTheFirstLatentCells() {
    let map = Tensor([0, 5, 0, 0, 0, 0, 0, 5, 0], shape: [3, 3])
    #expect(MapPeak.cell(of: map) == (0, 1))
    let upsampled = BicubicUpsampling.upsample(map, height: 12, width: 12)
    let peak = MapPeak.pixel(of: upsampled, over: map)
    #expect((0..<4).contains(peak.row) && (4..<8).contains(peak.column))
    // Fewer pixels than cells.
    let small = BicubicUpsampling.upsample(map, height: 2, width: 2)
    let place = MapPeak.pixel(of: small, over: map)
    #expect((0..<2).contains(place.row) && (0..<2).contains(place.column))
  }

  @Test func purityOfPairsAndSupport() {
    let merged = PartPurity.merged(["left eye", "beak", "right eye", "left foot"])
    #expect(merged.map(\.name) == ["beak", "eye", "left foot"])
    #expect(merged[1].members == [0, 2])
    let rare: [[Bool?]] = [[true, nil], [nil, true], [nil, false]]
    #expect(PartPurity(presences: rare)?.purity == 1)
    #expect(PartPurity(presences: rare, leastSupport: 2)?.part == 1)
    #expect(PartPurity(presences: rare, leastSupport: 3) == nil)
    #expect(PartPurity(presences: []) == nil)
    let one = PartPurity.Patch(cell: (0, 0), map: (1, 1), imageSize: 224)
    #expect(one.top == 96 && one.bottom == 128)
  }
}
