import Digests
import Files
package import Foundation
package import Networks
import Tensors

/// Turns other programs' files of ImageNet weights into this program's.
package enum WeightsImport {
  /// Weights with what the user should know of how they were found.
  package struct Result {
    package let weights: WeightsFile
    package let notes: [String]
  }

  /// Reads the weights of a whole backbone from a file of any kind that ``tensors(from:selecting:)`` knows.
  ///
  /// `key` names one of several dictionaries of tensors.
  ///
  /// - Throws: ``CheckpointError`` for unreadable files, for files that are not those whose digest their
  ///   names carry, and one naming the parameters that are missing, misshapen, not the backbone's or,
  ///   unless allowed, not finite.
  package static func weights(
    from url: URL,
    architecture: Architecture,
    mapping: WeightsMapping,
    key: String? = nil,
    allowingNonFinite: Bool = false
  ) throws(CheckpointError) -> Result {
    let graph = try graph(of: architecture, for: url)
    let known = Set(graph.parameters.map(\.name))
    let foreign = try tensors(
      from: url,
      selecting: TensorSelection(key: key) { names in
        let found = PlainNames(names.map(WeightsMapping.presentName), known: known).knownCount
        return 2 * found > known.count
      }
    )
    let digest = try digest(of: url)
    let mapped = MappedTensors(foreign, mapping: mapping, to: graph)
    let problems = mapped.problems
    guard problems.isEmpty else {
      throw error(problems, mapped, foreign, url, architecture, mapping)
    }
    try NonFiniteNumbers.check(mapped.parameters, in: url.path, allowed: allowingNonFinite)
    return Result(
      weights: WeightsFile(
        architecture: architecture.rawValue,
        normalization: mapping.normalization,
        source: WeightsFile.Source(file: url.lastPathComponent, digest: digest),
        parameters: mapped.parameters
      ),
      notes: [mapped.names?.note(on: url.lastPathComponent)].compactMap { $0 }
    )
  }

  private static func error(
    _ problems: [String],
    _ mapped: MappedTensors,
    _ foreign: NamedTensors,
    _ url: URL,
    _ architecture: Architecture,
    _ mapping: WeightsMapping
  ) -> CheckpointError {
    let kernels = foreign.tensors.values.filter { $0.shape.rank == 4 }
    if mapping == .torchvision, mapped.lacksNormalization, foreign.isOfONNX, !kernels.isEmpty {
      return CheckpointError(
        file: url.path,
        problem: "has no batch normalisation: it was folded into the convolutions when the model "
          + "of \(architecture.rawValue) was exported",
        remedy: "save the network's state_dict() with torch.save or as safetensors instead"
      )
    }
    var problem = "does not hold the weights of \(architecture.rawValue): "
    if mapping == .torchvision, mapped.names?.knownCount == 0 {
      let first = foreign.names.prefix(3).map { "'\($0.prefix(80))'" }.joined(separator: ", ")
      problem += "none of its \(foreign.names.count) tensors has such a name"
      if let pattern = PlainNames.pattern(of: foreign.names) { problem += "; \(pattern)" }
      if !first.isEmpty { problem += "; the first are \(first)" }
    } else {
      problem += problems.listed(atMost: 16)
    }
    return CheckpointError(
      file: url.path,
      problem: problem,
      remedy: "check the architecture and the mapping '\(mapping.rawValue)'"
    )
  }

  /// Reads the tensors of a file of torch.save, safetensors or ONNX, by what it is, not by its name.
  package static func tensors(
    from url: URL,
    selecting selection: TensorSelection = .largest
  ) throws(CheckpointError) -> NamedTensors {
    let file = try ForeignFile(contentsOf: url, kind: "a file of torch.save, safetensors or ONNX")
    let kind = ForeignKind(file)
    if let key = selection.key, kind == .safetensors || kind == .onnx {
      throw file.error(
        "has no dictionaries of tensors to choose from, so none under '\(key)'",
        remedy: "leave out --key"
      )
    }
    switch kind {
    case .torch:
      return try TorchTensors.read(file.taken(as: "a file of torch.save"), selecting: selection)
    case .safetensors: return try SafeTensors.read(file.taken(as: "a safetensors file"))
    case .onnx:
      var tensors = try ONNXInitializers.read(file.taken(as: "an ONNX model"))
      tensors.isOfONNX = true
      return tensors
    case .other(let description, let remedy): throw file.error(description, remedy: remedy)
    }
  }

  private static func graph(
    of architecture: Architecture,
    for url: URL
  ) throws(CheckpointError) -> Graph {
    do {
      return try Backbone(architecture).graph
    } catch {
      throw CheckpointError(
        file: url.path,
        problem: "has no network: \(error)",
        remedy: "report it"
      )
    }
  }

  /// The file's digest, which begins with the digits at the end of names like `vgg16-397923af.pth`.
  private static func digest(of url: URL) throws(CheckpointError) -> String {
    do {
      let digest = try SHA256Digest(contentsOf: url).description
      if let digits = DigestInName.mismatch(url.lastPathComponent, digest: digest) {
        throw CheckpointError(
          file: url.path,
          problem: "has the digest \(digest.prefix(8))…, not \(digits)… as its name says",
          remedy: "fetch it again, or rename it if it was changed on purpose"
        )
      }
      return digest
    } catch let error as CheckpointError {
      throw error
    } catch {
      throw CheckpointError(FileError(url, error))
    }
  }
}
