import Foundation

/// What `body` makes where no user's mistake is left that could keep it from that.
///
/// A device that fails at a plain copy will not go on: the program ends with one line, as where a disk is full,
/// and the run goes on from its last save when it is started again.
func expecting<Result>(_ what: String, _ body: () throws(TorchError) -> Result) -> Result {
  do throws(TorchError) {
    return try body()
  } catch {
    try? FileHandle.standardError.write(contentsOf: Data("error: \(what): \(error)\n".utf8))
    exit(1)
  }
}
