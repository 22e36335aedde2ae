import Datasets
import Experiments
import Foundation
import Images
import Inspection
import Networks
import RunsTestSupport
import Tensors
import TestSupport
import Testing
import Runs

struct EnsembleExplainerTests {
  /// A pruned run, and one with other numbers of prototypes and channels.
  private struct Runs {
    let tiny: TinyExperiment
    /// The final checkpoints of the pruned run and of the other one.
    let checkpoints: [URL]
    let records: [RunRecord]

    init(in folder: URL) throws {
      let pruned = try CheckedRun(in: folder)
      tiny = pruned.tiny
      let text = TinyExperiment.text(
        schedule: "schedule: {warm-up: {steps: 1}, cycles: [{joint: {steps: 1}}]}"
      ).replacing("name: tiny", with: "name: other")
        .replacing("channels: 8", with: "channels: 5").replacing(
          "per-class: 2",
          with: "per-class: 3"
        )
      let (record, directory) = try CheckedRun.run(
        Experiment(yaml: text, file: tiny.yaml.path),
        tiny.results
      )
      records = [pruned.record, record]
      checkpoints = try zip(records, [pruned.directory, directory]).map { record, directory in
        directory.appending(path: try #require(record.stages.last).checkpoint)
      }
    }

    var image: URL { tiny.pictures.appending(path: "test/green/1.png") }
  }

  @Test func sumsUpToWhatTheEnsemblePredicts() throws {
    try Places.withTemporaryDirectory { folder in
      let runs = try Runs(in: folder)
      let predictions = try runs.checkpoints.map {
        try CheckpointEvaluator(checkpoint: $0).predictions(on: runs.tiny.pictures) { _, _ in }
      }
      let together = try Predictions(ensemble: predictions)
      let row = try #require(together.images.firstIndex { $0.hasSuffix("green/1.png") })
      let logits = together.logits.slice(row).values
      let explainer = try EnsembleExplainer(checkpoints: runs.checkpoints)
      for (index, name) in TinyExperiment.classNames.enumerated() {
        let explanation = try explainer.explanation(of: runs.image, className: name)
        #expect(explanation.className == name)
        #expect(explanation.isPredicted == (logits[index] == logits.max()))
        let points = explanation.members.reduce(0) { $0 + $1.points }
        #expect(abs(points - Double(logits[index])) < 1e-3)
        #expect(abs(explanation.logit - Double(logits[index])) < 1e-3)
        for member in explanation.members {
          let listed = member.rows.reduce(member.otherPoints) { $0 + $1.points }
          #expect(abs(listed - member.points) < 1e-9)
        }
        let shares = explanation.members.compactMap(\.share)
        #expect(shares.count == 2 && abs(shares.reduce(0, +) - 1) < 1e-9)
      }
      let predicted = try explainer.explanation(of: runs.image)
      #expect(predicted.isPredicted && predicted.className == predicted.classes.first?.name)
      #expect(predicted.classes.count == 3)
      #expect(predicted.members.map(\.rows.count).last == 3)
      #expect(predicted.members.map { $0.rows.count + $0.otherCount }.last == 9)
      #expect(predicted.picture == nil && predicted.members[0].rows[0].pictures == nil)
    }
  }

  /// One network has no share of itself, and its parts of a comparison add up to both logits.
  @Test func saysWhyNotAnotherClass() throws {
    try Places.withTemporaryDirectory { folder in
      let runs = try Runs(in: folder)
      let explainer = try EnsembleExplainer(checkpoints: [runs.checkpoints[1]])
      var options = ExplanationOptions()
      for against in [nil, "red"] {
        options.against = against
        let explanation = try explainer.explanation(
          of: runs.image,
          className: "blue",
          options: options
        )
        let rival = try #require(explanation.against)
        #expect(against == nil ? rival.isRunnerUp : rival.name == "red")
        #expect(abs(rival.lead - (explanation.logit - rival.logit)) < 1e-9)
        let member = explanation.members[0]
        #expect(member.share == nil && member.prototypes == .patches)
        let comparison = try #require(member.comparison)
        let points = comparison.rows.reduce(comparison.restPoints) { $0 + $1.row.points }
        let others = comparison.rows.reduce(comparison.restPointsAgainst) { $0 + $1.pointsAgainst }
        #expect(abs(points - explanation.logit) < 1e-4 && abs(others - rival.logit) < 1e-4)
        #expect(comparison.rows.count + comparison.restCount == 9)
        #expect(member.others.count == 5 && member.others.allSatisfy { $0.className != "blue" })
        let nearest = member.nearest.map(\.similarity)
        #expect(nearest.count == 5 && nearest == nearest.sorted(by: >))
        let probabilities = explanation.classes.compactMap(\.probability)
        #expect(abs(probabilities.reduce(0, +) - 1) < 1e-9)
      }
    }
  }

