import Checkpoints
package import Experiments
import Files
package import Foundation
package import Images
import ProtoPNet
import Runs
import Tensors

/// Explains what ProtoPNets say together of a picture: their scoring sheets side by side.
///
/// Source: paper §2.4 and §2.5; local_analysis.py.
package struct EnsembleExplainer {
  let members: [ExplainedNetwork]
  /// The classes that all networks tell apart.
  package let classNames: [String]
  /// Training images that were found for earlier pictures of the same pages.
  private let found = TrainingImages.Cache()

  /// Reads checkpoints of at least one network.
  ///
  /// - Throws: `CheckpointError` for a file that cannot be read or, unless allowed, holds values that
  ///   are not finite, ``RunError`` for a baseline, for other classes than the first checkpoint's, and
  ///   for parameters that are not the experiment's.
  package init(checkpoints: [URL], allowingNonFinite: Bool = false) throws {
    members = try checkpoints.map {
      try ExplainedNetwork(checkpoint: $0, allowingNonFinite: allowingNonFinite)
    }
    guard let first = members.first?.restored else {
      preconditionFailure("an ensemble of no network")
    }
    classNames = first.metadata.classNames
    for member in members
    where !member.restored.metadata.classNames.hasSameBytes(as: classNames) {
      throw RunError.unfit(
        checkpoint: member.restored.name,
        problem: "has other classes than \(first.name), so their logits cannot be added"
      )
    }
  }

  /// Explains the predicted class of a picture, or the class with a name.
  ///
  /// With a folder, the pictures of the sheets go to `pictures/` in it, and each listed part is hidden once to
  /// see what is left of the logit. The prototypes are cut from the training images in `dataset`; where it is
  /// nil, from those around the picture, as far as they are there. `note` hears what is wrong with a picture
  /// that is read although it is damaged.
  ///
  /// - Throws: `ImageError` for a picture that cannot be read, `DatasetError` for a data set without the
  ///   training images, ``RunError`` for an unknown class and for logits that are no numbers.
  package func explanation(
    of image: URL,
    className: String? = nil,
    picturesBesidePageIn folder: URL? = nil,
    dataset: URL? = nil,
    options: ExplanationOptions = ExplanationOptions(),
    note: (String) -> Void = { _ in }
  ) throws -> Explanation {
    let (picture, readings) = try read(image, note)
    let memberLogits = readings.map(\.output.logits)
    let verdict = EnsembleVerdict(
      logits: Ensemble.logits(of: memberLogits),
      explained: try className.map(index),
      against: try options.against.map(index)
    )
    let shares = EnsembleVote.shares(of: [verdict.explained], members: memberLogits)
    let sheets = try zip(members, readings).map { member, reading in
      try MemberSheet(
        member,
        reading,
        classIndex: verdict.explained,
        against: verdict.against
      )
    }
    let tops = topParts(sheets)
    // Files may change between pictures that are explained on their own.
    let cache = options.sharedPrototypes == nil ? TrainingImages.Cache() : found
    let drawing = try folder.map { folder in
      try ExplanationDrawing(
        page: folder,
        sheets: sheets,
        trainingImages: TrainingImages(dataset: dataset, around: image, cache: cache),
        options: options
      )
    }
    var explanation = Explanation(
      image: image.relativePath,
      picture: try drawing?.write(picture),
      label: options.label,
      className: classNames[verdict.explained],
      isPredicted: verdict.explained == verdict.predicted,
      logit: verdict.logits[verdict.explained],
      probability: verdict.probabilities[verdict.explained],
      against: verdict.rival(classNames),
      classes: verdict.listedClasses.map { index in
        Explanation.ClassLogits(
          name: classNames[index],
          memberLogits: memberLogits.map { Double($0[0, index]) },
          logit: verdict.logits[index],
          probability: verdict.probabilities[index]
        )
      },
      members: sheets.enumerated().map { place, sheet in
        sheet.record(
          classNames: classNames,
          share: members.count > 1 ? shares[place] : nil,
          numbers: tops[place]
        )
      }
    )
    guard let drawing else { return explanation }
    try drawing.complete(&explanation, note: note)
    try measureWithoutNumberedParts(sheets, tops, &explanation)
    if let baseline = options.baseline, let (place, row) = mostPoints(explanation) {
      explanation.attention = try baseline.attention(
        of: picture,
        folder: drawing.folder,
        member: place,
        prototype: row.prototype
      )
    }
    return explanation
  }

  /// The row with the most points of all networks, and its network's place.
  private func mostPoints(_ explanation: Explanation) -> (Int, Explanation.Row)? {
    explanation.members.enumerated().compactMap { place, member in
      member.rows.first.map { (place, $0) }
    }
    .max { $0.1.points < $1.1.points }
  }

  /// The picture at its own size, and what every network makes of it.
  func read(
    _ image: URL,
    _ note: (String) -> Void
  ) throws -> (Image, [ExplainedNetwork.Reading]) {
    let bytes = try PictureFile.read(image)
    let pictures = try members.map { member in
      try PictureFile.decode(bytes, name: image.path, gray16: member.restored.transform.gray16)
    }
    if let remark = pictures[0].remark {
      note("\(image.relativePath) is read although it is damaged (\(remark))")
    }
    let readings = try zip(members, pictures).map { try $0.read($1.image) }
    for (member, reading) in zip(members, readings) where !reading.output.logits.isFinite {
      throw RunError.unfit(
        checkpoint: member.restored.name,
        problem:
          "the logits of \(image.relativePath) are no numbers (NaN or infinite), so there is nothing "
          + "to explain; \(member.restored.nonFiniteText)"
      )
    }
    return (pictures[0].image, readings)
  }

  /// The numbers, from 1, of the parts behind the most points of all networks; by network and prototype.
  private func topParts(_ sheets: [MemberSheet]) -> [[Int: Int]] {
    let rows = sheets.enumerated().flatMap { place, sheet in
      sheet.sheet.rows.prefix(ExplanationOptions.drawnCount).map { (place, $0) }
    }
    let best = rows.filter { $0.1.points > 0 }
      .sorted { (-$0.1.points, $0.0, $0.1.prototype) < (-$1.1.points, $1.0, $1.1.prototype) }
      .prefix(ExplanationOptions.numberedCount)
    var numbers = [[Int: Int]](repeating: [:], count: sheets.count)
    for (number, (place, row)) in best.enumerated() { numbers[place][row.prototype] = number + 1 }
    return numbers
  }

  /// What all networks say of the picture without the numbered parts.
  private func measureWithoutNumberedParts(
    _ sheets: [MemberSheet],
    _ numbers: [[Int: Int]],
    _ explanation: inout Explanation
  ) throws {
    let boxes = zip(sheets, numbers).flatMap { sheet, numbers in
      numbers.keys.sorted().compactMap(sheet.box)
    }
    guard !boxes.isEmpty else { return }
    let hidden = try sheets.map { try $0.member.logits($0.reading, hiding: boxes) }
    let logits = Ensemble.logits(of: hidden.map(\.logits)).values
    let explained = sheets[0].classIndex
    guard let first = hidden.first, logits[explained].isFinite else { return }
    explanation.withoutNumberedParts = Explanation.Hidden(
      logit: Double(logits[explained]),
      area: first.area,
      predicted: logits.indices.max { logits[$0] < logits[$1] }.map { classNames[$0] }
    )
  }

  /// How the first network reads a picture.
  package var transform: InputTransform { members[0].restored.transform }

  /// The class of a name, which may be typed in another spelling of its letters than the folder has, as that
  /// looks the same; nil where there is none.
  package func classIndex(_ name: String) -> Int? {
    classNames.firstIndex { ByteName($0) == ByteName(name) } ?? classNames.firstIndex(of: name)
  }

  private func index(of name: String) throws(RunError) -> Int {
    guard let index = classIndex(name) else {
      throw .unfit(
        checkpoint: members[0].restored.name,
        problem: "knows no class '\(name)'; its classes are "
          + classNames.prefix(20).joined(separator: ", ") + (classNames.count > 20 ? ", …" : "")
      )
    }
    return index
  }
}
