import Checkpoints
import Foundation
import ProtoPNet
import Recipe
import Tensors

/// The file of a stage under way: `/<part>/<integers, doubles or tensors>/<name>`.
struct SaveFile {
  /// What the state is of.
  let identity: [String: String]
  /// The programs and machines that computed it.
  let environments: [String]
  /// How far the stage has come, for a person.
  let place: String
  let parts: [String: SavedState]

  private static let format = "protopnet-stage-under-way"
  private static let identityPrefix = "of_"
  private static let note = DatasetNote(
    "as the part's own",
    "as the part's own",
    "a stage under way: the state of each part of its work, for this program to go on with"
  )

  init(
    identity: [String: String],
    environments: [String],
    place: String,
    parts: [String: SavedState]
  ) {
    (self.identity, self.environments) = (identity, environments)
    (self.place, self.parts) = (place, parts)
  }

  /// - Throws: `CheckpointError` where the file cannot be written.
  func write(to file: URL) throws(CheckpointError) {
    var attributes: [String: HDF5Attribute] = [
      "format": .text(Self.format), "place": .text(place), "environments": .texts(environments),
    ]
    attributes.merge(Self.note.attributes) { $1 }
    for (name, value) in identity { attributes[Self.identityPrefix + name] = .text(value) }
    var datasets: [String: TensorFile.Dataset] = [:]
    for (part, state) in parts {
      for (name, values) in state.integers {
        datasets["/\(part)/integers/\(name)"] = .integers(values, shape: [values.count])
      }
      for (name, values) in state.doubles {
        datasets["/\(part)/doubles/\(name)"] = .doubles(values, shape: [values.count])
      }
      for (name, tensor) in state.tensors { datasets["/\(part)/tensors/\(name)"] = .floats(tensor) }
    }
    try TensorFile.write(to: file, attributes: attributes, datasets: datasets)
  }

  /// - Throws: `CheckpointError` where the file cannot be read or is of something else.
  init(contentsOf url: URL) throws(CheckpointError) {
    let file = try HDF5Reader(contentsOf: url)
    guard try file.hasAttribute("format", of: "/"),
      try file.textAttribute("format", of: "/") == Self.format
    else {
      throw CheckpointError(
        file: url.path,
        problem: "holds no stage under way",
        remedy: "it is left out; nothing has to be done"
      )
    }
    var identity: [String: String] = [:]
    for name in try file.attributeNames(of: "/") where name.hasPrefix(Self.identityPrefix) {
      identity[String(name.dropFirst(Self.identityPrefix.count))] =
        try file.textAttribute(name, of: "/")
    }
    var parts: [String: SavedState] = [:]
    for part in try file.members(of: "/") {
      var state = SavedState()
      for name in try file.datasets(under: "/\(part)/integers") {
        state.integers[name] = try file.integers("/\(part)/integers/\(name)").values
      }
      for name in try file.datasets(under: "/\(part)/doubles") {
        state.doubles[name] = try file.doubles("/\(part)/doubles/\(name)").values
      }
      for name in try file.datasets(under: "/\(part)/tensors") {
        state.tensors[name] = try file.tensor("/\(part)/tensors/\(name)")
      }
      parts[part] = state
    }
    self.init(
      identity: identity,
      environments: try file.textsAttribute("environments", of: "/"),
      place: try file.textAttribute("place", of: "/"),
      parts: parts
    )
  }
}