  /// Hiding nothing changes nothing; the box's pixels at the mean colour are what the other pass sees.
  @Test func measuresWhatIsLeftWithoutAPart() throws {
    try Places.withTemporaryDirectory { folder in
      let runs = try Runs(in: folder)
      let explainer = try EnsembleExplainer(checkpoints: [runs.checkpoints[1]])
      let page = folder.appending(path: "page")
      let explanation = try explainer.explanation(of: runs.image, picturesBesidePageIn: page)
      let row = try #require(explanation.members[0].rows.first)
      let (box, hidden) = (try #require(row.box), try #require(row.hidden))
      let transform = explainer.transform
      let size = transform.imageSize
      var picture = transform.resize(try Image(contentsOf: runs.image))
      let edges = box.map { Int(($0 * Double(size)).rounded()) }
      var count = 0
      for line in edges[0]..<edges[1] {
        for column in edges[2]..<edges[3] {
          count += 1
          for channel in 0..<3 {
            // The nearest 8 bits to the mean, so that the logit is nearly the same.
            picture.pixels[3 * (line * size + column) + channel] =
              UInt8((255 * transform.mean[channel]).rounded())
          }
        }
      }
      #expect(abs(hidden.area - Double(count) / Double(size * size)) < 1e-9)
      let file = folder.appending(path: "hidden.png")
      try picture.write(to: file)
      let other = try explainer.explanation(of: file, className: explanation.className)
      #expect(abs(other.logit - hidden.logit) < 0.02 * max(1, abs(hidden.logit)))
      #expect(explanation.withoutNumberedParts != nil)
      #expect(explanation.members[0].scale?.low == 0)
      for warned in explanation.members[0].rows {
        let isWeak = warned.warnings.contains { $0.kind == .weakSimilarity }
        #expect(isWeak == (warned.similarity < explanation.members[0].similarity.weakBelow))
      }
    }
  }

  @Test func saysThatPrototypesAreNoPatchesYet() throws {
    try Places.withTemporaryDirectory { folder in
      let runs = try Runs(in: folder)
      let checkpoints = runs.checkpoints[1].deletingLastPathComponent()
      for (name, state) in [
        ("warm-up", Explanation.PrototypeState.free), ("cycle-1-joint", .free),
        ("cycle-1-projection", .patches),
      ] {
        let file = checkpoints.appending(path: "\(name).h5")
        let explanation = try EnsembleExplainer(checkpoints: [file]).explanation(of: runs.image)
        #expect(explanation.members[0].prototypes == state)
      }
    }
  }

  /// The files are those of local_analysis.py, whatever the number of classes.
  @Test func writesTheReleasedCodesFiles() throws {
    try Places.withTemporaryDirectory { folder in
      let runs = try Runs(in: folder)
      let explainer = try EnsembleExplainer(checkpoints: [runs.checkpoints[1]])
      try explainer.writeReleasedLayout(of: runs.image, to: folder.appending(path: "out"))
      let names = try FileManager.default.subpathsOfDirectory(
        atPath: folder.appending(path: "out").path
      )
      #expect(names.contains("original_img.png") && names.contains("local_analysis.log"))
      for kind in [
        "top-1_activated_prototype", "top-1_activated_prototype_in_original_pimg",
        "top-1_activated_prototype_self_act", "most_highly_activated_patch_by_top-1_prototype",
        "most_highly_activated_patch_in_original_img_by_top-1_prototype",
        "prototype_activation_map_by_top-1_prototype",
      ] {
        #expect(names.contains("most_activated_prototypes/\(kind).png"))
        for place in 1...3 { #expect(names.contains("top-\(place)_class_prototypes/\(kind).png")) }
      }
      #expect(names.filter { $0.hasSuffix(".png") }.count == 1 + 6 * (9 + 9))
    }
  }

  /// Pruning gave prototypes other numbers; their pictures are those that the run drew of their patches.
  @Test func drawsThePrototypesThatPruningKept() throws {
    try Places.withTemporaryDirectory { folder in
      let runs = try Runs(in: folder)
      let page = folder.appending(path: "page")
      let explanation = try EnsembleExplainer(checkpoints: runs.checkpoints)
        .explanation(of: runs.image, className: "red", picturesBesidePageIn: page)
      let kept = try #require(runs.records[0].stages.compactMap(\.pruning).last?.kept)
      let projection = try #require(runs.records[0].stages.compactMap(\.projection).last)
      #expect(kept.count < projection.prototypes.count)
      let run = runs.checkpoints[0].deletingLastPathComponent().deletingLastPathComponent()
      for row in explanation.members[0].rows {
        let prototype = projection.prototypes[kept[row.prototype]]
        #expect(row.source == prototype.source.image)
        for (picture, kind) in [(row.pictures?.prototype, "crop"), (row.pictures?.source, "box")] {
          let path: String = try #require(picture)
          #expect(
            try Data(contentsOf: page.appending(path: path))
              == Data(contentsOf: run.appending(path: "prototypes/\(prototype.index)-\(kind).png"))
          )
        }
      }
      let pictures = explanation.members.flatMap(\.rows).compactMap(\.pictures)
      let files: [String?] = pictures.flatMap { [$0.box, $0.activation, $0.prototype, $0.source] }
      #expect(files.count == 4 * explanation.members.reduce(0) { $0 + $1.rows.count })
      for file in files + [explanation.picture] {
        let path: String = try #require(file)
        #expect(FileManager.default.fileExists(atPath: page.appending(path: path).path))
      }
    }
  }

  /// A picture from elsewhere has no training images around it, so the data set must be named.
  @Test func takesPrototypesFromANamedDataSet() throws {
    try Places.withTemporaryDirectory { folder in
      let runs = try Runs(in: folder)
      let explainer = try EnsembleExplainer(checkpoints: runs.checkpoints)
      try Places.withTemporaryDirectory { elsewhere in
        let photo = elsewhere.appending(path: "photo.png")
        try FileManager.default.copyItem(at: runs.image, to: photo)
        func pictures(_ dataset: URL?) throws -> [Explanation.Pictures] {
          try explainer.explanation(of: photo, picturesBesidePageIn: elsewhere, dataset: dataset)
            .members.flatMap(\.rows).compactMap(\.pictures)
        }
        #expect(try pictures(nil).allSatisfy { $0.prototype == nil && $0.source == nil })
        #expect(try pictures(runs.tiny.pictures).allSatisfy { $0.prototype != nil })

        // Another picture under the same name is not taken for the training image.
        for name in TinyExperiment.classNames {
          for number in 0..<5 {
            let file = runs.tiny.pictures.appending(path: "train/\(name)/\(number).png")
            try FileManager.default.removeItem(at: file)
            try FileManager.default.copyItem(at: runs.image, to: file)
          }
        }
        let error = try #require(throws: DatasetError.self) { try pictures(runs.tiny.pictures) }
        #expect(error.problems[0].hasSuffix("as it was when the prototypes were projected onto it"))
      }
    }
  }

  @Test func refusesWhatItCannotExplain() throws {
    try Places.withTemporaryDirectory { folder in
      let runs = try Runs(in: folder)
      let explainer = try EnsembleExplainer(checkpoints: runs.checkpoints)
      let unknown = try #require(throws: RunError.self) {
        try explainer.explanation(of: runs.image, className: "rot")
      }
      #expect("\(unknown)".hasSuffix("knows no class 'rot'; its classes are blue, green, red"))

      let text = TinyExperiment.text(
        schedule: "schedule: {warm-up: {steps: 1}, cycles: [{joint: {steps: 1}}]}",
        more: "model: baseline"
      )
      let (record, directory) = try CheckedRun.run(
        Experiment(yaml: text, file: runs.tiny.yaml.path),
        runs.tiny.results
      )
      let baseline = directory.appending(path: try #require(record.stages.last).checkpoint)
      let error = try #require(throws: RunError.self) {
        try EnsembleExplainer(checkpoints: runs.checkpoints + [baseline])
      }
      #expect("\(error)".hasSuffix("has no prototypes to explain anything with"))
    }
  }
}
