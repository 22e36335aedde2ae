/// Settings of the whole library, for which its C interface has no words; these are methods of C++.
///
/// Source: PyTorch's aten/src/ATen/Context.h and Parallel.h.
struct TorchSettings: @unchecked Sendable {
  // Sendable: the context lives as long as the library.

  private typealias Setter = @convention(c) (UnsafeMutableRawPointer, Bool) -> Void

  private let context: UnsafeMutableRawPointer
  private let setDeterministicCuDNN, setBenchmarkCuDNN, setTensorFloat32: Setter
  private let setThreads: @convention(c) (Int32) -> Void

  /// - Throws: ``TorchError/missingSymbol(path:name:)``.
  init(_ library: SharedObject) throws(TorchError) {
    let global = try library.function(
      "_ZN2at13globalContextEv",
      (@convention(c) () -> UnsafeMutableRawPointer).self
    )
    context = global()
    func setter(_ name: String) throws(TorchError) -> Setter {
      try library.function("_ZN2at7Context\(name.utf8.count)\(name)Eb", Setter.self)
    }
    setDeterministicCuDNN = try setter("setDeterministicCuDNN")
    setBenchmarkCuDNN = try setter("setBenchmarkCuDNN")
    setTensorFloat32 = try setter("setAllowTF32CuDNN")
    setThreads = try library.function(
      "_ZN2at15set_num_threadsEi",
      (@convention(c) (Int32) -> Void).self
    )
  }

  /// Has cuDNN choose among those algorithms that give the same bits every time, or among all by trying.
  func beDeterministic(_ isDeterministic: Bool) {
    setDeterministicCuDNN(context, isDeterministic)
    setBenchmarkCuDNN(context, !isDeterministic)
  }

  func allowTensorFloat32(_ isAllowed: Bool) { setTensorFloat32(context, isAllowed) }

  func setThreadCount(_ count: Int) { setThreads(Int32(count)) }
}
