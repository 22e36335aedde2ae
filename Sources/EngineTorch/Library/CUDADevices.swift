import Foundation

/// NVIDIA's GPUs of this machine, as its driver names them.
///
/// Source: the CUDA driver's C interface.
package struct CUDADevices {
  /// A GPU and its memory.
  package struct Device {
    package let name: String
    package let byteCount: Int
  }

  package let devices: [Device]

  /// Asks the driver.
  ///
  /// - Throws: ``TorchError/unloadable(path:problem:)`` where there is none, and
  ///   ``TorchError/missingSymbol(path:name:)``.
  package init() throws(TorchError) {
    let driver = try SharedObject("libcuda.so.1")
    typealias Start = @convention(c) (UInt32) -> Int32
    typealias Count = @convention(c) (UnsafeMutablePointer<Int32>) -> Int32
    typealias Get = @convention(c) (UnsafeMutablePointer<Int32>, Int32) -> Int32
    typealias Name = @convention(c) (UnsafeMutablePointer<CChar>, Int32, Int32) -> Int32
    typealias Memory = @convention(c) (UnsafeMutablePointer<Int>, Int32) -> Int32
    let start = try driver.function("cuInit", Start.self)
    let count = try driver.function("cuDeviceGetCount", Count.self)
    let get = try driver.function("cuDeviceGet", Get.self)
    let name = try driver.function("cuDeviceGetName", Name.self)
    let memory = try driver.function("cuDeviceTotalMem_v2", Memory.self)
    var number: Int32 = 0
    guard start(0) == 0, count(&number) == 0 else {
      devices = []
      return
    }
    devices = (0..<number).map { index in
      var (device, byteCount) = (Int32(0), 0)
      var characters = [CChar](repeating: 0, count: 256)
      guard get(&device, index) == 0, name(&characters, 255, device) == 0,
        memory(&byteCount, device) == 0
      else { return Device(name: "a device that the driver does not name", byteCount: 0) }
      let bytes = characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      return Device(name: String(decoding: bytes, as: UTF8.self), byteCount: byteCount)
    }
  }

  /// A GPU by its number, with the part of the library that computes on it loaded.
  ///
  /// - Throws: ``TorchError`` where the driver, the GPU or that part is not there.
  static func open(_ index: Int, for library: TorchLibrary) throws(TorchError) -> Device {
    let name = "cuda:\(index)"
    let found: [Device]
    do {
      found = try CUDADevices().devices
    } catch {
      throw .noDevice(name: name, problem: "NVIDIA's driver is not there (\(error))")
    }
    guard found.indices.contains(index) else {
      throw .noDevice(
        name: name,
        problem: found.isEmpty ? "the driver finds no GPU" : "the driver finds \(found.count)"
      )
    }
    let file = "\(library.folder)/libtorch_cuda.so"
    guard FileManager.default.fileExists(atPath: file) else {
      throw .noDevice(
        name: name,
        problem: "\(library.path) is of PyTorch's processor build; install one for CUDA"
      )
    }
    _ = try SharedObject(file)
    return found[index]
  }
}
