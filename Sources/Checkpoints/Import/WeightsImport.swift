import Digests
package import Foundation
package import Networks

/// Turns other programs' files of ImageNet weights into this program's.
package enum WeightsImport {
  /// Reads the weights of a whole backbone from a file of any kind that ``tensors(from:)`` knows.
  ///
  /// - Throws: ``CheckpointError`` for unreadable files, for files that are not those whose digest their
  ///   names carry, and one naming every parameter that is missing, misshapen or not the backbone's.
  package static func weights(
    from url: URL,
    architecture: Architecture,
    mapping: WeightsMapping
  ) throws(CheckpointError) -> WeightsFile {
    let foreign = try tensors(from: url)
    let digest = try digest(of: url)
    let graph = try graph(of: architecture, for: url)
    let mapped = MappedTensors(foreign, mapping: mapping, to: graph)
    let problems = mapped.problems
    guard problems.isEmpty else {
      throw CheckpointError(
        file: url.path,
        problem: "does not hold the weights of \(architecture.rawValue): "
          + problems.joined(separator: ", "),
        remedy: "check the architecture and the mapping '\(mapping.rawValue)'"
      )
    }
    return WeightsFile(
      architecture: architecture.rawValue,
      normalization: mapping.normalization,
      source: WeightsFile.Source(file: url.lastPathComponent, digest: digest),
      parameters: mapped.parameters
    )
  }

  /// Reads the tensors of a `.safetensors`, `.onnx`, `.pth` or `.pt` file.
  package static func tensors(from url: URL) throws(CheckpointError) -> NamedTensors {
    switch url.pathExtension.lowercased() {
    case "safetensors": return try SafeTensors.read(contentsOf: url)
    case "onnx": return try ONNXInitializers.read(contentsOf: url)
    case "pth", "pt": return try TorchTensors.read(contentsOf: url)
    default:
      throw CheckpointError(
        file: url.path,
        problem: "is of no known kind by its name",
        remedy: "name a .pth, .pt, .safetensors or .onnx file"
      )
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
      let name = url.deletingPathExtension().lastPathComponent
      if let match = name.wholeMatch(of: /.*-([0-9a-f]{8})/), !digest.hasPrefix(match.1) {
        throw CheckpointError(
          file: url.path,
          problem: "has the digest \(digest.prefix(8))…, not \(match.1)… as its name says",
          remedy: "fetch it again, or rename it if it was changed on purpose"
        )
      }
      return digest
    } catch let error as CheckpointError {
      throw error
    } catch {
      throw CheckpointError(
        file: url.path,
        problem: "cannot be read (\(error.localizedDescription))",
        remedy: "check the permissions"
      )
    }
  }
}
