import Checkpoints
package import Datasets
package import Foundation
package import ProtoPNet
import Tensors

extension PrototypeFindings {
  /// Writes all numbers that the cards are computed from, with the head that they are of.
  ///
  /// `/similarities` and `/cells` [N, P], `/last_layer_weight` [K, P], `/prototypes` [P, D, H1, W1],
  /// `/prototype_class` [P], and the columns of ``PrototypeEvidence`` by their names.
  ///
  /// - Throws: `CheckpointError` where the file cannot be written.
  package func write(to file: URL, images: [LabelledImage], split: String) throws {
    let layer = head.prototypeLayer
    var datasets: [String: TensorFile.Dataset] = [
      "/images": .texts(images.map(\.path)),
      "/similarities": .floats(evidence.similarities),
      "/cells": .floats(evidence.cells),
      "/prototypes": .floats(layer.prototypes),
      "/prototype_class": .integers(layer.prototypeClass, shape: [layer.prototypeCount]),
      "/last_layer_weight": .floats(head.lastLayer.weight),
    ]
    var notes: [String: [String: HDF5Attribute]] = [:]
    func note(_ name: String, _ note: DatasetNote) { notes["/\(name)"] = note.attributes }
    for (path, note) in EvidenceNotes.prototypes { notes[path] = note.attributes }
    for (column, values) in evidence.integers where !values.isEmpty {
      note(column.rawValue, column.note)
      datasets["/\(column.rawValue)"] = .integers(values, shape: [values.count])
    }
    for (column, values) in evidence.numbers where !values.isEmpty {
      note(column.rawValue, column.note)
      datasets["/\(column.rawValue)"] = .doubles(values, shape: [values.count])
    }
    try TensorFile.write(
      to: file,
      attributes: [
        "format": .text("protopnet-prototypes"), "format_version": .integer(1),
        "split": .text(split), "image_size": .integer(imageSize),
        "map": .integers([grid.rows, grid.columns]), "parts": .texts(partNames),
        "labelled_parts": .texts(labelNames), "masks": .text(maskSource ?? "none"),
      ],
      datasets: datasets,
      notes: notes
    )
  }
}
