package import Checkpoints
import Digests
package import Experiments
import Files
package import Foundation
package import Networks
import Tensors

/// The pretrained parameters that a run's backbone starts from.
package struct StartWeights {
  /// By torchvision's names; only those of the possibly cut backbone, scaled as the experiment says.
  let parameters: [String: Tensor]
  package let normalization: InputNormalization
  /// The file's name and digest, for the record.
  let description: String

  /// Reads the weights that an experiment names; nil where it starts from random parameters.
  ///
  /// - Throws: As ``header(of:_:)``, `CheckpointError` naming every parameter that is missing or
  ///   misshapen, and what the file system says of the file.
  package init?(_ experiment: Experiment, for backbone: Networks.Backbone) throws {
    guard let path = experiment.backbone.weights else { return nil }
    let file = experiment.file(path)
    let header = try Self.header(of: file, experiment)
    let read = try file.describing {
      try WeightsFile.parameters(backbone.graph.parameters, from: file)
    }
    description = read.description
    parameters =
      experiment.backbone.featureScale.map {
        FeatureScale($0).scaled(read.contents, of: backbone.graph)
      } ?? read.contents
    normalization = header.normalization
  }

  /// What a weights file says of itself, once it is seen to be of the experiment's architecture.
  ///
  /// - Throws: `CheckpointError` for a file that is missing or holds no weights, `ExperimentError`
  ///   for weights of another architecture.
  package static func header(of file: URL, _ experiment: Experiment) throws -> WeightsFile.Header {
    guard PathKind(at: file) != .nothing else {
      throw CheckpointError(
        file: file.path,
        problem: "does not exist",
        remedy: "make it with 'protopnet weights import'; 'make weights' fetches VGG-16's"
      )
    }
    let header = try WeightsFile.Header(contentsOf: file)
    let architecture = experiment.backbone.architecture.rawValue
    guard header.architecture == architecture else {
      throw experiment.problem(
        at: "backbone.weights",
        "\(file.lastPathComponent) holds weights of \(header.architecture), not \(architecture)"
      )
    }
    return header
  }
}

extension Experiment {
  /// How pictures become inputs: as declared, or as the weights expect, or as torchvision does.
  package func normalization(_ weights: InputNormalization?) -> InputNormalization {
    guard let declared = data.normalization else { return weights ?? .torchvision }
    return InputNormalization(
      mean: declared.mean.map { Float($0) },
      standardDeviation: declared.standardDeviation.map { Float($0) }
    )
  }
}

extension URL {
  /// What `read` makes of the file, and the file's name and digest; both are of the same bytes.
  ///
  /// - Throws: `CheckpointError` where the file is changed meanwhile, what `read` throws, and what the
  ///   file system says of the file.
  func describing<Contents>(
    _ read: () throws -> Contents
  ) throws -> (contents: Contents, description: String) {
    let before = try? FileFingerprint(of: self)
    let contents = try read()
    let digest = try SHA256Digest(contentsOf: self)
    guard let before, before == (try? FileFingerprint(of: self)) else {
      throw CheckpointError(
        file: path,
        problem: "was changed while it was read",
        remedy: "start again once it is written"
      )
    }
    return (contents, "\(lastPathComponent) sha256:\(digest)")
  }
}
