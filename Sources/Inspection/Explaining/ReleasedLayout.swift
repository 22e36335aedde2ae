import Networks
import Files
package import Foundation
import Images
import ProtoPNet
import Runs
import Tensors

/// One picture's analysis in folders and files named as the released code names them.
///
/// Source: local_analysis.py.
struct ReleasedLayout {
  let member: ExplainedNetwork
  let reading: ExplainedNetwork.Reading
  let trainingImages: TrainingImages
  let folder: URL
  let classNames: [String]
  private var log: [String] = []
  private var selfActivations: [String: ExplainedNetwork.Reading] = [:]

  /// Prototypes of any class, and classes, that are shown at most.
  private static let prototypeCount = 10
  private static let classCount = 50

  init(
    member: ExplainedNetwork,
    reading: ExplainedNetwork.Reading,
    trainingImages: TrainingImages,
    folder: URL,
    classNames: [String]
  ) {
    (self.member, self.reading, self.trainingImages) = (member, reading, trainingImages)
    (self.folder, self.classNames) = (folder, classNames)
  }

  /// Writes everything.
  ///
  /// - Throws: As ``SheetDrawing``, and ``RunError`` where similarities are no numbers.
  mutating func write() throws {
    try make(folder)
    try reading.picture.write(to: folder.appending(path: "original_img.png"))
    let similarities = reading.output.similarities.slice(0).values
    let logits = reading.output.logits.slice(0).values
    let classes = member.layer.prototypeClass
    func ordered(_ prototypes: [Int]) -> [Int] {
      prototypes.sorted { (-similarities[$0], $0) < (-similarities[$1], $1) }
    }
    let byLogit = logits.indices.sorted { (-logits[$0], $0) < (-logits[$1], $1) }
    log.append("Predicted: \(byLogit[0]) (\(classNames[byLogit[0]]))")
    log.append("Most activated \(Self.prototypeCount) prototypes of this image:")
    let top = ordered(Array(classes.indices)).prefix(Self.prototypeCount)
    try write(Array(top), "most_activated_prototypes", weightsTo: nil)
    log.append("Prototypes from top-\(Self.classCount) classes:")
    for (place, label) in byLogit.prefix(Self.classCount).enumerated() {
      log.append("top \(place + 1) predicted class: \(label) (\(classNames[label]))")
      log.append("logit of the class: \(logits[label])")
      try write(
        ordered(classes.indices.filter { classes[$0] == label }),
        "top-\(place + 1)_class_prototypes",
        weightsTo: label
      )
    }
    let text = log.joined(separator: "\n") + "\n"
    do {
      try NewFile.write(Data(text.utf8), to: folder.appending(path: "local_analysis.log"))
    } catch {
      throw RunError.unwritable(error)
    }
  }

  private func make(_ folder: URL) throws(RunError) {
    do {
      try Folder.make(folder)
    } catch {
      throw .unwritable(error)
    }
  }

  /// A folder of prototypes, the most similar one first.
  private mutating func write(_ prototypes: [Int], _ name: String, weightsTo label: Int?) throws {
    let inner = folder.appending(path: name)
    try make(inner)
    let weights = member.network.head.lastLayer.weight
    for (place, prototype) in prototypes.enumerated() {
      let (number, owner) = (place + 1, member.layer.prototypeClass[prototype])
      guard let map = try member.maps(of: [prototype], in: reading).first else { continue }
      let picture = reading.picture
      func write(_ picture: Image, _ name: String) throws {
        try picture.write(to: inner.appending(path: "\(name).png"))
      }
      try write(
        picture.cropped(rows: map.box.rows, columns: map.box.columns),
        "most_highly_activated_patch_by_top-\(number)_prototype"
      )
      try write(
        picture.drawingBox(rows: map.box.rows, columns: map.box.columns),
        "most_highly_activated_patch_in_original_img_by_top-\(number)_prototype"
      )
      try write(
        picture.overlay(heat: map.upsampled),
        "prototype_activation_map_by_top-\(number)_prototype"
      )
      if let source = try prototypePictures(prototype) {
        try write(source.crop, "top-\(number)_activated_prototype")
        try write(source.box, "top-\(number)_activated_prototype_in_original_pimg")
        try write(source.activation, "top-\(number)_activated_prototype_self_act")
      }
      log.append("prototype index: \(prototype)")
      log.append("prototype class identity: \(owner) (\(classNames[owner]))")
      log.append(
        "activation value (similarity score): \(reading.output.similarities[0, prototype])"
      )
      log.append("last layer connection: \(weights[label ?? owner, prototype])")
      log.append("--------------------------------------------------------------")
    }
  }

  /// The prototype, its training picture with a box, and its activation there; nil where that is not found.
  private mutating func prototypePictures(
    _ prototype: Int
  ) throws -> (crop: Image, box: Image, activation: Image)? {
    let transform = member.restored.transform
    guard let source = member.restored.sources?[prototype],
      let found = try trainingImages.image(of: source, gray16: transform.gray16)
    else { return nil }
    let own = try selfActivations[source.image] ?? member.read(found.image)
    selfActivations[source.image] = own
    guard let map = try member.maps(of: [prototype], in: own).first else { return nil }
    let (rows, columns) = (source.box.rows, source.box.columns)
    return (
      own.picture.cropped(rows: rows, columns: columns),
      own.picture.drawingBox(rows: rows, columns: columns),
      own.picture.overlay(heat: map.upsampled)
    )
  }
}

extension EnsembleExplainer {
  /// Writes a picture's analysis by the one network in the released code's files.
  ///
  /// - Throws: As ``explanation(of:className:picturesBesidePageIn:dataset:options:note:)``.
  package func writeReleasedLayout(
    of image: URL,
    to folder: URL,
    dataset: URL? = nil,
    note: (String) -> Void = { _ in }
  ) throws {
    let (_, readings) = try read(image, note)
    for (place, (member, reading)) in zip(members, readings).enumerated() {
      var layout = ReleasedLayout(
        member: member,
        reading: reading,
        trainingImages: TrainingImages(dataset: dataset, around: image),
        folder: members.count == 1 ? folder : folder.appending(path: "network-\(place + 1)"),
        classNames: classNames
      )
      try layout.write()
    }
  }
}
