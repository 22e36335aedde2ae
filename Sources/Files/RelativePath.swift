package import Foundation

extension URL {
  /// The path that leads here from a folder; the whole one where it would climb to the root.
  package func path(from folder: URL) -> String {
    let here = standardizedFileURL.path.pathSteps
    let there = folder.standardizedFileURL.path.pathSteps
    let shared = zip(here, there).prefix { ByteName($0) == ByteName($1) }.count
    guard shared > 1 else { return standardizedFileURL.path }
    let steps = Array(repeating: "..", count: there.count - shared) + here.dropFirst(shared)
    return steps.isEmpty ? "." : steps.joined(separator: "/")
  }
}
