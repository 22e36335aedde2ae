/// A network that cannot be built or does not fit its input.
package struct NetworkError: Error, Hashable, CustomStringConvertible {
  /// The node's name, empty where the network as a whole is meant.
  package let node: String
  package let problem: String

  package init(node: String = "", problem: String) { (self.node, self.problem) = (node, problem) }

  package var description: String { node.isEmpty ? problem : "layer '\(node)' \(problem)" }
}
