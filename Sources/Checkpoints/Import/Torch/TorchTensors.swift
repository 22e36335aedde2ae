package import Foundation
import Tensors

/// Files that `torch.save` wrote, in its present and its former form, and Python's own pickles.
///
/// Source: PyTorch's `torch/serialization.py` and `torch/_utils.py`.
package enum TorchTensors {
  /// Reads the tensors of floating-point numbers of a state dict, or of a whole pickled module.
  ///
  /// Nothing that the file holds is executed. What is beside the tensors is of no interest; a tensor
  /// that is not read, such as a quantized one, is skipped with the reason.
  ///
  /// - Throws: ``CheckpointError`` for damaged files, for files of other objects than tensors, and
  ///   where several dictionaries of tensors would do.
  package static func read(
    contentsOf url: URL,
    selecting selection: TensorSelection = .largest
  ) throws(CheckpointError) -> NamedTensors {
    try read(ForeignFile(contentsOf: url, kind: "a file of torch.save"), selecting: selection)
  }

  static func read(
    _ file: ForeignFile,
    selecting selection: TensorSelection
  ) throws(CheckpointError) -> NamedTensors {
    let archive = try TorchArchive(file)
    let dictionary = try TensorSearch(archive.pickle).dictionary(selection, in: file)
    var loader = TorchLoader(archive, file)
    var result = NamedTensors()
    for (name, value) in dictionary.tensors {
      switch PickledTensor(value, of: archive.pickle) {
      case .unreadable(let reason): result.skip(name, reason)
      case .array(let array):
        guard let format = array.format else {
          result.skip(name, "holds \(array.words)")
          continue
        }
        let tensor = try loader.tensor(array, format, named: name)
        guard result.append(tensor, named: name) else { throw file.error("occurs twice", of: name) }
      case .view(let view):
        let (view, bytes) = try loader.located(view, named: name)
        guard let format = view.element.format else {
          result.skip(name, "holds \(view.element.words)")
          continue
        }
        let tensor = try loader.tensor(view, format, bytes, named: name)
        guard result.append(tensor, named: name) else { throw file.error("occurs twice", of: name) }
      case nil: break
      }
    }
    result.module = try dictionary.module.flatMap { (module) throws(CheckpointError) in
      try ReleasedModule.find(in: module, &loader)
    }
    return result
  }
}
