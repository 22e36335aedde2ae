import Foundation

/// The names that the program was started with, which may be any bytes.
package enum ProgramArguments {
  /// What of them is not UTF-8, in words; nil where they can be used.
  package static var problem: String? {
    for index in 0..<Int(CommandLine.argc) {
      if let argument = CommandLine.unsafeArgv[index], let name = foreign(argument) {
        return "the argument '\(name)' is not UTF-8; rename what it names"
      }
    }
    guard let folder = getcwd(nil, 0) else { return nil }
    defer { free(folder) }
    return foreign(folder).map { "the current folder '\($0)' is not UTF-8; rename it" }
  }

  private static func foreign(_ text: UnsafePointer<CChar>) -> String? {
    let bytes = Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    return String(validating: bytes, as: UTF8.self) == nil ? String(showing: bytes) : nil
  }
}
