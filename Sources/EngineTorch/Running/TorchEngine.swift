package import Engines
package import Networks
package import Recipe

/// Networks on libtorch: on the processor, or on one of NVIDIA's GPUs.
///
/// Convolutions, normalisations and poolings are the library's operators, called one by one through its C
/// interface; what a backward pass needs is kept by this engine, not by the library's autograd.
package final class TorchEngine: ComputeEngine {
  package let threadCount: Int
  package let precision: Precision
  let device: TorchDevice
  private let deviceName: String
  /// The network that ran last, whose gradients the parameters have.
  var owner: ObjectIdentifier?

  /// Starts the engine with so many threads for what the processor computes.
  ///
  /// `processorName` says what decides the last bits of the processor's operations.
  ///
  /// - Throws: ``TorchError`` where the library or the device is not there.
  package init(
    device place: ComputeDevice = .processor,
    precision: Precision = .float32,
    threads: Int,
    processorName: String
  ) throws(TorchError) {
    let library = try TorchLibrary.load(precision: precision)
    deviceName =
      switch place {
      case .processor: processorName
      case .cuda(let index): "\(place), \(try CUDADevices.open(index, for: library).name)"
      }
    library.setThreadCount(threads)
    (threadCount, self.precision) = (threads, precision)
    device = TorchDevice(library: library, place: place)
    // The first tensor starts the device, which says here what it lacks.
    do {
      _ = try device.scalar(0)
    } catch {
      throw .noDevice(name: "\(place)", problem: "\(error)")
    }
  }

  package var libraryName: String { "libtorch \(device.library.version)" }
  package var processorName: String { deviceName }

  package func makeParameters(of graph: Graph) -> any NetworkParameters {
    expecting("room for the parameters") { () throws(TorchError) in
      try TorchParameters(graph, engine: self)
    }
  }
}
