package import Datasets
package import Experiments
import Files
package import Foundation
import ProtoPNet
import Runs
import Tensors

/// Gathers what a run's page shows beyond the record, from predictions, checkpoints and pictures, as far as
/// they are there.
package struct RunAnalyzer {
  let record: RunRecord
  let directory: RunDirectory
  /// The run's pictures; nil where they were not found.
  let dataset: Dataset?
  let options: Options

  package struct Options: Sendable {
    /// The misclassified pictures that get a sheet, those that the network is surest of first.
    package var sheetCount = 12
    /// Whether the nearest training patches are looked for; nil where that takes about a minute at most.
    package var looksForNearest: Bool?

    package init() {}
  }

  package init(
    record: RunRecord,
    directory: URL,
    dataset: Dataset?,
    options: Options = Options()
  ) {
    (self.record, self.directory) = (record, RunDirectory(url: directory))
    (self.dataset, self.options) = (dataset, options)
  }

  /// Arithmetic, in operations, that is done unasked.
  private static let workLimit = 5e12

  /// Gathers everything; pictures go to `pictures/` and sheets to `sheets/` in the page's folder.
  ///
  /// `sheet` writes the page of an explanation to a folder; `note` hears of damaged pictures.
  ///
  /// - Throws: What is wrong with files that are there; what is missing becomes an absence.
  package func facts(
    forPageIn page: URL,
    sheet: (Explanation, URL) throws -> Void,
    note: (String) -> Void,
    progress: (_ what: String, _ done: Int, _ total: Int) -> Void
  ) throws -> PageFacts {
    var facts = PageFacts()
    let pictures = try PagePictures(besidePageIn: page)
    facts.errors = try ErrorAnalysis(record: record, directory: directory.url)
    if facts.errors == nil {
      facts.absences[.errors] =
        record.stages.isEmpty
        ? "no stage is finished"
        : "the predictions of the reported stage are not in this folder"
    }
    if record.hasPrototypes {
      try addPrototypes(to: &facts, pictures, progress)
    }
    try addPictures(to: &facts, pictures)
    try explain(&facts, pictures, sheet, note, progress)
    return facts
  }

  // MARK: - Prototypes

  private func addPrototypes(
    to facts: inout PageFacts,
    _ pictures: PagePictures,
    _ progress: (String, Int, Int) -> Void
  ) throws {
    guard let (stage, prototypes) = record.projected else { return }
    for (place, prototype) in prototypes.enumerated() {
      var evidence = PageFacts.PrototypeEvidence()
      for kind in RunDirectory.Picture.allCases {
        let file = directory.file(kind.path(ofPrototype: prototype.index))
        evidence.pictures[kind.rawValue] = try pictures.copy(
          file,
          "\(prototype.index)-\(kind.rawValue)"
        )
      }
      facts.prototypes[prototype.index] = evidence
      progress("pictures", place + 1, prototypes.count)
    }
    let checkpoint = record.stages[stage].checkpoint
    guard PathKind(at: directory.file(checkpoint)) != .nothing else {
      facts.absences[.weights] = "\(checkpoint) is not there"
      facts.absences[.nearest] = "\(checkpoint) is not there"
      return
    }
    let restored = try RestoredNetwork(
      contentsOf: directory.file(checkpoint),
      allowingNonFinite: true
    )
    guard case .protopnet(let network) = restored.network,
      network.head.prototypeLayer.prototypeCount == prototypes.count
    else {
      facts.absences[.weights] = "\(checkpoint) has other prototypes than the record"
      return
    }
    let weights = network.head.lastLayer.weight
    for (place, prototype) in prototypes.enumerated() {
      let weight = Double(weights[prototype.classIndex, place])
      facts.prototypes[prototype.index]?.weight = weight.isFinite ? weight : nil
    }
    guard let images = dataset?.projection.images else {
      facts.absences[.nearest] = Self.noPictures
      return
    }
    let work = record.network.floatingPointOperations * Double(images.count)
    guard options.looksForNearest ?? (work <= Self.workLimit) else {
      facts.absences[.nearest] =
        options.looksForNearest == nil
        ? "looking at all \(images.count) training pictures takes long; 'report --nearest' does it"
        : "the page was asked for without them"
      return
    }
    guard network.nonFiniteTensors.isEmpty else {
      facts.absences[.nearest] = "the network holds values that are no numbers"
      return
    }
    let found = try NearestTrainingPatches(
      network: network,
      transform: restored.transform,
      images: images,
      classNames: record.data.classNames
    )
    .findings(drawingIn: pictures, number: { prototypes[$0].index }) {
      progress("nearest patches", $0, $1)
    }
    for (prototype, finding) in zip(prototypes, found) {
      facts.prototypes[prototype.index]?.nearest = finding.patches
      facts.prototypes[prototype.index]?.nearestCount = finding.nearestCount
    }
  }

  static let noPictures = "the run's pictures were not found"
}
