internal import Digests
package import Foundation
package import Networks
internal import Tensors

/// Turns other programs' files of ImageNet weights into this program's.
package enum WeightsImport {
  /// Reads the weights of a whole backbone from a `.safetensors` or `.onnx` file.
  ///
  /// - Throws: ``CheckpointError`` for unreadable files, and one naming every parameter that is missing,
  ///   misshapen or not the backbone's.
  package static func weights(
    from url: URL,
    architecture: Architecture,
    mapping: WeightsMapping
  ) throws(CheckpointError) -> WeightsFile {
    let foreign: NamedTensors
    switch url.pathExtension.lowercased() {
    case "safetensors": foreign = try SafeTensors.read(contentsOf: url)
    case "onnx": foreign = try ONNXInitializers.read(contentsOf: url)
    default:
      throw CheckpointError(
        file: url.path,
        problem: "is of no known kind by its name",
        remedy: "name a .safetensors or .onnx file"
      )
    }
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
      source: WeightsFile.Source(file: url.lastPathComponent, digest: try digest(of: url)),
      parameters: mapped.parameters
    )
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

  private static func digest(of url: URL) throws(CheckpointError) -> String {
    do {
      return try SHA256Digest(contentsOf: url).description
    } catch {
      throw CheckpointError(
        file: url.path,
        problem: "cannot be read (\(error.localizedDescription))",
        remedy: "check the permissions"
      )
    }
  }
}
