import Engine
import EngineTorch
import Recipe

/// What this machine can compute feature maps with: devices, libraries and their versions.
package struct EngineList: Encodable {
  /// A library on a device, as experiments name both.
  package struct Entry: Encodable {
    package let library, device: String
    /// The library's version.
    package let version: String
    /// The device's instructions, or its model and memory.
    package let model: String
    /// The library's file; nil for a part of the program.
    package let path: String?
  }

  package private(set) var engines: [Entry]
  /// What could not be used, and why.
  package private(set) var problems: [String] = []

  /// Looks for what there is; libraries are loaded and devices started.
  package init() {
    engines = [
      Entry(
        library: "\(ComputeLibrary.onednn)",
        device: "\(ComputeDevice.processor)",
        version: Engine.libraryDescription,
        model: Engine.instructionSet,
        path: nil
      )
    ]
    let library: TorchLibrary
    do {
      library = try TorchLibrary.load(precision: .float32)
    } catch {
      problems = ["\(error)"]
      return
    }
    var places = [(ComputeDevice.processor, Engine.instructionSet)]
    do {
      for (index, device) in try CUDADevices().devices.enumerated() {
        places.append((.cuda(index), "\(device.name), \(device.byteCount / 1_000_000_000) GB"))
      }
    } catch {
      problems = ["no GPU: NVIDIA's driver is not there (\(error))"]
    }
    for (place, model) in places {
      do {
        let engine = try TorchEngine(device: place, threads: 1, processorName: model)
        engines.append(
          Entry(
            library: "\(ComputeLibrary.torch)",
            device: "\(place)",
            version: engine.libraryName,
            model: model,
            path: library.path
          )
        )
      } catch {
        problems.append("\(error)")
      }
    }
  }
}
