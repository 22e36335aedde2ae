package import Networks

/// What runs networks on a device: the seam between the paper and a compute library.
///
/// The parameters that an engine holds compile networks, which the engine runs one at a time and from one
/// thread. Tensors come in and go out in the memory of this process, row by row.
package protocol ComputeEngine: AnyObject {
  /// The compute library with its version, as records name it.
  var libraryName: String { get }
  /// What computes and decides last bits: an instruction set, or a device with its model.
  var processorName: String { get }
  /// The threads of this process that the library computes with.
  var threadCount: Int { get }

  /// Makes room for the parameters of a graph; all values are zero.
  func makeParameters(of graph: Graph) -> any NetworkParameters
}
