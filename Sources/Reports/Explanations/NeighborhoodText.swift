package import Experiments
import Files

/// The nearest pictures of every prototype as lines for a terminal.
package enum NeighborhoodText {
  package static func text(of all: PrototypeNeighborhoods) -> String {
    let lines = all.prototypes.map { prototype in
      let parts = zip(all.parts, prototype.nearest).map { part, neighbors in
        let own = neighbors.count { ByteName($0.className) == ByteName(prototype.className) }
        let first = neighbors.first.map { ", nearest \($0.image)" } ?? ""
        return "\(own) of \(neighbors.count) \(part.name) pictures are of its class\(first)"
      }
      return "prototype \(prototype.index) of \(prototype.className): "
        + parts.joined(separator: "; ")
    }
    return lines.joined(separator: "\n")
  }
}
