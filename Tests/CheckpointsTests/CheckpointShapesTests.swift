import Checkpoints
import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// Files of the right format whose parts do not fit each other.
struct CheckpointShapesTests {
  /// A small valid file but for some changed parts.
  private func problem(
    attributes: [String: HDF5Attribute] = [:],
    datasets: [String: TensorFile.Dataset] = [:],
    without missing: String = ""
  ) throws -> String {
    var allAttributes: [String: HDF5Attribute] = [
      "format": .text("protopnet-checkpoint"), "format_version": .integer(1),
      "experiment": .text("a"), "experiment_digest": .text("b"), "architecture": .text("vgg16"),
      "image_size": .integer(64), "class_names": .texts(["wren", "robin"]), "stage": .text("c"),
      "epoch": .integer(1), "seed": .unsigned(2), "created_by": .text("d"),
    ]
    var allDatasets: [String: TensorFile.Dataset] = [
      "/parameters/backbone/features.0.bias": .floats(Tensor(shape: [2])),
      "/prototypes/vectors": .floats(Tensor(shape: [3, 4, 1, 1])),
      "/prototypes/class": .integers([0, 0, 1], shape: [3]),
      "/last_layer/weight": .floats(Tensor(shape: [2, 3])),
    ]
    allAttributes.merge(attributes) { $1 }
    allDatasets.merge(datasets) { $1 }
    allAttributes[missing] = nil
    allDatasets[missing] = nil
    return try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.h5")
      try HDF5Writer.write(to: url) { (file) throws(CheckpointError) in
        for (name, value) in allAttributes { try file.setAttribute(name, of: "/", to: value) }
        try file.setAttribute("resize", of: "/input", to: .integers([64, 64]))
        try file.setAttribute("mean", of: "/input", to: .floats([0, 0, 0]))
        try file.setAttribute("std", of: "/input", to: .floats([1, 1, 1]))
        for (path, dataset) in allDatasets {
          switch dataset {
          case .floats(let tensor): try file.write(tensor, to: path)
          case .integers(let values, let shape): try file.write(values, shape: shape, to: path)
          default: Issue.record("not used here: \(path)")
          }
        }
        if allDatasets["/prototypes/vectors"] != nil {
          try file.setAttribute("similarity", of: "/prototypes/vectors", to: .text("linear"))
        }
      }
      return Fixture.problem { _ = try Checkpoint(contentsOf: url) }
        .replacingOccurrences(
          of: "; the file was changed or is of another kind: name another one, or make it again",
          with: ""
        )
    }
  }

  @Test func theUnchangedFileIsRead() throws { #expect(try problem() == "") }

  @Test(arguments: [
    ("image_size", HDF5Attribute.integer(0), "FILE: '/@image_size' is 0"),
    ("image_size", .integers([1, 2]), "FILE: '/@image_size' holds 2 values instead of one"),
    ("image_size", .text("64"), "FILE: '/@image_size' does not hold integers"),
    ("image_size", .integer(32), "FILE: '/input@resize' is [64, 64], and image_size is 32"),
    ("class_names", .integer(2), "FILE: '/@class_names' does not hold text"),
    (
      "class_names", .texts(["wren"]), "FILE: '/prototypes/class' names class 1 of 1"
    ),
    (
      "format_version", .integer(0), "FILE has version 0 of its format, which never was one"
    ),
    (
      "format_version", .integer(2),
      "FILE was written by a newer version of this program: its format has version 2, and this "
        + "program reads version 1; read it with the program that wrote it, or update this one"
    ),
  ])
  func wrongAttributesAreNamed(_ name: String, _ value: HDF5Attribute, _ expected: String) throws {
    #expect(try problem(attributes: [name: value]) == expected)
  }

  @Test(arguments: [
    (
      "/prototypes/vectors", TensorFile.Dataset.floats(Tensor(shape: [3, 4])),
      "FILE: '/prototypes/vectors' has the shape 3×4, not P×D×H1×W1"
    ),
    (
      "/prototypes/vectors", .floats(Tensor(shape: [2, 4, 1, 1])),
      "FILE: '/prototypes/class' has the shape 3, not 2"
    ),
    (
      "/prototypes/class", .integers([0, 0, -1], shape: [3]),
      "FILE: '/prototypes/class' names class -1 of 2"
    ),
    (
      "/prototypes/class", .floats(Tensor(shape: [3])),
      "FILE: '/prototypes/class' does not hold integers"
    ),
    (
      "/last_layer/weight", .floats(Tensor(shape: [3, 2])),
      "FILE: '/last_layer/weight' has the shape 3×2, not 2×3"
    ),
    (
      "/last_layer/weight", .integers([1], shape: [1]),
      "FILE: '/last_layer/weight' does not hold floating-point numbers"
    ),
    (
      "/optimizer/joint/second_moments/a", .floats(Tensor(shape: [3])),
      "FILE: '/optimizer/joint@step_count' is missing"
    ),
  ])
  func wrongShapesAreNamed(
    _ path: String,
    _ dataset: TensorFile.Dataset,
    _ expected: String
  ) throws {
    #expect(try problem(datasets: [path: dataset]) == expected)
  }

  @Test(arguments: [
    ("seed", "FILE: '/@seed' is missing"),
    ("/last_layer/weight", "FILE: '/last_layer/weight' is missing"),
    ("/prototypes/vectors", "FILE: '/prototypes/vectors' is missing"),
    ("/parameters/backbone/features.0.bias", "FILE: '/parameters' is missing"),
  ])
  func missingPartsAreNamed(_ name: String, _ expected: String) throws {
    #expect(try problem(without: name) == expected)
  }

  @Test(arguments: [
    [-1, 8, 0, 8], [0, 65, 0, 8], [8, 8, 0, 8], [0, 8, -3, 8], [0, 8, 0, 1 << 30],
  ])
  func boxesOutsideThePictureAreNamed(_ box: [Int]) throws {
    #expect(throws: CheckpointError.self) {
      try Places.withTemporaryDirectory { folder in
        let url = folder.appending(path: "a.h5")
        var checkpoint = Samples.checkpoint
        checkpoint.prototypes.sources?[1].box = PixelBox(
          firstRow: box[0],
          endRow: box[1],
          firstColumn: box[2],
          endColumn: box[3]
        )
        try checkpoint.write(to: url)
        _ = try Checkpoint(contentsOf: url)
      }
    }
  }
}
