package import Experiments
import Files
import Foundation

/// Something that an experiment names and that is not there: pictures, weights, a checkpoint to begin with.
package struct MissingInput: Error, CustomStringConvertible {
  /// The key that names it, such as `backbone.weights`.
  package let key: String
  /// What a run says of it.
  package let description: String

  package init(key: String, description: String) {
    (self.key, self.description) = (key, description)
  }
}

extension Experiment {
  /// What the experiment names and is not there, each at the key that names it.
  package var missingInputs: [MissingInput] {
    var missing: [MissingInput] = []
    func look(_ key: String, _ file: URL, _ read: () throws -> Void) {
      do {
        try read()
      } catch {
        // Shells replace such names, files do not.
        let hint = file.path.contains("$") ? "; '$' stands for itself" : ""
        missing.append(MissingInput(key: key, description: "\(error)\(hint)"))
      }
    }
    let pictures = ExperimentData(self)
    if let (key, folder) = pictures.missing { look(key, folder) { _ = try pictures.list() } }
    if let weights = backbone.weights.map(file), PathKind(at: weights) == .nothing {
      look("backbone.weights", weights) { _ = try StartWeights.header(of: weights, self) }
    }
    if let checkpoint = startFrom.map(file), PathKind(at: checkpoint) == .nothing {
      look("start-from", checkpoint) { _ = try StartCheckpoint(self) }
    }
    return missing
  }
}
