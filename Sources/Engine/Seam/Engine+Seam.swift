package import Engines
package import Networks

extension Engine: ComputeEngine {
  package var libraryName: String { Self.libraryDescription }
  package var processorName: String { Self.instructionSet }

  package func makeParameters(of graph: Graph) -> any NetworkParameters {
    ParameterStore(graph, engine: self)
  }
}
