import Glibc

/// A library that was loaded while the program runs, as long as the process lives.
struct SharedObject: @unchecked Sendable {
  // Sendable: the handle is never closed, and looking names up is safe from every thread.
  let path: String
  private let handle: UnsafeMutableRawPointer

  /// Loads a file, or what the loader finds by a name without slashes.
  ///
  /// - Throws: ``TorchError/unloadable(path:problem:)``.
  init(_ path: String) throws(TorchError) {
    guard let handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL) else {
      throw .unloadable(path: path, problem: Self.lastProblem)
    }
    (self.path, self.handle) = (path, handle)
  }

  private static var lastProblem: String {
    dlerror().map { String(cString: $0) } ?? "the loader does not say why"
  }

  /// The function of a name, of a C type `Function`; nil where there is none.
  func optional<Function>(_ name: String, _ type: Function.Type) -> Function? {
    dlsym(handle, name).map { unsafeBitCast($0, to: type) }
  }

  /// The function of a name.
  ///
  /// - Throws: ``TorchError/missingSymbol(path:name:)``.
  func function<Function>(_ name: String, _ type: Function.Type) throws(TorchError) -> Function {
    guard let function = optional(name, type) else {
      throw .missingSymbol(path: path, name: name)
    }
    return function
  }
}
