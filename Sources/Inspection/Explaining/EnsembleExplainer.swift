import Checkpoints
package import Experiments
import Files
package import Foundation
import Images
import ProtoPNet
import Runs
import Tensors

/// Explains what ProtoPNets say together of a picture: their scoring sheets side by side.
///
/// Source: paper §2.4 and §2.5; local_analysis.py.
package struct EnsembleExplainer {
  private let members: [ExplainedNetwork]
  /// The classes that all networks tell apart.
  package let classNames: [String]

  /// Classes that an explanation lists with their logits.
  private static let listedClassCount = 5

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
  /// With a folder, the pictures of the sheets go to `pictures/` in it. The prototypes are cut from the
  /// training images in `dataset`; where it is nil, from those around the picture, as far as they are there.
  /// `note` hears what is wrong with a picture that is read although it is damaged.
  ///
  /// - Throws: `ImageError` for a picture that cannot be read, `DatasetError` for a data set without the
  ///   training images, ``RunError`` for an unknown class and for logits that are no numbers.
  package func explanation(
    of image: URL,
    className: String? = nil,
    picturesBesidePageIn folder: URL? = nil,
    dataset: URL? = nil,
    note: (String) -> Void = { _ in }
  ) throws -> Explanation {
    let bytes = try PictureFile.read(image)
    let pictures = try members.map { member in
      try PictureFile.decode(
        bytes,
        name: image.path,
        gray16: member.restored.transform.gray16
      )
    }
    let picture = pictures[0].image
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
    let memberLogits = readings.map(\.output.logits)
    let logits = Ensemble.logits(of: memberLogits)
    let predicted = Accuracy.predictedClasses(logits: logits)[0]
    let explained = try className.map(index) ?? predicted
    let shares = EnsembleVote.shares(of: [explained], members: memberLogits)
    let drawing = try folder.map {
      ExplainedNetwork.Drawing(
        folder: try PictureFolder(besidePageIn: $0),
        trainingImages: TrainingImages(dataset: dataset, around: image)
      )
    }
    return Explanation(
      image: image.relativePath,
      picture: try drawing?.folder.write(picture, "picture"),
      className: classNames[explained],
      isPredicted: explained == predicted,
      logit: Double(logits[0, explained]),
      classes: listedClasses(logits, explained).map { index in
        Explanation.ClassLogits(
          name: classNames[index],
          memberLogits: memberLogits.map { Double($0[0, index]) },
          logit: Double(logits[0, index])
        )
      },
      members: try members.indices.map { place in
        try members[place].member(
          readings[place],
          of: explained,
          share: shares[place],
          number: place + 1,
          drawing: drawing
        )
      }
    )
  }

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

  /// The classes with the largest logits [1, K] and the explained one, by descending logit.
  private func listedClasses(_ logits: Tensor, _ explained: Int) -> [Int] {
    let values = logits.values
    let order = values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }
    let listed = order.prefix(Self.listedClassCount)
    return listed.contains(explained) ? Array(listed) : listed + [explained]
  }
}
