import Foundation
package import Recipe
import Synchronization

/// libtorch in this process: loaded once, with the precision that it keeps for all of its work.
package final class TorchLibrary: Sendable {
  /// The file that was loaded, as its environment names it.
  package let path: String
  package let precision: Precision
  let functions: TorchFunctions
  private let settings: TorchSettings

  private static let loaded = Mutex<TorchLibrary?>(nil)

  /// The process's library, loaded if it is not yet.
  ///
  /// - Throws: ``TorchError`` where there is none that can be used, or it computes otherwise already.
  package static func load(precision: Precision) throws(TorchError) -> TorchLibrary {
    let result = loaded.withLock { library -> Result<TorchLibrary, TorchError> in
      if let library {
        return library.precision.sharesSettings(with: precision)
          ? .success(library) : .failure(.otherPrecision)
      }
      return Result { () throws(TorchError) in
        let new = try TorchLibrary(precision: precision)
        library = new
        return new
      }
    }
    return try result.get()
  }

  private init(precision: Precision) throws(TorchError) {
    // NVIDIA's libraries read it when they begin; without it convolutions are TensorFloat-32's.
    if precision != .tf32 { setenv("NVIDIA_TF32_OVERRIDE", "0", 1) }
    let library = try TorchPlaces(ProcessInfo.processInfo.environment).load()
    path = library.path
    self.precision = precision
    functions = try TorchFunctions(library)
    settings = try TorchSettings(library)
    settings.beDeterministic(true)
    settings.allowTensorFloat32(precision == .tf32)
  }

  package var version: TorchVersion { TorchVersion(functions.version) }

  /// The folder of the library's files.
  var folder: String { URL(fileURLWithPath: path).deletingLastPathComponent().path }

  /// Has operations on the processor computed by so many threads.
  func setThreadCount(_ count: Int) { settings.setThreadCount(count) }

  /// The words of the last failed call on this thread.
  var lastMessage: String {
    guard let message = functions.message?() else { return "its words are on the error stream" }
    let words = String(cString: message)
    return words.split(separator: "\n").first.map(String.init) ?? "it does not say why"
  }
}

extension Precision {
  /// Whether what the library keeps for the whole process is the same for both.
  fileprivate func sharesSettings(with other: Precision) -> Bool {
    (self == .tf32) == (other == .tf32)
  }
}
