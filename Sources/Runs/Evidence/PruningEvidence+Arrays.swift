import Checkpoints
import Foundation
import ProtoPNet
import Recipe
import Tensors

extension PruningEvidence {
  /// The arrays of a pruning's file.
  struct Arrays {
    /// The projection image, by index, and its class, [P, k], nearest first; −1 where there are fewer.
    var nearestImage, nearestClass: [Int]
    /// [P, k].
    private let shape: Shape
    /// [P].
    var prototypeClass: [Int]
    var kept: [Bool]

    init(_ result: PruningResult) {
      let (count, k) = (result.prototypeClass.count, result.nearestImages.count)
      func array(_ value: (NearestImages.Neighbor) -> Int) -> [Int] {
        result.nearestImages.neighbors.flatMap { neighbors in
          (0..<k).map { $0 < neighbors.count ? value(neighbors[$0]) : -1 }
        }
      }
      shape = [count, k]
      nearestImage = array(\.imageIndex)
      nearestClass = array(\.label)
      prototypeClass = result.prototypeClass
      let kept = Set(result.kept)
      self.kept = (0..<count).map(kept.contains)
    }

    private init(from file: borrowing HDF5Reader) throws(CheckpointError) {
      let images = try file.integers("/nearest_image")
      (nearestImage, shape) = (images.values, images.shape)
      nearestClass = try file.integers("/nearest_class", shape: images.shape)
      prototypeClass = try file.integers("/class").values
      kept = try file.booleans("/kept").values
    }

    /// A file's arrays and the accuracies before and after the pruning.
    static func reading(_ url: URL) throws(CheckpointError) -> (Arrays, [String: Double]) {
      let file = try HDF5Reader(contentsOf: url)
      var accuracies: [String: Double] = [:]
      for name in ["accuracy_before", "accuracy_after"] where try file.hasAttribute(name, of: "/") {
        accuracies[name] = try file.doubleAttribute(name, of: "/")
      }
      return (try Arrays(from: file), accuracies)
    }

    func write(
      to url: URL,
      _ pruning: Pruning,
      _ accuracies: [String: Double]
    ) throws(CheckpointError) {
      var attributes: [String: HDF5Attribute] = [
        "format": .text("protopnet-pruning"), "format_version": .integer(1),
        "nearest": .integer(pruning.nearest), "threshold": .integer(pruning.threshold),
      ]
      for (name, value) in accuracies { attributes[name] = .double(value) }
      try TensorFile.write(
        to: url,
        attributes: attributes,
        datasets: [
          "/nearest_image": .integers(nearestImage, shape: shape),
          "/nearest_class": .integers(nearestClass, shape: shape),
          "/class": .integers(prototypeClass, shape: [prototypeClass.count]),
          "/kept": .booleans(kept, shape: [kept.count]),
        ],
        notes: EvidenceNotes.pruning.mapValues(\.attributes)
      )
    }
  }
}
