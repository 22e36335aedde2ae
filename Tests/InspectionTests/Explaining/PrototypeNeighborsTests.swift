import Experiments
import Foundation
import Images
import Inspection
import Networks
import RunsTestSupport
import Tensors
import TestSupport
import Testing

/// Figure 5: the pictures nearest to every prototype, and the prototypes of a mask's background.
struct PrototypeNeighborsTests {
  private static let schedule = "schedule: {warm-up: {steps: 1}, cycles: [{joint: {steps: 1}}]}"

  private func withCheckpoint(_ body: (TinyExperiment, URL, RunRecord) throws -> Void) throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder, schedule: Self.schedule)
      let (record, directory) = try CheckedRun.run(
        Experiment(yaml: try String(contentsOf: tiny.yaml, encoding: .utf8), file: tiny.yaml.path),
        tiny.results
      )
      let last = try #require(record.stages.last)
      try body(tiny, directory.appending(path: last.checkpoint), record)
    }
  }

  /// The neighbours are those that an evaluation's distances put there, the nearest first.
  @Test func findsTheNearestPictures() throws {
    try withCheckpoint { tiny, checkpoint, _ in
      let pages = tiny.folder.appending(path: "pages")
      let found = try PrototypeNeighbors(checkpoint: checkpoint)
        .neighborhoods(in: tiny.pictures, count: 4, picturesBesidePagesIn: pages)
      let predictions = try CheckpointEvaluator(checkpoint: checkpoint)
        .predictions(on: tiny.pictures, keepingLatents: true) { _, _ in }
      let distances = try #require(predictions.minimumSquaredDistances)
      #expect(found.parts.map(\.name) == ["train", "test"])
      #expect(found.parts.map(\.imageCount) == [15, 9] && found.prototypes.count == 6)
      for (index, prototype) in found.prototypes.enumerated() {
        let column = predictions.images.indices.map { Double(distances[$0, index]) }
        let nearest = prototype.nearest[1]
        #expect(nearest.count == 4)
        for (neighbor, distance) in zip(nearest, column.sorted()) {
          #expect(abs(neighbor.squaredDistance - distance) < 1e-5)
          let row = try #require(predictions.images.firstIndex { $0.hasSuffix(neighbor.image) })
          #expect(abs(column[row] - neighbor.squaredDistance) < 1e-5)
          let similarity = log((distance + 1) / (distance + 1e-4))
          #expect(abs(neighbor.similarity - similarity) < 1e-3)
          #expect(neighbor.image.contains("/\(neighbor.className)/"))
        }
        for neighbor in prototype.nearest.joined() {
          let picture = pages.appending(path: try #require(neighbor.picture))
          #expect(FileManager.default.fileExists(atPath: picture.path))
        }
        // A projected prototype is a patch of a training picture, so that is the nearest one.
        #expect(prototype.nearest[0][0].squaredDistance < 1e-5)
      }
    }
  }

  /// By masks that show no object a prototype's patch is background, and by full ones it is not.
  @Test(arguments: [UInt8(0), 255])
  func warnsOfBackground(object: UInt8) throws {
    try withCheckpoint { tiny, checkpoint, record in
      for prototype in try #require(record.stages.last?.projection?.prototypes) {
        let mask = tiny.pictures.appending(path: "masks/\(prototype.source.image)")
        try FileManager.default.createDirectory(
          at: mask.deletingLastPathComponent(),
          withIntermediateDirectories: true
        )
        try Image(width: 24, height: 28, pixels: .init(repeating: object, count: 3 * 24 * 28))
          .write(to: mask)
      }
      let picture = tiny.pictures.appending(path: "test/green/1.png")
      let explanation = try EnsembleExplainer(checkpoints: [checkpoint]).explanation(
        of: picture,
        picturesBesidePageIn: tiny.folder.appending(path: "page"),
        dataset: tiny.pictures
      )
      for row in explanation.members[0].rows {
        #expect(row.warnings.contains { $0.kind == .background } == (object == 0))
      }
    }
  }
}
